"""Shops and service centres near an address, as a person chooses among them: the nearest first."""

from typing import Any

from flask_babel import gettext as _

from app.ground.routes import by_road_m, distance_m
from app.places.tree import tree
from app.shops.kinds import ShopKind
from app.shops.queries import shops_near
from app.web.formats import named

NEARBY = 50


def shop_choices(region_code: str) -> list[tuple[str, str]]:
    """Pairs of id and words: what it is called, where, when it is open, how far away."""
    here, shops = tree().point_of(region_code), shops_near(region_code, NEARBY)
    far: dict[int, int] = {}
    for shop in shops:
        there = tree().point_of(shop.village_code)
        if here is not None and there is not None:
            far[shop.id] = by_road_m(distance_m(here, there))
    nearest = sorted(shops, key=lambda one: (far.get(one.id, 0), one.id))
    return [(str(shop.id), _words(shop, far.get(shop.id))) for shop in nearest]


def _words(shop: Any, metres: int | None) -> str:
    words = [named(shop), shop.detail, shop.opening_hours]
    if shop.kind == ShopKind.campus:
        words.insert(1, _("service centre"))
    if metres is not None:
        words.append(_("about %(km)s km", km=f"{metres / 1000:.1f}"))
    return " · ".join(words)
