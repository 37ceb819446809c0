"""What sales earn becomes due when nobody may complain any more: once, line by line, as booked."""

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DatabaseError

from app import clock as clock_of_app
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.claim_states import LIVE, ClaimCause
from app.ground.postings import (
    COMMISSION_INCOME,
    REFUND_PAYABLE,
    cooperative_held,
    cooperative_payable,
    move,
    shop_payable,
)
from app.jobs.settling import settle_day, settle_party
from app.ledger.actions import post
from app.ledger.queries import balance
from app.orders.kinds import Channel
from app.orders.models import SubOrder
from app.outbox.models import Message
from app.partners.cards import DisputeStanding
from app.payments.actions import take_cash
from app.payments.models import Payment
from app.reports.checks import check_books
from app.reports.checks_of_settlement import SETTLEMENT_CHECKS
from app.settlement.kinds import Party, PartyKind
from app.settlement.models import Statement, StatementLine
from app.settlement.runs import settle
from tests.claims import complaints
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell, settle_all
from tests.makers import (
    make_consent,
    make_cooperative,
    make_lot,
    make_product,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_disputes import hear, opened
from tests.payments.test_paying import books_balance

OURS = {check.__name__ for check in SETTLEMENT_CHECKS}


@pytest.fixture(autouse=True)
def _morning(database: object, clock: Clock) -> None:
    clock.stop("2026-08-01 09:00")
    make_waybills()


@pytest.fixture
def cooperative() -> Cooperative:
    return make_cooperative()


def statements() -> list[Statement]:
    session.expire_all()
    return list(session.scalars(select(Statement).order_by(Statement.id)))


def lines(statement: Statement) -> list[tuple[str, str, int, int, int, int, int]]:
    found = select(StatementLine).where(StatementLine.statement_id == statement.id)
    return [
        (
            one.kind,
            one.reference,
            one.goods_fen,
            one.commission_fen,
            one.postage_fen,
            one.refunded_fen,
            one.net_fen,
        )
        for one in session.scalars(found.order_by(StatementLine.position))
    ]


def take_back(part: SubOrder, fen: int, account: str, name: str = "R1") -> None:
    with transaction():
        back = move(account, REFUND_PAYABLE, fen)
        post(f"refund:{name}:owed", "bad pears", back, order_id=part.order_id)


def test_a_part_is_settled_after_its_window_and_the_books_say_the_same(
    cooperative: Cooperative, clock: Clock
) -> None:
    part = deliver(sell(cooperative))
    close(clock, days=9)
    settle_all()
    assert (part.state, part.settled_at, statements()) == ("received", None, [])
    close(clock, days=1)
    settle_all()
    (one,) = statements()
    assert (one.number, one.opening_fen, one.closing_fen) == (f"C{cooperative.id}-0001", 0, 4940)
    assert lines(one) == [("sale", part.number, 5200, 260, 0, 0, 4940)]
    assert part.settled_at == clock_of_app.now()
    assert balance(cooperative_held(cooperative.id)) == 0
    assert balance(cooperative_payable(cooperative.id)) == -4940
    settle_all()
    assert len(statements()) == 1
    books_balance()


def test_what_went_back_before_is_a_deduction_and_what_goes_back_later_a_line_of_the_next(
    cooperative: Cooperative, clock: Clock
) -> None:
    part, other = deliver(sell(cooperative)), deliver(sell(cooperative))
    take_back(part, 940, cooperative_held(cooperative.id))
    close(clock)
    settle_all()
    (first,) = statements()
    assert lines(first) == [
        ("sale", part.number, 5200, 260, 0, 940, 4000),
        ("sale", other.number, 5200, 260, 0, 0, 4940),
    ]
    # A debt: more goes back than all that was due, as when it has been paid out already.
    take_back(part, 9900, cooperative_payable(cooperative.id), "R2")
    settle_all()
    assert [(one.opening_fen, one.closing_fen) for one in statements()] == [(0, 8940), (8940, -960)]
    assert lines(statements()[1]) == [("refund", part.number, 0, 0, 0, 0, -9900)]
    third = deliver(sell(cooperative))
    close(clock)
    settle_all()
    assert lines(statements()[2]) == [("sale", third.number, 5200, 260, 0, 0, 4940)]
    assert statements()[2].closing_fen == 3980 == -balance(cooperative_payable(cooperative.id))
    ours = [check for check in check_books() if check.name in OURS]
    assert {check.name: check.faults for check in ours if check.faults} == {}


def test_many_parts_make_several_statements_and_a_broken_off_run_goes_on(
    cooperative: Cooperative, clock: Clock
) -> None:
    for _ in range(5):
        deliver(sell(cooperative))
    close(clock)
    party = Party(PartyKind.cooperative, cooperative.id)
    with pytest.raises(ZeroDivisionError), transaction():
        print(1 // (settle(party, 2) is None))
    assert statements() == []
    while True:
        with transaction():
            if settle(party, 2) is None:
                break
    assert [(one.line_count, one.opening_fen) for one in statements()] == [
        (2, 0),
        (2, 9880),
        (1, 19760),
    ]
    books_balance()


def test_a_shop_gets_its_commission_when_the_last_part_of_the_order_is_settled(
    clock: Clock,
) -> None:
    shop = make_shop()
    keeper = make_shopkeeper(shop)
    villager = make_villager(shop, created_by_id=keeper.id)
    make_consent(villager)
    variants = [make_variant(make_product(), price_fen=fen) for fen in (5200, 4900)]
    for variant in variants:
        make_lot(variant, 3)
    order = make_order(
        *((variant, 1) for variant in variants),
        channel=Channel.village,
        placed_by_id=keeper.id,
        shop_id=shop.id,
        villager_id=villager.id,
    )
    with transaction():
        take_cash(order.id, shop.id)
    deliver(order.sub_orders[0])
    close(clock)
    settle_all()
    assert [one.party_kind for one in statements()] == ["cooperative"]
    deliver(order.sub_orders[1])
    close(clock)
    settle_all()
    (of_shop,) = [one for one in statements() if one.party_kind == "shop"]
    assert (of_shop.number, of_shop.closing_fen) == (f"S{shop.id}-0001", 303)
    assert lines(of_shop) == [("commission", order.number, 10100, 303, 0, 0, 303)]
    assert balance(shop_payable(shop.id)) == -303
    assert balance(COMMISSION_INCOME) == -(505 - 303)
    books_balance()


def test_statements_cannot_be_changed_or_a_part_settled_twice(
    cooperative: Cooperative, clock: Clock
) -> None:
    part = deliver(sell(cooperative))
    close(clock)
    settle_all()
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(update(Statement).values(closing_fen=0))
    copy = {
        column.name: getattr(session.scalars(select(StatementLine)).one(), column.name)
        for column in StatementLine.__table__.columns
        if column.name not in ("id", "sub_order_id")
    }
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(insert(StatementLine).values(copy))
    assert part.settled_at is not None


def test_the_day_is_begun_once_and_not_before_six(cooperative: Cooperative, clock: Clock) -> None:
    deliver(sell(cooperative))
    close(clock)
    clock.stop("2026-08-20 05:59")
    settle_day()
    asked = select(Message.facts).where(Message.kind == "settle")
    assert session.scalars(asked).all() == []
    clock.stop("2026-08-20 06:00")
    settle_day()
    settle_day()
    assert session.scalars(asked).all() == [{"party": f"cooperative:{cooperative.id}"}]
    settle_party(session.scalars(asked).one())
    assert len(statements()) == 1


def test_what_somebody_still_has_to_decide_about_waits_and_holds_up_nobody(
    cooperative: Cooperative, clock: Clock
) -> None:
    disputed, other = deliver(sell(cooperative)), deliver(sell(cooperative))
    payment = session.scalars(select(Payment).where(Payment.order_id == disputed.order_id)).one()
    dispute = hear(opened(payment))
    close(clock)
    settle_all()
    assert (disputed.settled_at, other.settled_at) == (None, clock_of_app.now())
    hear(opened(payment, standing=DisputeStanding.won))
    settle_all()
    assert disputed.settled_at is not None
    assert dispute.payment_id == payment.id
    books_balance()


def test_an_open_claim_keeps_its_part_and_its_decision_is_a_deduction(clock: Clock) -> None:
    sale = complaints.sell_and_deliver(15_600, 3)
    claim = sale.complain(ClaimCause.bad, bad_count=3)
    assert claim.state in LIVE
    part = session.get_one(SubOrder, claim.sub_order_id)
    close(clock)
    settle_all()
    assert (part.state, part.settled_at) == ("closed", None)
