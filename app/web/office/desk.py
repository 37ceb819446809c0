"""What stands still and whose move it is; what was sold; where the parcels are."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.ground.parcel_steps import ParcelState
from app.ground.refusals import Refusal
from app.ground.waybills import parse_waybill
from app.parcels.pools import pools
from app.parcels.queries import counts_by_state
from app.reports.queries import sales_by_day, season
from app.reports.stuck import MOST_COUNTED, matters
from app.web.formats import yuan_exact
from app.web.office.here import LONGEST_QUESTION
from app.web.pages import back_to, page

pages = Blueprint("desk", __name__)


@pages.get("/")
def home() -> str:
    today = clock.today()
    sales, every_pool = sales_by_day(today), pools()
    return page(
        today=today,
        matters=matters(),
        most=MOST_COUNTED,
        low_pools=[pool for pool in every_pool if pool.is_low],
        has_pools=bool(every_pool),
        sales=sales,
        sales_bars=bars([(str(one.day.day), one.fen) for one in sales]),
        parcels=parcels_by_state(),
        season=season(today),
        sold_today=sales[-1],
    )


@pages.get("/find")
def find() -> Answer:
    """One box for everything that has a number."""
    typed = request.args.get("q", "")
    try:
        return back_to("office.parcels.show", waybill=parse_waybill(typed))
    except Refusal:
        return back_to("office.orders.list", q=typed[:LONGEST_QUESTION])


def bars(rows: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """Shares of the highest, 0 to 100, for a chart."""
    highest = max((figure for _, figure in rows), default=0) or 1
    return [
        {"text": text, "figure": yuan_exact(fen), "share": fen * 100 // highest}
        for text, fen in rows
    ]


def parcels_by_state() -> list[tuple[str, int, int]]:
    """State, count and share of the greatest, in the order of a parcel's life."""
    counts = counts_by_state()
    highest = max(counts.values(), default=0) or 1
    return [
        (state.value, counts[state], max(1, counts[state] * 100 // highest))
        for state in ParcelState
        if counts.get(state)
    ]
