"""In which boxes a planned parcel travels: those for its loose packs, and each closed carton."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session
from app.ground.packing import PlannedParcel
from app.orders.models import OrderLine, SubOrder
from app.parcels.models import Parcel, ParcelBox
from app.postage.models import BoxType
from app.postage.queries import box_types, smallest_for, suits


@dataclass(frozen=True, slots=True)
class BoxUse:
    box_type_id: int
    gross_grams: int


def boxes_planned(
    jobs: Sequence[tuple[SubOrder, PlannedParcel]],
) -> list[list[BoxUse]]:
    """For each parcel; two statements, however many there are. Without any box types: none."""
    in_use = [one for one in box_types() if one.is_in_use]
    lines = {str(line.variant_id): line for part, _ in jobs for line in part.lines}
    own = _own_types(line.variant_id for line in lines.values()) if in_use else {}
    return [_boxes(planned, lines, own, in_use) for _, planned in jobs]


def box_rows(uses: Sequence[BoxUse], numbers: Sequence[str], is_pieces: bool) -> list[ParcelBox]:
    """`numbers`: the parcel's first, then one for each further box of several 一票多件."""
    own: list[str | None] = [None] * len(uses)
    if is_pieces:
        own = [None, *numbers[1:]]
    return [
        ParcelBox(
            position=position,
            box_type_id=use.box_type_id,
            gross_grams=use.gross_grams,
            waybill_number=number,
        )
        for position, (use, number) in enumerate(zip(uses, own, strict=True), start=1)
    ]


def numbers_of(parcel: Parcel) -> list[str]:
    """Its own, and those of its further boxes."""
    further = [box.waybill_number for box in parcel.boxes if box.waybill_number]
    return [parcel.waybill_number, *further]


def _own_types(variant_ids: Iterable[int]) -> dict[int, int | None]:
    statement = select(Variant.id, Variant.box_type_id).where(Variant.id.in_(set(variant_ids)))
    return {row.id: row.box_type_id for row in session.execute(statement)}


def _boxes(
    planned: PlannedParcel,
    lines: Mapping[str, OrderLine],
    own: Mapping[int, int | None],
    in_use: Sequence[BoxType],
) -> list[BoxUse]:
    if not in_use:
        return []
    loose: Counter[str] = Counter()
    for box in planned.boxes:
        loose.update(dict(box.contents))
    cartons = [(lines[key], units - loose[key]) for key, units in planned.contents]
    return [
        *(BoxUse(box.box_type_id, box.gross_grams) for box in planned.boxes),
        *(
            BoxUse(own[line.variant_id] or _guessed(line, in_use), line.gross_grams)
            for line, units in cartons
            for _ in range(units)
        ),
    ]


def _guessed(line: OrderLine, in_use: Sequence[BoxType]) -> int:
    """The smallest that holds the pack; beyond all of them the largest of its class. None that has
    a deposit: nobody was asked for one."""
    free = [one for one in in_use if not one.deposit_fen] or in_use
    found = smallest_for(line.net_grams, line.temperature_class, free)
    if found is None:
        suiting = [one for one in free if suits(one, line.temperature_class)] or free
        found = max(suiting, key=lambda one: (one.holds_grams, one.id))
    return found.id
