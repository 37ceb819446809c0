"""How long parcels were on the way is measured, kept for the next day, and then promised by."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock as our_clock
from app.db import session, transaction
from app.ground.postage import Days, DaysBy
from app.ground.transit import Measured
from app.jobs.post import measure_days_on_the_way
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.ways import CITY, may_go_there
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.journeys import plan_of
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order
from app.parcels.tracking import TrackingFact, record_scans
from app.parcels.transit import measure_transit
from app.postage.models import TransitFigure
from app.postage.queries import forget_rates, timed_rates_to
from app.postage.transits import Way, keep_figures, newest_figures
from tests.clocks import Clock
from tests.makers import make_lot, make_product, make_variant
from tests.order_sheets import JIAOXI, PUDONG, make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell
from tests.statements import count_statements

pytestmark = pytest.mark.usefixtures("database")
CLERK = Actor(ActorKind.cooperative)
SHANGHAI, PUDONG_CITY = "310000", "310100"
TO_SHANGHAI = Way("ordinary", False, CITY, SHANGHAI)
SLOW = Measured(40, Days(2, 4, 5), 112)


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    forget_rates()
    yield
    forget_rates()


def send(count: int, **changes: str) -> list[Parcel]:
    """Handed over now, each an order of its own."""
    variant = make_variant()
    make_lot(variant, count)
    sent = []
    for _ in range(count):
        order = make_order((variant, 1), **changes)
        tell(paid(begin(order), f"event of {order.number}"))
        sent += [parcel.id for parcel in parcels_of_order(order.id)]
    for step in (print_labels, pack, hand_over):
        with transaction():
            step(locked(sent), CLERK)
    return [session.get_one(Parcel, one) for one in sent]


def told(parcel: Parcel, code: str, hours: float) -> tuple[str, TrackingFact]:
    """So many hours after the hand-over."""
    assert parcel.sent_at is not None
    at = parcel.sent_at + timedelta(hours=hours)
    key = f"{parcel.waybill_number} {code} {hours}"
    fact = TrackingFact(
        external_id=key, code=code, place="", note="", source=EventSource.carrier, happened_at=at
    )
    return parcel.waybill_number, fact


def test_days_are_counted_from_hand_over_to_what_stands_as_delivered(clock: Clock) -> None:
    make_waybills()
    clock.stop("2026-09-01 17:00")
    quick, struck, lost, gone_back = send(4)
    (at_home,) = send(1, region_code=JIAOXI)
    clock.move(days=12)
    (young,) = send(1)
    clock.move(hours=20)
    with transaction():
        record_scans(
            [
                told(quick, "704", 18),
                # Taken back, and delivered a day later; then told once more, long after.
                told(struck, "704", 18),
                told(struck, "743", 19),
                told(struck, "704", 42),
                told(struck, "704", 200),
                told(gone_back, "705", 18),
                told(gone_back, "711", 40),
                told(at_home, "704", 6),
                told(young, "704", 18),
            ]
        )
    session.expire_all()
    assert [one.state for one in (quick, struck, young)] == ["delivered"] * 3
    figures = measure_transit()
    # 18 and 42 hours; and the one of which nothing was heard for 12 days and 20 hours.
    assert lost.state == "accepted"
    assert figures[TO_SHANGHAI] == figures[TO_SHANGHAI._replace(destination_code=PUDONG_CITY)]
    assert (gone_back.state, figures[TO_SHANGHAI].parcels) == ("returned", 3)
    assert figures[TO_SHANGHAI].days == Days(1, 2, 13)
    assert figures[TO_SHANGHAI].late_hours == 12 * 24 + 20
    # What stays in the city says nothing of the province.
    assert figures[Way("ordinary", False, CITY, CITY)] == Measured(1, Days(0, 0, 0), 6)
    assert len(figures) == 3


def test_what_is_measured_holds_from_the_next_day_on(clock: Clock) -> None:
    make_waybills()
    clock.stop("2026-09-01 10:00")
    (parcel,) = send(1)
    clock.move(days=11)
    for _ in range(2):
        measure_days_on_the_way()
    assert session.scalar(select(func.count()).select_from(TransitFigure)) == 2
    tomorrow = our_clock.today() + timedelta(days=1)
    day, figures = newest_figures("ordinary", False, CITY)
    assert (day, figures[SHANGHAI].parcels) == (tomorrow, 1)
    # Parcels that are still promised by the table say so, and keep it.
    assert plan_of(parcel).late_days == 3
    assert parcel.plan["quote"]["days_by"] == DaysBy.table

    with transaction():
        keep_figures(tomorrow, {TO_SHANGHAI: SLOW})
    assert session.scalar(select(func.count()).select_from(TransitFigure)) == 1
    assert timed_rates_to(PUDONG, CITY, our_clock.today(), "ambient")[0].days == Days(1, 2, 3)
    clock.move(days=1)
    timed_rates_to(PUDONG, CITY, our_clock.today(), "ambient")
    with count_statements() as sent:
        slow = timed_rates_to(PUDONG, CITY, our_clock.today(), "ambient")[0]
        cool = timed_rates_to(PUDONG, CITY, our_clock.today(), "cool")[0]
    assert sent == []
    assert (slow.days, slow.days_parcels, slow.days_by) == (SLOW.days, 40, DaysBy.measured)
    assert cool.days_by == DaysBy.table
    # Nine of ten within five days and a day to eat it: six days of shelf life, not five.
    assert may_go_there(make_product(shelf_life_days=6), PUDONG)
    assert not may_go_there(make_product(shelf_life_days=5), PUDONG)
    (sent_now,) = send(1)
    quote = sent_now.plan["quote"]
    assert (quote["days_by"], quote["days_late"], quote["days_parcels"]) == ("measured", 5, 40)
    assert (plan_of(sent_now).least_days, plan_of(sent_now).late_days) == (2, 5)


def test_a_city_with_enough_parcels_speaks_for_itself_and_old_figures_for_nobody(
    clock: Clock,
) -> None:
    make_waybills()
    clock.stop("2026-09-01 10:00")
    in_city = TO_SHANGHAI._replace(destination_code=PUDONG_CITY)
    few = Measured(29, Days(1, 1, 1), 20)
    with transaction():
        keep_figures(our_clock.today(), {TO_SHANGHAI: SLOW, in_city: few})
    assert timed_rates_to(PUDONG, CITY, our_clock.today(), "ambient")[0].days == SLOW.days
    with transaction():
        enough = Measured(30, Days(1, 1, 1), 20)
        keep_figures(our_clock.today(), {TO_SHANGHAI: SLOW, in_city: enough})
    assert timed_rates_to(PUDONG, CITY, our_clock.today(), "ambient")[0].days == Days(1, 1, 1)
    clock.move(days=31)
    assert timed_rates_to(PUDONG, CITY, our_clock.today(), "ambient")[0].days == Days(1, 2, 3)
