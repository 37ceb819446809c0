"""A market in which everything adds up: orders that are open, paid, and cancelled in part."""

from dataclasses import dataclass

from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.payments.models import Payment, Refund
from app.payments.refunds import cancel_part
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

OFFICE = Actor(ActorKind.postal)


@dataclass(frozen=True, slots=True)
class MarketAtRest:
    """`open` waits for payment, `paid` is of two cooperatives, `halved` has its first part given
    back and its refund still owed."""

    open: Order
    paid: Order
    halved: Order

    @property
    def payment(self) -> Payment:
        return session.scalars(select(Payment).where(Payment.order_id == self.paid.id)).one()

    @property
    def refund(self) -> Refund:
        return session.scalars(select(Refund)).one()


def pay(order: Order, name: str) -> None:
    tell(paid(begin(order), name))


def set_up_market() -> MarketAtRest:
    make_waybills()
    lots = [make_lot(make_variant(price_fen=fen), 20) for fen in (5200, 4900)]
    pears, peaches = (session.get_one(Variant, lot.variant_id) for lot in lots)
    market = MarketAtRest(
        open=make_order((pears, 1)),
        paid=make_order((pears, 2), (peaches, 1)),
        halved=make_order((pears, 1), (peaches, 1)),
    )
    for name in ("paid", "halved"):
        pay(getattr(market, name), name)
    with transaction():
        halved = session.get_one(Order, market.halved.id)
        cancel_part(halved.sub_orders[0], OFFICE, "下雨采不了")
    session.expire_all()
    return market
