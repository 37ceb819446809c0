"""A cooperative that says yes while its day ends and the buyer sends her form again. The twin takes
a turn without holding the claim."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.claims import actions
from app.claims.actions import accept_claim, pass_deadline
from app.claims.models import Claim, ClaimEvent
from app.claims.opening import open_claim
from app.claims.queries import get_claim
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ground.refusals import ClaimOpenAlready, StepNotAllowed
from app.payments.models import Refund
from tests.claims.complaints import BUYER, CLERK, Sale, sell_and_deliver
from tests.payments.test_paying import books_balance
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
CLICKS = 12


def answer(app: Flask, claim_id: int, count: int = CLICKS) -> Counter[str]:
    """Half are the clerk's clicks, half the workers who find that the day is over."""
    session.remove()
    tomorrow = clock.now() + timedelta(hours=25)

    def act(number: int) -> str:
        try:
            if number % 2:
                with clock.stopped_at(tomorrow), transaction():
                    return str(pass_deadline(claim_id))
            with transaction():
                accept_claim(get_claim(claim_id), CLERK, "")
                return "accepted"
        except StepNotAllowed as refusal:
            return refusal.code

    return Counter(all_at_once(app, count, act))


def turns_and_refunds(claim_id: int) -> tuple[int, list[int]]:
    accepted = select(func.count()).where(
        ClaimEvent.claim_id == claim_id, ClaimEvent.step == "accept"
    )
    return session.scalar(accepted) or 0, list(session.scalars(select(Refund.amount_fen)))


@pytest.fixture
def sale(app: Flask) -> Sale:
    return sell_and_deliver(15_600, 3)


def test_a_claim_is_paid_once_whoever_says_yes_first(app: Flask, sale: Sale) -> None:
    claim_id = sale.complain(ClaimCause.bad, bad_count=3).id
    told = answer(app, claim_id)
    assert told["accepted"] + told["True"] == 1
    assert turns_and_refunds(claim_id) == (1, [5850])
    books_balance()


def test_many_forms_about_one_box_are_one_claim(app: Flask, sale: Sale) -> None:
    """The same form several times, and others beside it: tabs that she had open."""
    order_id = sale.order.id
    wishes = [sale.wish(ClaimCause.bad, bad_count=3, request_key=f"tab-{n % 3}") for n in range(9)]
    session.remove()

    def act(number: int) -> str:
        try:
            with transaction():
                return open_claim(order_id, wishes[number], BUYER).request_key
        except ClaimOpenAlready as refusal:
            return refusal.code

    told = Counter(all_at_once(app, len(wishes), act))
    assert told["claim_open_already"] == 6
    assert session.scalar(select(func.count()).select_from(Claim)) == 1


def test_without_the_lock_several_turns_are_taken(
    app: Flask, sale: Sale, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "sqlite":
        # Its writers come one after the other, so the twin cannot fail there.
        return
    claim_id = sale.complain(ClaimCause.bad, bad_count=3).id
    everybody_has_read = threading.Barrier(4)

    def read_without_lock(claim_id: int) -> Claim:
        found = get_claim(claim_id)
        everybody_has_read.wait(30)
        return found

    monkeypatch.setattr(actions, "lock_claim", read_without_lock)
    answer(app, claim_id, 4)
    accepted, refunds = turns_and_refunds(claim_id)
    assert accepted > 1
    assert refunds == [5850], "the refund's own key has stopped the others all the same"
