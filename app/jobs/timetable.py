"""What is done again and again, and how often. However many workers there are, one does it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from app.db import transaction
from app.jobs.books import check_books_of_night
from app.jobs.box_deposits import look_after_boxes
from app.jobs.carrier import (
    ask_for_charges,
    ask_for_numbers,
    ask_for_scans,
    tell_of_parcels,
    withdraw_parcels,
)
from app.jobs.claims import pass_claim_deadlines, pass_return_deadlines
from app.jobs.growers import share_out_to_households
from app.jobs.money import (
    ask_about_disputes,
    ask_about_payments,
    ask_about_refunds,
    expire_orders,
    reconcile_cards,
)
from app.jobs.post import (
    believe_times,
    count_sent_days,
    measure_days_on_the_way,
    play_demonstration,
    watch_parcels,
)
from app.jobs.settling import ask_about_payouts, close_parts, settle_day
from app.jobs.shelves import remind_of_shelves
from app.outbox.actions import forget_done
from app.parcels.batches import forget_papers
from app.parcels.calls import forget_old_calls
from app.people.actions import forget_old_sign_ins
from app.people.tries import forget_old_tries
from app.photos.actions import forget_loose_photos

KEEP_DONE = timedelta(days=30)


class Timed(NamedTuple):
    every: timedelta
    work: Callable[[], None]


def sweep() -> None:
    """Rows that nothing asks for any more; each kind in a short transaction of its own."""
    with transaction():
        forget_old_tries()
    with transaction():
        forget_old_sign_ins()
    with transaction():
        forget_done(KEEP_DONE)
    with transaction():
        forget_loose_photos()
    with transaction():
        forget_old_calls()
    with transaction():
        forget_papers()


TIMETABLE: Mapping[str, Timed] = {
    "ask_about_disputes": Timed(timedelta(hours=6), ask_about_disputes),
    "ask_about_payments": Timed(timedelta(minutes=2), ask_about_payments),
    "ask_about_payouts": Timed(timedelta(minutes=30), ask_about_payouts),
    "ask_about_refunds": Timed(timedelta(minutes=30), ask_about_refunds),
    "ask_for_charges": Timed(timedelta(minutes=30), ask_for_charges),
    "ask_for_numbers": Timed(timedelta(minutes=5), ask_for_numbers),
    "ask_for_scans": Timed(timedelta(minutes=5), ask_for_scans),
    "believe_times": Timed(timedelta(minutes=5), believe_times),
    "check_books": Timed(timedelta(minutes=20), check_books_of_night),
    "close_parts": Timed(timedelta(minutes=10), close_parts),
    "count_sent_days": Timed(timedelta(hours=1), count_sent_days),
    "expire_orders": Timed(timedelta(minutes=1), expire_orders),
    "look_after_boxes": Timed(timedelta(minutes=10), look_after_boxes),
    "measure_days_on_the_way": Timed(timedelta(hours=1), measure_days_on_the_way),
    "pass_claim_deadlines": Timed(timedelta(minutes=5), pass_claim_deadlines),
    "pass_return_deadlines": Timed(timedelta(minutes=10), pass_return_deadlines),
    "play_demonstration": Timed(timedelta(seconds=2), play_demonstration),
    "reconcile_cards": Timed(timedelta(hours=24), reconcile_cards),
    "remind_of_shelves": Timed(timedelta(minutes=5), remind_of_shelves),
    "settle_day": Timed(timedelta(minutes=10), settle_day),
    "share_out_to_households": Timed(timedelta(minutes=20), share_out_to_households),
    "sweep": Timed(timedelta(hours=1), sweep),
    "tell_of_parcels": Timed(timedelta(minutes=1), tell_of_parcels),
    "withdraw_parcels": Timed(timedelta(minutes=1), withdraw_parcels),
    "watch_parcels": Timed(timedelta(minutes=2), watch_parcels),
}
