import pytest

from app.db import transaction
from app.ground.postal_products import PostalProduct
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.parcels.queries import waybill_counts
from app.parcels.waybills import draw_waybill, draw_waybills
from app.people.models import Person
from tests.browser_of_pages import Page, Pages
from tests.order_sheets import make_waybills

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
NEW = [make_s10(DEMONSTRATION_INDICATOR, 91_000_000 + one) for one in range(3)]


def take_in(pages: Pages, *rows: str, expect: int = 200) -> Page:
    page = pages.get("/office/waybills/")
    return pages.submit(page.form("/office/waybills/"), numbers="\n".join(rows), expect=expect)


def count() -> int:
    return waybill_counts()["free"]


def test_a_pasted_roll_is_taken_in(pages: Pages, postal: Person) -> None:
    page = take_in(pages, NEW[0].lower(), "", f" {NEW[1][:4]} {NEW[1][4:]} ", NEW[2])
    assert page.has_text("已收进 3 个单号")
    assert count() == 3


def test_one_bad_row_keeps_the_whole_roll_out_and_is_named(pages: Pages, postal: Person) -> None:
    known = make_waybills(1)[0]
    page = take_in(pages, NEW[0], "ZZ910000001CN", known, NEW[0], expect=422)
    cells = ["".join(cell.itertext()) for cell in page.all("td")]
    assert [cells[at] for at in (0, 3, 6)] == ["2", "3", "4"]
    assert page.has_text("号段里已有")
    assert page.has_text("清单里重复")
    assert page.value("numbers").startswith(NEW[0])
    assert count() == 1


def test_only_the_first_bad_rows_are_named(pages: Pages, postal: Person) -> None:
    page = take_in(pages, *("x" for _ in range(30)), expect=422)
    assert page.has_text("有 30 行收不了")
    assert len(page.all("td")) == 30


def test_an_empty_roll_is_refused(pages: Pages, postal: Person) -> None:
    assert take_in(pages, "", " ", expect=422).error("numbers") != ""


def test_the_alarm_rings_at_ten_percent(pages: Pages, postal: Person) -> None:
    make_waybills(20)
    with transaction():
        draw_waybills(PostalProduct.ordinary, None, 17)
    assert not pages.get("/office/waybills/").has_text("警戒线")
    with transaction():
        draw_waybill(PostalProduct.ordinary, None)
    assert pages.get("/office/waybills/").has_text("单号只剩 10%")
