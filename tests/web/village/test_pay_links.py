"""A villager's daughter pays: by the code on the shop's slip."""

import pytest

from app.orders.kinds import Channel
from tests.browser_of_pages import Pages
from tests.clocks import Clock
from tests.makers import make_consent, make_shop, make_shopkeeper, make_villager
from tests.order_sheets import make_order, make_waybills
from tests.stalls import Stalls, set_up_stalls
from tests.web.storefront.test_pay_for import books_balance, path_of

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def stalls(pages: Pages, clock: Clock) -> Stalls:
    make_waybills()
    return set_up_stalls(clock)


def test_the_shops_slip_carries_the_code_until_it_is_paid(pages: Pages, stalls: Stalls) -> None:
    shop = make_shop()
    keeper, villager = make_shopkeeper(shop), make_villager(shop)
    make_consent(villager)
    order = make_order(
        (stalls.tea_box, 1),
        channel=Channel.village,
        shop_id=shop.id,
        villager_id=villager.id,
        placed_by_id=keeper.id,
    )
    pages.sign_in(keeper)
    slip = f"/village/orders/{order.number}/receipt"
    assert "grower-code" not in pages.get(slip).html
    page = pages.get(f"/village/orders/{order.number}")
    path = path_of(pages.submit(page.form(f"/village/pay-links/{order.number}")))
    assert "grower-code" in pages.get(slip).html
    card = pages.submit(pages.get(path).form(path))
    pages.submit(card.form(card.path), press="decision=pay")
    assert "别人代付" in pages.get(f"/village/orders/{order.number}").text
    page = pages.get(slip)
    assert ("别人代付" in page.text, "grower-code" in page.html) == (True, False)
    books_balance()
