"""What faces share of claims: the form that opens one, and one as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.claims.evidence import has_arrived, pieces_of
from app.claims.opening import MOST_PHOTOS, ClaimWish, Estimate, estimate, photo_owner
from app.claims.queries import Claim
from app.claims.return_queries import find_return_of_claim
from app.ground.claim_states import OF_GOODS, ClaimCause
from app.ground.parcel_steps import AT_HOME, ParcelState
from app.ground.quantities import parse_grams, parse_id, parse_whole
from app.ground.refusals import ChoiceUnknown, Refusal
from app.ground.texts import clean_line, clean_text
from app.ground.waybills import parse_waybill
from app.orders.actions import new_request_key
from app.orders.queries import Order
from app.parcels.queries import parcels_of_order, timeline
from app.stock.queries import lots_named
from app.web.formats import han
from app.web.forms import Form
from app.web.photo_forms import SentPhotos

LONGEST_NOTE = 300
MOST_PIECES, MOST_GRAMS = 999, 50_000
# The parcel of which this is an estimate has its photos still to come.
TO_COME = ("to come",)


@dataclass(frozen=True, slots=True)
class Box:
    """One line's boxes in one parcel. `value` is what the form sends."""

    value: str
    words: str
    pieces: int
    has_arrived: bool
    picture: str


def boxes_of_order(order: Order, part: str) -> list[Box]:
    """What has left, parcel by parcel; of one cooperative's part when its number is given."""
    parcels = [
        one
        for one in parcels_of_order(order.id)
        if one.state not in AT_HOME | {ParcelState.cancelled} and part in ("", one.sub_order.number)
    ]
    return [
        Box(
            value=f"{parcel.waybill_number}.{content.order_line_id}",
            words=_words(place if len(parcels) > 1 else 0, content),
            pieces=pieces_of(parcel, content.line),
            has_arrived=has_arrived(parcel),
            picture=content.line.picture,
        )
        for place, parcel in enumerate(parcels, start=1)
        for content in parcel.contents
    ]


def _words(place: int, content: Any) -> str:
    name = f"{han(content.line.product_name)} {han(content.line.variant_name)} ×{content.boxes}"
    return _("Parcel %(number)s: %(name)s", number=place, name=name) if place else name


def wish_of(form: Form) -> ClaimWish:
    """Of a form, or of the questions in an address; the photos are read apart."""
    cause = form.choose("cause", ClaimCause)
    box = form.take("box", parse_box)
    bad_count = short_grams = 0
    if cause in (ClaimCause.bad, ClaimCause.wrong):
        bad_count = form.take("bad_count", parse_whole, least=1, most=MOST_PIECES)
    if cause is ClaimCause.short_weight:
        short_grams = form.take("short_grams", parse_grams, least=1, most=MOST_GRAMS)
    return ClaimWish(
        request_key=form.take("request_key", clean_line, longest=60, optional=True) or "",
        waybill=box.waybill if "box" not in form.errors else "",
        cause=cause,
        line_id=box.line_id if cause in OF_GOODS and "box" not in form.errors else None,
        bad_count=bad_count,
        short_grams=short_grams,
        note=form.take("note", clean_text, longest=LONGEST_NOTE, optional=True),
    )


class NamedBox(NamedTuple):
    waybill: str
    line_id: int


def parse_box(text: object, *, field: str | None = None) -> NamedBox:
    """ "ZZ123456789CN.45": the waybill's number and the line's id."""
    waybill, _dot, line = text.partition(".") if isinstance(text, str) else ("", "", "")
    try:
        return NamedBox(parse_waybill(waybill), parse_id(line))
    except Refusal:
        raise ChoiceUnknown(field=field) from None


def new_context(order: Order, form: Form, sent: SentPhotos | None = None) -> dict[str, Any]:
    """The page with the form, and what the claim would bring as far as that can be said yet."""
    boxes = boxes_of_order(order, form.values.get("part", ""))
    if len(boxes) == 1:
        form.values.setdefault("box", boxes[0].value)
    form.values.setdefault("request_key", new_request_key())
    form.values.setdefault("bad_count", "1")
    return {
        "order": order,
        "boxes": boxes,
        "most_pieces": max((one.pieces for one in boxes), default=1),
        "photos": sent.shown() if sent else [],
        "most_photos": MOST_PHOTOS,
        **estimated(order, form),
    }


def estimated(order: Order, form: Form) -> dict[str, Any]:
    asked = Form.filled(**form.values)
    if not asked.values.get("cause"):
        return {"estimate": None, "why_not": None}
    try:
        wish = wish_of(asked)
        asked.check()
        found: Estimate = estimate(order, replace(wish, photos=TO_COME))
    except Refusal as refusal:
        return {"estimate": None, "why_not": None if asked.errors else refusal}
    return {"estimate": found, "why_not": None}


def sent_photos(order: Order, form: Form) -> SentPhotos:
    return SentPhotos(form, photo_owner(order), MOST_PHOTOS)


def check_wish(order: Order, form: Form, sent: SentPhotos) -> ClaimWish:
    """Everything that can be refused before anything is written; photos do not travel twice."""
    wish = wish_of(form)
    form.check()
    estimate(order, replace(wish, photos=TO_COME if sent.count else ()))
    return wish


def claim_context(claim: Claim) -> dict[str, Any]:
    """One page for all: timeline with photos, the parcel's scans, and the lot."""
    lines = [claim.line] if claim.line else [one.line for one in claim.parcel.contents]
    return {
        "claim": claim,
        "back": find_return_of_claim(claim.id),
        "lines": lines,
        "lots": lots_named(line.lot_id for line in lines),
        "stops": timeline(claim.parcel),
        "time_left": time_left(claim.answer_by or claim.decide_by or claim.appeal_by),
        "can_appeal": claim.appeal_by is not None
        and claim.appealed_at is None
        and clock.now() < claim.appeal_by,
    }


def time_left(until: datetime | None) -> str:
    """ "21 hours", "3 days"; empty when nobody is waited for or the time is up."""
    if until is None or until <= clock.now():
        return ""
    hours = int((until - clock.now()).total_seconds() // 3600)
    if hours >= 48:
        return ngettext("%(num)d day", "%(num)d days", hours // 24)
    return ngettext("%(num)d hour", "%(num)d hours", max(hours, 1))


def summaries(claims: Sequence[Claim]) -> dict[int, list[Claim]]:
    """By sub-order, for the order's page."""
    found: dict[int, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.sub_order_id, []).append(claim)
    return found
