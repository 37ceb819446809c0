"""Parts of a part go back: capped, once, out of the right pockets, at last exactly the whole."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.postings import Bearer
from app.ground.refusals import (
    Missing,
    MoneyNotAllowed,
    OrderNotPaid,
    RefundableChanged,
    RefundTooLarge,
    Refusal,
    RequestKeyUsed,
)
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order, SubOrder
from app.payments.giving_back import left_of_part
from app.payments.kinds import RefundReason
from app.payments.models import PaymentShare, Refund, RefundSlip
from app.payments.refunds import RefundWish, cancel_part, refund_part
from app.reports.checks import check_books
from tests.makers import make_cooperative, make_lot, make_product, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell
from tests.payments.test_refunds import send

pytestmark = pytest.mark.usefixtures("database")
OFFICE = Actor(ActorKind.postal)


@pytest.fixture
def order() -> Order:
    """Paid: 2 × 52.00 and 49.00 of one cooperative, 30.01 of another; 5 % commission each."""
    make_waybills()
    one = make_product(make_cooperative())
    variants = [make_variant(one, price_fen=5200), make_variant(one, price_fen=4900, position=2)]
    variants.append(make_variant(price_fen=3001))
    for variant in variants:
        make_lot(variant, 5)
    order = make_order(*zip(variants, (2, 1, 1), strict=True))
    tell(paid(begin(order)))
    session.expire_all()
    return order


def pears(order: Order) -> SubOrder:
    return order.sub_orders[0]


def refund(part: SubOrder, key: str = "key-1", **wish: object) -> list[Refund]:
    asked = {"reason": RefundReason.bad_goods, **wish}
    with transaction():
        return refund_part(part.id, RefundWish(**asked), OFFICE, key)  # type: ignore[arg-type]


def moved(before: dict[str, int]) -> dict[str, int]:
    after = balances()
    changes = {name: after[name] - before.get(name, 0) for name in after}
    return {name: fen for name, fen in changes.items() if fen}


def held(part: SubOrder) -> str:
    return f"cooperative_held:{part.cooperative_id}"


def test_a_refund_by_line_takes_everybodys_share(order: Order) -> None:
    before, part = balances(), pears(order)
    (one,) = refund(part, goods={part.lines[0].id: 2600})
    assert (one.amount_fen, one.reason, one.state) == (2600, "bad_goods", "requested")
    assert moved(before) == {
        "refund_payable": -2600,
        "commission_income": 130,
        held(part): 2470,
    }
    session.expire_all()
    assert (part.lines[0].refunded_fen, part.state) == (2600, "confirmed")
    assert left_of_part(part) == part.total_fen - 2600
    books_balance()


def test_steps_and_a_cancellation_give_back_exactly_the_whole(order: Order) -> None:
    part, sibling = order.sub_orders
    refund(part, "key-1", goods={part.lines[0].id: 3333, part.lines[1].id: 1})
    refund(part, "key-2", goods={part.lines[0].id: 1}, postage_fen=part.postage_fen // 3)
    refund(part, "key-3", goods={part.lines[1].id: part.lines[1].total_fen - 1})
    with transaction():
        (last,) = cancel_part(session.get_one(SubOrder, part.id), OFFICE, "")
    assert last.amount_fen == part.total_fen - 3334 - 1 - part.postage_fen // 3 - 4899
    left = {name: fen for name, fen in balances().items() if fen}
    assert left == {
        "card_clearing:demo_card": order.total_fen,
        "refund_payable": -part.total_fen,
        "carrier_payable": -sibling.postage_cost_fen,
        "commission_income": -150,
        held(sibling): -(sibling.total_fen - sibling.postage_cost_fen - 150),
    }
    books_balance()


def test_what_the_carrier_has_carried_it_keeps(order: Order) -> None:
    send(order, 0)
    session.expire_all()
    part, before = pears(order), balances()
    goods = {part.lines[0].id: 1000}
    refund(part, reason=RefundReason.late, goods=goods, postage_fen=part.postage_fen)
    assert moved(before) == {
        "refund_payable": -part.postage_fen - 1000,
        "commission_income": 50,
        held(part): part.postage_fen + 950,
    }
    books_balance()


@pytest.mark.parametrize(
    ("bearer", "account"),
    [(Bearer.platform, "claims_expense"), (Bearer.carrier, "carrier_claims")],
)
def test_one_pocket_may_bear_it_all(order: Order, bearer: Bearer, account: str) -> None:
    part, before = pears(order), balances()
    refund(part, goods={part.lines[0].id: 1000}, postage_fen=10, borne_by=bearer)
    assert moved(before) == {"refund_payable": -1010, account: 1010}
    books_balance()


def test_what_was_settled_is_taken_from_what_is_due(order: Order) -> None:
    part = pears(order)
    with transaction():
        session.get_one(SubOrder, part.id).settled_at = clock.now()
    before = balances()
    goods = {part.lines[0].id: 1000}
    refund(part, goods=goods, borne_by=Bearer.cooperative)
    refund(part, "key-2", goods=goods)
    due = f"cooperative_payable:{part.cooperative_id}"
    assert moved(before) == {"refund_payable": -2000, due: 1950, "commission_income": 50}
    # Only the settlement that this test pretends is missing.
    faults = {check.name for check in check_books() if check.faults}
    assert faults == {"parts_settled_without_their_line"}


def test_the_same_key_gives_the_same_refunds_and_another_wish_is_refused(order: Order) -> None:
    part = pears(order)
    goods = {part.lines[0].id: 100}
    first = [one.id for one in refund(part, goods=goods, seen_left_fen=part.total_fen)]
    again = refund(part, goods=goods, seen_left_fen=part.total_fen)
    assert [one.id for one in again] == first
    with pytest.raises(RequestKeyUsed):
        refund(part, goods={part.lines[0].id: 101})
    with pytest.raises(RefundableChanged):
        refund(part, "key-2", goods=goods, seen_left_fen=part.total_fen)
    session.expire_all()
    assert part.lines[0].refunded_fen == 100
    books_balance()


def test_refusals_change_nothing(order: Order) -> None:
    part, sibling = order.sub_orders
    line, other = part.lines[0].id, sibling.lines[0].id
    unpaid = make_order((session.get_one(Variant, part.lines[0].variant_id), 1))
    wishes: list[tuple[SubOrder, dict[str, object], type[Refusal]]] = [
        (part, {}, MoneyNotAllowed),
        (part, {"goods": {line: 0}}, MoneyNotAllowed),
        (part, {"goods": {line: -1}, "postage_fen": 2}, MoneyNotAllowed),
        (part, {"goods": {line: 10401}}, RefundTooLarge),
        (part, {"postage_fen": part.postage_fen + 1}, RefundTooLarge),
        # A sub-order cannot spend its sibling's money.
        (part, {"goods": {line: 1, other: 1}}, Missing),
        (unpaid.sub_orders[0], {"postage_fen": 1}, OrderNotPaid),
    ]
    before = balances()
    for number, (asked_of, wish, refusal) in enumerate(wishes):
        with pytest.raises(refusal):
            refund(asked_of, f"key-{number}", **wish)
    session.expire_all()
    assert balances() == before
    assert {line.refunded_fen for one in order.sub_orders for line in one.lines} == {0}
    spent = session.scalar(select(func.sum(PaymentShare.refunded_fen)))
    assert (spent, session.scalar(select(func.count()).select_from(RefundSlip))) == (0, 0)
    refund(part, goods={line: 10400})
    with pytest.raises(RefundTooLarge) as refused:
        refund(part, "key-9", goods={line: 1})
    assert refused.value.facts == {"most_fen": 0}
    books_balance()
