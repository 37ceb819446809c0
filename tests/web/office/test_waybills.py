import io

import pytest

from app.db import transaction
from app.ground.postal_products import PostalProduct
from app.ground.waybills import DEMONSTRATION_INDICATOR, make_s10
from app.parcels.counter_numbers import keep_counter_numbers
from app.parcels.pools import find_pool, pools
from app.parcels.queries import waybill_counts
from app.parcels.range_sheets import read_sheet
from app.parcels.waybills import draw_waybill, draw_waybills, take_range
from app.people.models import Person
from tests.browser_of_pages import Browser, Page, Pages
from tests.makers import make_outlet
from tests.order_sheets import make_waybills
from tests.statements import count_statements

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


def send_sheet(client: Browser, text: str | bytes) -> str:
    body = text.encode() if isinstance(text, str) else text
    answer = client.post(
        "/office/waybills/sheet",
        data={"sheet": (io.BytesIO(body), "ranges.csv")},
        follow_redirects=True,
    )
    return answer.get_data(as_text=True)


def test_a_file_of_ranges_fills_the_pools_that_it_names(client: Browser, postal: Person) -> None:
    make_outlet(code="21300101", name="钟楼揽投部")
    text = (
        f"产品,网点,起号,止号\n快递包裹,21300101,9800000000001,9800000000100\n,,{NEW[0]},{NEW[2]}\n"
    )
    page = send_sheet(client, text.encode("gb18030"))
    assert "已收进 103 个单号" in page
    assert [(one.product, one.outlet and one.outlet.code, one.free) for one in pools()] == [
        (None, None, 3),
        ("express", "21300101", 100),
    ]
    for words in ("钟楼揽投部", "快递包裹", "9800000000001 – 9800000000100"):
        assert words in page


def test_every_wrong_row_of_a_file_is_named_and_none_is_taken(
    client: Browser, postal: Person
) -> None:
    known = make_waybills(1)[0]
    page = send_sheet(
        client,
        "a,b\n普通快递,,9800000000001,9800000000002\n,99999999,9800000000001,9800000000002\n"
        ",,9800000000009,9800000000001\n,,9800000000001,9800000000005\n"
        f",,9800000000005,9800000000006\n,,{known},{known}\n",
    )
    for words in (
        "一行要有四列",
        "不是邮政产品名称",
        "没有这个机构号的网点",
        "不是同一号段的起号和止号",
        "清单里重复",
        "号段里已有",
    ):
        assert words in page
    assert count() == 1


def test_a_file_that_is_no_text_is_refused(client: Browser, postal: Person) -> None:
    assert count() == 0
    assert 'id="sheet-error"' in send_sheet(client, b"\xff\xfe\x00\x81\xff")
    # A cell without an end, and more rows than are read: nothing is cut off without a word.
    assert 'id="sheet-error"' in send_sheet(client, '"' + "1" * 140_000)
    assert 'id="sheet-error"' in send_sheet(client, "express,,1,1\n" * 2_001)
    assert count() == 0


def test_a_list_can_be_for_one_product_and_outlet(pages: Pages, postal: Person) -> None:
    outlet = make_outlet(code="21300101", name="钟楼揽投部")
    page = pages.get("/office/waybills/")
    form = page.form("/office/waybills/")
    pages.submit(form, numbers=NEW[0], product="local", outlet_id=str(outlet.id))
    assert [(one.product, one.outlet and one.outlet.code) for one in pools()] == [
        ("local", "21300101")
    ]


def test_a_counters_number_is_no_pools_and_hides_none(database: object) -> None:
    """The pool that is used up is still shown, though a counter's number came after it."""
    make_waybills(1)
    with transaction():
        draw_waybill(PostalProduct.ordinary, None)
        keep_counter_numbers([NEW[0]])
    assert [(one.product, one.free, one.ranges[0].source) for one in pools()] == [(None, 0, "roll")]
    found = find_pool(None, None)
    assert found is not None
    assert found.ranges == pools()[0].ranges


def test_a_longer_sheet_of_ranges_costs_no_more_statements(database: object) -> None:
    """And each row that another one or the pool has is named by its own line."""
    make_outlet(code="21300101")
    costs = []
    for count in (2, 40):
        firsts = [9_810_000_000_000 + 10 * at for at in range(count)]
        rows = [f",,{first},{first + 4}" for first in firsts]
        with count_statements() as sent:
            good, bad = read_sheet("\n".join(rows))
        assert (len(good), bad) == (count, [])
        costs.append(len(sent))
    assert costs[0] == costs[1]
    with transaction():
        take_range("9810000000000", "9810000000004")
    rows += [",,9810000000011,9810000000012", ",,9820000000000,9820000000000"]
    _, bad = read_sheet("\n".join(rows))
    assert [(row.line, row.fault) for row in bad] == [(1, "known"), (41, "twice")]
