"""Parcels that come to the shop: expected, scanned in, on the shelf, collected."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.ground.digits import plain
from app.ground.parcel_steps import ParcelState
from app.ground.quantities import parse_whole
from app.ground.refusals import FieldMissing, Missing, Refusal, ShelfConsentNeeded
from app.ground.texts import clean_line
from app.ground.waybills import parse_waybill
from app.parcels.actions import locked, renew_pickup_code
from app.parcels.queries import expected_at, get_parcel_of_shop, shelf_of
from app.parcels.shelf import is_cold, keep_unannounced, shelf_counts
from app.parcels.standings import boxes_here, partly_here
from app.shelves.actions import Collector, give_out
from app.shelves.box_scans import scan_box
from app.shelves.consents import find_agreement, look_up_door_parcel
from app.shelves.kinds import CollectedAs
from app.shelves.places import rooms_of
from app.shelves.queries import find_stay, parcels_of_same_person, scanned_today, stays_of
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_person_id, current_shop_id
from app.web.pages import back_to, page, page_again, tell
from app.web.village.here import current_keeper

pages = Blueprint("shelf", __name__, url_prefix="/shelf")
LONGEST_PLACE = 20
LONGEST_NAME = 50
GREATEST_CODE, GREATEST_ENDING = 999_999, 9_999


@pages.get("/")
def home() -> str:
    shop = get_shop(current_shop_id())
    parcels = shelf_of(shop.id)
    return page(
        shop=shop,
        parcels=parcels,
        stays=stays_of(parcels),
        rooms=rooms_of(shop.id),
        counts=shelf_counts(shop.id),
        is_cold=is_cold,
    )


@pages.get("/expected")
def expected() -> str:
    shop = get_shop(current_shop_id())
    parcels = expected_at(shop.id)
    return page(shop=shop, parcels=parcels, partly=partly_here(parcels), is_cold=is_cold)


@pages.get("/scan")
def scan() -> str:
    """`done` is the parcel scanned just before."""
    shop = get_shop(current_shop_id())
    done = request.args.get("done")
    form = Form.filled(waybill=request.args.get("waybill", ""), place=request.args.get("place", ""))
    parcel = get_parcel_of_shop(shop.id, parse_waybill(done)) if done else None
    boxes = boxes_here(parcel) if parcel else None
    return page(form=form, unknown=None, **{**_scanning(), "done": parcel, "boxes": boxes})


@pages.post("/scan")
def put() -> Answer:
    form = Form(request.form)
    waybill = None
    try:
        waybill = form.take("waybill", parse_waybill)
        place = form.take("place", clean_line, longest=LONGEST_PLACE, optional=True)
        form.check()
        _put(waybill, place)
    except ShelfConsentNeeded:
        return back_to("village.agreements.new", waybill=waybill)
    except Refusal as refusal:
        unknown = waybill if isinstance(refusal, Missing) else None
        refusal.field = refusal.field or "waybill"
        return page_again(refusal, form=form, like="scan", unknown=unknown, **_scanning())
    # Without a picture of the shelf the place stays for the next parcel.
    has_rooms = bool(rooms_of(current_shop_id()))
    return back_to("village.shelf.scan", done=waybill, place=None if has_rooms else place)


def _put(waybill: str, place: str) -> None:
    """What was to come to a door needs her word first: ShelfConsentNeeded. A number of nobody's is
    counted, therefore it is looked up in a transaction that ends before the page says so."""
    try:
        with transaction():
            shop = get_shop(current_shop_id())
            parcel = locked([get_parcel_of_shop(shop.id, waybill).id])[0]
            scan_box(parcel, shop, waybill, place, current_keeper())
    except Missing:
        with transaction():
            door = look_up_door_parcel(get_shop(current_shop_id()), waybill)
        if door is None:
            raise
        raise ShelfConsentNeeded(field="waybill") from None


@pages.post("/strays")
def keep() -> Answer:
    """It lies here and nobody announced it: the office looks for whose it is."""
    form = Form(request.form)
    try:
        waybill = form.take("waybill", parse_waybill)
        form.check()
        with transaction():
            keep_unannounced(get_shop(current_shop_id()), waybill)
    except Refusal as refusal:
        return page_again(refusal, form=form, like="scan", unknown=None, **_scanning())
    tell(_("%(waybill)s is kept. The post office has been told.", waybill=waybill))
    return back_to("village.shelf.scan")


def _scanning() -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    return {
        "shop": shop,
        "done": None,
        "boxes": None,
        "rooms": rooms_of(shop.id),
        "scanned": scanned_today(shop.id, current_person_id()),
        "is_cold": is_cold,
    }


@pages.get("/collect/<waybill>")
def collect(waybill: str) -> str:
    return page(**_counter_of(waybill))


@pages.post("/collect/<waybill>")
def give(waybill: str) -> Answer:
    """A wrong code must be counted, therefore the transaction ends before the page says so."""
    form = Form(request.form)
    try:
        first = get_parcel_of_shop(current_shop_id(), waybill)
        first_id, taker = first.id, _taker_of(form, bool(first.sub_order.order.recipient_phone))
        also = form.take_each("also", parse_waybill)
        form.check()
        with transaction():
            found = [get_parcel_of_shop(current_shop_id(), one) for one in also]
            rows = {one.id: one for one in locked([first_id, *(one.id for one in found)])}
            refusal = give_out([rows.pop(first_id), *rows.values()], taker, current_keeper())
    except Missing:
        raise
    except Refusal as raised:
        refusal = raised
    if refusal is not None:
        return page_again(refusal, form=form, like="collect", **_told(waybill))
    return back_to("village.shelf.collect", waybill=waybill)


def _taker_of(form: Form, has_phone: bool) -> Collector:
    """Whoever has a phone got the code; somebody known in person may say its last digits instead,
    and only of those without one it is enough to be known."""
    code = ending = None
    if not form.ticked("known"):
        code = form.take("code", parse_whole, least=0, most=GREATEST_CODE)
    elif has_phone:
        ending = form.take("ending", parse_whole, least=0, most=GREATEST_ENDING)
    name = form.take("collected_by", clean_line, longest=LONGEST_NAME)
    as_what = CollectedAs.recipient
    if form.values.get("collected_as"):
        as_what = form.choose("collected_as", CollectedAs)
    relation = form.take("relation", clean_line, longest=LONGEST_NAME, optional=True)
    if as_what is CollectedAs.family and not relation:
        form.refuse("relation", FieldMissing())
    return Collector(
        name=name,
        collected_as=as_what,
        relation=relation,
        code=None if code is None else f"{code:06d}",
        ending=None if ending is None else f"{ending:04d}",
    )


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
    told = _told(waybill)
    form = Form.filled(
        code=plain(request.args.get("code", "")),
        collected_by=told["parcel"].sub_order.order.recipient_name,
        collected_as=CollectedAs.recipient.value,
    )
    return {**told, "form": form}


def _told(waybill: str) -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    parcel = get_parcel_of_shop(shop.id, waybill)
    others = parcels_of_same_person(parcel) if parcel.state == ParcelState.at_shop else []
    return {
        "shop": shop,
        "parcel": parcel,
        "others": others,
        "count": len(others) + 1,
        "stay": find_stay(parcel.id),
        "agreement": find_agreement(parcel.id),
        "is_cold": is_cold,
    }
