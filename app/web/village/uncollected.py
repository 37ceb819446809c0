"""What nobody has fetched in time: call, a new code, keep it once more, or send it back."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app import clock
from app.db import transaction
from app.ground.refusals import Missing, Refusal
from app.ground.texts import clean_line
from app.parcels.actions import locked
from app.parcels.queries import get_parcel_of_shop
from app.parcels.shelf import is_cold
from app.shelves.actions import keep_longer, send_back
from app.shelves.kinds import ReturnReason
from app.shelves.queries import find_stay, overdue_at_shop, stays_of
from app.shops.queries import get_shop
from app.web.forms import Form
from app.web.guard import current_shop_id
from app.web.pages import back_to, page, page_again, tell
from app.web.village.here import current_keeper

pages = Blueprint("uncollected", __name__, url_prefix="/shelf/uncollected")
LONGEST_REASON = 100


@pages.get("/")
def list() -> str:
    shop = get_shop(current_shop_id())
    parcels = overdue_at_shop(shop.id)
    return page(shop=shop, parcels=parcels, stays=stays_of(parcels), is_cold=is_cold)


@pages.get("/<waybill>")
def show(waybill: str) -> str:
    return page(**_told(waybill))


@pages.post("/<waybill>/longer")
def extend(waybill: str) -> Answer:
    form = Form(request.form)
    try:
        reason = form.take("reason", clean_line, longest=LONGEST_REASON)
        form.check()
        with transaction():
            keep_longer(_locked(waybill), reason)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_told(waybill))
    tell(_("It is kept longer; she is reminded again."))
    return back_to("village.uncollected.show", waybill=waybill)


@pages.post("/<waybill>/back")
def turn_back(waybill: str) -> Answer:
    form = Form(request.form)
    try:
        why = form.choose("why", ReturnReason)
        form.check()
        with transaction():
            send_back(_locked(waybill), why, current_keeper())
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="show", **_told(waybill))
    tell(_("It goes back to the sender. Give it to the postman with the next van."))
    return back_to("village.uncollected.show", waybill=waybill)


def _locked(waybill: str) -> Any:
    return locked([get_parcel_of_shop(current_shop_id(), waybill).id])[0]


def _told(waybill: str) -> dict[str, Any]:
    shop = get_shop(current_shop_id())
    parcel = get_parcel_of_shop(shop.id, waybill)
    return {
        "shop": shop,
        "parcel": parcel,
        "stay": find_stay(parcel.id),
        "is_overdue": parcel.collect_by is not None and parcel.collect_by <= clock.now(),
        "is_cold": is_cold,
    }
