"""Deadlines are columns: what nobody speaks about is received, closed or given up, once, however
late the job comes; and the carrier may take its word back until then."""

from datetime import timedelta

import pytest

from app.clock import now
from app.db import session
from app.jobs.settling import close_parts
from app.orders.queries import events_of_order, late_sub_orders
from tests.clocks import Clock
from tests.deliveries import deliver, scan, sell
from tests.order_sheets import make_waybills

MORNING = "2026-08-01 09:00"


@pytest.fixture(autouse=True)
def _morning(database: object, clock: Clock) -> None:
    make_waybills()
    clock.stop(MORNING)


def close() -> None:
    session.expire_all()
    close_parts()
    session.expire_all()


def test_fresh_goods_have_two_days_others_a_week() -> None:
    dry = deliver(sell(temperature_class="dry"))
    cool = deliver(sell(temperature_class="cool"))
    spoils = deliver(sell(is_perishable=True))
    assert [(one.receive_by, one.claims_until) for one in (dry, cool, spoils)] == [
        (now() + timedelta(days=7), now() + timedelta(days=10)),
        (now() + timedelta(hours=48), now() + timedelta(hours=72)),
        (now() + timedelta(hours=48), now() + timedelta(hours=72)),
    ]


def test_without_a_word_it_is_received_and_then_closed_to_the_minute(clock: Clock) -> None:
    part = deliver(sell(is_perishable=True))
    for distance, state in (
        ({"hours": 47, "minutes": 59}, "delivered"),
        ({"minutes": 1}, "received"),
        ({"hours": 23, "minutes": 59}, "received"),
        ({"minutes": 1}, "closed"),
        ({"days": 9}, "closed"),
    ):
        clock.move(**distance)
        close()
        close()
        assert part.state == state
    steps = [(one.step, one.actor_kind) for one in events_of_order(part.order_id)]
    assert steps[-2:] == [("receive", "system"), ("close", "system")]


def test_a_job_that_was_out_for_a_month_does_both_in_two_turns(clock: Clock) -> None:
    part = deliver(sell())
    clock.move(days=40)
    close()
    close()
    assert part.state == "closed"


def test_the_carrier_takes_its_word_back_until_it_is_received(clock: Clock) -> None:
    part = deliver(sell(is_perishable=True))
    clock.move(hours=10)
    scan(part, "743", cancels="704")
    assert (part.state, part.claims_until) == ("shipped", None)
    assert part.receive_by == now() + timedelta(days=30)
    clock.move(hours=50)
    close()
    assert part.state == "shipped"


def test_a_word_taken_back_after_the_end_changes_nothing(clock: Clock) -> None:
    part = deliver(sell(is_perishable=True))
    for _ in range(2):
        clock.move(hours=48)
        close()
    until = part.claims_until
    scan(part, "743", cancels="704")
    close()
    assert (part.state, part.claims_until) == ("closed", until)


def test_what_never_arrives_is_shown_to_the_office_then_given_up_and_still_open_to_claims(
    clock: Clock,
) -> None:
    part = sell()
    scan(part, "203")
    assert (part.state, late_sub_orders()) == ("shipped", [])
    clock.move(days=20)
    assert [one.id for one in late_sub_orders()] == [part.id]
    clock.move(days=10)
    close()
    assert (part.state, part.claims_until) == ("closed", now() + timedelta(days=10))
    assert events_of_order(part.order_id)[-1].reason == "never arrived"
