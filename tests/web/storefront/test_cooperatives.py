import pytest

from tests.browser_of_pages import Pages
from tests.stalls import Stalls

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_cooperative_shows_whose_it_is_what_it_sells_and_when(
    pages: Pages, stalls: Stalls
) -> None:
    page = pages.get("/cooperatives/zhajia")
    assert page.h1 == "查家林果合作社"
    for word in ("查家村", "郑陆镇", "查家湾翠冠梨"):
        assert word in page.text
    assert "7月20日" in page.html
    assert "天目湖白茶" not in page.text


def test_a_cooperative_that_is_not_there_is_missing(pages: Pages, stalls: Stalls) -> None:
    pages.get("/cooperatives/nobody", expect=404)
