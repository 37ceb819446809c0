"""Bulk shipping 批量发货 at the counter: whoever took the parcels in types their table."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.web.office.here import current_officer
from app.web.pages import page
from app.web.shipping_views import confirm_table, nothing_yet, read_table, table_to_fill_in

pages = Blueprint("shipping", __name__, url_prefix="/shipping")
EVERY_SHED = None


@pages.get("/")
def home() -> str:
    return page(**nothing_yet())


@pages.get("/table.csv")
def table() -> Answer:
    return table_to_fill_in(EVERY_SHED)


@pages.post("/")
def read() -> str | Answer:
    return read_table(EVERY_SHED)


@pages.post("/confirm")
def confirm() -> Answer:
    return confirm_table("office", EVERY_SHED, current_officer(), is_counted=True)
