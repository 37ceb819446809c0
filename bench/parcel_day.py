"""A day of the post: every parcel booked, labelled, packed, handed over and scanned on its way, ten
events each, by the real actions. On SQLite a tenth of them.

    python -m bench.parcel_day --parcels 100000
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select, text

from app import clock
from app.db import db, session, transaction
from app.orders.actions import Actor, lock_order
from app.orders.kinds import ActorKind
from app.parcels.actions import book_parcels, hand_over, locked, pack, print_labels
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel
from app.parcels.tracking import TrackingFact, record_scans
from bench.grounds import KINDS, lay_ground
from bench.parcel_orders import prepare_orders

CLERK = Actor(ActorKind.cooperative)
OWN = (print_labels, pack, hand_over)
# What a carrier says on the way, and after how many hours. With our own three steps ten events.
WAY = (("203", 1), ("389", 4), ("954", 9), ("389", 12), ("954", 20), ("713", 26), ("702", 30))
EVENTS = len(OWN) + len(WAY)
# 100,000 parcels a day with ten events each.
NEEDED = 11.6
A_MESSAGE, A_BATCH = 500, 200
TABLES = ("parcels", "parcel_contents", "tracking_events", "waybills", "order_events", "movements")
BEGUN = time.monotonic()

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Day:
    parcels: int
    booking_seconds: float
    shed_seconds: float
    way_seconds: float
    megabytes: dict[str, float]

    @property
    def events_per_second(self) -> float:
        return EVENTS * self.parcels / (self.shed_seconds + self.way_seconds)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.parcel_day", description=__doc__)
    parser.add_argument("--parcels", type=int, default=10_000)
    parser.add_argument("--only", choices=KINDS)
    asked = parser.parse_args()
    for kind in [asked.only] if asked.only else KINDS:
        count = asked.parcels if kind == "postgresql" else max(asked.parcels // 10, 10)
        with (
            tempfile.TemporaryDirectory(prefix="postharvest-bench-") as folder,
            lay_ground(kind, Path(folder) / kind) as ground,
            ground.app.app_context(),
        ):
            print_day(kind, live_through(count, ground.folder))


def live_through(count: int, folder: Path) -> Day:
    say(f"prepares {count:,} paid orders")
    order_ids = prepare_orders(count)
    say("books their parcels")
    booking = seconds_of(lambda: [_book(order_id) for order_id in order_ids])
    parcel_ids = list(session.scalars(select(Parcel.id).where(Parcel.label_printed_at.is_(None))))
    session.remove()
    say(f"labels, packs and hands over {len(parcel_ids):,}")
    shed = seconds_of(lambda: _leave_home(parcel_ids))
    numbers = list(session.scalars(select(Parcel.waybill_number).where(Parcel.id.in_(parcel_ids))))
    session.remove()
    say("scans them on their way")
    way = seconds_of(lambda: [_tell(message) for message in _messages(numbers)])
    return Day(len(parcel_ids), booking, shed, way, _sizes(folder))


def _book(order_id: int) -> None:
    with transaction():
        book_parcels(lock_order(order_id))
    session.remove()


def _leave_home(parcel_ids: Sequence[int]) -> None:
    for ids in slices(parcel_ids, A_BATCH):
        for step in OWN:
            with transaction():
                step(locked(ids), CLERK)
            session.remove()


def _messages(numbers: Sequence[str]) -> Iterator[list[tuple[str, TrackingFact]]]:
    """Hour by hour, five hundred scans a message."""
    begun = clock.now()
    for stop, (code, hours) in enumerate(WAY):
        moment = begun + timedelta(hours=hours)
        for some in slices(numbers, A_MESSAGE):
            yield [(number, _scan(number, stop, code, moment)) for number in some]


def _scan(number: str, stop: int, code: str, moment: datetime) -> TrackingFact:
    return TrackingFact(
        external_id=f"bench:{number}:{stop}",
        code=code,
        place="常州邮件处理中心",
        note="离开处理中心，发往下一站",
        source=EventSource.carrier,
        happened_at=moment,
    )


def _tell(message: list[tuple[str, TrackingFact]]) -> None:
    with transaction():
        record_scans(message)
    session.remove()


def _sizes(folder: Path) -> dict[str, float]:
    """Megabytes with their indexes; SQLite knows only the whole file."""
    if db.engine.dialect.name == "sqlite":
        return {"the whole file": sum(p.stat().st_size for p in folder.glob("market.*")) / 1e6}
    asked = text("SELECT pg_total_relation_size(cast(:name AS regclass))")
    return {name: session.execute(asked, {"name": name}).scalar_one() / 1e6 for name in TABLES}


def slices(of: Sequence[One], length: int) -> Iterator[Sequence[One]]:
    return (of[start : start + length] for start in range(0, len(of), length))


def seconds_of(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def say(sentence: str) -> None:
    print(f"{time.monotonic() - BEGUN:5.0f} s  {sentence} ...", file=sys.stderr, flush=True)


def print_day(kind: str, day: Day) -> None:
    print(f"\n{kind}: {day.parcels:,} parcels, {EVENTS} events each")
    print(f"  booked a second                    {day.parcels / day.booking_seconds:10,.0f}")
    print(f"  events a second                    {day.events_per_second:10,.0f}")
    print(f"  to the {NEEDED}/s of a day of 100,000  {day.events_per_second / NEEDED:10.1f} times")
    for name, megabytes in day.megabytes.items():
        print(f"  {name:32}   {megabytes:10,.1f} MB")
    print(f"  {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
