"""Money of buyers, walked against a Stripe that speaks HTTP: it comes, and it goes back. Every walk
ends with books that balance."""

import pytest
from sqlalchemy import select

from app.db import session
from app.ground.postings import cash_box
from app.ledger.queries import balance
from app.shops.models import Villager
from tests.browser.money_street import (
    PEARS,
    Street,
    buy,
    complain,
    order,
    press,
    to_stripe,
    yuan,
)
from tests.browser.walker import Walker

pytestmark = pytest.mark.browser


def test_the_message_and_not_the_way_back_says_that_it_is_paid(street: Street) -> None:
    buyer = street.come("shopper", is_mobile=True, has_touch=True, device_scale_factor=2)
    number = order(buyer, street, pear=2, cakes=1)
    to_stripe(buyer)
    street.deliveries.hold()
    press(buyer, "pay", "alipay")
    assert buyer.path == f"/orders/{number}"
    assert buyer.page.locator(".waybill").count() == 0
    (paid,), _ = street.sums_of(number)
    buyer.go(buyer.path)
    assert buyer.page.locator(".sub-order .waybill").count() == 2
    assert "已付款" in buyer.text
    assert f"{yuan(paid)}元" in buyer.page.locator(".sum").inner_text().replace(" ", "")
    # Of 156.00 the market keeps five in a hundred; the rest is the growers'.
    where = buyer.page.locator("section:has(#whereto-money)").inner_text()
    assert all(sum_of in where for sum_of in ("148.20", "7.80", yuan(paid - 15600)))


def test_a_card_that_is_declined_and_a_second_tab(street: Street) -> None:
    buyer = street.come("shopper")
    number = order(buyer, street, pear=1)
    name = to_stripe(buyer)
    press(buyer, "decline")
    assert "银行拒绝了这笔付款" in buyer.text
    second = Walker.come(buyer.context, buyer.address)
    street.walkers.append(second)
    second.go(f"/pay/{number}")
    # Both stand on the same page of Stripe's, which takes money once.
    assert to_stripe(second) == name
    press(second, "pay")
    press(buyer, "pay")
    assert "已付款" in buyer.text
    charges, refunds = street.sums_of(number)
    assert (len(charges), refunds) == (1, [])
    assert second.go(f"/orders/{number}").page.locator(".waybill").count() == 1


def write_down_a_transfer(street: Street, number: str, fen: int) -> None:
    """One of the office saw it on the account, another agrees."""
    office, colleague = street.come("office"), street.come("colleague")
    office.go("/office/shop-money/").page.locator("[name=purpose]").select_option("order")
    office.fill(reference="BOC-7", amount=yuan(fen), payer="李雷的爸爸", order=number)
    office.send("/office/shop-money/receipts")
    assert office.page.locator("form[action$='/confirm']").count() == 0
    colleague.go("/office/shop-money/")
    colleague.follow(colleague.page.locator("form[action$='/confirm'] button"))


def test_what_is_paid_at_the_bank_and_once_more_by_card_goes_back_by_itself(
    street: Street,
) -> None:
    buyer = street.come("shopper")
    number = order(buyer, street, pear=1)
    name = to_stripe(buyer)
    due = street.stripe.sessions[name]["amount_total"]
    write_down_a_transfer(street, number, due)
    press(buyer, "pay")
    assert street.sums_of(number) == ([due], [due])
    buyer.go(f"/orders/{number}")
    assert all(said in buyer.text for said in ("已付款", "转账已付", "已退回"))
    assert buyer.page.locator(".waybill").count() == 1


def test_bad_pears_are_paid_back_at_once(street: Street) -> None:
    buyer = street.come("shopper")
    number = buy(buyer, street, pear=1, cakes=1)
    street.deliver(number)
    complain(buyer, number, PEARS, bad=3)
    assert "15.00" in buyer.text
    assert street.sums_of(number)[1] == [1500]
    assert "15.00" in buyer.go(f"/orders/{number}").text


def order_at_the_counter(keeper: Walker, street: Street) -> str:
    keeper.go(f"/village/orders/new?villager={street.villager_id}")
    keeper.page.locator(".offer:has-text('大麻糕') input").fill("1")
    keeper.send("/village/orders/confirm")
    if keeper.page.locator("[name=perishable_confirmed]").count():
        keeper.tick("perishable_confirmed")
    keeper.send("/village/orders/")
    return keeper.path.removeprefix("/village/orders/")


def test_a_son_in_the_city_pays_by_a_link(street: Street) -> None:
    keeper = street.come("keeper")
    number = order_at_the_counter(keeper, street)
    keeper.follow(keeper.page.locator("#pay-link form button"))
    link = keeper.page.locator("#pay-link-address").input_value()
    here = link.removeprefix(street.market.address)
    son = street.come()
    son.go(here)
    assert "王**" in son.text
    assert not any(hers in son.text for hers in ("王阿婆", "塘岸上", number))
    to_stripe(son)
    press(son, "pay", "wechat_pay")
    assert len(street.sums_of(number)[0]) == 1
    assert "谢谢您，已经付好了" in son.go(here).text
    assert "别人代付" in keeper.go(f"/village/orders/{number}").text


def in_the_box(street: Street) -> int:
    with street.market.app.app_context():
        shop_id = session.scalars(
            select(Villager.shop_id).where(Villager.id == street.villager_id)
        ).one()
        return balance(cash_box(shop_id))


def test_the_evening_of_a_shop_that_is_two_yuan_short(street: Street) -> None:
    keeper = street.come("keeper")
    order_at_the_counter(keeper, street)
    keeper.page.locator("#received").fill("100")
    keeper.follow(keeper.page.locator("#cash-taken button"))
    assert "找零" in keeper.text
    expected = in_the_box(street)
    keeper.go("/village/cash-days/count")
    assert yuan(expected) not in keeper.text
    notes, rest = divmod(expected - 200, 1000)
    coins, small = divmod(rest, 100)
    keeper.fill(note10=str(notes), coin1=str(coins), coin01=str(small // 10))
    keeper.send("/village/cash-days/count")
    assert "少了2.00" in keeper.text
    keeper.choose("reason", "wrong_change").fill(explanation="多找了两块")
    keeper.send(f"{keeper.path}/close")
    assert "多找了两块" in keeper.text
    assert in_the_box(street) == expected - 200
