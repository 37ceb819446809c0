"""Links by which somebody else pays an order 代付: a daughter in the city, from her phone.

Who makes one has fetched the order through a guarded query. Who opens one needs nothing else.
"""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select, update

from app import clock
from app.db import changed, lock_rows, session
from app.ground.payment_states import PaymentState
from app.ground.refusals import Missing
from app.orders.actions import Actor
from app.orders.models import Order
from app.payments.actions import payable_order
from app.payments.models import PayLink as PayLink  # pages name what they were given
from app.payments.models import Payment as Payment


def make_pay_link(order_id: int, actor: Actor, key: str, secret: str) -> PayLink:
    """AlreadyPaid, OrderExpired. The one made before opens nothing any more."""
    order = payable_order(order_id)
    _revoke(order.id)
    link = PayLink(
        order_id=order.id,
        key=key,
        secret_hash=hash_pay_secret(secret),
        actor_kind=actor.kind,
        made_by_id=actor.person_id,
        made_at=clock.now(),
        expires_at=order.pay_by,
    )
    session.add(link)
    session.flush()
    return link


def revoke_pay_link(order_id: int) -> None:
    """It shows nothing from now on. What was begun at the card company may still arrive."""
    lock_rows(Order, [order_id])
    _revoke(order_id)


def get_pay_link(secret: str) -> PayLink:
    """Missing for one that is unknown or revoked. Of an order whose time is over it is still told:
    the page says so."""
    statement = select(PayLink).where(
        PayLink.secret_hash == hash_pay_secret(secret), PayLink.revoked_at.is_(None)
    )
    link = session.scalars(statement).one_or_none()
    if link is None:
        raise Missing
    return link


def find_pay_link(order_id: int) -> PayLink | None:
    """The living one."""
    statement = select(PayLink).where(PayLink.order_id == order_id, PayLink.revoked_at.is_(None))
    return session.scalars(statement).one_or_none()


def payments_by_link(link: PayLink) -> Sequence[Payment]:
    """Those that came or may still come."""
    statement = select(Payment).where(
        Payment.pay_link_id == link.id,
        Payment.state.in_((PaymentState.requires_action, PaymentState.captured)),
    )
    return session.scalars(statement.order_by(Payment.id)).all()


def hash_pay_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _revoke(order_id: int) -> None:
    statement = update(PayLink).where(PayLink.order_id == order_id, PayLink.revoked_at.is_(None))
    changed(statement.values(revoked_at=clock.now()))
