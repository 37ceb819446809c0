"""A day of the post: parcels booked, and every one labelled, packed, handed over and scanned on its
way, ten events each, by the real actions. On SQLite a tenth of them.

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

from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from app import clock
from app.db import Base, db, session, transaction
from app.jobs.post import watch_parcels
from app.orders.actions import Actor, lock_order
from app.orders.kinds import ActorKind
from app.parcels.actions import book_parcels, hand_over, locked, pack, print_labels
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, ParcelException, TrackingEvent
from app.parcels.tracking import TrackingFact, record_scans
from app.people.models import Person
from bench.cold_pages import Cold
from bench.grounds import KINDS, Ground, lay_ground
from bench.parcel_orders import copy_parcels, look_at_tables, prepare_orders
from tests.browser_of_pages import Browser
from tests.statements import count_statements

CLERK = Actor(ActorKind.cooperative)
OWN = (print_labels, pack, hand_over)
# What a carrier says on the way, and after how many hours. With our own three steps ten events.
WAY = (("203", 1), ("389", 4), ("954", 9), ("389", 12), ("713", 20), ("702", 26), ("704", 30))
EVENTS = len(OWN) + len(WAY)
# Of a hundred parcels one is not delivered; when its clock has rung the office is told.
ONE_OF = 100
LATER = timedelta(hours=80)
INBOX, OFFICER = "/office/exceptions/", "13805190001"
# 100,000 parcels a day with ten events each.
NEEDED = 11.6
A_MESSAGE, A_BATCH, A_TURN = 500, 200, 50
# So many are booked by the real action, which measures that; the rest are copies of them.
BOOKED = 3_500
TABLES = ("parcels", "parcel_contents", "tracking_events", "waybills", "order_events", "movements")
BEGUN = time.monotonic()

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Day:
    parcels: int
    booked_per_second: float
    shed_seconds: float
    way_seconds: float
    events: int
    exceptions: int
    inbox_before: Cold
    inbox_after: Cold
    megabytes: dict[str, float]

    @property
    def events_per_second(self) -> float:
        return self.events / (self.shed_seconds + self.way_seconds)


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
            print_day(kind, live_through(count, ground))


def live_through(count: int, ground: Ground) -> Day:
    say(f"prepares {count:,} paid orders")
    order_ids = prepare_orders(count)
    look_at_tables("orders", "sub_orders", "order_lines")
    before = _inbox(ground)
    say("books parcels")
    booked = order_ids[:BOOKED]
    booking = seconds_of(lambda: [_book(some) for some in slices(booked, A_TURN)])
    copy_parcels(len(booked), count)
    look_at_tables()
    parcel_ids = list(session.scalars(select(Parcel.id).where(Parcel.label_printed_at.is_(None))))
    session.remove()
    say(f"labels, packs and hands over {len(parcel_ids):,}")
    shed = seconds_of(lambda: _leave_home(parcel_ids))
    numbers = list(session.scalars(select(Parcel.waybill_number).order_by(Parcel.id)))
    session.remove()
    say("scans them on their way")
    begun = clock.now()
    way = seconds_of(lambda: _travel(numbers, begun))
    with clock.stopped_at(begun + LATER):
        watch_parcels()
        session.remove()
        after = _inbox(ground)
    return Day(
        parcels=len(parcel_ids),
        booked_per_second=len(booked) / booking,
        shed_seconds=shed,
        way_seconds=way,
        events=_rows(TrackingEvent),
        exceptions=_rows(ParcelException),
        inbox_before=before,
        inbox_after=after,
        megabytes=_sizes(ground.folder),
    )


def _book(order_ids: Sequence[int]) -> None:
    """As the worker does with orders that waited for numbers, a few in a transaction."""
    with transaction():
        for order_id in order_ids:
            book_parcels(lock_order(order_id))
    session.remove()


def _leave_home(parcel_ids: Sequence[int]) -> None:
    for ids in slices(parcel_ids, A_BATCH):
        for step in OWN:
            with transaction():
                step(locked(ids), CLERK)
            session.remove()


def _travel(numbers: Sequence[str], begun: datetime) -> None:
    """Hour by hour, five hundred scans a message."""
    for stop, (code, hours) in enumerate(WAY):
        told = numbers if code != "704" else [n for i, n in enumerate(numbers) if i % ONE_OF]
        moment = begun + timedelta(hours=hours)
        with clock.stopped_at(moment):
            for some in slices(told, A_MESSAGE):
                _tell([(number, _scan(number, stop, code, moment)) for number in some])


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


def _inbox(ground: Ground) -> Cold:
    """The office's page of exceptions, for somebody who has signed in."""
    client = Browser(ground.app, TestResponse)
    client.sign_in(session.scalars(select(Person).where(Person.phone == OFFICER)).one())
    if client.get(INBOX).status_code != 200:
        raise RuntimeError("nobody is let in")
    with count_statements() as sent:
        client.get(INBOX)
    taken = min(seconds_of(lambda: client.get(INBOX)) for _ in range(10))
    return Cold(len(sent), 1000 * taken)


def _rows(model: type[Base]) -> int:
    return int(session.execute(select(func.count()).select_from(model)).scalar_one())


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
    print(f"  booked a second                    {day.booked_per_second:10,.0f}")
    print(f"  events a second                    {day.events_per_second:10,.0f}")
    print(f"  to the {NEEDED}/s of a day of 100,000  {day.events_per_second / NEEDED:10.1f} times")
    for when, inbox in (("before", day.inbox_before), ("after", day.inbox_after)):
        print(f"  inbox {when}: {inbox.statements} statements, {inbox.milliseconds:.1f} ms")
    print(f"  exceptions                         {day.exceptions:10,}")
    for name, megabytes in day.megabytes.items():
        print(f"  {name:32}   {megabytes:10,.1f} MB")
    print(f"  {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
