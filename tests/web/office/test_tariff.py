import pytest

from app.people.models import Person
from tests.browser_of_pages import Page, Pages

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def ask(pages: Pages, expect: int = 200, **fields: str) -> Page:
    page = pages.get("/office/tariff/")
    form = page.form("/office/tariff/")
    return pages.submit(form, expect=expect, origin="320000", **fields)


def test_a_quote_explains_itself(pages: Pages, postal: Person) -> None:
    # Jiangsu to Shanghai: 6.00 for the first kilogram and 1.50 for each of five more.
    page = ask(pages, destination="310000", weight="5800")
    assert page.has_text("13.50")
    assert page.has_text("续重 5 公斤")


def test_a_large_light_parcel_counts_by_its_size(pages: Pages, postal: Person) -> None:
    small = ask(pages, destination="310000", weight="1000")
    large = ask(pages, destination="310000", weight="1000", length="500", width="400", height="300")
    assert small.has_text("6.00") or small.has_text("6元")
    # 500 × 400 × 300 mm are 10 kg.
    assert large.has_text("19.50")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"destination": "310000", "weight": "0"}, "weight"),
        ({"destination": "310000", "weight": "50001"}, "weight"),
        ({"destination": "", "weight": "500"}, "destination"),
        ({"destination": "310000", "weight": "500", "length": "3"}, "width"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    pages: Pages, postal: Person, fields: dict[str, str], wrong: str
) -> None:
    assert ask(pages, 422, **fields).error(wrong) != ""


def test_an_unknown_origin_has_no_tariff(pages: Pages, postal: Person) -> None:
    assert pages.get("/office/tariff/?origin=540000").has_text("没有从这里寄出的资费")
    assert pages.get("/office/tariff/?origin=nowhere").status == 200
