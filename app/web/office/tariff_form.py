"""The forms of a tariff's draft: from what was typed to terms, lines and areas, and back."""

from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Response as Answer

from app.ground.digits import is_empty
from app.ground.money import parse_yuan
from app.ground.postage import HEAVIEST_GRAMS, Band, Days
from app.ground.postal_products import PostalProduct
from app.ground.quantities import parse_whole
from app.ground.refusals import Refusal, RegionUnknown
from app.ground.tariffs import (
    DEAREST_FEN,
    LONGEST_DAYS,
    MONTHS,
    MOST_BANDS,
    MOST_DECLARED_FEN,
    Area,
    Tariff,
    Terms,
    Zone,
    groups_in_order,
)
from app.ground.texts import clean_line
from app.places.tree import Place, tree
from app.postage.actions import earliest_day
from app.postage.queries import TariffDraft, get_draft
from app.reports.tariffs import Replay
from app.web.formats import yuan, yuan_exact
from app.web.forms import Form
from app.web.pages import page_again
from app.web.parcel_words import product_in_words

_WHOLE = {
    "first_grams": (1, HEAVIEST_GRAMS),
    "step_grams": (1, HEAVIEST_GRAMS),
    "volume_divisor": (0, 20_000),
    "volume_side_mm": (0, 3_000),
    "insurance_bp": (0, 1_000),
    "cod_bp": (0, 1_000),
    "most_boxes": (0, 10),
}
LONGEST_GROUP, LONGEST_PLACES, LONGEST_MONTHS = 20, 2_000, 40
_DAYS = ("days_least", "days_most", "days_late")


def terms_form(draft: TariffDraft) -> Form:
    terms = Tariff.from_facts(draft.rules).terms
    return Form.filled(
        source=draft.source,
        **{name: getattr(terms, name) for name in _WHOLE},
        insurance_most=yuan(terms.insurance_most_fen),
        cod=yuan(terms.cod_fen),
        months=" ".join(map(str, terms.months)),
        **({"is_offered": "yes"} if terms.is_offered else {}),
    )


def take_terms(form: Form) -> Terms:
    numbers = {
        name: form.take(name, parse_whole, least=least, most=most)
        for name, (least, most) in _WHOLE.items()
    }
    insurance_fen = form.take("insurance_most", parse_yuan, most_fen=MOST_DECLARED_FEN)
    cod_fen = form.take("cod", parse_yuan, most_fen=DEAREST_FEN)
    months = _months(form)
    form.check()
    return Terms(
        **numbers,
        insurance_most_fen=insurance_fen,
        cod_fen=cod_fen,
        months=tuple(sorted(set(months))),
        is_offered=form.ticked("is_offered"),
    )


def _months(form: Form) -> list[int]:
    words = form.take("months", clean_line, longest=LONGEST_MONTHS, optional=True) or ""
    try:
        return [parse_whole(one, MONTHS[0], MONTHS[-1]) for one in _words(words)]
    except Refusal as refusal:
        form.refuse("months", refusal)
        return []


def zone_form(zone: Zone | None) -> Form:
    if zone is None:
        return Form.filled()
    values: dict[str, object] = {
        "group": zone.group,
        "destinations": " ".join(zone.destinations),
    }
    if zone.days:
        values |= dict(zip(_DAYS, (zone.days.least, zone.days.most, zone.days.late), strict=True))
    for number, band in enumerate(zone.bands, start=1):
        values |= {
            f"up_to_{number}": band.up_to_grams,
            f"base_{number}": yuan(band.base_fen),
            f"step_{number}": yuan(band.step_fen),
        }
    return Form.filled(**values)


