"""Pools of waybill numbers: ranges of a product and an outlet, taken in, drawn from, watched.

A pool is what one outlet has for one product. When it is used up its parcels get numbers of the
next wider one: the outlet's for every product, the product's for every outlet, what is for all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from app import clock
from app.db import changed, lock_table, session
from app.ground.postal_products import PostalProduct
from app.ground.refusals import WaybillNotAllowed, WaybillsExhausted
from app.ground.waybills import Run, Series, WaybillKind, is_valid, runs_of, taken_apart
from app.outbox.actions import hurry, leave
from app.parcels.kinds import RangeSource, WaybillState
from app.parcels.models import Waybill, WaybillRange

LOW_PERCENT = 10
MOST_AT_ONCE = 200
IS_OPEN = WaybillRange.next_serial <= WaybillRange.last_serial


@dataclass(frozen=True, slots=True)
class WaybillWish:
    """So many numbers for parcels of a product that an outlet takes in; None: of none."""

    product: PostalProduct
    outlet_id: int | None
    count: int = 1


def import_waybills(
    numbers: Iterable[str],
    product: PostalProduct | None = None,
    outlet_id: int | None = None,
    source: RangeSource = RangeSource.roll,
) -> int:
    """Put numbers into a pool: all of them, or a refusal that names the first bad one."""
    wanted = list(numbers)
    seen: set[str] = set()
    for number in wanted:
        if not is_valid(number) or number in seen:
            raise WaybillNotAllowed(number=number)
        seen.add(number)
    return take_in(runs_of(wanted), product, outlet_id, source)


def import_good_ones(
    numbers: Iterable[str], product: PostalProduct | None, source: RangeSource
) -> list[str]:
    """Put into a pool what can be relied on; the others are returned, each once: those that are no
    number, came twice, or that we know already."""
    lock_table(WaybillRange)
    wanted = Counter(numbers)
    good = [one for one, times in wanted.items() if times == 1 and is_valid(one)]
    known = known_of(runs_of(good))
    taken = {run.series.number(at) for run in known for at in range(run.first, run.last + 1)}
    kept = [one for one in good if one not in taken]
    take_in(runs_of(kept), product, None, source)
    return [one for one in wanted if one not in set(kept)]


def take_range(
    first: str,
    last: str,
    product: PostalProduct | None = None,
    outlet_id: int | None = None,
    source: RangeSource = RangeSource.carrier,
) -> int:
    """All numbers from the first to the last, which must be of one series; says how many."""
    return take_in([run_between(first, last)], product, outlet_id, source)


def run_between(first: str, last: str) -> Run:
    """Both ends belong to it. A list and no range is refused by naming its last number."""
    for number in (first, last):
        if not is_valid(number):
            raise WaybillNotAllowed(number=number)
    (series, begin), (other, end) = taken_apart(first), taken_apart(last)
    if series != other or end < begin:
        raise WaybillNotAllowed(number=last)
    return Run(series, begin, end)


def take_in(
    runs: Sequence[Run], product: PostalProduct | None, outlet_id: int | None, source: RangeSource
) -> int:
    """New ranges of one pool, which do not overlap each other. Refused as a whole, by naming the
    first number that we know already. Orders that wait for numbers get theirs at once."""
    lock_table(WaybillRange)
    known = known_of(runs)
    if known:
        raise WaybillNotAllowed(number=known[0].series.number(known[0].first))
    size, moment = sum(run.size for run in runs), clock.now()
    rows = [
        {
            "product": product,
            "outlet_id": outlet_id,
            "kind": run.series.kind,
            "indicator": run.series.indicator,
            "country": run.series.country,
            "first_serial": run.first,
            "last_serial": run.last,
            "next_serial": run.first,
            "roll_size": size,
            "source": source,
            "imported_at": moment,
        }
        for run in runs
    ]
    if rows:
        session.execute(insert(WaybillRange), rows)
        hurry("book_parcels")
    return size


def known_of(runs: Sequence[Run]) -> list[Run]:
    """What these runs share with ranges of ours, in order."""
    known: set[Run] = set()
    for start in range(0, len(runs), MOST_AT_ONCE):
        part = runs[start : start + MOST_AT_ONCE]
        statement = select(WaybillRange).where(or_(*(_meets(run) for run in part)))
        for one in session.scalars(statement):
            for run in part:
                first, last = max(run.first, one.first_serial), min(run.last, one.last_serial)
                if run.series == series_of(one) and first <= last:
                    known.add(Run(run.series, first, last))
    return sorted(known)


def _meets(run: Run) -> ColumnElement[bool]:
    return and_(
        WaybillRange.kind == run.series.kind,
        WaybillRange.indicator == run.series.indicator,
        WaybillRange.country == run.series.country,
        WaybillRange.first_serial <= run.last,
        WaybillRange.last_serial >= run.first,
    )


def series_of(one: WaybillRange) -> Series:
    return Series(WaybillKind(one.kind), one.indicator, one.country)


def draw_waybill(product: PostalProduct, outlet_id: int | None) -> str:
    """The next number of the pool, or of the next wider one; WaybillsExhausted if none is left."""
    return draw_waybills(product, outlet_id, 1)[0]


def draw_waybills(product: PostalProduct, outlet_id: int | None, count: int) -> list[str]:
    """So many numbers in their order: all of them, or WaybillsExhausted and nothing is changed."""
    return draw_for([WaybillWish(product, outlet_id, count)])[0]


def draw_for(wishes: Sequence[WaybillWish]) -> list[list[str]]:
    """For each wish its numbers: all of all wishes, or WaybillsExhausted and nothing is changed.

    The ranges that could serve are locked in id order before anything is taken from them, so that
    orders which need numbers of the same pools queue and never wait in a ring. If the caller's
    transaction is undone, the numbers are as if they had never been drawn.
    """
    ranges = _locked_ranges(wishes)
    left = {one.id: one.last_serial - one.next_serial + 1 for one in ranges}
    portions = [_allot(wish, ranges, left) for wish in wishes]
    drawn = [
        [number for one, count in portion for number in _draw(one, count)] for portion in portions
    ]
    _watch(ranges, left)
    return drawn


def _locked_ranges(wishes: Sequence[WaybillWish]) -> list[WaybillRange]:
    could_serve = or_(*(_serves(*pool) for pool in {(w.product, w.outlet_id) for w in wishes}))
    statement = (
        select(WaybillRange)
        .where(IS_OPEN, could_serve)
        .order_by(WaybillRange.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement)) if wishes else []


def _serves(product: PostalProduct, outlet_id: int | None) -> ColumnElement[bool]:
    return and_(
        or_(WaybillRange.product == product, WaybillRange.product.is_(None)),
        or_(WaybillRange.outlet_id == outlet_id, WaybillRange.outlet_id.is_(None)),
    )


Portion = list[tuple[WaybillRange, int]]


def _allot(wish: WaybillWish, ranges: Sequence[WaybillRange], left: dict[int, int]) -> Portion:
    """How many to take from which range, the outlet's own first; `left` is lowered by that."""
    portion: Portion = []
    wanted = wish.count
    for one in sorted(ranges, key=lambda one: (one.outlet_id is None, one.product is None, one.id)):
        fits = one.product in (None, wish.product) and one.outlet_id in (None, wish.outlet_id)
        taken = min(wanted, left[one.id]) if fits else 0
        if taken:
            portion.append((one, taken))
            left[one.id] -= taken
            wanted -= taken
    if wanted:
        raise WaybillsExhausted
    return portion


