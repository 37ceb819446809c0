import pytest

from app.catalogue.actions import withdraw_product
from app.db import transaction
from tests.browser_of_pages import Browser
from tests.stalls import Stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_search_engines_are_kept_from_what_is_somebodys(client: Browser) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    kept = [line.removeprefix("Disallow: ") for line in answer.text.splitlines()[1:-1]]
    for place in ("/cart", "/checkout", "/orders", "/account", "/village", "/office"):
        assert place in kept
    assert not any("/cooperatives/zhajia".startswith(place) for place in kept)
    assert answer.text.splitlines()[-1] == "Sitemap: http://localhost/sitemap.xml"


def test_the_map_names_halls_and_what_is_published(client: Browser, stalls: Stalls) -> None:
    assert "<loc>http://localhost/halls/changzhou</loc>" in client.get("/sitemap.xml").text
    assert "<loc>http://localhost/products/tea</loc>" in client.get("/sitemap.xml").text
    with transaction():
        withdraw_product(stalls.tea)
    assert "/products/tea<" not in client.get("/sitemap.xml").text
