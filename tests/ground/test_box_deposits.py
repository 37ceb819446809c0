"""Deposits for returnable boxes: as many as are missing are kept, and not one more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.box_deposits import DepositBack, Standing

few = st.integers(0, 4)


@pytest.mark.parametrize(
    ("standing", "due_back", "to_forfeit"),
    [
        # On their way, two of three brought back, all brought back.
        (Standing(3, out=3), (0, 0), 0),
        (Standing(3, out=1, scanned=2), (2, 0), 0),
        (Standing(3, back=2, out=0, scanned=3), (1, 0), 0),
        # A parcel that came home, never left or was lost: nobody can bring its boxes.
        (Standing(3, out=0), (3, 0), 0),
        # The goods were sent a second time and both boxes arrived: bringing one is enough.
        (Standing(1, out=1, scanned=1), (1, 0), 0),
        (Standing(1, back=1, out=0, scanned=2), (0, 0), 0),
        # Nobody has brought two of three in time; one of them comes after all.
        (Standing(3, back=1, out=2, scanned=1, overdue=2), (0, 0), 2),
        (Standing(3, back=1, forfeited=2, out=1, scanned=2, overdue=1), (0, 1), 0),
        # One is overdue, another came a month later: only the first one's is kept.
        (Standing(2, out=2, overdue=1), (0, 0), 1),
        (Standing(2, forfeited=1, out=2, overdue=1), (0, 0), 0),
        (Standing(2, forfeited=1, out=2, overdue=2), (0, 0), 1),
    ],
)
def test_what_is_due_and_what_is_kept_for_good(
    standing: Standing, due_back: tuple[int, int], to_forfeit: int
) -> None:
    assert standing.due_back() == due_back
    assert standing.to_forfeit() == to_forfeit


@given(st.integers(1, 4), st.lists(st.tuples(few, few, few), max_size=6))
def test_nobody_gets_more_than_she_put_down_and_what_is_home_is_hers(
    boxes: int, days: list[tuple[int, int, int]]
) -> None:
    back = forfeited = 0
    for out, scanned, overdue in days:
        seen = Standing(boxes, back, forfeited, out, scanned, min(overdue, out))
        held, late = seen.due_back()
        assert held >= 0
        assert 0 <= late <= forfeited
        back, forfeited = back + held + late, forfeited - late
        assert back >= min(boxes, max(boxes - out, scanned))
        seen = Standing(boxes, back, forfeited, out, scanned, min(overdue, out))
        forfeited += seen.to_forfeit()
        assert back + forfeited <= boxes
    one = DepositBack(1, back, forfeited, 20_00)
    assert one.amount_fen == one.held_fen + one.forfeited_fen <= boxes * 20_00
