"""Parcels from booking to hand-over. What happened is a tracking event; the state follows."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select, update

from app import clock
from app.db import changed, lock_rows, session
from app.ground.order_states import SubOrderState
from app.ground.packing import Plan, PlannedParcel
from app.ground.parcel_states import TrackingStep, step
from app.ground.parcel_steps import AT_HOME, ParcelState
from app.ground.postal_products import PostalProduct
from app.ground.refusals import (
    Missing,
    PhoneEndingWrong,
    PickupCodeWrong,
    Refusal,
    StepNotAllowed,
    WaybillsExhausted,
)
from app.ground.shelf_rules import waiting_time
from app.orders.actions import Actor
from app.orders.models import Order, OrderLine, SubOrder
from app.outbox.actions import is_waiting, leave
from app.parcels.box_rows import box_rows, boxes_planned, numbers_of
from app.parcels.carriage import take_back
from app.parcels.kinds import MadeGood, ParcelKind, WaybillState
from app.parcels.models import Parcel, ParcelContent, Waybill
from app.parcels.own_steps import take, take_all
from app.parcels.tracking import lock_boxes
from app.parcels.watching import look_again
from app.parcels.waybills import WaybillWish, draw_for
from app.people.tries import give_back_pickup_try, take_pickup_try
from app.stock.actions import deallocate
from app.stock.queries import places_of_lots
from app.stock.warehouses import find_warehouses

CODE_TRIES = 5
ENDING_DIGITS = 4
TRY_AGAIN = timedelta(minutes=5)


def book_parcels(order: Order) -> list[Parcel]:
    """The order is paid: every planned parcel gets its row and its number.

    With too few numbers in the pool nothing is booked and the worker tries again later: a paid
    order is never refused for want of numbers.
    """
    plans = {
        sub_order: Plan.from_facts(sub_order.packing_plan).parcels
        for sub_order in order.sub_orders
        if sub_order.state != SubOrderState.cancelled
    }
    if _is_booked(order):
        return []
    jobs = [(part, planned) for part, several in plans.items() for planned in several]
    uses = boxes_planned(jobs)
    outlets = _outlets_of(planned for _, planned in jobs)
    wishes = [
        _wish_of(planned, _outlet_of(part, planned, outlets), len(boxes))
        for (part, planned), boxes in zip(jobs, uses, strict=True)
    ]
    try:
        numbers = draw_for(wishes)
    except WaybillsExhausted:
        # Told once, however many orders come to wait and however often they try.
        if not is_waiting("book_parcels"):
            leave("tell_waybills_low", {"product": None, "outlet_id": None})
        leave("book_parcels", {"order_id": order.id}, due_at=clock.now() + TRY_AGAIN)
        return []
    booked: dict[SubOrder, list[Parcel]] = {part: [] for part in plans}
    for (part, planned), drawn, boxes in zip(jobs, numbers, uses, strict=True):
        parcel = _book(part, len(booked[part]) + 1, planned, drawn[0])
        parcel.outlet_id = _outlet_of(part, planned, outlets)
        parcel.boxes.extend(box_rows(boxes, drawn, planned.is_pieces))
        booked[part].append(parcel)
    for part, parcels in booked.items():
        _fill(parcels, part)
    session.flush()
    return [one for parcels in booked.values() for one in parcels]


def _outlets_of(planned: Iterable[PlannedParcel]) -> dict[int, int]:
    """By warehouse; no statement when all of it leaves from sheds."""
    places = {one.warehouse_id for one in planned if one.warehouse_id is not None}
    return {one.id: one.outlet_id for one in find_warehouses(sorted(places))} if places else {}


def _outlet_of(
    sub_order: SubOrder, planned: PlannedParcel, outlets: Mapping[int, int]
) -> int | None:
    if planned.warehouse_id is None:
        return sub_order.cooperative.outlet_id
    return outlets[planned.warehouse_id]


def _wish_of(planned: PlannedParcel, outlet_id: int | None, boxes: int) -> WaybillWish:
    """The parcel's own number, and one for each further box of several 一票多件."""
    count = max(1, boxes) if planned.is_pieces else 1
    return WaybillWish(PostalProduct(planned.quote.product), outlet_id, count)


def _is_booked(order: Order) -> bool:
    booked = select(Parcel.id).join(SubOrder).where(SubOrder.order_id == order.id).limit(1)
    return session.execute(booked).first() is not None


