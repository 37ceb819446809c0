from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.parcel_states import (
    CANCELS,
    CODES,
    NOTICES,
    Event,
    ParcelState,
    TrackingStep,
    state_of,
    step_of,
    struck_keys,
)

START = datetime(2026, 7, 20, 8, 0, tzinfo=UTC)


def events(*codes: str) -> list[Event]:
    """One event an hour; "705/7" is code 705 with reason 7."""
    return [
        Event(
            code=code.partition("/")[0],
            reason=code.partition("/")[2],
            occurred_at=START + timedelta(hours=hour),
            key=f"e{hour}",
        )
        for hour, code in enumerate(codes)
    ]


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ([], "created"),
        (["label"], "labelled"),
        (["pack", "label"], "packed"),
        (["label", "pack", "203"], "accepted"),
        (["203", "305", "954", "389", "954"], "in_transit"),
        (["203", "305", "713"], "at_office"),
        (["203", "713", "702"], "out_for_delivery"),
        (["203", "713", "702", "704"], "delivered"),
        (["203", "713", "702", "704/10"], "delivered"),
        (["203", "702", "705/1", "702", "704"], "delivered"),
        (["203", "702", "705"], "attempted"),
        (["203", "702", "705/7"], "refused"),
        (["203", "702", "705/7", "708"], "returning"),
        (["203", "702", "705/7", "708", "711"], "returned"),
        (["203", "723"], "at_shop"),
        (["203", "747", "748"], "collected"),
        (["203", "747", "749"], "out_for_delivery"),
        (["203", "747", "750", "711"], "returned"),
        (["203", "702", "704/160"], "at_shop"),
        (["203", "702", "704", "hold_at_shop", "collect"], "collected"),
        (["203", "702", "hold_at_shop", "704"], "at_shop"),
        (["203", "713", "hold_at_shop", "collect", "704"], "collected"),
        (["203", "305", "damage"], "damaged"),
        (["203", "damage", "702", "704"], "delivered"),
        (["203", "305", "987"], "lost"),
        (["203", "305", "988", "713"], "lost"),
        (["label", "801"], "cancelled"),
        (["203", "305", "801"], "in_transit"),
        (["203", "704", "741", "711"], "returned"),
        (["203", "651"], "accepted"),
        (["203", "O_999", "", "nonsense"], "accepted"),
        (["704"], "delivered"),
    ],
)
def test_a_story_has_its_state(codes: list[str], state: str) -> None:
    assert state_of(events(*codes)) is ParcelState(state)


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        (["203", "207"], "created"),
        (["label", "203", "207"], "labelled"),
        (["203", "713", "702", "742"], "at_office"),
        (["203", "702", "704", "743"], "out_for_delivery"),
        (["203", "702", "705", "744", "704"], "delivered"),
        (["203", "702", "704", "743", "704"], "delivered"),
        (["203", "702", "704", "704", "743"], "delivered"),
        (["203", "702", "704", "704", "743", "743"], "out_for_delivery"),
        (["203", "743"], "accepted"),
        (["743", "702", "704"], "delivered"),
        (["203", "208", "212"], "accepted"),
    ],
)
def test_a_cancellation_takes_back_the_latest_earlier_scan(codes: list[str], state: str) -> None:
    assert state_of(events(*codes)) is ParcelState(state)


def test_what_was_taken_back_is_known_by_its_key() -> None:
    assert struck_keys(events("203", "702", "704", "743")) == {"e2"}
    assert struck_keys(events("203", "702", "704")) == frozenset()


def test_a_correction_of_our_own_names_what_it_takes_back() -> None:
    story = events("203", "hold_at_shop", "collect")
    undo = Event("correct", START + timedelta(hours=9), "undo", cancels="e2")
    assert state_of([*story, undo]) is ParcelState.at_shop
    assert struck_keys([undo, *story]) == {"e2"}
    nothing = Event("correct", START + timedelta(hours=9), "undo", cancels="unknown")
    assert state_of([*story, nothing]) is ParcelState.collected


def test_the_same_scan_told_twice_is_one_scan() -> None:
    story = events("203", "702", "704", "743")
    told_again = [Event(one.code, one.occurred_at, f"again-{one.key}") for one in story]
    assert state_of(story + told_again) is ParcelState.out_for_delivery
    assert struck_keys(story + told_again) == {"e2", "again-e2"}
    # A cancellation that is told twice takes back one scan and not two.
    *_, taken_back = twice = events("203", "702", "704", "704", "743")
    repeated = replace(taken_back, key="the same once more")
    assert state_of([*twice, repeated]) is ParcelState.delivered
    assert struck_keys([*twice, repeated]) == {"e3"}


codes = st.sampled_from(
    [*CODES, *CANCELS, *NOTICES, *(step.value for step in TrackingStep), "O_020", "???"]
)
an_event = st.builds(
    Event,
    code=codes,
    occurred_at=st.integers(0, 6).map(lambda hour: START + timedelta(hours=hour)),
    key=st.sampled_from(["a", "b", "c", "d", "e", "f"]),
    reason=st.sampled_from(["", "7", "9", "10", "160"]),
    cancels=st.sampled_from([None, None, None, "a", "b"]),
)
stories = st.lists(an_event, max_size=14)


@given(stories, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_one_state(story: list[Event], chance: object) -> None:
    shuffled = list(story)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert state_of(shuffled) is state_of(story)
    assert struck_keys(shuffled) == struck_keys(story)


@given(stories)
def test_telling_everything_twice_changes_nothing(story: list[Event]) -> None:
    assert state_of(story + story) is state_of(story)


@given(stories)
def test_unknown_codes_change_nothing(story: list[Event]) -> None:
    known = [one for one in story if one.is_cancellation or step_of(one.code, one.reason)]
    unnamed = {one.cancels for one in story}
    if not unnamed & {one.key for one in story}:
        assert state_of(known) is state_of(story)


def test_no_code_both_moves_and_takes_back() -> None:
    assert not set(CODES) & set(CANCELS)
    assert not set(NOTICES) & set(CODES)
