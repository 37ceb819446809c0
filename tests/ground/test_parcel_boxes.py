"""Several boxes of one parcel, each told of by its own number: one state, whatever came first."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from app.ground.parcel_boxes import boxes_scanned_in, joined, standing_of
from app.ground.parcel_exceptions import told_of
from app.ground.parcel_states import Event, ParcelState, believed, state_of, struck_keys

START = datetime(2026, 7, 20, 0, 0, tzinfo=UTC)
BOXES = (2, 3)


def told(*words: str) -> list[Event]:
    """One event an hour: "704@2" is of box 2, "pack" of all, "705/7@1" has a reason."""
    found = []
    for hour, word in enumerate(words):
        said, _at, box = word.partition("@")
        code, _slash, reason = said.partition("/")
        at = START + timedelta(hours=hour)
        found.append(Event(code, at, f"e{hour}", reason, box=int(box) if box else None))
    return found


@pytest.mark.parametrize(
    ("words", "state", "judged_by"),
    [
        # The parcel's number speaks for all, as long as no other was named.
        ("pack 203@1 704@1", "delivered", "704"),
        # It leaves with its first box, and on the road the first one leads.
        ("pack 203@2", "accepted", "pack"),
        ("pack 203@1 389@2", "in_transit", "pack"),
        ("pack 203@1 713@1 702@1 704@1 203@2", "in_transit", "pack"),
        # From the office on the slowest is waited for.
        ("203 713@1 713@2 713@3 702@1", "at_office", "713"),
        ("203 702@1 702@2 702@3 704@1 704@3", "out_for_delivery", "702"),
        ("203 702@1 702@2 702@3 704@1 705/4@3 704@2", "attempted", "705"),
        ("203 704@1 704@2 704@3", "delivered", "704"),
        ("203 704@1 704@2 747@3", "at_shop", "747"),
        ("203 747@1 747@2 747@3 748@1 748@2", "at_shop", "747"),
        ("203 747@1 747@2 747@3 748@1 748@2 748@3", "collected", "748"),
        # A problem of one is a problem of the parcel, the worst first.
        ("203 704@1 704@2 705/7@3", "refused", "705"),
        ("203 704@1 damage@2 705/7@3", "damaged", "damage"),
        ("203 704@1 damage@2 987@3", "lost", "987"),
        ("203 damage@2 702 704@1 704@2 704@3", "delivered", "704"),
        ("203 705/7@3 708@3 704@1 704@2", "returning", "708"),
        ("203 704@1 704@2 705/7@3 708@3 711@3", "returning", "711"),
        ("203 708 711@1 711@2 711@3", "returned", "711"),
        # What the carrier took out of its books is waited for; all of them: it is cancelled.
        ("pack 801@2 203@1", "accepted", "801"),
        ("pack 801@1 801@2 801@3", "cancelled", "801"),
        # What we say of the whole parcel holds for every box.
        ("203 389@2 704/10", "delivered", "704"),
        ("203 704@1 702@2 742@2 713@3", "in_transit", "203"),
    ],
)
def test_a_parcel_of_three_boxes_stands_where_they_let_it(
    words: str, state: str, judged_by: str
) -> None:
    found = standing_of(told(*words.split()), BOXES)
    assert found.state == state
    assert found.story[-1].code == judged_by or judged_by in {one.code for one in found.story}


def test_a_scan_of_one_box_is_taken_back_for_that_box_only() -> None:
    found = standing_of(told("203", "704@1", "704@2", "704@3", "743@2"), BOXES)
    assert (found.state, found.struck) == ("in_transit", {"e2"})
    assert dict(found.boxes) == {1: "delivered", 2: "accepted", 3: "delivered"}
    whole = standing_of(told("203@2", "702", "743@2", "742@2"), BOXES)
    assert (whole.boxes[2], whole.boxes[3], whole.struck) == (
        "accepted",
        "out_for_delivery",
        frozenset(),
    )
    assert [one.code for one in whole.kept] == ["203", "702"]


def test_one_box_has_the_state_it_always_had() -> None:
    story = told("203", "702@1", "704@1", "743@1")
    found = standing_of(story)
    assert (found.state, found.struck, dict(found.boxes)) == (
        state_of(story),
        struck_keys(story),
        {},
    )
    assert list(found.kept) == told_of(story)


def test_a_shop_has_the_boxes_that_it_scanned_in_until_they_leave() -> None:
    story = told("203", "704/160", "hold_at_shop@1")
    assert boxes_scanned_in(story, BOXES) == {1}
    assert standing_of(story, BOXES).state == "at_shop"
    story = told("203", "hold_at_shop@1", "hold_at_shop@3", "702@3")
    assert boxes_scanned_in(story, BOXES) == {1}
    # Box 1 is the shop's word, which never means the others.
    assert standing_of(told("203", "hold_at_shop@1"), BOXES).state == "in_transit"
    assert boxes_scanned_in(told("203", "hold_at_shop", "turn_back"), BOXES) == set()


@pytest.mark.parametrize("state", ParcelState)
def test_boxes_that_stand_together_are_the_parcel(state: ParcelState) -> None:
    assert joined([state, state, state]) is state
    # No state of one can be forgotten: whatever the other is, there is an answer, both ways round.
    for other in ParcelState:
        assert joined([state, other]) is joined([other, state, state])
        is_whole = {"delivered", "at_shop", "collected", "returned", "cancelled"}
        if other is not state and joined([state, other]) in is_whole:
            assert {state, other} <= {"at_shop", "delivered", "collected"}


CODES = ["203", "389", "954", "713", "702", "742", "705", "744", "704", "743", "747", "748", "749"]
CODES += ["damage", "hold_at_shop", "collect", "708", "711", "801", "987", "651", "???"]


@pytest.mark.parametrize("seed", range(4))
def test_fifty_scans_of_three_boxes_in_any_order_are_one_story(seed: int) -> None:
    chance = random.Random(seed)
    every = [
        Event(
            code=chance.choice(CODES),
            occurred_at=START + timedelta(hours=chance.randrange(-30, 120)),
            key=f"e{number}",
            reason=chance.choice(["", "", "7", "10", "160"]),
            cancels=f"e{chance.randrange(50)}" if chance.random() < 0.05 else None,
            box=chance.choice([None, 1, 1, 2, 3]),
        )
        for number in range(50)
    ]
    now = START + timedelta(hours=100)

    def found(arrived: list[Event]) -> tuple[object, ...]:
        taken = believed(arrived, START, now)
        return standing_of(taken, BOXES), boxes_scanned_in(taken, BOXES)

    first = found(every)
    for _ in range(30):
        shuffled = every + chance.sample(every, chance.randrange(50))
        chance.shuffle(shuffled)
        assert found(shuffled) == first
