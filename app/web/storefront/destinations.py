"""Where to: the city itself and every province, for pages that are asked before an address is."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.ground.refusals import RegionUnknown
from app.places.tree import Place, tree
from app.web.formats import named
from app.web.storefront.shopping import CHANGZHOU, JIANGSU


def destinations() -> list[Place]:
    """The city first: what is sold only there is sold there most."""
    return [tree().get(CHANGZHOU), *tree().children(None)]


def find_destination(code: str | None) -> Place | None:
    return next((place for place in destinations() if place.code == code), None)


def default_destination(ship_zones: Sequence[str]) -> Place:
    """The province; the city when something is not sent further."""
    return tree().get(CHANGZHOU if "changzhou" in ship_zones else JIANGSU)


def parse_destination(text: object, *, field: str | None = None) -> Place:
    found = find_destination(text if isinstance(text, str) else None)
    if found is None:
        raise RegionUnknown(field=field)
    return found


def in_words(region_codes: Sequence[str]) -> str:
    return _(", ").join(named(tree().get(code)) for code in region_codes)
