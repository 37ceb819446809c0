"""What has been put down for an order that is not fully paid yet, and what is still to pay."""

from sqlalchemy import select

from app.db import session
from app.ground.payment_states import PaymentState
from app.orders.models import Order
from app.payments.models import Payment, PaymentShare, Refund


def deposits_of(order_id: int) -> list[Payment]:
    """Captured, neither shared out nor on their way back; the earliest first."""
    shared = select(PaymentShare.payment_id).where(PaymentShare.payment_id == Payment.id)
    returned = select(Refund.id).where(
        Refund.payment_id == Payment.id, Refund.sub_order_id.is_(None)
    )
    statement = select(Payment).where(
        Payment.order_id == order_id,
        Payment.state == PaymentState.captured,
        ~shared.exists(),
        ~returned.exists(),
    )
    return list(session.scalars(statement.order_by(Payment.id)))


def rest_of(order: Order) -> int:
    """Fen still to pay of an order that is not paid yet."""
    return order.total_fen - sum(one.amount_fen for one in deposits_of(order.id))
