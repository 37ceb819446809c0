"""Parcels and their postage in words: what is in them, their weight, how the price came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.ground.packing import PlannedParcel
from app.ground.postage import VOLUMETRIC, DaysBy, Quote
from app.ground.postal_products import PostalProduct
from app.web.formats import kilograms, yuan_exact
from app.web.formats import weight as weight_in_words


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
    """What was counted, by which product, and what was added."""
    parts = [_price_in_words(quote)]
    if quote.surcharge_fen:
        parts.append(_("¥%(price)s more for a remote area", price=yuan_exact(quote.surcharge_fen)))
    if quote.insurance_fen:
        parts.append(
            _(
                "insured for ¥%(declared)s: ¥%(price)s",
                declared=yuan_exact(quote.declared_fen),
                price=yuan_exact(quote.insurance_fen),
            )
        )
    if quote.product != PostalProduct.ordinary:
        parts.insert(0, product_in_words(quote.product))
    if quote.days_by:
        parts.append(_days_in_words(quote))
    return _("; ").join(parts)


def _days_in_words(quote: Quote) -> str:
    """How long nine of ten are on the way, and where that is from."""
    days = ngettext(
        "nine of ten are there within %(num)d day",
        "nine of ten are there within %(num)d days",
        quote.days_late,
    )
    if quote.days_late == 0:
        days = _("nine of ten are there on the same day")
    if quote.days_by == DaysBy.measured and quote.days_parcels:
        return _(
            "%(days)s (measured: %(count)s parcels of ours in 90 days)",
            days=days,
            count=quote.days_parcels,
        )
    if quote.days_by == DaysBy.measured:
        return _("%(days)s (measured on our own parcels)", days=days)
    if quote.days_by == DaysBy.price_list:
        return _("%(days)s (by the price list)", days=days)
    return _("%(days)s (by the table, not measured yet)", days=days)


def _price_in_words(quote: Quote) -> str:
    weight = weight_in_words(quote.charged_grams)
    if quote.basis == VOLUMETRIC:
        counted = _("Counted by its size as %(weight)s", weight=weight)
    else:
        counted = _("Counted by its weight, %(weight)s", weight=weight)
    first = yuan_exact(quote.base_fen)
    if quote.steps == 0:
        most = quote.first_grams if quote.step_fen else quote.band_grams
        return _(
            "%(counted)s: ¥%(first)s up to %(kg)s kg",
            counted=counted,
            first=first,
            kg=kilograms(most),
        )
    if quote.first_grams == quote.step_grams == 1000:
        return _(
            "%(counted)s: ¥%(first)s for the first kg, ¥%(next)s for each of %(count)s more",
            counted=counted,
            first=first,
            next=yuan_exact(quote.step_fen),
            count=quote.steps,
        )
    return _(
        "%(counted)s: ¥%(first)s for the first %(kg)s kg, "
        "%(count)s × ¥%(next)s for each %(step)s kg",
        counted=counted,
        first=first,
        kg=kilograms(quote.first_grams),
        next=yuan_exact(quote.step_fen),
        count=quote.steps,
        step=kilograms(quote.step_grams),
    )


def product_in_words(product: str) -> str:
    return {
        "ordinary": _("Ordinary parcel"),
        "sticker": _("Prepaid sticker"),
        "express": _("Express parcel"),
        "cold_express": _("Cold express"),
        "local": _("City round"),
    }[product]


def temperature_in_words(temperature_class: str) -> str:
    return {
        "ambient": _("Room temperature"),
        "cool": _("Kept cool"),
        "frozen": _("Frozen"),
        "live": _("Alive"),
        "dry": _("Dry goods"),
    }[temperature_class]
