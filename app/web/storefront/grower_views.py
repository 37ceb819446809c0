"""A cooperative and its village as pages of the market name them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.cooperatives.queries import Cooperative
from app.orders.basket_plans import free_from
from app.places.tree import Place, short_name, tree
from app.web.free_postage import free_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGrower:
    """`free_from`: in its own province, in words; empty: not free."""

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
    free_from: str


@dataclass(frozen=True, slots=True)
class PlaceName:
    name: str
    name_en: str


def grower_of(one: Cooperative) -> ShownGrower:
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
        free_from=free_in_words(free_from(one, one.origin_code)),
    )


def origin_in_names(places: Iterable[Place]) -> list[PlaceName]:
    """From the village up; the province goes without saying."""
    return [
        PlaceName(short_name(place), place.name_en) for place in places if place.level != "province"
    ]
