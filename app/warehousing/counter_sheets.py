"""Parcels that a shed handed in at a counter, many at once 批量发货: all of a table's rows or none.

What the counter stuck on takes the place of our own number; each outlet gets a manifest, as of
everything that leaves a shed, so that what a shed says and what an outlet has can differ.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.db import session
from app.ground.parcel_steps import AT_HOME
from app.ground.refusals import FieldMissing, Refusal, RowsNotAllowed
from app.ground.waybills import is_demonstration
from app.ground.weighing import compare
from app.orders.actions import Actor
from app.orders.models import Order, SubOrder
from app.parcels.actions import close_at_counter, locked
from app.parcels.box_rows import numbers_of
from app.parcels.counter_numbers import change_numbers, faults_of, lock_numbers
from app.parcels.kinds import ParcelKind
from app.parcels.manifests import Manifest, make_manifests, receive_manifest
from app.parcels.models import Parcel, ParcelContent
from app.parcels.requotes import requote
from app.parcels.tracking import lock_boxes
from app.warehousing.counter_rows import BadRow, Typed
from app.warehousing.station import note_weighing

WEIGHED_THERE = "窗口称重"


@dataclass(frozen=True, slots=True)
class Handed:
    """What a row says of which parcel. `is_done`: it said so before, and nothing remains."""

    typed: Typed
    parcel: Parcel
    is_done: bool

    @property
    def is_renumbered(self) -> bool:
        return self.typed.waybill != self.parcel.waybill_number


def check_rows(
    rows: Sequence[Typed], cooperative_id: int | None
) -> tuple[list[Handed], list[BadRow]]:
    """`cooperative_id` None: the office, for every shed. What is another's is not there. Faults:
    not_ours, several, gone, pieces, twice, void, used, in_pool, demonstration, weight."""
    parcels = _parcels(rows, cooperative_id)
    taken = faults_of(one.waybill for one in rows)
    seen: set[str] = set()
    good: list[Handed] = []
    bad: list[BadRow] = []
    for one in rows:
        found = _find(one, parcels)
        fault = found if isinstance(found, str) else _fault(found, taken, seen)
        if fault or isinstance(found, str):
            bad.append(BadRow(one.line, one.told, fault))
        else:
            good.append(found)
    return good, bad


def hand_in(
    rows: Sequence[Typed], cooperative_id: int | None, actor: Actor, *, is_counted: bool
) -> tuple[int, list[Manifest]]:
    """How many parcels left just now, and their manifests; rows that were done before count for
    nothing. RowsNotAllowed if one is wrong. `is_counted`: whoever says so is the outlet itself."""
    good, bad = check_rows(rows, cooperative_id)
    if bad:
        raise RowsNotAllowed(field="file")
    locked(one.parcel.id for one in good)
    lock_boxes([one.parcel for one in good])
    if any(one.is_renumbered for one in good):
        lock_numbers()
    # What was looked at before it was held may have changed.
    good, bad = check_rows(rows, cooperative_id)
    if bad:
        raise RowsNotAllowed(field="file")
    new = [one for one in good if not one.is_done]
    if not new:
        if not good:
            raise FieldMissing(field="file")
        return 0, []
    change_numbers({one.parcel: one.typed.waybill for one in new if one.is_renumbered})
    for one in new:
        if one.typed.grams is not None:
            note_weighing(one.parcel, one.typed.grams, WEIGHED_THERE, actor)
    parcels = [one.parcel for one in new]
    close_at_counter(parcels, actor)
    return len(new), _manifests(parcels, actor, is_counted)


def _manifests(parcels: Sequence[Parcel], actor: Actor, is_counted: bool) -> list[Manifest]:
    by_shed: dict[int, list[Parcel]] = {}
    for one in parcels:
        by_shed.setdefault(one.sub_order.cooperative_id, []).append(one)
    made: list[Manifest] = []
    for shed, some in sorted(by_shed.items()):
        told = " ".join(sorted(one.waybill_number for one in some))
        key = f"counter:{shed}:{hashlib.sha256(told.encode()).hexdigest()[:32]}"
        made += make_manifests(some, actor, key)
    if is_counted:
        made = [receive_manifest(one, [], True, actor) for one in made]
    return made


def _parcels(rows: Sequence[Typed], cooperative_id: int | None) -> dict[str, list[Parcel]]:
    """By our number, by the part's and by the order's; one statement and those of its parts."""
    numbers = {one.parcel for one in rows if one.parcel} | {one.waybill for one in rows}
    orders = sorted({one.order for one in rows if one.order})
    statement = (
        select(Parcel)
        .join(Parcel.sub_order)
        .join(SubOrder.order)
        .where(
            Parcel.warehouse_id.is_(None),
            Parcel.kind != ParcelKind.return_,
            or_(
                Parcel.waybill_number.in_(sorted(numbers)),
                SubOrder.number.in_(orders),
                Order.number.in_(orders),
            ),
        )
        .options(
            contains_eager(Parcel.sub_order).contains_eager(SubOrder.order),
            contains_eager(Parcel.sub_order).joinedload(SubOrder.cooperative),
            selectinload(Parcel.boxes),
            selectinload(Parcel.contents).joinedload(ParcelContent.line),
        )
        .order_by(Parcel.id)
    )
    if cooperative_id is not None:
        statement = statement.where(SubOrder.cooperative_id == cooperative_id)
    # Rows that were locked meanwhile have forgotten what belongs to them.
    statement = statement.execution_options(populate_existing=True)
    found: dict[str, list[Parcel]] = {}
    for one in session.scalars(statement):
        for name in (one.waybill_number, one.sub_order.number, one.sub_order.order.number):
            found.setdefault(name, []).append(one)
    return found


def _find(typed: Typed, parcels: dict[str, list[Parcel]]) -> "Handed | str":
    """The parcel that a row means, or why there is none. A parcel that has the row's number and is
    gone already is what the row said before."""
    named = parcels.get(typed.told, [])
    done = _gone_with(typed, named)
    if done is None and typed.parcel and not named:
        # Its old number finds nothing any more, and its new one says it all.
        done = _gone_with(typed, parcels.get(typed.waybill, []))
    if done is not None:
        return Handed(typed, done, True)
    here = [one for one in named if one.state in AT_HOME]
    if len(here) > 1:
        own = [one for one in here if one.waybill_number == typed.waybill]
        here = own or here
    if len(here) > 1:
        return "several"
    if here:
        return Handed(typed, here[0], False)
    return "gone" if named else "not_ours"


def _gone_with(typed: Typed, parcels: Sequence[Parcel]) -> Parcel | None:
    """Whichever of them has left with the row's number on it."""
    for one in parcels:
        if one.waybill_number == typed.waybill and one.sent_at is not None:
            return one
    return None


