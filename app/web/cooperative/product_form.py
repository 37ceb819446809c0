"""A product's form: what stands in it, and what is read out of it."""

from collections.abc import Iterator

from app.catalogue.drafts import AttributeDraft, BadgeDraft, ProductDraft
from app.catalogue.kinds import BadgeKind, ShipZone, TemperatureClass
from app.catalogue.queries import Product, attributes
from app.ground.quantities import parse_whole
from app.ground.refusals import ChoiceUnknown
from app.ground.seasons import MonthDay, Season
from app.ground.texts import clean_line, clean_text
from app.places.tree import tree
from app.web.cooperative.product_choices import category_pairs, pictures_to_choose
from app.web.forms import Form

LONGEST_NAME, LONGEST_SUMMARY, LONGEST_STORY = 40, 120, 2000
LONGEST_PROOF, LONGEST_VALUE = 120, 60
TEXTS = {"name": LONGEST_NAME, "summary": LONGEST_SUMMARY, "storage_tip": LONGEST_SUMMARY}
MOST_SHELF_DAYS, MOST_SHIP_HOURS, MOST_PRESALE_DAYS = 3650, 720, 90
IN_SEASON, ALL_YEAR = "season", "all_year"


def read_draft(form: Form, cooperative_id: int) -> ProductDraft:
    """Rely on it only after `form.check()`: what is wrong is noted in the form."""
    words = {
        name: form.take(name, clean_line, longest=most, optional=name != "name")
        for name, most in TEXTS.items()
    }
    words |= {
        f"{name}_en": form.take(f"{name}_en", clean_line, longest=most * 2, optional=True)
        for name, most in TEXTS.items()
    }
    for name in ("story", "story_en"):
        words[name] = form.take(name, clean_text, longest=LONGEST_STORY, optional=True)
    return ProductDraft(
        cooperative_id=cooperative_id,
        category_slug=form.take("category", _one_of, known=dict(category_pairs())),
        origin_code=form.take("origin_code", _place),
        picture=form.take("picture", _one_of, known=pictures_to_choose()),
        temperature_class=form.choose("temperature_class", TemperatureClass),
        ship_zone=form.choose("ship_zone", ShipZone),
        shelf_life_days=form.take("shelf_life_days", parse_whole, least=1, most=MOST_SHELF_DAYS),
        ship_within_hours=form.take(
            "ship_within_hours", parse_whole, least=1, most=MOST_SHIP_HOURS
        ),
        presale_days=form.take("presale_days", parse_whole, least=0, most=MOST_PRESALE_DAYS),
        season=_season(form),
        is_perishable=form.ticked("is_perishable"),
        badges=list(_badges(form)),
        attributes=_attributes(form),
        **words,
    )


def filled_form(origin_code: str, product: Product | None = None) -> Form:
    if product is None:
        return Form.filled(
            origin_code=origin_code,
            selling=IN_SEASON,
            temperature_class=TemperatureClass.ambient.value,
            ship_zone=ShipZone.national.value,
            shelf_life_days=7,
            ship_within_hours=24,
            presale_days=0,
            is_perishable="yes",
        )
    return Form.filled(**{name: value for name, value in _standing(product) if value is not None})


def _standing(product: Product) -> Iterator[tuple[str, object]]:
    for name in (*TEXTS, "story"):
        yield name, getattr(product, name)
        yield f"{name}_en", getattr(product, f"{name}_en")
    for name in (
        "origin_code",
        "picture",
        "temperature_class",
        "ship_zone",
        "shelf_life_days",
        "ship_within_hours",
        "presale_days",
    ):
        yield name, getattr(product, name)
    yield "category", product.category.slug
    yield "is_perishable", "yes" if product.is_perishable else None
    yield "selling", IN_SEASON if product.season_first else ALL_YEAR
    for edge, text in (("first", product.season_first), ("last", product.season_last)):
        if text:
            day = MonthDay.parse(text)
            yield f"{edge}_month", day.month
            yield f"{edge}_day", day.day
    for badge in product.badges:
        yield f"badge-{badge.kind}", "yes"
        yield f"badge-{badge.kind}-number", badge.number
        yield f"badge-{badge.kind}-proof", badge.proof
    for one in product.attributes:
        yield f"attribute-{one.attribute.code}", one.value
        yield f"attribute-{one.attribute.code}-en", one.value_en


def _season(form: Form) -> Season | None:
    if form.take("selling", _one_of, known=(IN_SEASON, ALL_YEAR)) != IN_SEASON:
        return None
    edges = {
        edge: form.take(f"{edge}_month", _month_day, day=form.values.get(f"{edge}_day", ""))
        for edge in ("first", "last")
    }
    # A refused edge is noted in the form; the draft is thrown away.
    return Season(**edges)


def _month_day(month: object, *, day: str, field: str) -> MonthDay:
    return MonthDay.parse(f"{month}-{day}", field=field)


def _one_of(text: object, *, known: object, field: str) -> str:
    if not isinstance(text, str) or text not in known:  # type: ignore[operator]
        raise ChoiceUnknown(field=field)
    return text


def _place(text: object, *, field: str) -> str:
    return tree().get(str(text or ""), field=field).code


def _badges(form: Form) -> Iterator[BadgeDraft]:
    for kind in BadgeKind:
        name = f"badge-{kind.value}"
        if form.ticked(name):
            number = form.take(f"{name}-number", clean_line, longest=LONGEST_VALUE, optional=True)
            # Without a number somebody must be able to read how it is known.
            proof = form.take(
                f"{name}-proof", clean_line, longest=LONGEST_PROOF, optional=bool(number)
            )
            yield BadgeDraft(kind, number or None, proof)


def _attributes(form: Form) -> dict[str, AttributeDraft]:
    found = {}
    for one in attributes():
        name = f"attribute-{one.code}"
        value = form.take(name, clean_line, longest=LONGEST_VALUE, optional=True)
        english = form.take(f"{name}-en", clean_line, longest=LONGEST_VALUE * 2, optional=True)
        if value:
            found[one.code] = AttributeDraft(value, english or "")
    return found
