import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.filling import fill


def test_the_first_payment_fills_the_first_parts() -> None:
    assert fill([100, 50], [30, 90, 30]) == [[30, 0], [70, 20], [0, 30]]
    with pytest.raises(ValueError, match="not the same money"):
        fill([100], [99])


@given(st.lists(st.integers(1, 10**6), min_size=1), st.lists(st.integers(1, 10**6), max_size=4))
def test_no_fen_is_lost_either_way(parts: list[int], some: list[int]) -> None:
    payments = [*some, sum(parts) - sum(some)] if sum(some) < sum(parts) else [sum(parts)]
    rows = fill(parts, payments)
    assert [sum(row) for row in rows] == payments
    assert [sum(column) for column in zip(*rows, strict=True)] == parts
