"""The shop's account with the post: what it has paid in, what it owes, what moved it."""

from flask import Blueprint

from app.web.guard import current_shop_id
from app.web.pages import page
from app.web.shop_accounts import account_of

pages = Blueprint("account", __name__, url_prefix="/account")


@pages.get("/")
def home() -> str:
    return page(**account_of(current_shop_id()))
