"""Parcels that come to the shop: expected, scanned in, on the shelf, collected."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.quantities import parse_whole
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.ground.waybills import parse_waybill
from app.parcels.actions import hand_out, locked, renew_pickup_code, scan_in
from app.parcels.queries import expected_at, get_parcel_of_shop, shelf_of
from app.parcels.shelf import is_cold
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.pages import back_to, page, page_again
from app.web.village.here import current_keeper

pages = Blueprint("shelf", __name__, url_prefix="/shelf")
LONGEST_PLACE = 20
LONGEST_NAME = 50
GREATEST_CODE = 999_999


@pages.get("/")
def home() -> str:
    shop = get_shop(current_shop_id())
    return page(shop=shop, parcels=shelf_of(shop.id), is_cold=is_cold)


@pages.get("/expected")
def expected() -> str:
    shop = get_shop(current_shop_id())
    return page(shop=shop, parcels=expected_at(shop.id), is_cold=is_cold)


@pages.get("/scan")
def scan() -> str:
    """`done` is the parcel scanned just before; `place` stays for the next one."""
    shop = get_shop(current_shop_id())
    done = request.args.get("done")
    form = Form.filled(waybill=request.args.get("waybill", ""), place=request.args.get("place", ""))
    parcel = get_parcel_of_shop(shop.id, parse_waybill(done)) if done else None
    return page(shop=shop, form=form, done=parcel, is_cold=is_cold)


@pages.post("/scan")
def put() -> Answer:
    form = Form(request.form)
    try:
        waybill = form.take("waybill", parse_waybill)
        place = form.take("place", clean_line, longest=LONGEST_PLACE, optional=True)
        form.check()
        with transaction():
            parcel = locked([get_parcel_of_shop(current_shop_id(), waybill).id])[0]
            scan_in(parcel, place, current_keeper())
    except Refusal as refusal:
        refusal.field = refusal.field or "waybill"
        shop = get_shop(current_shop_id())
        return page_again(refusal, form=form, like="scan", shop=shop, done=None, is_cold=is_cold)
    return back_to("village.shelf.scan", done=waybill, place=place or None)


@pages.get("/collect/<waybill>")
def collect(waybill: str) -> str:
    return page(**_counter_of(waybill))


@pages.post("/collect/<waybill>")
def give(waybill: str) -> Answer:
    """A wrong code must be counted, therefore the transaction ends before the page says so."""
    form = Form(request.form)
    try:
        shop_id = current_shop_id()
        # Whoever has a phone got the code; only of the others it is enough to be known.
        has_phone = get_parcel_of_shop(shop_id, waybill).sub_order.order.recipient_phone
        code = None
        if has_phone or not form.ticked("known"):
            code = form.take("code", parse_whole, least=0, most=GREATEST_CODE)
        collected_by = form.take("collected_by", clean_line, longest=LONGEST_NAME)
        form.check()
        with transaction():
            parcel = locked([get_parcel_of_shop(shop_id, waybill).id])[0]
            typed = None if code is None else f"{code:06d}"
            refusal = hand_out(parcel, typed, collected_by, current_keeper())
    except Missing:
        raise
    except Refusal as raised:
        refusal = raised
    if refusal is not None:
        shop = get_shop(current_shop_id())
        parcel = get_parcel_of_shop(shop.id, waybill)
        return page_again(
            refusal, form=form, like="collect", shop=shop, parcel=parcel, is_cold=is_cold
        )
    return back_to("village.shelf.collect", waybill=waybill)


@pages.post("/collect/<waybill>/new-code")
def renew(waybill: str) -> Answer:
    try:
        with transaction():
            renew_pickup_code(locked([get_parcel_of_shop(current_shop_id(), waybill).id])[0])
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, like="collect", **_counter_of(waybill))
    return back_to("village.shelf.collect", waybill=waybill)


def _counter_of(waybill: str) -> dict[str, Any]:
    """Whoever it is for is likely to fetch it herself."""
    shop = get_shop(current_shop_id())
    parcel = get_parcel_of_shop(shop.id, waybill)
    form = Form.filled(
        code=request.args.get("code", ""), collected_by=parcel.sub_order.order.recipient_name
    )
    return {"shop": shop, "parcel": parcel, "form": form, "is_cold": is_cold}
