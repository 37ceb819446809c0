"""The green post: degradable boxes and electronic waybills against their goals."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app import clock
from app.ground.green_goals import BOX_BACK_DAYS, DEGRADABLE_BP, ELECTRONIC_BP, Light, Share
from app.parcels.loans import boxes_back_lately, loan_counts
from app.reports.green import green_figures
from app.web.boxes_back import take_box_in
from app.web.formats import percent
from app.web.office.here import current_officer
from app.web.pages import page

pages = Blueprint("green", __name__, url_prefix="/green")


@pages.get("/")
def home() -> str:
    figures = green_figures(clock.today())
    months = [(f"{one.first.month}", one.tally) for one in figures.months]
    return page(
        figures=figures,
        loans=loan_counts(),
        back_days=BOX_BACK_DAYS,
        degradable_bp=DEGRADABLE_BP,
        electronic_bp=ELECTRONIC_BP,
        degradable_bars=_bars([(text, tally.degradable_share) for text, tally in months]),
        electronic_bars=_bars([(text, tally.electronic_share) for text, tally in months]),
    )


@pages.get("/boxes")
def boxes() -> str:
    return page(lately=boxes_back_lately(None))


@pages.post("/boxes")
def take() -> Answer:
    """A returnable box is back at the post office."""
    return take_box_in("office.green.boxes", None, current_officer())


def _bars(rows: list[tuple[str, Share]]) -> list[dict[str, Any]]:
    """Shares as they are, 0 to 100; a month of which there is nothing has no bar."""
    return [
        {
            "text": text,
            "figure": percent(one.basis_points) if one.whole else "–",
            "share": one.percent,
            "is_short": one.light in (Light.amber, Light.red),
        }
        for text, one in rows
    ]
