"""Pools of waybill numbers as the office sees them: how much is left of each, and its ranges."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.db import session
from app.parcels.kinds import RangeSource
from app.parcels.models import WaybillRange
from app.parcels.waybills import is_low, series_of
from app.places.models import Outlet


@dataclass(frozen=True, slots=True)
class RangeInPool:
    first: str
    last: str
    size: int
    free: int
    source: str


@dataclass(frozen=True, slots=True)
class Pool:
    """Numbers of one product (None: of all that have none left) and outlet (likewise). `size` is
    that of the rolls of which something is left, the one that `is_low` compares with."""

    product: str | None
    outlet: Outlet | None
    free: int
    size: int
    ranges: tuple[RangeInPool, ...]

    @property
    def is_low(self) -> bool:
        return is_low(self.free, self.size)

    @property
    def left_percent(self) -> int:
        return self.free * 100 // self.size if self.size else 0


# The words of the indexes ix_waybill_ranges_open and ix_waybill_ranges_newest. A number that was
# written at a counter is a range of one, used up from the beginning: no pool's.
_HAS_SOME_LEFT = WaybillRange.next_serial <= WaybillRange.last_serial
_IS_POOLED = WaybillRange.source != RangeSource.counter


def pools(limit: int = 200) -> list[Pool]:
    """Those with open ranges, and used up ones that nothing took the place of; scarce ones first.

    Of a pool that has something left, used up ranges are history and not shown.
    """
    newest = (
        select(func.max(WaybillRange.id))
        .where(_IS_POOLED)
        .group_by(WaybillRange.product, WaybillRange.outlet_id)
    )
    statement = (
        select(WaybillRange)
        .where(or_(_HAS_SOME_LEFT, WaybillRange.id.in_(newest)))
        .options(joinedload(WaybillRange.outlet))
        .order_by(WaybillRange.product, WaybillRange.outlet_id, WaybillRange.id)
    )
    found = [
        _pool(product, list(own))
        for (product, _), own in groupby(session.scalars(statement), _key_of)
    ]
    return sorted(found, key=lambda pool: (not pool.is_low, pool.left_percent))[:limit]


def find_pool(product: str | None, outlet_id: int | None) -> Pool | None:
    own = (_IS_POOLED, WaybillRange.product == product, WaybillRange.outlet_id == outlet_id)
    newest = select(func.max(WaybillRange.id)).where(*own).scalar_subquery()
    statement = select(WaybillRange).where(*own, or_(_HAS_SOME_LEFT, WaybillRange.id == newest))
    rows = list(session.scalars(statement.order_by(WaybillRange.id)))
    return _pool(product, rows) if rows else None


def _key_of(one: WaybillRange) -> tuple[str | None, int | None]:
    return one.product, one.outlet_id


def _pool(product: str | None, rows: list[WaybillRange]) -> Pool:
    still = [one for one in rows if one.next_serial <= one.last_serial]
    return Pool(
        product=product,
        outlet=rows[0].outlet,
        free=sum(one.last_serial - one.next_serial + 1 for one in still),
        size=sum({one.imported_at: one.roll_size for one in still}.values()),
        ranges=tuple(_shown(still or rows[-1:])),
    )


def _shown(rows: Iterable[WaybillRange]) -> Iterable[RangeInPool]:
    for one in rows:
        series = series_of(one)
        yield RangeInPool(
            first=series.number(one.first_serial),
            last=series.number(one.last_serial),
            size=one.last_serial - one.first_serial + 1,
            free=one.last_serial - one.next_serial + 1,
            source=one.source,
        )
