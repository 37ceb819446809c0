"""The card company's list beside our books: what agrees, what it costs, what does not agree."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock as time
from app.db import session, transaction
from app.ground.postings import move
from app.ground.refusals import SecondPersonNeeded, StepNotAllowed
from app.ledger.actions import post
from app.ledger.models import JournalEntry
from app.ledger.queries import balance
from app.partners.cards import BalanceKind, BalanceTransaction, RefundAnswer
from app.payments.models import Payment, Refund
from app.payments.refunds import begin_refund, record_refund
from app.reconciliation.actions import (
    OVERLAP,
    agree_with_explanation,
    explain_difference,
    fetch_from,
    keep_movements,
    note_fetched,
    pair_again,
    take_task,
)
from app.reconciliation.kinds import TaskKind
from app.reconciliation.models import CardDifference, CardMovement
from app.reconciliation.queries import card_differences, days_of_both, proof_of, tasks_of
from app.reports.checks import check_books
from tests.clocks import Clock
from tests.makers import make_postal
from tests.reconciliation.lists import charge, row
from tests.reports.markets_at_rest import MarketAtRest, set_up_market

pytestmark = pytest.mark.usefixtures("database")
TENDER, CLEARING = "demo_card", "card_clearing:demo_card"


@pytest.fixture
def market(clock: Clock) -> MarketAtRest:
    clock.stop("2026-08-10 10:00")
    return set_up_market()


def payments() -> list[Payment]:
    statement = select(Payment).where(Payment.state == "captured").order_by(Payment.id)
    return list(session.scalars(statement))


def take_over(rows: Sequence[BalanceTransaction]) -> int:
    with transaction():
        new = keep_movements(TENDER, rows)
    with transaction():
        pair_again(TENDER)
        note_fetched(TENDER, fetch_from(TENDER), time.now())
    session.expire_all()
    return new


def faults() -> list[str]:
    return [one.name for one in check_books() if one.faults]


def open_verdicts() -> list[tuple[str, int, int]]:
    return [(one.verdict, one.theirs_fen, one.ours_fen) for one in card_differences()]


def pay_back(refund: Refund) -> Refund:
    with transaction():
        begin_refund(refund.id)
    with transaction():
        record_refund(refund.id, RefundAnswer("re_1", True))
    return session.get_one(Refund, refund.id)


def test_what_agrees_is_silent_and_its_fees_and_payout_are_booked_once(
    market: MarketAtRest,
) -> None:
    first, second = payments()
    refund = pay_back(market.refund)
    rows = [
        charge(first, fee_fen=150),
        charge(second, fee_fen=120),
        row(BalanceKind.refund, -refund.amount_fen, "re_1"),
        row(BalanceKind.fee, -300),
    ]
    left = first.amount_fen + second.amount_fen - refund.amount_fen - 570
    rows.append(row(BalanceKind.payout, -(left - 1000), "po_1"))
    assert take_over(rows) == 5
    entries = session.scalar(select(func.count()).select_from(JournalEntry))
    assert take_over(rows) == 0
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == entries
    assert (balance("card_fees"), balance("bank"), balance(CLEARING)) == (570, left - 1000, 1000)
    proof = proof_of(TENDER)
    assert (proof.ours_fen, proof.theirs_fen, proof.listed_fen, proof.gap_fen) == (1000, 1000, 0, 0)
    assert open_verdicts() == []
    assert days_of_both(TENDER)[-1].difference_fen == 0
    assert faults() == []


def test_a_missing_charge_a_strange_one_and_a_wrong_amount_are_on_the_list(
    market: MarketAtRest, clock: Clock
) -> None:
    first, second = payments()
    strange = row(BalanceKind.charge, 700, payment_number="P-nobody")
    take_over([replace(charge(first), amount_fen=100, net_fen=100), strange])
    assert open_verdicts() == [
        ("theirs_not_ours", 700, 0),
        ("amount_differs", 100, first.amount_fen),
    ]
    assert proof_of(TENDER).gap_fen == 0  # the second is only young
    clock.move(hours=49)
    take_over([])
    assert open_verdicts()[0] == ("ours_not_theirs", 0, second.amount_fen)
    proof = proof_of(TENDER)
    assert (proof.young_fen, proof.gap_fen) == (0, 0)
    assert proof.listed_fen == balance(CLEARING) - 800
    assert faults() == []
    take_over([charge(second)])  # listed late after all
    assert len(open_verdicts()) == 2
    assert proof_of(TENDER).gap_fen == 0
    assert faults() == []


def test_a_row_that_came_before_our_own_books_is_paired_later(market: MarketAtRest) -> None:
    paid_back = market.refund
    take_over([row(BalanceKind.refund, -paid_back.amount_fen, "re_1")])
    assert open_verdicts() == [("theirs_not_ours", -paid_back.amount_fen, 0)]
    pay_back(paid_back)
    take_over([])
    assert open_verdicts() == []
    movement = session.scalars(select(CardMovement)).one()
    assert (movement.verdict, movement.fact) == ("matched", f"refund:{paid_back.number}:paid")
    assert faults() == []


def test_a_dispute_is_compared_with_its_fee_which_is_booked_with_it(market: MarketAtRest) -> None:
    first, _ = payments()
    with transaction():
        taken = [*move("disputed", CLEARING, 5000), *move("card_fees", CLEARING, 1500)]
        post("dispute:demo_card:dp_1:withdrawn:5000", "", taken)
    take_over([charge(first), row(BalanceKind.dispute, -5000, "dp_1", fee_fen=1500)])
    assert open_verdicts() == []
    assert balance("card_fees") == 1500
    take_over([row(BalanceKind.dispute_reversal, 5000, "dp_1")])
    assert open_verdicts() == [("theirs_not_ours", 5000, 0)]
    assert proof_of(TENDER).gap_fen == 0


def test_a_charge_listed_twice_is_explained_once(market: MarketAtRest) -> None:
    first, _ = payments()
    take_over([charge(first)])
    take_over([charge(first)])
    assert open_verdicts() == [("theirs_not_ours", first.amount_fen, 0)]


def test_a_difference_is_explained_by_one_and_agreed_to_by_another(market: MarketAtRest) -> None:
    take_over([row(BalanceKind.other, 700)])
    (difference,) = card_differences()
    clerk, second = make_postal(), make_postal("邮政小李")
    with pytest.raises(StepNotAllowed), transaction():
        agree_with_explanation(difference.id, second.id)
    with transaction():
        explain_difference(difference.id, "公司给的优惠", clerk.id)
    with pytest.raises(SecondPersonNeeded), transaction():
        agree_with_explanation(difference.id, clerk.id)
    with transaction():
        agree_with_explanation(difference.id, second.id)
    assert card_differences() == []
    with pytest.raises(StepNotAllowed), transaction():
        explain_difference(difference.id, "again", clerk.id)
    assert session.get_one(CardDifference, difference.id).state == "resolved"
    assert proof_of(TENDER).gap_fen == 0


def test_the_next_list_begins_a_little_before_the_last_one_ended(
    market: MarketAtRest, clock: Clock
) -> None:
    first = payments()[0]
    assert fetch_from(TENDER) <= first.started_at - timedelta(hours=23)
    take_over([])
    assert fetch_from(TENDER) == time.now() - OVERLAP


def test_somebody_looks_after_what_waits(market: MarketAtRest) -> None:
    clerk, second = make_postal(), make_postal("邮政小李")
    for owner, note in ((clerk.id, "在查"), (second.id, "问过公司")):
        with transaction():
            take_task(TaskKind.suspense, "card_session:1", owner, note)
    wanted = [(TaskKind.suspense, "card_session:1"), (TaskKind.suspense, "card_session:2")]
    (task,) = tasks_of(wanted).values()
    session.refresh(task)
    assert (task.owner_id, task.note) == (second.id, "问过公司")