def _fault(one: Handed, taken: dict[str, str], seen: set[str]) -> str:
    typed, parcel = one.typed, one.parcel
    marks = {f"number {typed.waybill}", f"parcel {parcel.id}"}
    if marks & seen:
        return "twice"
    seen |= marks
    if one.is_done:
        return ""
    if one.is_renumbered:
        if len(numbers_of(parcel)) > 1:
            return "pieces"
        if typed.waybill in taken:
            return taken[typed.waybill]
        if is_demonstration(typed.waybill) != is_demonstration(parcel.waybill_number):
            return "demonstration"
    if typed.grams is not None:
        try:
            compare(typed.grams, parcel.gross_grams)
            requote(parcel, typed.grams)
        except Refusal:
            return "weight"
    return ""


def waiting_at_home(cooperative_id: int | None, limit: int) -> list[Parcel]:
    """What could be handed in today, for a table to fill in: what must leave first at its top."""
    statement = (
        select(Parcel)
        .join(Parcel.sub_order)
        .where(
            Parcel.warehouse_id.is_(None),
            Parcel.kind != ParcelKind.return_,
            Parcel.state.in_(sorted(AT_HOME)),
        )
        .options(
            contains_eager(Parcel.sub_order).joinedload(SubOrder.order),
            selectinload(Parcel.contents).joinedload(ParcelContent.line),
        )
        .order_by(SubOrder.ship_by, Parcel.id)
        .limit(limit)
    )
    if cooperative_id is not None:
        statement = statement.where(SubOrder.cooperative_id == cooperative_id)
    return list(session.scalars(statement))


def table_lines(parcels: Iterable[Parcel]) -> list[list[str]]:
    """Of each: our number, the part's, the recipient as far as one needs to know, what is in it,
    and two cells to be filled in."""
    return [
        [
            one.waybill_number,
            one.sub_order.number,
            one.sub_order.order.recipient_name,
            "、".join(f"{it.line.product_name}×{it.boxes}" for it in one.contents),
            "",
            "",
        ]
        for one in parcels
    ]
