"""A cooperative and its village as pages of the market name them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.places.tree import Place, short_name, tree


class Grower(Protocol):
    """A cooperative's row."""

    slug: str
    name: str
    name_en: str
    picture: str
    origin_code: str
    households: int
    orchard_mu: int
    story: str
    story_en: str
    contact_name: str
    free_postage_from_fen: int
    free_postage_groups: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGrower:
    """`free_postage_from_fen` 0: nowhere free."""

    slug: str
    name: str
    name_en: str
    picture: str
    place: str
    place_en: str
    households: int
    orchard_mu: int
    story: str
    story_en: str
    contact_name: str
    free_postage_from_fen: int


@dataclass(frozen=True, slots=True)
class PlaceName:
    name: str
    name_en: str


def grower_of(one: Grower) -> ShownGrower:
    return ShownGrower(
        slug=one.slug,
        name=one.name,
        name_en=one.name_en,
        picture=one.picture,
        place=tree().short_text(one.origin_code),
        place_en=tree().short_text(one.origin_code, "en"),
        households=one.households,
        orchard_mu=one.orchard_mu,
        story=one.story,
        story_en=one.story_en,
        contact_name=one.contact_name,
        free_postage_from_fen=one.free_postage_from_fen if one.free_postage_groups else 0,
    )


def origin_in_names(places: Iterable[Place]) -> list[PlaceName]:
    """From the village up; the province goes without saying."""
    return [
        PlaceName(short_name(place), place.name_en) for place in places if place.level != "province"
    ]
