"""A cooperative: who they are, what they sell, their year, and what it has brought them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint
from flask_babel import gettext as _

from app import clock
from app.catalogue.cards import ProductCard, third_of
from app.catalogue.queries import cards_of_cooperative
from app.ground.seasons import Season
from app.places.tree import tree
from app.reports.growers import get_grower_page
from app.web.formats import month_day
from app.web.guard import public_page
from app.web.page_cache import shows_read
from app.web.pages import page
from app.web.storefront.grower_views import grower_of, origin_in_names

pages = Blueprint("cooperatives", __name__, url_prefix="/cooperatives")


@dataclass(frozen=True, slots=True)
class CalendarRow:
    name: str
    name_en: str
    slug: str
    thirds: tuple[str, ...]
    words: str


@pages.get("/<slug>")
@public_page(topics=())
def show(slug: str) -> str:
    today = clock.today()
    found = get_grower_page(slug, today)
    shows_read({f"cooperative:{found.cooperative.id}": found.edition})
    cards = cards_of_cooperative(found.cooperative.id, today)
    return page(
        cooperative=grower_of(found.cooperative),
        origin=origin_in_names(reversed(tree().path(found.cooperative.origin_code))),
        cards=cards,
        ledger=found.ledger,
        calendar=_calendar(cards),
        today_third=third_of(today),
    )


def _calendar(cards: Sequence[ProductCard]) -> list[CalendarRow]:
    """What has a season, in the order of the year."""
    seasonal = [(card.season, card) for card in cards if card.season is not None]
    return [
        CalendarRow(card.name, card.name_en, card.slug, card.thirds or (), _picked(season))
        for season, card in sorted(seasonal, key=lambda pair: (pair[0].first, pair[1].id))
    ]


def _picked(season: Season) -> str:
    first, last = month_day(season.first), month_day(season.last)
    return _("Picked %(first)s to %(last)s", first=first, last=last)
