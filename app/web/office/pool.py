"""How many waybill numbers are left, and whether that is few."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.parcels.kinds import WaybillState

LOW_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Pool:
    free: int
    drawn: int
    void: int

    @property
    def total(self) -> int:
        return self.free + self.drawn + self.void

    @property
    def left_percent(self) -> int:
        return self.free * 100 // self.total if self.total else 0

    @property
    def is_low(self) -> bool:
        return self.free * 100 <= self.total * LOW_PERCENT


def pool_of(counts: Mapping[str, int]) -> Pool:
    return Pool(counts["free"], counts.get(WaybillState.drawn, 0), counts.get(WaybillState.void, 0))
