"""The matrix of claims, by examples: a box of pears for 52 yuan, nine yuan of postage."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.claim_matrix import (
    Complaint,
    Decider,
    Judgement,
    ParcelFacts,
    carrier_owes_fen,
    judge,
)
from app.ground.claim_states import ClaimCause
from app.ground.postings import Bearer

BOX, POSTAGE = 5200, 900
C = ClaimCause


def told(cause: ClaimCause, **facts: Any) -> Complaint:
    counts = {"of_count": 8, "net_grams": 2500, "postage_fen": POSTAGE, "has_photo": True}
    return Complaint(cause, BOX, **{**counts, **facts})


# complaint, parcel → goods, postage, who bears, who has the first word, complete?
TABLE: dict[str, tuple[Complaint, ParcelFacts, tuple[int, int, str, str, bool]]] = {
    "one pear of eight": (
        told(C.bad, bad_count=1),
        ParcelFacts(),
        (650, 0, "cooperative", "cooperative", True),
    ),
    "four of eight are half": (
        told(C.bad, bad_count=4),
        ParcelFacts(),
        (2600, 0, "cooperative", "cooperative", True),
    ),
    "five of eight are all": (
        told(C.bad, bad_count=5),
        ParcelFacts(),
        (5200, 0, "cooperative", "cooperative", True),
    ),
    "bad without a photo": (
        told(C.bad, bad_count=1, has_photo=False),
        ParcelFacts(),
        (650, 0, "cooperative", "cooperative", False),
    ),
    "bad in a box that the post damaged": (
        told(C.bad, bad_count=3),
        ParcelFacts(is_damaged=True),
        (1950, 0, "carrier", "office", True),
    ),
    "bad because the post was late": (
        told(C.bad, bad_count=3),
        ParcelFacts(days_late=1),
        (1950, 0, "carrier", "office", True),
    ),
    "bad because the cooperative sent it late": (
        told(C.bad, bad_count=3),
        ParcelFacts(days_late=1, was_sent_late=True),
        (1950, 0, "cooperative", "cooperative", True),
    ),
    "none bad": (
        told(C.bad),
        ParcelFacts(),
        (0, 0, "cooperative", "cooperative", True),
    ),
    "300 g short of 2.5 kg": (
        told(C.short_weight, short_grams=300),
        ParcelFacts(is_damaged=True),
        (624, 0, "cooperative", "cooperative", True),
    ),
    "more missing than there was": (
        told(C.short_weight, short_grams=9999),
        ParcelFacts(),
        (5200, 0, "cooperative", "cooperative", True),
    ),
    "apples instead of pears": (
        told(C.wrong, bad_count=8),
        ParcelFacts(days_late=2),
        (5200, 0, "cooperative", "cooperative", True),
    ),
    "in time": (
        told(C.late),
        ParcelFacts(),
        (0, 0, "carrier", "office", True),
    ),
    "a day late": (
        told(C.late, has_photo=False),
        ParcelFacts(days_late=1),
        (260, 0, "carrier", "office", True),
    ),
    "two days late": (
        told(C.late),
        ParcelFacts(days_late=2),
        (520, 0, "carrier", "office", True),
    ),
    "a week late, sent too late": (
        told(C.late),
        ParcelFacts(days_late=7, was_sent_late=True),
        (1040, 0, "cooperative", "cooperative", True),
    ),
    "lost, as the carrier says": (
        told(C.lost, has_photo=False),
        ParcelFacts(is_lost=True),
        (5200, 900, "carrier", "office", True),
    ),
    "silent for five days": (
        told(C.lost),
        ParcelFacts(is_silent=True),
        (5200, 900, "carrier", "office", False),
    ),
    "said to be lost, but it moves": (
        told(C.lost),
        ParcelFacts(),
        (0, 0, "carrier", "office", False),
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_matrix_says_how_much_and_who_bears_it(name: str) -> None:
    complaint, parcel, (goods, postage, bearer, decider, is_plain) = TABLE[name]
    expected = Judgement(goods, postage, Bearer(bearer), Decider(decider), is_plain)
    assert judge(complaint, parcel) == expected


@pytest.mark.parametrize(
    ("paid", "parcel", "owes"),
    [
        # Three times nine yuan, whatever was lost (Postal Law art. 47).
        (5200, ParcelFacts(is_lost=True, postage_cost_fen=900), 2700),
        (1950, ParcelFacts(postage_cost_fen=900), 1950),
        (5200, ParcelFacts(is_lost=True, postage_cost_fen=900, declared_fen=5200), 5200),
        (6100, ParcelFacts(is_lost=True, postage_cost_fen=900, declared_fen=5000), 5000),
        # A quarter of the box is gone: a quarter of what was declared.
        (1300, ParcelFacts(postage_cost_fen=900, declared_fen=4000), 1000),
        (1300, ParcelFacts(), 0),
    ],
)
def test_the_carrier_owes_three_postages_or_what_was_declared(
    paid: int, parcel: ParcelFacts, owes: int
) -> None:
    assert carrier_owes_fen(paid, BOX, parcel) == owes


@given(
    st.sampled_from(ClaimCause),
    st.integers(1, 10**7),
    st.integers(0, 10**5),
    st.tuples(st.integers(0, 999), st.integers(0, 999), st.integers(0, 10**5)),
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 40), st.booleans()),
    st.integers(0, 10**5),
    st.none() | st.integers(0, 10**7),
)
def test_nobody_gets_more_than_was_paid_and_the_carrier_owes_no_more_than_that(
    cause: ClaimCause,
    goods: int,
    postage: int,
    counts: tuple[int, int, int],
    scans: tuple[bool, bool, bool, int, bool],
    cost: int,
    declared: int | None,
) -> None:
    bad, of, short = counts
    parcel = ParcelFacts(*scans, cost, declared)
    told = Complaint(cause, goods, postage, bad, of, short, net_grams=2500, has_photo=True)
    judgement = judge(told, parcel)
    assert 0 <= judgement.goods_fen <= goods
    assert 0 <= judgement.total_fen <= goods + postage
    assert 0 <= carrier_owes_fen(judgement.total_fen, goods, parcel) <= judgement.total_fen
