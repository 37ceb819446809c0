"""What the sales earn, and what the books say the post still owes us."""

from datetime import timedelta

from flask import Blueprint, request

from app import clock
from app.ground.postings import cooperative_held
from app.ground.quantities import parse_id
from app.ledger.queries import balance, statement_of
from app.orders.earnings import earning_of, sales_of_cooperative, weeks_of_cooperative
from app.settlement.kinds import Party, PartyKind
from app.settlement.queries import coming_of, standing_of
from app.web.cooperative.sums import bars_of, coming_bars_of
from app.web.guard import current_cooperative_id
from app.web.pages import page

pages = Blueprint("sales", __name__, url_prefix="/sales")
PAGE = 30


@pages.get("/")
def home() -> str:
    ours, before = current_cooperative_id(), request.args.get("before")
    found = sales_of_cooperative(ours, parse_id(before) if before else None, PAGE + 1)
    shown = found[:PAGE]
    weeks = weeks_of_cooperative(ours, clock.today())
    coming = coming_of(ours, clock.today() + timedelta(days=1))
    return page(
        sales=[(one, earning_of(one)) for one in shown],
        weeks=weeks,
        bars=bars_of(weeks),
        standing=standing_of(Party(PartyKind.cooperative, ours)),
        coming=coming,
        coming_bars=coming_bars_of(coming),
        older=shown[-1].id if len(found) > PAGE else None,
        is_first=not before,
    )


@pages.get("/statement")
def statement() -> str:
    """The account as the books have it; what it is owed stands as a plus."""
    account, before = cooperative_held(current_cooperative_id()), request.args.get("before")
    lines = statement_of(account, parse_id(before) if before else None, PAGE)
    return page(
        lines=[(line, -line.amount_fen) for line in lines],
        owed_fen=-balance(account),
        older=lines[-1].entry_id if len(lines) == PAGE else None,
        is_first=not before,
    )
