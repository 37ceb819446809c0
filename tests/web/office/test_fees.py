"""Fees and settlements by month: the figures of the statements' own lines."""

import pytest

from app.clock import today
from app.reports.settled_months import settled_months
from tests.browser_of_pages import Pages
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell, settle_all
from tests.makers import make_cooperative, make_postal
from tests.order_sheets import make_waybills


@pytest.mark.parametrize("kind", ["sqlite"])
def test_each_month_says_who_got_what(pages: Pages, clock: Clock) -> None:
    clock.stop("2026-08-15 09:00")
    make_waybills()
    cooperative = make_cooperative()
    for part in (sell(cooperative), sell(cooperative)):
        deliver(part)
        close(clock, days=13)
        settle_all()
    months = settled_months(today(), 2)
    assert [(one.first.month, one.parts, one.goods_fen, one.platform_fen) for one in months] == [
        (8, 1, 5200, 260),
        (9, 1, 5200, 260),
    ]
    assert [one.cooperatives_fen for one in months] == [4940, 4940]
    pages.sign_in(make_postal())
    shown = pages.get("/office/fees/")
    assert "2026-08" in shown.text
    assert "49.40" in shown.text
