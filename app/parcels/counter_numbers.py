"""Numbers on paper labels that a counter of the post stuck on parcels of ours 窗口面单.

They come from no pool: each is a range of its own that is used up from the first day on, so that
every number of a parcel is a row of `waybills`, whatever brought it here.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import insert, select, update

from app import clock
from app.db import changed, lock_table, session
from app.ground.waybills import runs_of
from app.outbox.actions import leave
from app.parcels.carriage import note_told
from app.parcels.kinds import RangeSource, WaybillState
from app.parcels.models import Parcel, Waybill, WaybillRange
from app.parcels.waybills import known_of

AT_ONCE = 200


def faults_of(numbers: Iterable[str]) -> dict[str, str]:
    """Why a number cannot be a counter's: `void` or `used` when it was drawn here, `in_pool` when
    it will be. Good ones are not named."""
    wanted = sorted(set(numbers))
    found: dict[str, str] = {}
    for run in known_of(runs_of(wanted)):
        for serial in range(run.first, run.last + 1):
            found[run.series.number(serial)] = "in_pool"
    for start in range(0, len(wanted), AT_ONCE):
        part = Waybill.number.in_(wanted[start : start + AT_ONCE])
        for number, state in session.execute(select(Waybill.number, Waybill.state).where(part)):
            found[number] = "void" if state == WaybillState.void else "used"
    return found


def lock_numbers() -> None:
    """Nobody else takes numbers in until this transaction ends: ask `faults_of` after it."""
    lock_table(WaybillRange)


def change_numbers(new: Mapping[Parcel, str]) -> None:
    """Each parcel has the counter's number from now on, and its own is void. The carrier knows of
    the new one, for it took it in itself; of the old one it is told that nothing comes.

    The caller holds the parcels' rows and `lock_numbers`, and has asked for faults.
    """
    if not new:
        return
    keep_counter_numbers(list(new.values()))
    old = {parcel.waybill_number: parcel for parcel in new}
    changed(update(Waybill).where(Waybill.number.in_(sorted(old))).values(state=WaybillState.void))
    for number, parcel in old.items():
        leave("withdraw_number", {"number": number, "product": parcel.product})
        parcel.waybill_number = new[parcel]
    session.flush()
    note_told([parcel.id for parcel in new], {})


def keep_counter_numbers(numbers: Sequence[str]) -> None:
    """As drawn, each run of them a range that is used up."""
    moment = clock.now()
    for run in runs_of(numbers):
        one = WaybillRange(
            kind=run.series.kind,
            indicator=run.series.indicator,
            country=run.series.country,
            first_serial=run.first,
            last_serial=run.last,
            next_serial=run.last + 1,
            roll_size=run.size,
            source=RangeSource.counter,
            imported_at=moment,
        )
        session.add(one)
        session.flush()
        rows = [
            {
                "number": run.series.number(serial),
                "state": WaybillState.drawn,
                "drawn_at": moment,
                "range_id": one.id,
            }
            for serial in range(run.first, run.last + 1)
        ]
        session.execute(insert(Waybill), rows)
