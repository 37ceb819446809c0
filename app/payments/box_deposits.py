"""Money put down for returnable boxes 循环箱: given back when they are, kept when they never are.

Its cap is the row of `box_deposits`, by one UPDATE; whoever decides holds the order's row, so that
of two scanners at once each gives what its own box is worth (docs/green.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from app import clock
from app.db import changed, session
from app.ground.box_deposits import DepositBack, Standing
from app.ground.order_states import SubOrderState
from app.ground.postings import BOX_DEPOSITS, FORFEITED_DEPOSITS, move
from app.ledger.actions import post
from app.orders.actions import SYSTEM, Actor, lock_order, note_refund
from app.orders.models import BoxDeposit, SubOrder
from app.outbox.actions import leave
from app.parcels.boxes_abroad import BoxesAbroad, boxes_abroad
from app.parcels.loans import find_lent_box, take_box_back
from app.payments.giving_back import give_back
from app.payments.kinds import RefundReason
from app.payments.models import Refund
from app.payments.queries import is_disputed
from app.payments.refund_wishes import RefundWish


@dataclass(frozen=True, slots=True)
class BoxBack:
    """`refunds` are of the deposit that came free; none when there was none, or a bank has the
    payment back just now."""

    sub_order: SubOrder
    refunds: Sequence[Refund]

    @property
    def amount_fen(self) -> int:
        return sum(one.amount_fen for one in self.refunds)


def receive_box(number: str, shop_id: int | None, actor: Actor) -> BoxBack:
    """A box is handed in under the number on it; shop None: at the post office. NoBoxOnLoan, and
    nothing is changed, when none is out under it."""
    assert actor.person_id is not None
    part = session.get_one(SubOrder, find_lent_box(number))
    lock_order(part.order_id)
    take_box_back(number, shop_id, actor.person_id)
    return BoxBack(part, give_back_deposits(part, actor))


def give_back_deposits(part: SubOrder, actor: Actor = SYSTEM) -> list[Refund]:
    """What is due for boxes that are home, that never left, or that nobody can bring any more. The
    caller holds the order's row. Not while a bank has the payment back: the worker tries again."""
    deposits = tuple(_due(part))
    if not deposits or is_disputed(part.id):
        return []
    wish = RefundWish(reason=RefundReason.box_back, deposits=deposits)
    given = sum(one.boxes_back for one in part.deposits) + sum(one.boxes for one in deposits)
    note_refund(part, actor, "")
    # By what was given back before, which only grows: a key of its own for each time.
    return give_back(part, wish, actor, f"deposit:{part.number}:{given}", is_carried=False)


def held_deposits(part: SubOrder) -> tuple[DepositBack, ...]:
    """All that is kept of a part: when it is cancelled no box ever leaves."""
    return tuple(
        DepositBack(one.box_type_id, held, 0, one.deposit_fen)
        for one in _rows(part)
        if (held := one.boxes - one.boxes_back - one.boxes_forfeited)
    )


def _due(part: SubOrder) -> list[DepositBack]:
    rows = _rows(part)
    abroad = boxes_abroad(part.id) if rows else None
    if abroad is None and part.state != SubOrderState.cancelled:
        # Its parcels wait for numbers: its boxes are still to leave.
        return []
    found = []
    for row in rows:
        held, forfeited = _standing(row, abroad or {}).due_back()
        if held or forfeited:
            found.append(DepositBack(row.box_type_id, held, forfeited, row.deposit_fen))
    return found


def _rows(part: SubOrder) -> Sequence[BoxDeposit]:
    statement = select(BoxDeposit).where(BoxDeposit.sub_order_id == part.id)
    return session.scalars(
        statement.order_by(BoxDeposit.box_type_id).execution_options(populate_existing=True)
    ).all()


def _standing(row: BoxDeposit, abroad: dict[int, BoxesAbroad]) -> Standing:
    there = abroad.get(row.box_type_id, BoxesAbroad())
    return Standing(
        row.boxes,
        row.boxes_back,
        row.boxes_forfeited,
        there.out,
        there.scanned,
        there.long_out,
    )


def settle_deposits(sub_order_id: int) -> None:
    """For the worker: what has come free goes back, what nobody has brought in time is kept."""
    part = session.get_one(SubOrder, sub_order_id)
    lock_order(part.order_id)
    give_back_deposits(part)
    abroad = boxes_abroad(part.id) or {}
    for row in _rows(part):
        boxes = _standing(row, abroad).to_forfeit()
        if boxes and not is_disputed(part.id):
            _forfeit(part, row, boxes)
    session.flush()


def _forfeit(part: SubOrder, row: BoxDeposit, boxes: int) -> None:
    gone = row.boxes_back + row.boxes_forfeited + boxes
    changed(
        update(BoxDeposit)
        .where(
            BoxDeposit.sub_order_id == part.id,
            BoxDeposit.box_type_id == row.box_type_id,
            BoxDeposit.boxes_back + BoxDeposit.boxes_forfeited + boxes == gone,
        )
        .values(boxes_forfeited=BoxDeposit.boxes_forfeited + boxes)
    )
    session.refresh(row)
    post(
        f"box_deposit:{part.number}:{row.box_type_id}:forfeited:{gone}",
        f"sub-order {part.number}: {boxes} boxes never came back",
        move(BOX_DEPOSITS, FORFEITED_DEPOSITS, boxes * row.deposit_fen),
        order_id=part.order_id,
    )


def remind_of_boxes(sub_order_id: int) -> None:
    """Once: they are overdue, and the deposit is still hers."""
    statement = update(BoxDeposit).where(
        BoxDeposit.sub_order_id == sub_order_id, BoxDeposit.reminded_at.is_(None)
    )
    if changed(statement.values(reminded_at=clock.now())):
        leave("remind_of_boxes", {"sub_order_id": sub_order_id})
