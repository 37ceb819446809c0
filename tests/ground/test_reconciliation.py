import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.reconciliation import Moved, Pairing, Verdict, pair, unexplained_fen


@pytest.mark.parametrize(
    ("facts", "ours", "verdict", "fact"),
    [
        (("a",), {"a": 500}, Verdict.matched, "a"),
        (("a",), {"a": 400}, Verdict.amount_differs, "a"),
        (("a",), {"b": 500}, Verdict.theirs_not_ours, None),
        ((), {"b": 500}, Verdict.theirs_not_ours, None),
        (("a", "b"), {"a": 400, "b": 500}, Verdict.matched, "b"),
    ],
)
def test_a_movement_finds_its_fact(
    facts: tuple[str, ...], ours: dict[str, int], verdict: Verdict, fact: str | None
) -> None:
    moved = Moved("txn", 500, facts)
    assert pair([moved], ours) == [Pairing(moved, verdict, fact, ours.get(fact or "", 0))]


def test_a_fact_explains_one_movement_only() -> None:
    twice = [Moved(name, 500, ("a",)) for name in ("first", "second")]
    assert [one.verdict for one in pair(twice, {"a": 500})] == ["matched", "theirs_not_ours"]
    assert pair(twice[1:], {"a": 500}, {"a"})[0].verdict == "theirs_not_ours"


@given(
    st.lists(
        st.tuples(st.integers(-900, 900), st.lists(st.sampled_from("abcdef"), max_size=3)),
        max_size=12,
    ),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(-900, 900)),
)
def test_what_does_not_agree_is_exactly_the_difference_of_the_two_sums(
    rows: list[tuple[int, list[str]]], ours: dict[str, int]
) -> None:
    theirs = [Moved(str(one), fen, tuple(facts)) for one, (fen, facts) in enumerate(rows)]
    pairs = pair(theirs, ours)
    taken = [one.fact for one in pairs if one.fact is not None]
    assert len(taken) == len(set(taken))
    open_ones = [
        (one.moved.amount_fen, one.ours_fen) for one in pairs if one.verdict != Verdict.matched
    ]
    alone = [(0, fen) for fact, fen in ours.items() if fact not in taken]
    gap = sum(ours.values()) - sum(one.amount_fen for one in theirs)
    assert unexplained_fen(open_ones + alone) == gap
