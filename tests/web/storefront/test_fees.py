"""What the market keeps, for everybody: now, announced, and every version before."""

from datetime import date

import pytest

from app.commissions.actions import publish_draft, set_draft_rule, start_draft
from app.db import transaction
from app.ground.commission_rules import Conditions
from tests.browser_of_pages import Pages
from tests.clocks import Clock
from tests.makers import make_cooperative, make_postal

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_rules_are_announced_then_in_force_and_the_old_ones_stay_readable(
    pages: Pages, clock: Clock
) -> None:
    clock.stop("2026-07-25 09:00")
    seller, author, second = make_cooperative(name="让利合作社"), make_postal(), make_postal()
    page = pages.get("/fees/")
    # Of 52.00 with 9.00 postage 5 %, 3 % of it the shop's.
    for text in ("49.40", "1.04", "1.56", "9.00", "61.00"):
        assert page.has_text(text)
    with transaction():
        draft = start_draft(date(2026, 8, 1), "油价涨了", author.id)
        set_draft_rule(draft.id, Conditions(cooperative_id=seller.id), 650, 300)
        publish_draft(draft.id, second.id, {})
    announced = pages.get("/fees/")
    assert announced.has_text("2026年8月1日起有调整")
    assert announced.has_text("让利合作社")
    clock.stop("2026-08-01 00:00")
    now = pages.get("/fees/")
    assert not now.has_text("起有调整")
    assert now.has_text("2026年7月31日")
    assert pages.get("/en/fees/").has_text("6.50 %")
    assert "/fees/" in pages.get("/").links.values()
