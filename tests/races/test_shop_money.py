"""Twenty orders at once at the end of a shop's credit. The twin does not hold the shop's row."""

import threading
from collections import Counter

import pytest
from flask import Flask

from app.db import session, transaction
from app.ground.refusals import CreditExhausted
from app.payments import shop_money
from app.payments.actions import pay_by_account
from app.payments.kinds import Tender
from app.payments.shop_money import agree_terms, credit_used, propose_terms
from app.shops.models import Shop
from tests.makers import make_lot, make_postal, make_shop, make_variant
from tests.order_sheets import make_waybills
from tests.payments.test_paying import books_balance
from tests.payments.test_several_tenders import order_at
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
ORDERS = 20


@pytest.fixture
def shop(app: Flask) -> Shop:
    """May order for 500.00 on credit."""
    shop, one, other = make_shop(), make_postal().id, make_postal().id
    with transaction():
        terms = propose_terms(shop.id, 50_000, one)
    with transaction():
        agree_terms(terms.id, other)
    return shop


def order_all_at_once(app: Flask, shop: Shop, count: int) -> Counter[str]:
    """100.00 of each order."""
    make_waybills(40)
    variant = make_variant(price_fen=20_000)
    make_lot(variant, count)
    orders = [order_at(shop, [variant]).id for _ in range(count)]
    shop_id = shop.id
    session.remove()

    def act(number: int) -> str:
        try:
            with transaction():
                pay_by_account(orders[number], shop_id, Tender.shop_credit, 10_000)
        except CreditExhausted as refusal:
            return refusal.code
        return "ordered"

    return Counter(all_at_once(app, count, act))


def test_of_twenty_orders_at_once_five_fit_the_limit(app: Flask, shop: Shop) -> None:
    told = order_all_at_once(app, shop, ORDERS)
    assert (told, credit_used(shop.id)) == (
        {"ordered": 5, "credit_exhausted": ORDERS - 5},
        50_000,
    )
    books_balance()


def test_without_the_shops_row_too_many_are_believed(
    app: Flask, shop: Shop, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "sqlite":
        # Its writers come one after the other, so the twin cannot fail there.
        return
    everybody_has_read = threading.Barrier(8)
    left = shop_money.credit_left

    def read_together(shop_id: int) -> int:
        found = left(shop_id)
        everybody_has_read.wait(30)
        return found

    monkeypatch.setattr(shop_money, "lock_rows", lambda model, ids: [])
    monkeypatch.setattr(shop_money, "credit_left", read_together)
    order_all_at_once(app, shop, 8)
    assert credit_used(shop.id) == 80_000
