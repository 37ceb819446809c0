"""A number on a label names a parcel: its own, or that of one of its further boxes 一票多件."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Subquery, literal, select, union_all

from app.ground.parcel_boxes import FIRST
from app.parcels.models import Parcel, ParcelBox


def named_by(numbers: Iterable[str]) -> Subquery:
    """Columns `number`, `parcel_id` and `box`, the position of the box that bears it, for those of
    the numbers that are ours."""
    wanted = sorted(set(numbers))
    own = select(
        Parcel.waybill_number.label("number"),
        Parcel.id.label("parcel_id"),
        literal(FIRST).label("box"),
    )
    further = select(ParcelBox.waybill_number, ParcelBox.parcel_id, ParcelBox.position)
    # Two look-ups by index: asked with OR, a database may read every parcel there is.
    return union_all(
        own.where(Parcel.waybill_number.in_(wanted)),
        further.where(ParcelBox.waybill_number.in_(wanted)),
    ).subquery()


def is_named(number: str) -> ColumnElement[bool]:
    """Of a parcel: this is its number or that of one of its boxes."""
    return Parcel.id.in_(select(named_by([number]).c.parcel_id))


def box_named(parcel: Parcel, number: str) -> int | None:
    """The position of the box that bears it; None for a parcel that has one number for all."""
    bears = {number: box for box, number in numbers_by_box(parcel).items()}
    return bears.get(number)


def numbers_by_box(parcel: Parcel) -> dict[int, str]:
    """By position, each box's number; empty for a parcel that has one number for all."""
    further = {box.position: box.waybill_number for box in parcel.boxes if box.waybill_number}
    return {FIRST: parcel.waybill_number, **further} if further else {}


def further_boxes(parcel: Parcel) -> list[int]:
    """Positions of the boxes that have numbers of their own."""
    return [box.position for box in parcel.boxes if box.waybill_number]
