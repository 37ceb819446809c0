"""Today at a glance, and one box that takes whatever the scanner or the fingers give."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app import clock
from app.cash.queries import box_day, find_close_of_day
from app.ground.digits import plain
from app.ground.parcel_exceptions import Owner
from app.ground.quantities import parse_id
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.ground.waybills import parse_waybill
from app.orders.queries import get_order_of_shop
from app.orders.shop_days import day_of_shop
from app.parcels.inbox import count_for
from app.parcels.queries import get_parcel_of_shop
from app.parcels.shelf import parcels_asked_for, shelf_counts
from app.payments.queries import cash_refunds_waiting
from app.shops.queries import get_shop, shops_of, villagers_of
from app.web.guard import choose_shop, current_shop_id, my_shop_ids
from app.web.pages import back_to, page

pages = Blueprint("counter", __name__)
LONGEST_QUESTION = 60


@pages.get("/")
def home() -> str:
    shop = get_shop(current_shop_id())
    return page(
        shop=shop,
        shops=shops_of(my_shop_ids()),
        counts=shelf_counts(shop.id),
        box_closed=find_close_of_day(shop.id, box_day()) is not None,
        today=day_of_shop(shop.id, clock.today()),
        refunds=cash_refunds_waiting(shop.id),
        in_trouble=count_for(Owner.shop, shop_id=shop.id),
        villagers=villagers_of(shop.id)[:6],
    )


@pages.post("/shop")
def choose() -> Answer:
    choose_shop(parse_id(request.form.get("shop"), field="shop"))
    return back_to("village.counter.home")


@pages.get("/find")
def find() -> str | Answer:
    """Straight on where there is only one thing that can be meant."""
    shop = get_shop(current_shop_id())
    sought = clean_line(request.args.get("q"), LONGEST_QUESTION, optional=True)
    straight = _by_number(shop.id, sought)
    if straight is not None:
        return straight
    villagers = villagers_of(shop.id, sought) if sought else []
    parcels = parcels_asked_for(shop.id, sought)
    if len(parcels) == 1 and parcels[0].pickup_code == plain(sought):
        waybill = parcels[0].waybill_number
        return back_to("village.shelf.collect", waybill=waybill, code=plain(sought))
    if len(villagers) == 1 and not parcels:
        return back_to("village.villagers.show", villager_id=villagers[0].id)
    return page(shop=shop, sought=sought, villagers=villagers, parcels=parcels)


def _by_number(shop_id: int, sought: str) -> Answer | None:
    """A waybill, or an order's number as it stands on the receipt."""
    try:
        number = parse_waybill(sought)
    except Refusal:
        return _order_numbered(shop_id, plain(sought))
    try:
        parcel = get_parcel_of_shop(shop_id, number)
    except Missing:
        return back_to("village.shelf.scan", waybill=number)
    on_shelf = parcel.state == "at_shop" and parcel.pickup_code is not None
    return back_to(f"village.shelf.{'collect' if on_shelf else 'scan'}", waybill=number)


def _order_numbered(shop_id: int, number: str) -> Answer | None:
    try:
        return back_to("village.orders.show", number=get_order_of_shop(shop_id, number).number)
    except Missing:
        return None
