"""Parts that are sold, on the way, there, closed and settled, without a page."""

from sqlalchemy import select

from app.clock import now
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.jobs.settling import close_parts, settle_party
from app.orders.models import SubOrder
from app.parcels.kinds import EventSource
from app.parcels.queries import parcels_of_sub_orders
from app.parcels.tracking import TrackingFact, record_scans
from app.settlement.runs import parties_to_settle
from app.shops.models import Shop
from tests.clocks import Clock
from tests.makers import make_lot, make_product, make_variant
from tests.order_sheets import make_order
from tests.payments.test_paying import begin, paid, tell


def sell(cooperative: Cooperative | None = None, **product: object) -> SubOrder:
    """Paid, one box of 52 yuan, one parcel; the commission is 5 %, so it earns 49.40."""
    variant = make_variant(make_product(cooperative, **product), price_fen=5200)
    make_lot(variant, 5)
    order = make_order((variant, 1))
    tell(paid(begin(order), f"event of {order.number}"))
    session.expire_all()
    return order.sub_orders[0]


def scan(part: SubOrder, code: str, cancels: str | None = None) -> None:
    moment = now()
    with transaction():
        for parcel in parcels_of_sub_orders([part.id]):
            fact = TrackingFact(
                external_id=f"{code}:{parcel.waybill_number}",
                code=code,
                place="",
                note="",
                source=EventSource.carrier,
                happened_at=moment,
                cancels=f"{cancels}:{parcel.waybill_number}" if cancels else None,
            )
            record_scans([(parcel.waybill_number, fact)])
    session.expire_all()


def deliver(part: SubOrder) -> SubOrder:
    scan(part, "203")
    scan(part, "704")
    return part


def close(clock: Clock, days: int = 11) -> None:
    """So much later, and whatever was delivered is closed."""
    clock.move(days=days)
    for _ in range(2):
        session.expire_all()
        close_parts()
    session.expire_all()


def settle_all() -> None:
    """As the worker does in the morning; shops after the cooperatives."""
    for party in parties_to_settle():
        settle_party({"party": str(party)})
    for shop_id in session.scalars(select(Shop.id)).all():
        settle_party({"party": f"shop:{shop_id}"})
    session.expire_all()
