import pytest

from app.db import session
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from tests.clocks import Clock
from tests.counters import Counter
from tests.order_sheets import make_waybills
from tests.shelves.test_shelves import bring, put

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_what_nobody_fetches_is_kept_longer_once_and_then_goes_back(
    counter: Counter, clock: Clock
) -> None:
    clock.stop("2026-11-20 08:00")
    make_waybills()
    parcel = bring(counter.shop, "cool")
    keeper = Actor(ActorKind.shopkeeper, counter.keeper.id)
    put(parcel, counter.shop, keeper)
    there = f"/village/shelf/uncollected/{parcel.waybill_number}"
    assert "没有超时邮件" in counter.pages.get("/village/shelf/uncollected/").text
    assert f"{there}/longer" not in counter.pages.get(there).html
    clock.move(hours=18)
    assert "1 件邮件超时未取" in counter.pages.get("/village/shelf/").text
    assert "超时未取" in counter.pages.get("/village/").text
    page = counter.pages.get(there)
    longer, back = page.form(f"{there}/longer"), f"{there}/back"
    assert counter.pages.submit(longer, reason=" ", expect=422).error("reason") != ""
    page = counter.pages.submit(longer, reason="在城里带孙子")
    assert "在城里带孙子" in page.text
    answer = counter.pages.client.post(back, data={"why": "uncollected"})
    assert answer.status_code == 409
    assert counter.pages.client.post(back, data={"why": "x"}).status_code == 422
    clock.move(hours=18)
    assert counter.pages.client.post(back, data={"why": "uncollected"}).status_code == 303
    session.refresh(parcel)
    assert parcel.state == "returning"
    assert "没有超时邮件" in counter.pages.get("/village/shelf/uncollected/").text
