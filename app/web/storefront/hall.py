"""Halls 地方馆: what is ripe, what opens soon, whose it is, and what it has brought them."""

from dataclasses import dataclass

from flask import Blueprint

from app import clock
from app.catalogue.queries import cards_of_hall
from app.places.halls import HallSign
from app.places.queries import get_hall, hall_path, halls_below
from app.reports.growers import growers_and_ledger
from app.web.guard import public_page
from app.web.pages import page
from app.web.storefront.village_map import village_map

pages = Blueprint("hall", __name__)
HOME = "changzhou"
RIPE, OPENING, ALL_YEAR, GROWERS = 12, 8, 8, 8


@dataclass(frozen=True, slots=True)
class HallLink:
    slug: str
    name: str
    name_en: str
    current: bool


@pages.get("/")
@public_page(topics=("catalogue",))
def home() -> str:
    return _hall(get_hall(HOME))


@pages.get("/halls/<slug>")
@public_page(topics=("catalogue",))
def show(slug: str) -> str:
    return _hall(get_hall(slug))


def _hall(hall: HallSign) -> str:
    today = clock.today()
    shelves = cards_of_hall(hall.code_prefix, today, RIPE + 1)
    growers, ledger = growers_and_ledger(hall.code_prefix, today)
    return page(
        hall=hall,
        halls=_ways(hall),
        today=today,
        hero=shelves.ripe[0] if shelves.ripe else None,
        ripe=shelves.ripe[1:],
        opening=shelves.soon[:OPENING],
        all_year=shelves.all_year[:ALL_YEAR],
        village_map=village_map(hall, growers),
        cooperatives=growers[:GROWERS],
        ledger=ledger,
    )


def _ways(hall: HallSign) -> list[HallLink]:
    """Up to the nation, and down by one; a county shows its neighbours instead."""
    above = hall_path(hall)
    below = halls_below(hall) or halls_below(above[-2])
    ways = list(dict.fromkeys([*above, *below]))
    return [HallLink(one.slug, one.name, one.name_en, one is hall) for one in ways]
