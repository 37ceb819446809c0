import pytest

from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_shop

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_shops_are_listed_with_the_closed_ones(pages: Pages, postal: Person) -> None:
    assert pages.get("/office/shops/").has_text("还没有村邮站")
    names = [make_shop().name, make_shop(state="closed").name]
    page = pages.get("/office/shops/")
    assert [name for name in names if page.has_text(name)] == names
    assert page.has_text("停业")
