"""The shop's commission, statement by statement."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.settlement.kinds import Party, PartyKind
from app.settlement.queries import Statement, get_statement_of, standing_of, statements_of
from app.shops.queries import get_shop
from app.web.guard import current_shop_id
from app.web.pages import page
from app.web.statements import ON_A_PAGE, asked_after, shown
from app.web.statements import paper as on_paper
from app.web.statements import sheet as as_sheet

pages = Blueprint("statements", __name__, url_prefix="/statements")


@pages.get("/")
def list() -> str:
    before = asked_after("before")
    found = statements_of(_us(), before, ON_A_PAGE + 1)
    return page(
        shop=get_shop(current_shop_id()),
        statements=found[:ON_A_PAGE],
        standing=standing_of(_us()),
        older=found[ON_A_PAGE - 1].serial if len(found) > ON_A_PAGE else None,
        is_first=before is None,
    )


@pages.get("/<number>")
def show(number: str) -> str:
    return page(shop=get_shop(current_shop_id()), **shown(_ours(number)))


@pages.get("/<number>/paper.pdf")
def paper(number: str) -> Answer:
    return on_paper(_ours(number))


@pages.get("/<number>/sheet.xlsx")
def sheet(number: str) -> Answer:
    return as_sheet(_ours(number))


def _us() -> Party:
    return Party(PartyKind.shop, current_shop_id())


def _ours(number: str) -> Statement:
    return get_statement_of(_us(), number)
