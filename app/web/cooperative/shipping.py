"""Bulk shipping 批量发货: what was handed in at a counter with paper labels, from one table."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.web.cooperative.here import current_clerk
from app.web.guard import current_cooperative_id
from app.web.pages import page
from app.web.shipping_views import confirm_table, nothing_yet, read_table, table_to_fill_in

pages = Blueprint("shipping", __name__, url_prefix="/shipping")


@pages.get("/")
def home() -> str:
    return page(**nothing_yet())


@pages.get("/table.csv")
def table() -> Answer:
    return table_to_fill_in(current_cooperative_id())


@pages.post("/")
def read() -> str | Answer:
    return read_table(current_cooperative_id())


@pages.post("/confirm")
def confirm() -> Answer:
    return confirm_table("cooperative", current_cooperative_id(), current_clerk(), is_counted=False)
