from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import SHANGHAI
from app.ground.notes import FLOAT_FEN, KINDS, box_moment, counted_fen, to_remit

boxes = st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(0, 60))


@pytest.mark.parametrize(
    ("notes", "fen"),
    [({}, 0), ({"note100": 4, "note20": 3, "coin05": 1, "coin01": 2}, 46_070), ({"coin01": 1}, 10)],
)
def test_notes_are_added_up(notes: dict[str, int], fen: int) -> None:
    assert counted_fen(notes) == fen


@pytest.mark.parametrize(
    ("notes", "chosen"),
    [
        ({"note100": 5}, {"note100": 3}),
        ({"note100": 2}, {}),
        ({"note100": 2, "note50": 1, "note20": 2, "coin1": 30}, {"note100": 1, "note20": 1}),
        ({"coin1": 400}, {}),
    ],
)
def test_great_notes_go_to_the_bank_and_change_stays(
    notes: dict[str, int], chosen: dict[str, int]
) -> None:
    assert to_remit(notes) == chosen


@given(boxes)
def test_what_is_brought_lies_in_the_box_and_the_float_stays(notes: dict[str, int]) -> None:
    chosen = to_remit(notes)
    assert all(0 < count <= notes[kind] for kind, count in chosen.items())
    if chosen:
        assert counted_fen(notes) - counted_fen(chosen) >= FLOAT_FEN


@pytest.mark.parametrize(("hour", "day"), [("04:59", "2026-08-09"), ("05:00", "2026-08-10")])
def test_a_late_evening_belongs_to_its_day(hour: str, day: str) -> None:
    moment = datetime.fromisoformat(f"2026-08-10T{hour}").replace(tzinfo=SHANGHAI)
    assert box_moment(moment).date().isoformat() == day
