"""Where an order's money went: as its postings say, and after remedies of what stays paid."""

from dataclasses import astuple

import pytest

from app.claims.remedies import RemedyWish, decide_remedy
from app.db import session, transaction
from app.ground.breakdown import Breakdown
from app.ground.postings import Bearer
from app.ground.remedies import RemedyKind
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.breakdowns import breakdown_of_order, breakdown_of_part
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.parcels.exceptions import open_exceptions_of
from app.payments.kinds import RefundReason
from app.payments.refunds import RefundWish, refund_part
from tests.claims.complaints import Sale, sell
from tests.clocks import Clock
from tests.makers import make_lot, make_postal, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, books_balance, paid, tell

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
    booked = breakdown_of_order(pay(order))
    assert booked == frozen
    # As the books have it: nothing is typed.
    assert (
        booked.farmer_fen + booked.packing_fen,
        booked.postage_fen,
        booked.platform_fen,
    ) == groups()
    parts = [breakdown_of_part(one) for one in order.sub_orders]
    assert parts[0] + parts[1] == frozen


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_stays_paid_is_divided_in_the_same_way_whoever_bore_the_remedy(
    clock: Clock,
) -> None:
    """A box of 52.00 with 2.60 of commission and 9.00 of postage, lost on its way; part of it was
    given back before. Her money is hers: the house's and the carrier's own is no part of it."""
    clock.stop("2026-07-20 08:00")
    officer = Actor(ActorKind.postal, make_postal().id)
    for bearer in (Bearer.sale, Bearer.cooperative, Bearer.platform, Bearer.carrier):
        for remedy in (RemedyKind.refund, RemedyKind.resend):
            if remedy is RemedyKind.resend and bearer is Bearer.sale:
                continue
            sale = sell(boxes=2)
            before = left_of(sale)
            assert before.total_fen == sale.order.total_fen
            part = sale.order.sub_orders[0]
            wish = RefundWish(
                reason=RefundReason.goodwill, goods={sale.line_id: 10_01}, borne_by=bearer
            )
            with transaction():
                refund_part(part.id, wish, officer, f"some of {part.number}")
            some = left_of(sale)
            assert some.total_fen == before.total_fen - 10_01
            assert before.farmer_fen - some.farmer_fen in (9_51, 9_50)
            sale.scan("987")
            (row,) = open_exceptions_of(sale.parcel.id)
            wanted = RemedyWish(
                request_key=f"{remedy} of {part.number}",
                exception_id=row.id,
                kind=remedy,
                bearer=bearer,
            )
            with transaction():
                decide_remedy(wanted, officer)
            after = left_of(sale)
            is_refund = remedy is RemedyKind.refund
            assert after == (Breakdown(0, 0, 0, 0, 0) if is_refund else some)
    books_balance()


def left_of(sale: Sale) -> Breakdown:
    session.expire_all()
    found = breakdown_of_order(session.get_one(Order, sale.order.id))
    assert min(astuple(found)) >= 0
    return found