def take_zone(form: Form) -> Zone:
    """A row of bands that is wholly empty is none; empty days: as the house estimates."""
    group = form.take("group", clean_line, longest=LONGEST_GROUP)
    places = form.take("destinations", clean_line, longest=LONGEST_PLACES)
    codes = _codes(form, places or "")
    bands = tuple(_band(form, number) for number in range(1, MOST_BANDS + 1) if _has(form, number))
    days = None
    if any(not is_empty(form.sent.get(name)) for name in _DAYS):
        days = [form.take(name, parse_whole, least=0, most=LONGEST_DAYS) for name in _DAYS]
    form.check()
    return Zone(group, codes, bands, Days(*days) if days else None)


def _has(form: Form, number: int) -> bool:
    return any(
        not is_empty(form.sent.get(f"{name}_{number}")) for name in ("up_to", "base", "step")
    )


def _band(form: Form, number: int) -> Band:
    step = f"step_{number}"
    has_step = not is_empty(form.sent.get(step))
    return Band(
        form.take(f"up_to_{number}", parse_whole, least=1, most=HEAVIEST_GRAMS),
        form.take(f"base_{number}", parse_yuan, least_fen=1, most_fen=DEAREST_FEN),
        form.take(step, parse_yuan, most_fen=DEAREST_FEN) if has_step else 0,
    )


def take_area(form: Form) -> Area:
    """No surcharge typed: not served."""
    places = form.take("area", clean_line, longest=LONGEST_GROUP)
    codes = _codes(form, places or "", "area")
    surcharge_fen = None
    if not form.ticked("not_served"):
        surcharge_fen = form.take("surcharge", parse_yuan, most_fen=DEAREST_FEN)
    form.check()
    return Area(codes[0], surcharge_fen)


def _codes(form: Form, places: str, field: str = "destinations") -> tuple[str, ...]:
    """Codes, or names of provinces and cities as people write them."""
    found: list[str] = []
    for word in _words(places):
        code = _code(word)
        if code is None:
            form.refuse(field, RegionUnknown())
        elif code not in found:
            found.append(code)
    return tuple(found)


def _code(word: str) -> str | None:
    if word.isascii() and word.isdigit():
        place = tree().find(word)
        return place.code if place is not None and len(place.code) == 6 else None
    provinces = tree().children(None)
    cities = [city for one in provinces for city in tree().children(one.code)]
    return next((one.code for one in _places(provinces, cities) if _is_called(one, word)), None)


def _places(*levels: Iterable[Place]) -> Iterable[Place]:
    for level in levels:
        yield from level


def _is_called(place: Place, word: str) -> bool:
    short = place.name.removesuffix("省").removesuffix("市").removesuffix("自治区")
    return word in (place.name, short, place.name_en)


def _words(text: str) -> list[str]:
    for sign in "，、；,;":
        text = text.replace(sign, " ")
    return text.split()


def whole_draft(draft: TariffDraft) -> dict[str, Any]:
    tariff = Tariff.from_facts(draft.rules)
    return {
        "draft": draft,
        "tariff": tariff,
        "zones": groups_in_order(tariff.zones),
        "product": product_in_words(draft.product),
        "places": tree(),
        "earliest": earliest_day(PostalProduct(draft.product), draft.origin_province),
    }


def show_draft(refusal: Refusal, form: Form, draft_id: int) -> Answer:
    """The draft's page again, with what was typed into one of its forms and what it says in the
    others."""
    draft = get_draft(draft_id)
    for name, value in terms_form(draft).values.items():
        if "first_grams" not in form.sent:
            form.values.setdefault(name, value)
    return page_again(refusal, form=form, like="show", **whole_draft(draft))


def bars_of(replayed: Replay) -> list[dict[str, Any]]:
    """The chart's rows: what each group would cost, the highest as 100."""
    highest = max((one.new_fen for one in replayed.groups), default=0) or 1
    return [
        {
            "text": one.group,
            "figure": f"{yuan_exact(one.old_fen)} → {yuan_exact(one.new_fen)}",
            "share": one.new_fen * 100 // highest,
        }
        for one in replayed.groups
    ]
