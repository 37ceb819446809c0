"""Parcels and their postage in words: what is in them, their weight, how the price came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.ground.packing import PlannedParcel
from app.ground.postage import VOLUMETRIC, Quote
from app.web.formats import weight as weight_in_words
from app.web.formats import yuan_exact


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """For the `planned` macro (shared/_macros/_parcels.html)."""

    temperature_class: str
    contents: str
    weight: str
    postage_fen: int
    explanation: str


def shown_parcel(parcel: PlannedParcel, names: Mapping[str, str]) -> ShownParcel:
    """`names` says what each key of the plan is called."""
    return ShownParcel(
        temperature_class=parcel.temperature_class,
        contents=contents_in_words(parcel, names),
        weight=weight_in_words(parcel.real_grams),
        postage_fen=parcel.quote.postage_fen,
        explanation=postage_in_words(parcel.quote),
    )


def contents_in_words(parcel: PlannedParcel, names: Mapping[str, str]) -> str:
    return _(", ").join(f"{names.get(key, '')} ×{units}" for key, units in parcel.contents)


def postage_in_words(quote: Quote) -> str:
    weight = weight_in_words(quote.charged_grams)
    if quote.basis == VOLUMETRIC:
        counted = _("Counted by its size as %(weight)s", weight=weight)
    else:
        counted = _("Counted by its weight, %(weight)s", weight=weight)
    first = yuan_exact(quote.first_kg_fen)
    if quote.further_kg == 0:
        return _("%(counted)s: ¥%(first)s up to 1 kg", counted=counted, first=first)
    return _(
        "%(counted)s: ¥%(first)s for the first kg, ¥%(next)s for each of %(count)s more",
        counted=counted,
        first=first,
        next=yuan_exact(quote.next_kg_fen),
        count=quote.further_kg,
    )


def temperature_in_words(temperature_class: str) -> str:
    return {
        "ambient": _("Room temperature"),
        "cool": _("Kept cool"),
        "frozen": _("Frozen"),
        "live": _("Alive"),
        "dry": _("Dry goods"),
    }[temperature_class]
