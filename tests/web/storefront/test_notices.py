import pytest

from tests.browser_of_pages import Pages
from tests.stalls import Stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
@pytest.mark.parametrize("name", ["terms", "privacy", "rules", "licences"])
def test_what_the_market_says_of_itself_can_be_read(pages: Pages, prefix: str, name: str) -> None:
    assert pages.get(f"{prefix}/notices/{name}").h1


def test_the_rules_show_the_tariff_that_orders_are_counted_with(pages: Pages) -> None:
    page = pages.get("/notices/rules")
    assert len(page.all("tbody")[0].findall("tr")) == 6


def test_search_engines_are_told_where_to_look(pages: Pages, stalls: Stalls) -> None:
    robots = pages.client.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert "Disallow: /checkout" in robots.text
    sitemap = pages.client.get("/sitemap.xml")
    assert sitemap.mimetype == "application/xml"
    assert "<loc>http://localhost/products/pears</loc>" in sitemap.text
