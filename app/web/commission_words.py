"""Rules of commission with the names of those whom they are about, for every face."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from app.catalogue.queries import categories
from app.cooperatives.queries import names_of_cooperatives
from app.ground.commission_rules import Conditions
from app.shops.queries import shops_of


class Named(Protocol):
    id: int
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Names:
    """By id; only of those that rules name."""

    cooperatives: dict[int, Named]
    shops: dict[int, Named]
    categories: dict[int, Named]


def names_of(conditions: Iterable[Conditions]) -> Names:
    """At most one statement for each kind, and none for a kind that is not named."""
    asked = list(conditions)
    sellers = {one.cooperative_id for one in asked if one.cooperative_id}
    shops = {one.shop_id for one in asked if one.shop_id}
    has_categories = any(one.category_id for one in asked)
    return Names(
        cooperatives={**names_of_cooperatives(sellers)} if sellers else {},
        shops={one.id: one for one in shops_of(sorted(shops))} if shops else {},
        categories={one.id: one for one in categories()} if has_categories else {},
    )