def _book(sub_order: SubOrder, position: int, planned: PlannedParcel, number: str) -> Parcel:
    parcel = Parcel(
        sub_order_id=sub_order.id,
        position=position,
        waybill_number=number,
        state=ParcelState.created,
        temperature_class=planned.temperature_class,
        gross_grams=planned.real_grams,
        postage_fen=planned.quote.postage_fen,
        product=planned.quote.product,
        declared_fen=planned.quote.declared_fen,
        insurance_fen=planned.quote.insurance_fen,
        plan=planned.as_facts(),
        pickup_shop_id=sub_order.order.pickup_shop_id,
        pickup_code_tries=0,
        warehouse_id=planned.warehouse_id,
        promised_on=sub_order.arrives_to,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    session.add(parcel)
    return parcel


def _fill(parcels: Sequence[Parcel], sub_order: SubOrder) -> None:
    """Say which line's boxes are in which parcel; a pack from two lots is two lines, and a parcel
    takes those that lie where it leaves from."""
    unpacked = {line.id: line.boxes - line.boxes_withdrawn for line in sub_order.lines}
    is_divided = any(parcel.warehouse_id is not None for parcel in parcels)
    places = places_of_lots([line.lot_id for line in sub_order.lines]) if is_divided else {}
    for parcel in parcels:
        for key, units in parcel.plan["contents"]:
            for line in _lines_for(sub_order, int(key), parcel, places):
                part = min(units, unpacked[line.id])
                if part:
                    parcel.contents.append(
                        ParcelContent(order_line_id=line.id, boxes=part, lot_id=line.lot_id)
                    )
                    unpacked[line.id] -= part
                    units -= part


def _lines_for(
    sub_order: SubOrder, variant_id: int, parcel: Parcel, places: Mapping[int, int | None]
) -> list[OrderLine]:
    return [
        line
        for line in sub_order.lines
        if line.variant_id == variant_id and places.get(line.lot_id) == parcel.warehouse_id
    ]


def print_labels(parcels: Sequence[Parcel], actor: Actor) -> None:
    """Printing again is allowed: it is counted, and the paper says that it is not the first."""
    new = [parcel for parcel in parcels if parcel.state == ParcelState.created]
    for parcel in parcels:
        parcel.label_printed_at = clock.now()
        parcel.label_prints += 1
    take_all(new, TrackingStep.label, actor)


def pack(parcels: Sequence[Parcel], actor: Actor) -> None:
    for parcel in parcels:
        if parcel.label_printed_at is None:
            raise StepNotAllowed(step=TrackingStep.pack.value, state=parcel.state)
    new = [parcel for parcel in parcels if parcel.state != ParcelState.packed]
    take_all(new, TrackingStep.pack, actor)


def close_at_counter(parcels: Sequence[Parcel], actor: Actor) -> None:
    """With a paper label of the counter's: nothing of ours was printed, and all are closed."""
    new = [one for one in parcels if one.state == ParcelState.created]
    take_all(new, TrackingStep.label, actor)
    still_open = [one for one in parcels if one.state != ParcelState.packed]
    take_all(still_open, TrackingStep.pack, actor)


def hand_over(parcels: Sequence[Parcel], actor: Actor) -> None:
    """The post has them. From now on the carrier's scans tell the story."""
    lock_boxes(parcels)
    for parcel in parcels:
        if parcel.state != ParcelState.packed:
            raise StepNotAllowed(step=TrackingStep.accept.value, state=parcel.state)
    take_all(parcels, TrackingStep.accept, actor)
    leave("announce_parcels", {"parcel_ids": [parcel.id for parcel in parcels]})


def cancel_parcels(parcels: Sequence[Parcel], actor: Actor) -> None:
    """Before they were sent. Their numbers are void and never given out again. What the carrier
    has cancelled already stays as it is. Boxes of a replacement go back to their lots, which the
    caller has locked; those of the first parcel belong to the order's lines."""
    for parcel in parcels:
        if parcel.kind == ParcelKind.replacement:
            let_go(parcel, actor)
        if parcel.state == ParcelState.cancelled:
            look_again(parcel)
            continue
        take(parcel, TrackingStep.cancel, actor)
        changed(
            update(Waybill)
            .where(Waybill.number.in_(numbers_of(parcel)))
            .values(state=WaybillState.void)
        )
    take_back(parcel.id for parcel in parcels)


def let_go(parcel: Parcel, actor: Actor) -> None:
    """Once: the boxes that lots keep for a replacement are free again. StepNotAllowed when it has
    left. A replacement that the carrier has cancelled keeps them until somebody says so here."""
    if parcel.made_good == MadeGood.called_off:
        return
    if parcel.sent_at is not None or parcel.state not in AT_HOME | {ParcelState.cancelled}:
        raise StepNotAllowed(step=TrackingStep.cancel.value, state=parcel.state)
    boxes_of: Counter[int] = Counter()
    for content in parcel.contents:
        boxes_of[content.lot_id] += content.boxes
    parcel.made_good = MadeGood.called_off
    deallocate(boxes_of, f"called off:{parcel.waybill_number}", actor.person_id)


def scan_in(parcel: Parcel, shelf: str, actor: Actor, box: int | None = None) -> Parcel:
    """The shop has it on its shelf; the recipient gets a code to fetch it with. `box` is the last
    one of several that the shop scans."""
    if parcel.state != ParcelState.at_shop or parcel.collect_by is None:
        parcel.collect_by = clock.now() + waiting_time(parcel.temperature_class)
    take(parcel, TrackingStep.hold_at_shop, actor, note=shelf, box=box)
    parcel.shelf = shelf
    if parcel.pickup_code is None:
        parcel.pickup_code = _new_code(parcel)
        leave("tell_pickup", {"parcel_id": parcel.id})
    session.flush()
    return parcel


def take_in_box(parcel: Parcel, box: int, actor: Actor) -> None:
    """The shop has one of its boxes; the others are still to come."""
    take(parcel, TrackingStep.hold_at_shop, actor, box=box)


def hand_out(parcel: Parcel, code: str | None, collected_by: str, actor: Actor) -> Refusal | None:
    """Give the parcel to whoever has the code; `code` None: the shopkeeper knows her in person.

    A wrong code is returned, not raised, because the try must be counted and kept. After five
    wrong ones only a new code opens it; a shop that types too many within a minute must wait.
    """
    step(ParcelState(parcel.state), TrackingStep.collect)
    if code is not None and not _is_right(parcel, code, parcel.pickup_code):
        return PickupCodeWrong(tries_left=CODE_TRIES - parcel.pickup_code_tries, field="code")
    _collect(parcel, collected_by, actor, "" if code else "known in person")
    return None


def hand_out_to_known(
    parcel: Parcel, ending: str | None, collected_by: str, actor: Actor
) -> Refusal | None:
    """To somebody the shopkeeper knows who says the last digits of the recipient's phone; of one
    without a phone nothing is asked. Wrong digits are counted like wrong codes."""
    step(ParcelState(parcel.state), TrackingStep.collect)
    phone = parcel.sub_order.order.recipient_phone
    if phone and not _is_right(parcel, ending or "", phone[-ENDING_DIGITS:]):
        left = CODE_TRIES - parcel.pickup_code_tries
        return PhoneEndingWrong(tries_left=left, field="ending")
    _collect(parcel, collected_by, actor, "known in person")
    return None


def _is_right(parcel: Parcel, said: str, right: str | None) -> bool:
    """The try is counted before anybody looks, for the parcel and for the shop."""
    take_pickup_try(parcel.pickup_shop_id or 0)
    guarded = update(Parcel).where(Parcel.id == parcel.id, Parcel.pickup_code_tries < CODE_TRIES)
    counted = changed(guarded.values(pickup_code_tries=Parcel.pickup_code_tries + 1))
    session.refresh(parcel, ["pickup_code_tries"])
    # As bytes: a text with other signs than ASCII would be an error instead of a no.
    if not counted or not secrets.compare_digest(said.encode(), (right or "").encode()):
        return False
    give_back_pickup_try(parcel.pickup_shop_id or 0)
    return right is not None


def _collect(parcel: Parcel, collected_by: str, actor: Actor, note: str) -> None:
    """The code is spent: whoever reads it later has nothing."""
    parcel.collected_by = collected_by
    take(parcel, TrackingStep.collect, actor, note=note)
    parcel.pickup_code_tries = 0
    session.flush()


def refuse(parcel: Parcel, actor: Actor, note: str = "") -> None:
    """The recipient says that she will not have it."""
    take(parcel, TrackingStep.refuse, actor, note=note)


def turn_back(parcel: Parcel, note: str, actor: Actor) -> None:
    """On its way to the sender. The shelf is free, and no code opens it any more."""
    take(parcel, TrackingStep.turn_back, actor, note=note)
    parcel.pickup_code = None
    session.flush()


def renew_pickup_code(parcel: Parcel) -> None:
    if parcel.state != ParcelState.at_shop:
        raise StepNotAllowed(step=TrackingStep.collect.value, state=parcel.state)
    parcel.pickup_code = _new_code(parcel)
    parcel.pickup_code_tries = 0
    leave("tell_pickup", {"parcel_id": parcel.id})


def _new_code(parcel: Parcel) -> str:
    """Six digits, unlike any other on the same shelf."""
    on_shelf = select(Parcel.pickup_code).where(
        Parcel.pickup_shop_id == parcel.pickup_shop_id, Parcel.state == ParcelState.at_shop
    )
    used = set(session.scalars(on_shelf))
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if code not in used:
            return code


def locked(parcel_ids: Iterable[int]) -> list[Parcel]:
    """Their rows and those of their sub-orders, each in id order; Missing if one is not there."""
    wanted = sorted(set(parcel_ids))
    parts = select(Parcel.sub_order_id).where(Parcel.id.in_(wanted)).distinct()
    lock_rows(SubOrder, session.scalars(parts))
    parcels = lock_rows(Parcel, wanted)
    if len(parcels) != len(wanted):
        raise Missing
    return parcels
