"""From a sale to the bank: settled, paid, clawed back, carried, come back and paid again; the books
balance at every end."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session, transaction
from app.ground.postings import BANK, PAYOUTS_SENT, Bearer, cooperative_payable, shop_payable
from app.ground.refusals import PartnerSilent
from app.jobs.worker import Worker
from app.ledger.queries import balance
from app.orders.actions import SYSTEM
from app.orders.kinds import Channel
from app.orders.models import SubOrder
from app.partners.demo_payouts import DemoPayouts
from app.partners.payouts import PayoutAnswer, PayoutKind, PayoutRequest
from app.payments.actions import take_cash
from app.payments.kinds import RefundReason
from app.payments.refund_wishes import RefundWish
from app.payments.refunds import refund_part
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.models import Payout, Statement
from app.settlement.payees import check_draft, confirm, propose
from app.settlement.payouts import freeze, release
from app.settlement.runs import begin_run
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell
from tests.makers import (
    make_consent,
    make_cooperative,
    make_lot,
    make_postal,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import books_balance

GOOD, UNKNOWN = "6217001210012345678", "6217001210010000"


@pytest.fixture
def officers(app: Flask, clock: Clock) -> tuple[int, int]:
    clock.stop("2026-08-01 09:00")
    make_waybills()
    return make_postal().id, make_postal("邮政小李").id


@pytest.fixture
def run(app: Flask) -> Callable[[], None]:
    """The morning, and the worker after it."""

    def run() -> None:
        with transaction():
            begin_run()
        Worker(app).drain()
        session.rollback()

    return run


def give_details(party: Party, officers: tuple[int, int], clock: Clock, account: str) -> None:
    with transaction():
        draft = check_draft(PayeeKind.bank, "查家合作社", "农商行", account)
        payee = propose(party, draft, officers[0])
        confirm(party, payee.id, officers[1])
    clock.move(days=3)


def pay(app: Flask, officers: tuple[int, int]) -> Payout:
    with transaction():
        batch = freeze(PayoutKind.demo_bank, officers[0])
    with transaction():
        release(batch.id, officers[1])
    Worker(app).drain()
    session.rollback()
    return session.scalars(select(Payout).order_by(Payout.id.desc())).first() or Payout()


def take_back(part: SubOrder, fen: int, key: str) -> None:
    with transaction():
        wish = RefundWish(
            goods={part.lines[0].id: fen},
            reason=RefundReason.goodwill,
            borne_by=Bearer.cooperative,
        )
        refund_part(part.id, wish, SYSTEM, key)
    session.rollback()


def test_sold_settled_paid_then_clawed_back_carried_and_made_up_for(
    app: Flask, officers: tuple[int, int], run: Callable[[], None], clock: Clock
) -> None:
    cooperative = make_cooperative()
    party = Party(PartyKind.cooperative, cooperative.id)
    give_details(party, officers, clock, GOOD)
    part = deliver(sell(cooperative))
    close(clock)
    run()
    assert (pay(app, officers).state, balance(BANK)) == ("paid", -4940)
    books_balance()
    # After all was paid out the buyer still gets 20 yuan back: a debt of the cooperative.
    take_back(part, 2000, "k" * 30)
    run()
    assert balance(cooperative_payable(cooperative.id)) == 2000
    deliver(sell(cooperative))
    close(clock)
    run()
    closings = select(Statement.closing_fen).order_by(Statement.id)
    assert session.scalars(closings).all() == [4940, -2000, 2940]
    assert (pay(app, officers).amount_fen, balance(BANK)) == (2940, -4940 - 2940)
    run()
    books_balance()


def test_a_payout_to_an_unknown_account_comes_back_and_is_paid_once_to_the_right_one(
    app: Flask, officers: tuple[int, int], run: Callable[[], None], clock: Clock
) -> None:
    cooperative = make_cooperative()
    party = Party(PartyKind.cooperative, cooperative.id)
    give_details(party, officers, clock, UNKNOWN)
    deliver(sell(cooperative))
    close(clock)
    run()
    failed = pay(app, officers)
    assert (failed.state, failed.fault) == ("failed", "account")
    assert balance(cooperative_payable(cooperative.id)) == -4940
    give_details(party, officers, clock, GOOD)
    assert pay(app, officers).state == "paid"
    assert (balance(BANK), balance(PAYOUTS_SENT), balance(party.payable)) == (-4940, 0, 0)
    run()
    books_balance()


def test_a_worker_that_dies_after_asking_asks_again_and_the_bank_pays_once(
    app: Flask,
    officers: tuple[int, int],
    run: Callable[[], None],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cooperative = make_cooperative()
    party = Party(PartyKind.cooperative, cooperative.id)
    give_details(party, officers, clock, GOOD)
    deliver(sell(cooperative))
    close(clock)
    run()
    real = DemoPayouts.pay

    def pay_and_die(company: DemoPayouts, request: PayoutRequest) -> PayoutAnswer:
        real(company, request)
        raise PartnerSilent

    with monkeypatch.context() as patch:
        patch.setattr(DemoPayouts, "pay", pay_and_die)
        assert pay(app, officers).state == "sent"
    clock.move(minutes=5)
    Worker(app).drain()
    session.rollback()
    assert session.scalars(select(Payout.state)).all() == ["paid"]
    assert (balance(BANK), balance(PAYOUTS_SENT)) == (-4940, 0)
    run()
    books_balance()


def test_a_shops_commission_is_settled_after_the_last_part_and_paid(
    app: Flask, officers: tuple[int, int], run: Callable[[], None], clock: Clock
) -> None:
    shop = make_shop()
    keeper = make_shopkeeper(shop)
    villager = make_villager(shop, created_by_id=keeper.id)
    make_consent(villager)
    party = Party(PartyKind.shop, shop.id)
    give_details(party, officers, clock, GOOD)
    variant = make_variant(price_fen=52000)
    make_lot(variant, 3)
    order = make_order(
        (variant, 1),
        channel=Channel.village,
        placed_by_id=keeper.id,
        shop_id=shop.id,
        villager_id=villager.id,
    )
    with transaction():
        take_cash(order.id, shop.id)
    deliver(order.sub_orders[0])
    close(clock)
    run()
    assert balance(shop_payable(shop.id)) == -1560
    payout = pay(app, officers)
    assert (payout.amount_fen, payout.party, payout.state) == (1560, party, "paid")
    run()
    books_balance()
