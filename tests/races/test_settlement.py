"""Many workers and officers at once: each part is settled on one statement, each party is in one
batch, each payout is sent and arrives once (C2, M9). The twin leaves the lock out and must fail."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.ground.postings import BANK, PAYOUTS_SENT, cooperative_payable, move
from app.ground.refusals import NothingToPay, StepNotAllowed
from app.ledger.actions import post
from app.ledger.queries import balance
from app.orders.models import SubOrder
from app.partners.payouts import PayoutAnswer, PayoutKind, PayoutStanding
from app.people.models import Person
from app.settlement.earned import ready
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.models import Payout, PayoutBatch, Statement, StatementLine
from app.settlement.payees import check_draft, confirm, propose
from app.settlement.payouts import freeze, record_answer, release
from app.settlement.runs import settle
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell
from tests.makers import make_cooperative, make_postal
from tests.order_sheets import make_waybills
from tests.payments.test_paying import books_balance
from tests.races.crowds import all_at_once

pytestmark = pytest.mark.race
MOMENT = "2026-08-20 09:00"


@pytest.fixture
def party(app: Flask, clock: Clock) -> Party:
    """With six parts that can be settled."""
    clock.stop("2026-08-01 09:00")
    make_waybills()
    cooperative = make_cooperative()
    for _ in range(6):
        deliver(sell(cooperative))
    close(clock, days=11)
    return Party(PartyKind.cooperative, cooperative.id)


@pytest.fixture
def owed(app: Flask, clock: Clock) -> tuple[Party, list[Person]]:
    """52.00 are due, to an account that is confirmed and out of its pause."""
    clock.stop("2026-08-01 09:00")
    officers = [make_postal() for _ in range(6)]
    party = Party(PartyKind.cooperative, make_cooperative().id)
    with transaction():
        post("correction:1", "更正", move(BANK, party.payable, 5200))
    draft = check_draft(PayeeKind.bank, "查家合作社", "农商行", "6217001210012345678")
    with transaction():
        payee = propose(party, draft, officers[0].id)
        confirm(party, payee.id, officers[1].id)
    clock.stop(MOMENT)
    return party, officers


def test_of_six_workers_one_settles_each_part(app: Flask, party: Party, clock: Clock) -> None:
    def work(number: int) -> int:
        Clock().stop(MOMENT)
        count = 0
        while True:
            with transaction():
                statement = settle(party, 2)
            if statement is None:
                return count
            count += statement.line_count

    assert sum(all_at_once(app, 6, work)) == 6
    session.rollback()
    lines = select(func.count(StatementLine.sub_order_id.distinct()), func.count())
    assert session.execute(lines).one() == (6, 6)
    serials = session.scalars(select(Statement.serial).order_by(Statement.serial)).all()
    assert serials == [1, 2, 3]
    assert balance(cooperative_payable(party.id)) == -6 * 4940
    books_balance()


def test_without_lock_and_condition_two_workers_take_the_same_parts(
    app: Flask, party: Party, kind: str
) -> None:
    if kind == "sqlite":
        # Its writers come one after the other, so the twin cannot fail there.
        return
    everybody_has_read = threading.Barrier(4)

    def work(number: int) -> int:
        Clock().stop(MOMENT)
        with transaction():
            wanted = select(SubOrder.id).where(SubOrder.cooperative_id == party.id, *ready())
            taken = session.scalars(wanted).all()
            everybody_has_read.wait(30)
            return len(taken)

    assert sum(all_at_once(app, 4, work)) == 24


def test_of_six_officers_one_freezes_one_releases_and_it_arrives_once(
    app: Flask, owed: tuple[Party, list[Person]]
) -> None:
    party, officers = owed
    ids = [one.id for one in officers]

    def try_to_freeze(number: int) -> bool:
        Clock().stop(MOMENT)
        try:
            with transaction():
                freeze(PayoutKind.bank_file, ids[number])
        except (NothingToPay, IntegrityError):
            return False
        return True

    assert sum(all_at_once(app, 6, try_to_freeze)) == 1
    session.rollback()
    batch = session.scalars(select(PayoutBatch)).one()
    batch_id, frozen_by = batch.id, batch.frozen_by_id
    others = [one for one in ids if one != frozen_by]
    session.rollback()

    def try_to_release(number: int) -> bool:
        Clock().stop(MOMENT)
        try:
            with transaction():
                release(batch_id, others[number])
        except StepNotAllowed:
            return False
        return True

    assert sum(all_at_once(app, 5, try_to_release)) == 1
    assert balance(PAYOUTS_SENT) == -5200
    payout_id = session.scalars(select(Payout.id)).one()
    session.rollback()

    def hear(number: int) -> None:
        Clock().stop(MOMENT)
        with transaction():
            record_answer(payout_id, PayoutAnswer(None, PayoutStanding.paid))

    all_at_once(app, 6, hear)
    session.rollback()
    assert (balance(PAYOUTS_SENT), balance(BANK), balance(party.payable)) == (0, 0, 0)
