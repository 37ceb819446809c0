"""Returnable boxes that neighbours bring back to the counter."""

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from app.parcels.loans import boxes_back_lately
from app.shops.queries import get_shop
from app.web.boxes_back import take_box_in
from app.web.guard import current_shop_id
from app.web.pages import page
from app.web.village.here import current_keeper

pages = Blueprint("boxes", __name__, url_prefix="/boxes")


@pages.get("/")
def home() -> str:
    shop = get_shop(current_shop_id())
    return page(shop=shop, lately=boxes_back_lately(shop.id))


@pages.post("/")
def take() -> Answer:
    shop = get_shop(current_shop_id())
    return take_box_in("village.boxes.home", shop.id, current_keeper(), shop=shop)
