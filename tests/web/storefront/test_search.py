from urllib.parse import quote

import pytest

from tests.browser_of_pages import Page, Pages
from tests.catalogue.goods import publish
from tests.page_checks import inner_text
from tests.stalls import Stalls


def names(page: Page) -> list[str]:
    return [inner_text(one) for one in page.one("section", aria_labelledby="found").iter("h3")]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("翠冠梨", "查家湾翠冠梨"),
        ("梨", "查家湾翠冠梨"),
        ("大閘蟹", "长荡湖大闸蟹"),
        ("dazhaxie", "长荡湖大闸蟹"),
        ("白茶", "天目湖白茶"),
        ("white tea", "天目湖白茶"),
    ],
)
def test_produce_is_found_as_people_write_it(
    pages: Pages, stalls: Stalls, sought: str, found: str
) -> None:
    page = pages.get(f"/search?q={quote(sought)}")
    assert names(page) == [found]
    assert page.value("q") == sought


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_list_is_narrowed_and_widened_by_links(pages: Pages, stalls: Stalls) -> None:
    page = pages.get("/search")
    assert len(names(page)) == 3
    now = next(
        one for one in page.all("a") if "season=now" in one.attrib["href"] and one.findall("span")
    )
    page = pages.get(now.attrib["href"])
    assert names(page) == ["查家湾翠冠梨"]
    chip = page.all("a", class_="chip")[0]
    assert len(names(pages.get(chip.attrib["href"]))) == 3


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_an_address_cannot_mean_narrows_nothing(pages: Pages, stalls: Stalls) -> None:
    page = pages.get("/search?season=x&temperature=hot&sort=best&hall=moon&utm_source=a")
    assert len(names(page)) == 3


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_found_offers_what_is_ripe(pages: Pages, stalls: Stalls) -> None:
    page = pages.get(f"/search?q={quote('榴莲')}")
    assert page.all("div", class_="empty")
    assert names(page) == ["查家湾翠冠梨"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_long_list_goes_on_page_by_page(pages: Pages, stalls: Stalls) -> None:
    for number in range(30):
        publish(stalls.orchard, 3000 + number, slug=f"more-{number}", name=f"梨{number}")
    page = pages.get("/search?sort=cheap")
    seen = names(page)
    page = pages.get(next(one.attrib["href"] for one in page.all("a", rel="next")))
    seen += names(page)
    assert (len(seen), len(set(seen))) == (33, 33)
    assert page.all("a", rel="next") == []


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("query", ["after=abc", "after=WyJ4Il0", "q=%00", "q=" + "a" * 61])
def test_what_cannot_be_read_is_refused(pages: Pages, stalls: Stalls, query: str) -> None:
    pages.get(f"/search?{query}", expect=422)
