"""What the lists of a product's form offer."""

from typing import Any

from flask import current_app

from app.catalogue.kinds import BadgeKind
from app.catalogue.queries import attributes, categories
from app.photos.queries import picture_keys_of, picture_owner
from app.web.cooperative.here import places_of_origin
from app.web.formats import named
from app.web.guard import current_cooperative_id

PICTURED = ("products/", "categories/")


def pictures_to_choose() -> tuple[str, ...]:
    """Our own first, then those that the market has drawn."""
    known: tuple[str, ...] = current_app.extensions["pictures"]
    own = picture_keys_of(picture_owner(current_cooperative_id()))
    return (*own, *(key for key in known if key.startswith(PICTURED)))


def category_pairs() -> list[tuple[str, str]]:
    """Categories without children, each with the one above it."""
    rows = categories()
    above = {row.id: row for row in rows if row.parent_id is None}
    parents = {row.parent_id for row in rows}
    return [
        (row.slug, f"{named(above[row.parent_id])} · {named(row)}" if row.parent_id else named(row))
        for row in rows
        if row.id not in parents
    ]


def product_choices(origin_code: str, also: str = "") -> dict[str, Any]:
    return {
        "categories": category_pairs(),
        "origins": places_of_origin(origin_code, also),
        "attributes": attributes(),
        "badge_kinds": [kind.value for kind in BadgeKind],
        "pictures": pictures_to_choose(),
    }
