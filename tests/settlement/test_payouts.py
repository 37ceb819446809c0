"""Money goes to whom it is due, once, to an account that two people stood for."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from app.clock import now
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.ground.postings import BANK, PAYOUTS_SENT, REFUND_PAYABLE, cooperative_payable, move
from app.ground.refusals import (
    AccountNotAllowed,
    Missing,
    NothingToPay,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.actions import post
from app.ledger.queries import balance
from app.partners.bank_file import read_bank_answer
from app.partners.payouts import PayoutAnswer, PayoutKind, PayoutStanding
from app.people.models import Person
from app.reports.checks import check_books
from app.reports.checks_of_settlement import SETTLEMENT_CHECKS
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.models import PayeeLook, Payout, Statement
from app.settlement.payees import (
    PAUSE,
    check_draft,
    confirm,
    newest_payee,
    payees_to_decide,
    propose,
    refuse,
)
from app.settlement.payouts import (
    Hindrance,
    bank_file,
    candidates,
    drop,
    freeze,
    judge,
    payouts_of,
    record_answer,
    record_results,
    release,
)
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell, settle_all
from tests.makers import make_cooperative, make_manager, make_postal
from tests.order_sheets import make_waybills
from tests.payments.test_paying import books_balance

ACCOUNT = "6217001210012345678"
OURS = {check.__name__ for check in SETTLEMENT_CHECKS}


@pytest.fixture
def cooperative(database: object, clock: Clock) -> Cooperative:
    """49.40 is due to it."""
    clock.stop("2026-08-01 09:00")
    make_waybills()
    cooperative = make_cooperative()
    deliver(sell(cooperative))
    close(clock)
    settle_all()
    return cooperative


@pytest.fixture
def party(cooperative: Cooperative) -> Party:
    return Party(PartyKind.cooperative, cooperative.id)


@pytest.fixture
def officers(cooperative: Cooperative) -> tuple[Person, Person]:
    return make_postal(), make_postal("邮政小李")


def give_details(party: Party, clock: Clock, account: str = ACCOUNT) -> int:
    first, second = make_manager(make_cooperative()), make_postal()
    draft = check_draft(PayeeKind.bank, "查家合作社", "常州农商行", account)
    with transaction():
        payee = propose(party, draft, first.id)
    with transaction():
        confirm(party, payee.id, second.id)
    clock.move(days=3)
    return payee.id


def settlement_is_sound() -> None:
    session.expire_all()
    ours = [check for check in check_books() if check.name in OURS]
    assert {check.name: check.faults for check in ours if check.faults} == {}


def pay(officers: tuple[Person, Person]) -> Payout:
    with transaction():
        batch = freeze(PayoutKind.bank_file, officers[0].id)
    with transaction():
        release(batch.id, officers[1].id)
    (payout,) = payouts_of(batch.id)
    return payout


def answer(payout: Payout, standing: PayoutStanding, reason: str = "") -> None:
    with transaction():
        record_answer(payout.id, PayoutAnswer(None, standing, reason))
    session.expire_all()


def test_bank_details_want_two_persons_and_three_days(party: Party, clock: Clock) -> None:
    one, other = make_postal(), make_postal()
    with pytest.raises(AccountNotAllowed):
        check_draft(PayeeKind.bank, "查家合作社", "农行", "12 34")
    with pytest.raises(AccountNotAllowed):
        check_draft(PayeeKind.stripe, "查家合作社", "", ACCOUNT)
    draft = check_draft(PayeeKind.bank, "查家合作社", "农行", "6217 0012 1001 2345 678")
    with transaction():
        payee = propose(party, draft, one.id)
    assert (payee.account, payee.masked) == (ACCOUNT, "**** 5678")
    with pytest.raises(SecondPersonNeeded), transaction():
        confirm(party, payee.id, one.id)
    with pytest.raises(Missing), transaction():
        confirm(Party(PartyKind.cooperative, party.id + 1), payee.id, other.id)
    assert [found.account.id for found in payees_to_decide()] == [payee.id]
    assert candidates()[0].hindrance is Hindrance.no_details
    with transaction():
        confirm(party, payee.id, other.id)
    for decide in (confirm, refuse):
        with pytest.raises(StepNotAllowed), transaction():
            decide(party, payee.id, other.id)
    assert candidates()[0].hindrance is Hindrance.in_pause
    newest = newest_payee(party)
    assert newest is not None
    assert newest.decision is not None
    assert newest.decision.usable_from == now() + PAUSE
    clock.move(days=3)
    assert candidates()[0].hindrance is None
    # A change, once confirmed, holds everything up again, and a proposal alone nothing.
    with transaction():
        later = propose(party, draft, other.id)
    assert candidates()[0].hindrance is None
    with transaction():
        confirm(party, later.id, one.id)
    assert candidates()[0].hindrance is Hindrance.in_pause


def test_a_batch_is_frozen_by_one_released_by_another_and_arrives_once(
    party: Party, officers: tuple[Person, Person], clock: Clock
) -> None:
    with pytest.raises(NothingToPay), transaction():
        freeze(PayoutKind.bank_file, officers[0].id)
    give_details(party, clock)
    with transaction():
        batch = freeze(PayoutKind.bank_file, officers[0].id)
    assert (batch.total_fen, balance(PAYOUTS_SENT)) == (4940, 0)
    with pytest.raises(NothingToPay), transaction():
        freeze(PayoutKind.bank_file, officers[0].id)
    with pytest.raises(SecondPersonNeeded), transaction():
        release(batch.id, officers[0].id)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(update(Payout).values(sent_at=None, state="sent"))
    with transaction():
        release(batch.id, officers[1].id)
    with pytest.raises(StepNotAllowed), transaction():
        release(batch.id, officers[1].id)
    assert (balance(cooperative_payable(party.id)), balance(PAYOUTS_SENT)) == (0, -4940)
    with transaction():
        first = bank_file(batch, officers[0].id)
    (payout,) = payouts_of(batch.id)
    assert f"{payout.number},查家合作社,常州农商行,{ACCOUNT},49.40".encode() in first
    looked = select(PayeeLook.person_id)
    assert session.scalars(looked).all() == [officers[0].id]
    told = f"流水号,结果,原因\n{payout.number},成功,\n".encode()
    unknown = read_bank_answer("流水号,结果,原因\nB00099-C1,成功,\n".encode())
    assert [bad.fault for bad in judge(batch, unknown)] == ["unknown"]
    results = read_bank_answer(told)
    assert judge(batch, results) == []
    for _ in range(2):
        with transaction():
            record_results(batch, results)
    assert (balance(PAYOUTS_SENT), balance(BANK)) == (0, -4940)
    with transaction():
        assert bank_file(batch, officers[1].id) == first
    settle_all()
    last = session.scalars(select(Statement).order_by(Statement.id.desc())).first()
    assert last is not None
    assert (last.opening_fen, last.moved_fen, last.closing_fen) == (4940, -4940, 0)
    books_balance()


def test_a_payout_that_comes_back_is_due_again_and_paid_once_more(
    party: Party, officers: tuple[Person, Person], clock: Clock
) -> None:
    give_details(party, clock)
    payout = pay(officers)
    answer(payout, PayoutStanding.returned, "户名不符")
    answer(payout, PayoutStanding.returned, "户名不符")
    answer(payout, PayoutStanding.paid)
    assert (payout.state, payout.fault) == ("failed", "户名不符")
    assert (balance(PAYOUTS_SENT), balance(cooperative_payable(party.id))) == (0, -4940)
    again = pay(officers)
    assert again.number != payout.number
    answer(again, PayoutStanding.paid)
    assert (balance(BANK), balance(cooperative_payable(party.id))) == (-4940, 0)
    # Days later the bank sends it back after all.
    answer(again, PayoutStanding.returned, "销户")
    assert (balance(BANK), balance(cooperative_payable(party.id))) == (0, -4940)
    settle_all()
    books_balance()


def test_what_is_taken_back_meanwhile_is_not_paid_and_a_debt_is_carried(
    cooperative: Cooperative, party: Party, officers: tuple[Person, Person], clock: Clock
) -> None:
    give_details(party, clock)
    with transaction():
        batch = freeze(PayoutKind.bank_file, officers[0].id)
    with transaction():
        back = move(party.payable, REFUND_PAYABLE, 6000)
        post("refund:R1:owed", "bad pears", back)
    with transaction():
        release(batch.id, officers[1].id)
    (payout,) = payouts_of(batch.id)
    assert (payout.state, payout.sent_at, balance(PAYOUTS_SENT)) == ("failed", None, 0)
    assert candidates() == []
    settle_all()
    deliver(sell(cooperative))
    close(clock)
    settle_all()
    closings = select(Statement.closing_fen).order_by(Statement.id)
    assert session.scalars(closings).all() == [4940, -1060, 3880]
    assert pay(officers).amount_fen == 3880
    settlement_is_sound()


def test_less_than_ten_yuan_is_carried_and_a_dropped_batch_changes_nothing(
    party: Party, officers: tuple[Person, Person], clock: Clock
) -> None:
    give_details(party, clock)
    with transaction():
        batch = freeze(PayoutKind.bank_file, officers[0].id)
    with transaction():
        drop(batch.id, officers[0].id)
    with pytest.raises(StepNotAllowed), transaction():
        release(batch.id, officers[1].id)
    assert balance(PAYOUTS_SENT) == 0
    with transaction():
        post("refund:R1:owed", "bad pears", move(party.payable, REFUND_PAYABLE, 3941))
    assert candidates()[0].hindrance is Hindrance.too_little
    with transaction():
        post("refund:R2:owed", "good pears", move(REFUND_PAYABLE, party.payable, 1))
    assert candidates()[0].hindrance is None
    assert timedelta(days=3) == PAUSE
