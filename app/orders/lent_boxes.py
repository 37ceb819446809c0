"""Which returnable boxes 循环箱 a plan takes along, and what is put down for them.

The deposit is the box type's own and the boxes are the plan's: nothing of it comes from a request.
A carton counts as the type that its cooperative has named; what is only guessed costs no deposit.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.ground.packing import Plan
from app.orders.models import BoxDeposit, SubOrder
from app.postage.queries import deposits_of_types


@dataclass(frozen=True, slots=True)
class LentBoxes:
    """`deposit_fen` is for one."""

    box_type_id: int
    boxes: int
    deposit_fen: int

    @property
    def total_fen(self) -> int:
        return self.boxes * self.deposit_fen


def lent_boxes(made: Plan, cartons: Mapping[str, int | None]) -> tuple[LentBoxes, ...]:
    """`cartons`: by the plan's keys, the type that a closed carton was said to be. One statement at
    most, and none when no box is known."""
    boxes: Counter[int] = Counter()
    for parcel in made.parcels:
        loose: Counter[str] = Counter()
        for box in parcel.boxes:
            boxes[box.box_type_id] += 1
            loose.update(dict(box.contents))
        for key, units in parcel.contents:
            own = cartons.get(key)
            if own is not None:
                boxes[own] += units - loose[key]
    each = deposits_of_types(+boxes) if +boxes else {}
    return tuple(LentBoxes(one, boxes[one], fen) for one, fen in sorted(each.items()))


def write_deposits(sub_order: SubOrder, lent: Iterable[LentBoxes]) -> None:
    for one in lent:
        sub_order.deposits.append(
            BoxDeposit(box_type_id=one.box_type_id, boxes=one.boxes, deposit_fen=one.deposit_fen)
        )
