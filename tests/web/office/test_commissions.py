"""A draft is written, tried on what was sold, and published by a colleague; everybody reads it."""

from datetime import timedelta

import pytest

from app import clock
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_category, make_cooperative, make_postal
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
HOME = "/office/commissions/"


def start(pages: Pages, days: int = 7) -> str:
    begins = (clock.today() + timedelta(days=days)).isoformat()
    form = pages.get(HOME).form(f"{HOME}drafts")
    return pages.submit(form, effective_from=begins, note="梨园让利").path


def test_a_draft_is_written_tried_and_published_by_a_colleague(
    pages: Pages, market: MarketAtRest, postal: Person
) -> None:
    seller, category = make_cooperative(name="让利合作社"), make_category(name="时令水果")
    draft = start(pages)
    add = pages.get(draft).form(f"{draft}/rules")
    page = pages.submit(
        add,
        cooperative=str(seller.id),
        category=str(category.id),
        channel="village",
        commission="４.5 %",
        shop_share="2",
    )
    assert page.has_text("让利合作社、时令水果、村邮站柜台")
    assert page.has_text("新增：4.50 %，其中归站点 2 %")
    page = pages.submit(
        page.form(f"{draft}/rules"), commission="8", shop_share="3", cooperative="", category=""
    )
    assert page.has_text("5 % → 8 %")
    assert pages.get(f"{draft}/preview").has_text("差额")
    assert all(one.action != f"{draft}/publish" for one in pages.get(draft).forms)
    pages.sign_in(make_postal("老李"))
    done = pages.submit(pages.get(draft).form(f"{draft}/publish"))
    assert done.path == HOME
    assert done.has_text("第 2 版")
    fees = pages.get("/fees/")
    assert fees.has_text("梨园让利")
    assert fees.has_text("5 % → 8 %")


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    pages: Pages, postal: Person
) -> None:
    draft = start(pages, days=1)
    add = pages.get(draft).form(f"{draft}/rules")
    wrong = pages.submit(add, expect=422, commission="51", shop_share="drei")
    assert wrong.error("commission") != ""
    assert wrong.error("shop_share") != ""
    more = pages.submit(add, expect=422, commission="2", shop_share="3")
    assert more.error("shop_share") != ""
    pages.sign_in(make_postal("老李"))
    early = pages.submit(pages.get(draft).form(f"{draft}/publish"), expect=422)
    assert early.error("effective_from") != ""
    pages.submit(pages.get(draft).form(f"{draft}/throw-away"))
    assert not pages.get(HOME).has_text("梨园让利")
