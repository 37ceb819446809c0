"""Search and every listing: one page, narrowed by its address."""

from flask import Blueprint, request

from app import clock
from app.catalogue.kinds import TemperatureClass
from app.catalogue.queries import cards_of_hall
from app.catalogue.search import search
from app.catalogue.wishes import SearchWish, Sort
from app.ground.texts import clean_line
from app.places.halls import HallSign
from app.places.queries import find_hall
from app.web.guard import public_page
from app.web.pages import page
from app.web.storefront.listing import Listing

pages = Blueprint("search", __name__)
PARAMETERS = ("q", "category", "county", "temperature", "season", "hall", "sort", "after")
SORTS = {
    "fitting": Sort.relevance,
    "new": Sort.newest,
    "cheap": Sort.cheapest,
    "dear": Sort.dearest,
}
LONGEST = 60
NEAR = 4


@pages.get("/search")
@public_page(topics=("catalogue",), parameters=PARAMETERS)
def results() -> str:
    """What an address cannot mean narrows nothing; a cursor of another list is refused."""
    asked = {name: request.args[name] for name in PARAMETERS if request.args.get(name)}
    text = clean_line(asked.get("q"), LONGEST, field="q", optional=True)
    hall = find_hall(asked.get("hall", ""))
    wish = _wish(asked, text, hall)
    found = search(wish)
    listing = Listing(asked | ({"q": text} if text else {}), hall, found.facets)
    near = []
    if not found.cards and not wish.is_narrowed:
        near = cards_of_hall("", wish.on, NEAR).ripe
    return page(
        title=listing.title(),
        sought=text,
        chips=listing.chips(),
        facets=listing.facets(),
        sorts=listing.sorts(tuple(SORTS), "fitting" if text else "new"),
        found=found.facets.found,
        cards=found.cards,
        more_address=listing.address(after=found.next_cursor) if found.next_cursor else None,
        first_address=listing.address(after=None) if wish.cursor else None,
        near=near[:NEAR],
    )


def _wish(asked: dict[str, str], text: str, hall: HallSign | None) -> SearchWish:
    kept = asked.get("temperature", "")
    return SearchWish(
        on=clock.today(),
        text=text,
        hall_prefix=hall.code_prefix if hall else "",
        category_slug=asked.get("category"),
        county_code=asked.get("county"),
        in_season=asked.get("season") == "now",
        temperature_class=TemperatureClass(kept) if kept in set(TemperatureClass) else None,
        sort=SORTS.get(asked.get("sort", ""), Sort.relevance),
        cursor=asked.get("after"),
    )
