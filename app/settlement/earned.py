"""What has become due: parts whose claim window is over, and village orders all of whose parts were
settled. Taken by one UPDATE whose answer is the decision; the amounts are what the books hold.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, union_all, update
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.claims.queries import sub_orders_with_open_claims
from app.db import lock_rows, session
from app.ground.order_states import OrderState, SubOrderState
from app.ledger.models import Account, JournalEntry, Posting
from app.orders.models import Order, OrderLine, SubOrder
from app.payments.models import PaymentShare
from app.payments.queries import sub_orders_in_dispute
from app.settlement.kinds import LineKind, Party, PartyKind

MOST = 500


@dataclass(frozen=True, slots=True)
class Earned:
    """`net_fen` is what lies in held for it; `refunded_fen` is what it is short of its sale."""

    kind: LineKind
    reference: str
    order_id: int
    sub_order_id: int | None
    happened_at: datetime
    goods_fen: int
    commission_fen: int
    postage_fen: int
    refunded_fen: int
    net_fen: int


def ready() -> tuple[ColumnElement[bool], ...]:
    """Conditions of a part that nobody can complain about any more."""
    return (
        SubOrder.settled_at.is_(None),
        SubOrder.state == SubOrderState.closed,
        SubOrder.claims_until <= clock.now(),
    )


def take_earned(party: Party, most: int = MOST) -> list[Earned]:
    """They are this statement's from now on, and nobody else's."""
    if party.kind is PartyKind.cooperative:
        return _take_parts(party, most)
    return _take_commissions(party, most)


def _take_parts(party: Party, most: int) -> list[Earned]:
    found: list[int] = []
    for ids in _ready_parts(party.id, most):
        found += _undisputed(ids)
        if len(found) >= most:
            break
    # In id order and before anything is decided, as whoever refunds a part does it.
    parts = lock_rows(SubOrder, found[:most])
    still = set(_undisputed([one.id for one in parts]))
    parts = [one for one in parts if one.settled_at is None and one.id in still]
    taken = (
        update(SubOrder)
        .where(SubOrder.id.in_([one.id for one in parts]), *ready())
        .values(settled_at=clock.now())
        .returning(SubOrder.id)
        .execution_options(synchronize_session=False)
    )
    mine = set(session.scalars(taken))
    parts = [one for one in parts if one.id in mine]
    held = held_by_order(party.held, [one.order_id for one in parts])
    commissions = _commissions(SubOrder.id, [one.id for one in parts], OrderLine.commission_fen)
    paid_at = _paid_at([one.order_id for one in parts])
    return [
        _sale(one, paid_at[one.order_id], commissions.get(one.id, 0), held.get(one.order_id, 0))
        for one in parts
    ]


def _sale(part: SubOrder, paid_at: datetime, commission_fen: int, net_fen: int) -> Earned:
    borne_fen = max(0, part.postage_cost_fen - part.postage_fen)
    return Earned(
        kind=LineKind.sale,
        reference=part.number,
        order_id=part.order_id,
        sub_order_id=part.id,
        happened_at=paid_at,
        goods_fen=part.goods_fen,
        commission_fen=commission_fen,
        postage_fen=borne_fen,
        refunded_fen=part.goods_fen - commission_fen - borne_fen - net_fen,
        net_fen=net_fen,
    )


def _ready_parts(cooperative_id: int, size: int) -> Iterator[Sequence[int]]:
    """By id; those that wait for a claim are passed over and do not hold up the others."""
    last = 0
    wanted = select(SubOrder.id).where(SubOrder.cooperative_id == cooperative_id, *ready())
    while True:
        ids = session.scalars(
            wanted.where(SubOrder.id > last).order_by(SubOrder.id).limit(size)
        ).all()
        if not ids:
            return
        last = ids[-1]
        yield ids


def _undisputed(sub_order_ids: Sequence[int]) -> list[int]:
    """Without those about which somebody still has to decide."""
    waiting = sub_orders_with_open_claims(sub_order_ids)
    disputed = sub_orders_in_dispute().where(PaymentShare.sub_order_id.in_(sub_order_ids))
    waiting |= set(session.scalars(disputed))
    return [one for one in sub_order_ids if one not in waiting]


def _take_commissions(party: Party, most: int) -> list[Earned]:
    """A village order's commission is due when its last part is settled."""
    orders = lock_rows(Order, session.scalars(_due_orders(party.id).limit(most)).all())
    taken = (
        update(Order)
        .where(Order.id.in_([one.id for one in orders]), Order.shop_settled_at.is_(None))
        .values(shop_settled_at=clock.now())
        .returning(Order.id)
        .execution_options(synchronize_session=False)
    )
    mine = set(session.scalars(taken))
    orders = [one for one in orders if one.id in mine]
    ids = [one.id for one in orders]
    held = held_by_order(party.held, ids)
    commissions = _commissions(SubOrder.order_id, ids, OrderLine.shop_commission_fen)
    goods = _commissions(SubOrder.order_id, ids, OrderLine.total_fen)
    return [
        _commission(one, goods.get(one.id, 0), commissions.get(one.id, 0), held.get(one.id, 0))
        for one in orders
    ]


