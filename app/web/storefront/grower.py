"""A farmer's own page, opened by the secret on her slip: her boxes and her money, in large type."""

from flask import Blueprint

from app.ground.refusals import Missing
from app.growers.actions import hash_page_key
from app.growers.queries import (
    LotShare,
    get_standing_by_key,
    lots_of_household,
    name_of_cooperative,
    payments_of_household,
)
from app.web.formats import day, yuan
from app.web.guard import private_page
from app.web.pages import page

pages = Blueprint("grower", __name__, url_prefix="/grower")
LONGEST_SECRET = 64
MOST_BARS = 12


@pages.get("/<secret>")
@private_page
def show(secret: str) -> str:
    if len(secret) > LONGEST_SECRET:
        raise Missing
    standing = get_standing_by_key(hash_page_key(secret))
    lots = lots_of_household(standing.household.id)
    return page(
        standing=standing,
        cooperative=name_of_cooperative(standing.household),
        lots=lots,
        years=_by_year(lots),
        bars=_bars(lots),
        payments=payments_of_household(standing.household.id),
    )


def _by_year(lots: list[LotShare]) -> list[tuple[int, int, int]]:
    """Year of picking, thousandths of boxes, fen; newest first."""
    years = sorted({one.harvested_on.year for one in lots}, reverse=True)
    return [
        (
            year,
            sum(one.box_thousandths for one in lots if one.harvested_on.year == year),
            sum(one.fen for one in lots if one.harvested_on.year == year),
        )
        for year in years
    ]


def _bars(lots: list[LotShare]) -> list[dict[str, object]]:
    """The latest pickings, oldest first."""
    shown = lots[:MOST_BARS][::-1]
    highest = max((one.fen for one in shown), default=0) or 1
    return [
        {
            "text": day(one.harvested_on),
            "figure": yuan(one.fen),
            "share": max(0, one.fen) * 100 // highest,
        }
        for one in shown
    ]
