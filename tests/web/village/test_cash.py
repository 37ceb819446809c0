import pytest
from flask import Flask

from app.db import session, transaction
from app.ground.postings import SUSPENSE, Posting, cash_box
from app.ledger.actions import post
from app.ledger.queries import balance
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.payments.actions import take_cash
from app.payments.models import Refund
from app.payments.refunds import cancel_order
from app.people.kinds import Role
from tests.counters import Counter, order_at
from tests.makers import (
    give_role,
    make_shop,
)

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def sell(counter: Counter) -> Order:
    order = order_at(counter)
    with transaction():
        take_cash(order.id, counter.shop.id)
    return order


def test_a_sale_is_one_line_that_leads_to_its_order(counter: Counter) -> None:
    order = sell(counter)
    page = counter.pages.get("/village/cash/")
    rows = page.all("tr")[1:]
    assert len(rows) == 1
    text = "".join(rows[0].itertext())
    assert f"{order.total_fen // 100}.{order.total_fen % 100:02d}" in text
    assert page.links[f"订单 {order.number}"] == f"/village/orders/{order.number}"
    assert "1.56" in page.text or "1.56" in page.html


def test_an_empty_box_says_what_will_be_there(counter: Counter) -> None:
    assert "钱箱是空的" in counter.pages.get("/village/cash/").text
    assert counter.pages.client.get("/village/cash/?before=abc").status_code == 404


def test_notes_are_handed_back_by_the_shop_that_took_them(counter: Counter) -> None:
    order = sell(counter)
    with transaction():
        refund_id = cancel_order(order.id, Actor(ActorKind.shopkeeper, counter.keeper.id), "")[0].id
    page = counter.pages.get("/village/cash/")
    counter.pages.submit(page.form(f"/village/cash/hand-back/{refund_id}"))
    assert session.get_one(Refund, refund_id).state == "succeeded"
    assert balance(cash_box(counter.shop.id)) == 0
    assert counter.pages.client.post("/village/cash/hand-back/999999").status_code == 404


def test_notes_that_are_not_in_the_box_are_not_handed_back(counter: Counter) -> None:
    order = sell(counter)
    with transaction():
        refund_id = cancel_order(order.id, Actor(ActorKind.shopkeeper, counter.keeper.id), "")[0].id
        taken = Posting(SUSPENSE, cash_box(counter.shop.id), order.total_fen)
        post("taken", "the postman took the notes", [taken])
    page = counter.pages.get("/village/cash/")
    page = counter.pages.submit(page.form(f"/village/cash/hand-back/{refund_id}"), expect=409)
    assert page.h1 == "钱箱"
    assert page.has_text("钱箱里只有 0 元")
    assert session.get_one(Refund, refund_id).state == "requested"


def test_a_keeper_of_two_shops_chooses(app: Flask, counter: Counter) -> None:
    second, foreign = make_shop(), make_shop()
    give_role(counter.keeper, Role.shopkeeper, shop=second)
    page = counter.pages.get("/village/")
    page = counter.pages.submit(page.form("/village/shop"), shop=str(second.id))
    assert second.name in page.text
    answer = counter.pages.client.post("/village/shop", data={"shop": str(foreign.id)})
    assert answer.status_code == 403
    answer = counter.pages.client.post("/village/shop", data={"shop": "abc"})
    assert answer.status_code == 422
