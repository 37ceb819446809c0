"""The fields of an address: pasted as one text, picked level by level, checked when it is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.ground.addresses import PastedAddress, parse_pasted
from app.ground.phones import parse_mobile
from app.ground.refusals import AddressIncomplete, FieldMissing, RegionUnknown
from app.ground.texts import clean_line, clean_text
from app.places.tree import Place, tree
from app.web.formats import named
from app.web.forms import Form

LEVELS = ("province", "city", "county", "town")
LONGEST_NAME, LONGEST_DETAIL, LONGEST_PASTED = 30, 100, 300
SURE = 0.6

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TypedAddress:
    name: str
    phone: str
    region_code: str
    detail: str


def understand(text: object) -> PastedAddress:
    pasted = clean_text(text, LONGEST_PASTED, field="pasted")
    return parse_pasted(pasted, tree().index())


def as_fields(found: PastedAddress) -> dict[str, str]:
    """By the names of the form's fields; "" for what was not found."""
    return {
        "recipient": found.name,
        "phone": found.phone,
        "province": found.province_code or "",
        "city": found.city_code or "",
        "county": found.county_code or "",
        "town": found.town_code or "",
        "detail": found.detail,
    }


def fields_of_region(region_code: str) -> dict[str, str]:
    by_level = {place.level: place.code for place in tree().path(region_code)}
    return {level: by_level.get(level, "") for level in LEVELS}


def region_options(values: dict[str, str]) -> dict[str, Options]:
    """The lists for the four selects, as far as what is above them is chosen."""
    options: dict[str, Options] = {"province": _pairs(tree().children(None))}
    for above, level in pairwise(LEVELS):
        place = tree().find(values.get(above, ""))
        below = tree().children(place.code) if place and place.level == above else []
        options[level] = _pairs([one for one in below if one.level == level])
    return options


def tidy(values: dict[str, str]) -> dict[str, str]:
    """A choice that does not lie below the one above it is forgotten, and so is all beneath it."""
    kept = dict.fromkeys(LEVELS, "")
    above: str | None = None
    for level in LEVELS:
        place = tree().find(values.get(level, ""))
        if place is None or place.level != level or place.parent_code != above:
            break
        kept[level] = above = place.code
    return {**values, **kept}


def deepest(values: dict[str, str]) -> str | None:
    chosen = tidy(values)
    return next((chosen[level] for level in reversed(LEVELS) if chosen[level]), None)


def take_address(form: Form) -> TypedAddress:
    """What is refused is noted in the form; rely on it only after `check()`."""
    return TypedAddress(
        name=form.take("recipient", clean_line, longest=LONGEST_NAME),
        phone=form.take("phone", parse_mobile),
        region_code=_take_region(form),
        detail=form.take("detail", clean_line, longest=LONGEST_DETAIL),
    )


def _take_region(form: Form) -> str:
    """Down to where the post can find it; each unknown or missing level says so itself."""
    for level in LEVELS:
        if form.values.get(level) and not tidy(form.values)[level]:
            form.refuse(level, RegionUnknown())
    code = deepest(form.values)
    if code is None:
        form.refuse("province", FieldMissing())
    elif not tree().is_deliverable(code):
        level = tree().get(code).level
        form.refuse(LEVELS[LEVELS.index(level) + 1], AddressIncomplete())
    return code or ""


def _pairs(places: Sequence[Place]) -> Options:
    return [(place.code, named(place)) for place in places]
