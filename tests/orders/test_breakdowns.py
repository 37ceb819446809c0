"""Where the money of an order went is what its postings say, before and after refunds."""

import pytest

from app.db import session, transaction
from app.ground.breakdown import Breakdown
from app.ground.postings import Bearer
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.breakdowns import breakdown_of_order, breakdown_of_part
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.payments.kinds import RefundReason
from app.payments.refunds import RefundWish, refund_part
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def order() -> Order:
    """2 × 58.00 of one cooperative, a box costs 3.00; 49.00 of another; 5 % commission each."""
    make_waybills()
    packs = [make_variant(price_fen=5800, packing_fen=300), make_variant(price_fen=4900)]
    for pack in packs:
        make_lot(pack)
    return make_order(*zip(packs, (2, 1), strict=True))


def pay(order: Order) -> Order:
    tell(paid(begin(order)))
    session.expire_all()
    return session.get_one(Order, order.id)


def give_back(order: Order, fen: int, borne_by: Bearer) -> None:
    part = order.sub_orders[0]
    goods = {part.lines[0].id: fen}
    wish = RefundWish(reason=RefundReason.bad_goods, goods=goods, borne_by=borne_by)
    with transaction():
        refund_part(part.id, wish, Actor(ActorKind.postal), f"key-{borne_by}")
    session.expire_all()


def groups() -> tuple[int, int, int]:
    """What cooperatives, the post and the platform have in the whole of the books."""
    sums = balances()

    def of(*prefixes: str) -> int:
        return -sum(fen for name, fen in sums.items() if name.startswith(prefixes))

    return (
        of("cooperative_"),
        of("carrier_"),
        of("commission_income", "postage_income", "claims_expense"),
    )


def test_before_paying_it_is_what_was_frozen_and_then_what_is_booked(order: Order) -> None:
    frozen = breakdown_of_order(order)
    # 5.8 kg in two parcels at 9.00 each or together; 5 % of 165.00.
    assert frozen.total_fen == order.total_fen
    assert (frozen.packing_fen, frozen.platform_fen, frozen.shop_fen) == (600, 825, 0)
    assert breakdown_of_order(pay(order)) == frozen
    parts = [breakdown_of_part(one) for one in order.sub_orders]
    assert parts[0] + parts[1] == frozen


@pytest.mark.parametrize("borne_by", list(Bearer))
def test_a_refund_is_taken_from_whoever_bears_it(order: Order, borne_by: Bearer) -> None:
    before = breakdown_of_order(pay(order))
    give_back(session.get_one(Order, order.id), 1000, borne_by)
    after = breakdown_of_order(session.get_one(Order, order.id))
    assert after.total_fen == order.total_fen - 1000
    assert (after.farmer_fen + after.packing_fen, after.postage_fen, after.platform_fen) == groups()
    lost = {
        Bearer.sale: Breakdown(-950, 0, 0, -50, 0),
        Bearer.cooperative: Breakdown(-1000, 0, 0, 0, 0),
        Bearer.carrier: Breakdown(0, 0, -1000, 0, 0),
        Bearer.platform: Breakdown(0, 0, 0, -1000, 0),
    }
    assert before + lost[borne_by] == after
