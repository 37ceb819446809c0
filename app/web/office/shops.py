"""The village shops: where they are, what is in their cash boxes."""

from flask import Blueprint

from app.ground.postings import cash_box, shop_held
from app.ledger.queries import balances
from app.places.tree import tree
from app.shops.queries import all_shops
from app.web.office.here import ON_A_PAGE, asked_before
from app.web.pages import page

pages = Blueprint("shops", __name__, url_prefix="/shops")


@pages.get("/")
def list() -> str:
    after = asked_before("after")
    shops = all_shops(after or 0, ON_A_PAGE + 1)
    return page(
        shops=shops[:ON_A_PAGE],
        newer=shops[ON_A_PAGE - 1].id if len(shops) > ON_A_PAGE else None,
        is_first=after is None,
        boxes=balances("cash_box:"),
        owed=balances("shop_held:"),
        cash_box=cash_box,
        shop_held=shop_held,
        places=tree(),
    )