def _draw(one: WaybillRange, count: int) -> list[str]:
    after = advance(one.id, count)
    numbers = [series_of(one).number(serial) for serial in range(after - count, after)]
    moment = clock.now()
    rows = [
        {"number": number, "state": WaybillState.drawn, "drawn_at": moment, "range_id": one.id}
        for number in numbers
    ]
    session.execute(insert(Waybill), rows)
    return numbers


def advance(range_id: int, count: int) -> int:
    """The range's next serial after so many were taken: one UPDATE decides whether they are there,
    WaybillsExhausted if not."""
    taken = (
        update(WaybillRange)
        .where(
            WaybillRange.id == range_id,
            WaybillRange.next_serial + count - 1 <= WaybillRange.last_serial,
        )
        .values(next_serial=WaybillRange.next_serial + count)
        .returning(WaybillRange.next_serial)
        .execution_options(synchronize_session=False)
    )
    after = session.execute(taken).scalar_one_or_none()
    if after is None:
        raise WaybillsExhausted
    return after


def is_low(left: int, size: int) -> bool:
    return left * 100 <= size * LOW_PERCENT


def _watch(ranges: Sequence[WaybillRange], left: dict[int, int]) -> None:
    """The office is told once of a pool of which a tenth is left. Its size is that of the rolls
    which are not used up: what was used up years ago does not ring today's bell."""
    pools: dict[tuple[str | None, int | None], list[WaybillRange]] = {}
    for one in ranges:
        pools.setdefault((one.product, one.outlet_id), []).append(one)
    for (product, outlet_id), own in pools.items():
        touched = any(left[one.id] <= one.last_serial - one.next_serial for one in own)
        size = sum({one.imported_at: one.roll_size for one in own}.values())
        if not touched or not is_low(sum(left[one.id] for one in own), size):
            continue
        new = update(WaybillRange).where(
            WaybillRange.id.in_([one.id for one in own]), WaybillRange.warned_at.is_(None)
        )
        if changed(new.values(warned_at=clock.now())):
            leave("tell_waybills_low", {"product": product, "outlet_id": outlet_id})
