"""Later work with parcels: numbers that come later, clocks that ring, and the demonstration."""

from datetime import timedelta

from app import clock
from app.claims.calling_off import call_off_unsent
from app.claims.late_returns import notice_late_return
from app.db import Facts, session, transaction
from app.jobs.money import partners
from app.orders.actions import lock_order
from app.parcels.actions import book_parcels, locked
from app.parcels.sent_days import count_day, next_day_to_count
from app.parcels.tracking import follow_events, lock_boxes, parcels_whose_time_came
from app.parcels.transit import measure_transit
from app.parcels.watching import parcels_to_watch, watch
from app.partners.demo_post import DemoPost
from app.postage.transits import keep_figures, was_measured_for

# Longer than the worker ever pauses between two turns.
LOOK_BACK = timedelta(hours=2)
LAST_HOUR = timedelta(hours=1)


def book_order_parcels(facts: Facts) -> None:
    """The pool of numbers was empty when the order was paid; by now it may not be."""
    with transaction():
        book_parcels(lock_order(int(facts["order_id"])))


def call_off_replacement(facts: Facts) -> None:
    """The carrier has cancelled what was to be sent again."""
    with transaction():
        call_off_unsent(int(facts["parcel_id"]))


def notice_return(facts: Facts) -> None:
    """What had ended comes all the same."""
    with transaction():
        notice_late_return(int(facts["parcel_id"]))


def watch_parcels() -> None:
    """Clocks that have rung, a batch in each transaction, until none is left."""
    while batch := parcels_to_watch():
        with transaction():
            watch(batch)


def believe_times() -> None:
    """What was told of in advance counts once its time has come (docs/tracking.md)."""
    due = parcels_whose_time_came(clock.now() - LOOK_BACK)
    session.rollback()
    if due:
        with transaction():
            parcels = locked(due)
            lock_boxes(parcels)
            follow_events(parcels)


def measure_days_on_the_way() -> None:
    """Once a day, for the day after: not in the last hour before it, when somebody may have read
    already what holds then."""
    tomorrow = clock.today() + timedelta(days=1)
    is_done = was_measured_for(tomorrow)
    session.rollback()
    if is_done or clock.now() >= clock.beginning_of(tomorrow) - LAST_HOUR:
        return
    figures = measure_transit()
    session.rollback()
    with transaction():
        keep_figures(tomorrow, figures)


def count_sent_days() -> None:
    """Each day that is over once, the oldest first."""
    while day := next_day_to_count():
        with transaction():
            count_day(day)


def play_demonstration() -> None:
    """The demonstration's carrier moves its parcels on; a real one does so by itself."""
    carrier = partners().carrier
    if isinstance(carrier, DemoPost):
        carrier.play_due()
