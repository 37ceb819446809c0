"""The pack station 打包台: a number is scanned, the scale says the weight, the label comes out."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from app import clock
from app.db import session
from app.ground.parcel_steps import ParcelState, TrackingStep
from app.ground.refusals import Missing, StepNotAllowed, WeightUnlikely
from app.ground.waybills import is_valid, parse_waybill
from app.ground.weighing import Weighed, compare
from app.orders.actions import Actor
from app.orders.models import SubOrder
from app.parcels.actions import locked, pack, print_labels
from app.parcels.kinds import ParcelKind
from app.parcels.models import Parcel
from app.parcels.numbers import is_named
from app.parcels.queries import get_parcel_of_cooperative, get_parcels
from app.parcels.requotes import requote
from app.warehousing.models import Wave, WaveParcel, Weighing
from app.warehousing.waves import LEAVES

AT_THE_TABLE = frozenset({ParcelState.created, ParcelState.labelled})


@dataclass(frozen=True, slots=True)
class AtTable:
    """A parcel on the table, and the slot of the trolley that it came in."""

    parcel: Parcel
    wave_number: str | None
    slot: int | None
    pick_state: str | None


def find_at_table(warehouse_id: int, scanned: str) -> AtTable:
    """By the waybill number of any of its boxes or by a wave's slot ("BC0326112801-4"); not another
    warehouse's."""
    number = scanned.replace(" ", "").upper()
    statement = (
        select(Parcel.id, Wave.number, WaveParcel.slot, WaveParcel.state)
        .outerjoin(WaveParcel, WaveParcel.parcel_id == Parcel.id)
        .outerjoin(Wave, Wave.id == WaveParcel.wave_id)
        .where(Parcel.warehouse_id == warehouse_id, LEAVES)
        .order_by(WaveParcel.wave_id.desc())
        .limit(1)
    )
    if is_valid(number):
        statement = statement.where(is_named(parse_waybill(number)))
    else:
        wave, _, slot = number.rpartition("-")
        if not (slot.isascii() and slot.isdigit() and len(slot) < 5):
            raise Missing
        statement = statement.where(Wave.number == wave, WaveParcel.slot == int(slot))
    found = session.execute(statement).first()
    if found is None:
        raise Missing
    return AtTable(get_parcels([found[0]])[0], found[1], found[2], found[3])


def weigh(parcel: Parcel, grams: int, reason: str, actor: Actor) -> Weighing:
    """The caller holds the parcel's row. StepNotAllowed once it is closed; WeightNotAllowed for
    what it cannot weigh, WeightUnlikely for what needs a reason and has none."""
    if parcel.state not in AT_THE_TABLE:
        raise StepNotAllowed(step=TrackingStep.pack.value, state=parcel.state)
    if compare(grams, parcel.gross_grams) is Weighed.unlike and not reason:
        raise WeightUnlikely(computed_grams=parcel.gross_grams, field="reason")
    return note_weighing(parcel, grams, reason, actor)


def note_weighing(parcel: Parcel, grams: int, reason: str, actor: Actor) -> Weighing:
    """Kept as it is: whoever asks has compared it (ground/weighing.py) and holds the row."""
    weighing = Weighing(
        parcel_id=parcel.id,
        grams=grams,
        computed_grams=parcel.gross_grams,
        reason=reason,
        quoted_fen=parcel.postage_fen,
        asked_fen=requote(parcel, grams).postage_fen,
        actor_id=actor.person_id,
        weighed_at=clock.now(),
    )
    session.add(weighing)
    parcel.final_grams, parcel.weighed_at = grams, weighing.weighed_at
    session.flush()
    return weighing


def weigh_and_pack(parcel_id: int, grams: int, reason: str, actor: Actor) -> Weighing:
    """Weighed, labelled with that weight, closed: one step at the table."""
    parcel = locked([parcel_id])[0]
    weighing = weigh(parcel, grams, reason, actor)
    print_labels([parcel], actor)
    pack([parcel], actor)
    return weighing


def find_in_shed(cooperative_id: int, scanned: str) -> Parcel:
    """By its waybill number; what leaves from a warehouse of the post is Missing here."""
    number = scanned.replace(" ", "").upper()
    if not is_valid(number):
        raise Missing
    parcel = get_parcel_of_cooperative(cooperative_id, parse_waybill(number))
    if parcel.warehouse_id is not None or parcel.kind == ParcelKind.return_:
        raise Missing
    return parcel


def weigh_in_shed(parcel_id: int, grams: int, reason: str, actor: Actor) -> Weighing:
    """As at the post's table; a label that sticks on it already stays."""
    parcel = locked([parcel_id])[0]
    weighing = weigh(parcel, grams, reason, actor)
    if parcel.state == ParcelState.created:
        print_labels([parcel], actor)
    pack([parcel], actor)
    return weighing


def weighings_of(warehouse_id: int, limit: int = 8) -> list[tuple[Weighing, str]]:
    """The last ones at this warehouse's tables, with the waybill number."""
    return _last_ones(Parcel.warehouse_id == warehouse_id, limit)


def weighings_of_shed(cooperative_id: int, limit: int = 8) -> list[tuple[Weighing, str]]:
    ours = (SubOrder.cooperative_id == cooperative_id) & Parcel.warehouse_id.is_(None)
    return _last_ones(ours, limit)


def _last_ones(where: ColumnElement[bool], limit: int) -> list[tuple[Weighing, str]]:
    statement = (
        select(Weighing, Parcel.waybill_number)
        .join(Parcel, Parcel.id == Weighing.parcel_id)
        .join(Parcel.sub_order)
        .where(where)
        .order_by(Weighing.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]
