"""Each kind's clock, owner and next action, told by one parcel at a time."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from app.ground.parcel_exceptions import (
    RULES,
    ExceptionKind,
    NextAction,
    Owner,
    WatchedParcel,
    exceptions_of,
    next_ring,
)
from app.ground.parcel_states import Event, state_of

MONDAY = datetime(2026, 7, 20, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def hours(count: float) -> datetime:
    return MONDAY + timedelta(hours=count)


def scans(*told: tuple[str, float]) -> list[Event]:
    """Codes, or code/reason, with hours since Monday."""
    events = []
    for code, hour in told:
        name, _, reason = code.partition("/")
        events.append(Event(name, hours(hour), f"{code}@{hour}", reason))
    return events


def watched(events: list[Event], **facts: Any) -> WatchedParcel:
    defaults: dict[str, Any] = {
        "state": state_of(events),
        "created_at": MONDAY,
        "ship_by": hours(48),
        "promised_end": hours(30 * 24),
        "good_end": hours(60 * 24),
    }
    return WatchedParcel(**{**defaults, **facts})


AT_A_SHOP: dict[str, Any] = {"has_shop": True}
BACK = {"is_received_back": True}
COLD_SHOP = {**AT_A_SHOP, "is_cold": True}
ASK = ("carrier", "ask_carrier")
CHASE = ("carrier", "chase_delivery")
SHOP = ("shop", "remind_recipient")
SAVE = ("office", "save_goods")
DECIDE = ("office", "decide_remedy")
CALL_BACK = ("carrier", "call_back")
RECEIVE = ("cooperative", "receive_back")
FIND = ("office", "find_boxes")
LOOK, LIST = ("cooperative", "look_for_it"), ("cooperative", "list_it")
HOUSE = {"from_warehouse": True}
ADDRESS = ("office", "ask_address")
SEND = ("cooperative", "send_now")
CARRIER = ("carrier", "remind_recipient")

CLOCKS = [
    # kind, scans, facts, hours until it rings, whose move, hours until it is due
    ("not_sent", [], {}, 48, SEND, 12),
    ("silent", [("203", 1)], {}, 1 + 120, ASK, 24),
    ("silent", [("203", 1), ("954", 30)], {}, 30 + 120, ASK, 24),
    ("silent", [("203", 1), ("708", 9)], BACK, 129, ASK, 24),
    ("not_delivered", [("203", 1), ("702", 10)], {}, 46, CHASE, 12),
    ("uncollected", [("203", 1), ("747", 10)], COLD_SHOP, 28, SHOP, 12),
    ("uncollected", [("203", 1), ("747", 10)], AT_A_SHOP, 82, SHOP, 12),
    # A locker has no keeper who could call: the carrier must.
    ("uncollected", [("203", 1), ("747", 10)], {}, 82, CARRIER, 12),
    # Scanned a second time on the same shelf.
    ("uncollected", [("747", 10), ("747", 20)], AT_A_SHOP, 82, SHOP, 12),
    # Out with the courier again in between: another stay.
    ("uncollected", [("747", 10), ("749", 20), ("747", 30)], AT_A_SHOP, 102, SHOP, 12),
    ("uncollected", [("747", 10)], {"has_shop": True, "collect_by": hours(15)}, 15, SHOP, 12),
    ("will_spoil", [("203", 1)], {"good_end": hours(100), "promised_end": hours(90)}, 76, SAVE, 24),
    ("will_spoil", [("203", 1), ("702", 70)], {"good_end": hours(100)}, 100, SAVE, 0),
    ("will_spoil", [("747", 1)], {"good_end": hours(60), **AT_A_SHOP}, 36, SHOP, 24),
    ("late", [("203", 1)], {"promised_end": hours(72)}, 72, CHASE, 24),
    ("late", [], {"promised_end": hours(20)}, 20, SEND, 24),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "told", "facts", "rings", "move", "within"), CLOCKS)
def test_a_clock_rings_on_the_minute_and_says_whose_move_it_is(
    kind: str,
    told: list[tuple[str, float]],
    facts: dict[str, Any],
    rings: float,
    move: tuple[str, str],
    within: float,
) -> None:
    events = scans(*told)
    parcel = watched(events, **facts)
    before = {one.kind for one in exceptions_of(parcel, events, hours(rings) - MINUTE)}
    found = {one.kind: one for one in exceptions_of(parcel, events, hours(rings))}
    wrong = found[ExceptionKind(kind)]
    assert kind not in before
    assert (wrong.owner, wrong.action) == move
    assert (wrong.since, wrong.due_at) == (hours(rings), hours(rings + within))


SCANS = [
    ("short_pick", [], {"short_since": hours(3)}, 3, FIND),
    ("short_pick", [("label", 1)], {"short_since": hours(3)}, 3, FIND),
    ("missing", [("label", 1), ("pack", 2), ("accept", 3)], {"missing_since": hours(4)}, 4, LOOK),
    ("missing", [("accept", 3)], {"missing_since": hours(4), **HOUSE}, 4, ("office", LOOK[1])),
    ("unlisted", [("label", 1), ("pack", 4)], {"unlisted_since": hours(3)}, 3, LIST),
    ("refused", [("203", 1), ("705/7", 5)], {}, 5, DECIDE),
    ("damaged", [("203", 1), ("damage", 5)], {}, 5, DECIDE),
    ("lost", [("203", 1), ("987", 5)], {}, 5, DECIDE),
    ("returned", [("203", 1), ("708", 5)], {}, 5, CALL_BACK),
    ("returned", [("203", 1), ("708", 5), ("711", 9)], {}, 9, RECEIVE),
    ("returned", [("203", 1), ("711", 9)], {"is_made_good": True}, 9, RECEIVE),
    ("stopped", [("203", 1), ("801", 5)], {}, 5, DECIDE),
    ("moving_cancelled", [("203", 1)], {"is_cancelled": True}, 1, CALL_BACK),
    ("notice", [("203", 1), ("651", 5)], {}, 5, ASK),
    ("notice", [("203", 1), ("013", 5)], {}, 5, ASK),
    ("address", [("203", 1), ("756", 5)], {}, 5, ADDRESS),
    ("address", [("203", 1), ("802", 5)], {}, 5, ADDRESS),
    ("address", [("203", 1), ("803", 5)], {}, 5, ADDRESS),
    ("address", [("203", 1), ("705/1", 5)], {}, 5, ADDRESS),
    # They could not be made good from what the buyer has let stand.
    ("will_spoil", [("203", 1)], {"good_end": hours(50), "promised_end": hours(90)}, 0, SAVE),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "told", "facts", "since", "move"), SCANS)
def test_a_scan_opens_it_at_once(
    kind: str,
    told: list[tuple[str, float]],
    facts: dict[str, Any],
    since: float,
    move: tuple[str, str],
) -> None:
    events = scans(*told)
    for order in permutations(events):
        (wrong,) = exceptions_of(watched(events, **facts), order, hours(10))
        assert (wrong.kind, wrong.owner, wrong.action) == (kind, *move)
        assert wrong.since == hours(since)


QUIET = [
    ([("label", 1), ("pack", 4)], {"short_since": hours(3)}),
    ([], {"short_since": hours(3), "is_cancelled": True}),
    # The carrier took it in before the outlet had counted, or somebody did after it.
    ([("accept", 3), ("203", 3.5)], {"missing_since": hours(4)}),
    ([("accept", 3), ("accept", 5)], {"missing_since": hours(4)}),
    ([("label", 1), ("pack", 2), ("accept", 5)], {"unlisted_since": hours(3)}),
    ([("203", 1), ("704/10", 5)], {}),
    ([("203", 1), ("987", 5)], {"is_over": True}),
    ([("203", 1), ("987", 5)], {"is_made_good": True}),
    ([("203", 1), ("705/7", 5), ("744", 6)], {}),
    ([("203", 1), ("651", 5), ("954", 6)], {}),
    ([("203", 1), ("756", 5), ("702", 6)], {}),
    ([("203", 1), ("705/6", 5)], {}),
    ([("203", 1), ("711", 9)], {"is_received_back": True}),
    ([("label", 1), ("cancel", 2)], {}),
]


@pytest.mark.parametrize(("told", "facts"), QUIET)
def test_nothing_is_wrong_any_more_when_the_cause_is_gone(
    told: list[tuple[str, float]], facts: dict[str, Any]
) -> None:
    events = scans(*told)
    assert exceptions_of(watched(events, **facts), events, hours(10)) == []


def test_a_parcel_on_its_way_back_is_watched_for_silence_and_loss_only() -> None:
    events = scans(("203", 1))
    parcel = watched(events, brings_back=True, promised_end=hours(2), good_end=hours(2))
    assert exceptions_of(parcel, events, hours(100)) == []
    (wrong,) = exceptions_of(parcel, events, hours(121))
    assert wrong.kind == "silent"
    lost = scans(("203", 1), ("987", 4))
    (wrong,) = exceptions_of(watched(lost, brings_back=True), lost, hours(5))
    assert (wrong.kind, wrong.owner) == ("lost", Owner.office)


def test_the_next_ring_is_the_first_clock_that_is_still_to_come() -> None:
    events = scans(("203", 1), ("702", 10))
    parcel = watched(events, promised_end=hours(40), good_end=hours(44))
    rings = []
    moment = hours(11)
    while (ring := next_ring(parcel, events, moment)) is not None:
        rings.append((ring - MONDAY) / timedelta(hours=1))
        moment = ring
    assert rings == [40, 44, 46, 130]
    there = scans(("203", 1), ("704/10", 5))
    assert next_ring(watched(there), there, hours(6)) is None


def test_every_kind_has_an_owner_an_action_and_a_term() -> None:
    assert set(RULES) == set(ExceptionKind)
    assert {action for _, action, _ in RULES.values()} == set(NextAction)
