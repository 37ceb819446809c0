"""The work list: sub-orders by the day on which they must leave, late ones first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.ground.order_states import SubOrderState
from app.orders.queries import SubOrder, sub_orders_of_cooperative
from app.parcels.shed import Progress, boxes_from_shed, last_of_todays_van, progress_of

OPEN = (SubOrderState.confirmed, SubOrderState.packing)
OVERDUE, TODAY, LATER = "overdue", "today", "later"


@dataclass(frozen=True, slots=True)
class Job:
    sub_order: SubOrder
    progress: Progress

    @property
    def boxes(self) -> int:
        return boxes_from_shed(self.sub_order)


def jobs_by_day(cooperative_id: int) -> dict[str, list[Job]]:
    """Only the groups in which there is something; what leaves from warehouses is packed there."""
    jobs = jobs_of(sub_orders_of_cooperative(cooperative_id, OPEN))
    found: dict[str, list[Job]] = {}
    for job in jobs:
        if not job.boxes:
            continue
        found.setdefault(_group_of(job.sub_order.ship_by), []).append(job)
    return found


def jobs_of(sub_orders: Sequence[SubOrder]) -> list[Job]:
    progress = progress_of([one.id for one in sub_orders])
    return [Job(one, progress[one.id]) for one in sub_orders]


def _group_of(ship_by: datetime) -> str:
    if ship_by < clock.now():
        return OVERDUE
    return TODAY if ship_by < last_of_todays_van() else LATER
