"""Fees and settlements month by month: what was settled, who got what of it."""

from flask import Blueprint

from app import clock
from app.reports.settled_months import settled_months
from app.web.office.desk import bars
from app.web.pages import page

pages = Blueprint("fees", __name__, url_prefix="/fees")


@pages.get("/")
def home() -> str:
    months = settled_months(clock.today())
    return page(
        months=months,
        goods_bars=bars([(f"{one.first.month}", one.goods_fen) for one in months]),
        platform_bars=bars([(f"{one.first.month}", one.platform_fen) for one in months]),
    )
