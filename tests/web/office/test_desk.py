from urllib.parse import urlsplit

import pytest

from app.db import transaction
from app.ground.postal_products import PostalProduct
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.parcels.waybills import draw_waybill, import_waybills
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.order_sheets import make_waybills
from tests.reports.markets_at_rest import MarketAtRest
from tests.statements import count_statements

NUMBER = make_s10(DEMONSTRATION_INDICATOR, 90_000_000)
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_an_empty_market_has_a_desk(pages: Pages, postal: Person) -> None:
    page = pages.get("/office/")
    assert page.has_text("还没有邮件")
    assert page.has_text("还没有运单号")


def test_a_pool_that_runs_out_is_seen_though_another_has_plenty(
    pages: Pages, postal: Person
) -> None:
    make_waybills(40)
    assert not pages.get("/office/").has_text("个号段快用完了")
    few = [make_s10("EE", 12_345_678)]
    with transaction():
        import_waybills(few, PostalProduct.local, None)
        draw_waybill(PostalProduct.local, None)
    page = pages.get("/office/")
    assert page.has_text("1 个号段快用完了")
    assert page.has_text("同城落地配 · 各网点通用 · 余 0 个")


def test_the_desk_shows_sales_and_parcels_and_adds_up_no_books(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    with count_statements() as sent:
        page = pages.get("/office/")
    assert page.links["账本：钱在哪里"] == "/office/books/"
    assert not [one for one in sent if "sum(postings" in one or "sum(-postings" in one]
    assert page.links["准备中"] == "/office/parcels/?group=created"
    assert page.one("figure", class_="chart") is not None


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("zz 90000000 9 cn", "/office/orders/"),
        (NUMBER, f"/office/parcels/{NUMBER}"),
        (f"{NUMBER[:4]} {NUMBER[4:].lower()}", f"/office/parcels/{NUMBER}"),
        ("13912341234", "/office/orders/"),
    ],
)
def test_one_box_finds_numbers_of_every_kind(
    pages: Pages, postal: Person, typed: str, path: str
) -> None:
    answer = pages.client.get("/office/find", query_string={"q": typed})
    assert answer.status_code == 303
    assert urlsplit(answer.headers["Location"]).path == path