def _commission(order: Order, goods_fen: int, commission_fen: int, net_fen: int) -> Earned:
    assert order.paid_at is not None
    return Earned(
        kind=LineKind.commission,
        reference=order.number,
        order_id=order.id,
        sub_order_id=None,
        happened_at=order.paid_at,
        goods_fen=goods_fen,
        commission_fen=commission_fen,
        postage_fen=0,
        refunded_fen=commission_fen - net_fen,
        net_fen=net_fen,
    )


def _due_orders(shop_id: int) -> Select[int]:
    part = select(SubOrder.id).where(SubOrder.order_id == Order.id)
    under_way = part.where(SubOrder.settled_at.is_(None), SubOrder.state != SubOrderState.cancelled)
    return (
        select(Order.id)
        .where(
            Order.shop_id == shop_id,
            Order.shop_settled_at.is_(None),
            Order.state == OrderState.paid,
            ~under_way.exists(),
        )
        .order_by(Order.id)
    )


def shops_of(order_ids: Iterable[int]) -> list[int]:
    """The shops that those orders were placed by."""
    wanted = select(Order.shop_id).where(Order.id.in_(sorted(order_ids)))
    return sorted({one for one in session.scalars(wanted) if one is not None})


def _commissions(
    by: InstrumentedAttribute[int], ids: Sequence[int], summed: InstrumentedAttribute[int]
) -> dict[int, int]:
    """Of the lines of parts that were not cancelled."""
    statement = (
        select(by, func.sum(summed))
        .join(OrderLine, OrderLine.sub_order_id == SubOrder.id)
        .where(by.in_(ids), SubOrder.state != SubOrderState.cancelled)
        .group_by(by)
    )
    return {key: int(fen) for key, fen in session.execute(statement)}


def _paid_at(order_ids: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(select(Order.id, Order.paid_at).where(Order.id.in_(order_ids)))
    return {order_id: paid_at for order_id, paid_at in rows if paid_at is not None}


def held_by_order(account: str, order_ids: Sequence[int]) -> dict[int, int]:
    """What the books hold there for each order, in fen owed; one statement."""
    own = select(Account.id).where(Account.name == account).scalar_subquery()
    sides = ((Posting.credit_id, Posting.amount_fen), (Posting.debit_id, -Posting.amount_fen))
    moved = union_all(
        *(
            select(JournalEntry.order_id.label("order_id"), fen.label("fen"))
            .join(Posting, Posting.entry_id == JournalEntry.id)
            .where(side == own, JournalEntry.order_id.in_(order_ids))
            for side, fen in sides
        )
    ).subquery()
    statement = select(moved.c.order_id, func.sum(moved.c.fen)).group_by(moved.c.order_id)
    return {order_id: int(fen) for order_id, fen in session.execute(statement)}
