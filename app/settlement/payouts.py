"""Paying out what is due, in batches: frozen by one person, released by another, each payout once.

Due is what lies on a payable account. Freezing locks the accounts, counts anew and writes the sums
down; releasing counts once more, so that nothing is paid that was taken back meanwhile. Partners
are asked by the worker, by the payout's own number, outside any transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, joinedload

from app import clock
from app.db import lock_rows, session
from app.ground.payout_states import BatchState, PayoutState, PayoutStep, payout_step
from app.ground.postings import BANK, PAYOUTS_SENT, card_clearing, move
from app.ground.refusals import Missing, NothingToPay, SecondPersonNeeded, StepNotAllowed
from app.ledger.actions import lock_account, post
from app.ledger.queries import balances
from app.outbox.actions import leave
from app.partners.bank_file import BankResult, write_bank_file
from app.partners.payouts import PayoutAnswer, PayoutKind, PayoutRequest, PayoutStanding
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.models import PayeeAccount, PayeeLook, Payout, PayoutBatch
from app.settlement.payees import Payee, confirmed_payees

# Below it a bank's fee would be more than the trouble is worth; it is carried.
LEAST_FEN = 1000
_WHOLE = (joinedload(Payout.batch), joinedload(Payout.payee))
OPEN = (PayoutState.frozen, PayoutState.sent)
_PAYEES = {
    PayoutKind.bank_file: PayeeKind.bank,
    PayoutKind.demo_bank: PayeeKind.bank,
    PayoutKind.stripe_transfer: PayeeKind.stripe,
}


class Hindrance(StrEnum):
    too_little = "too_little"
    no_details = "no_details"
    in_pause = "in_pause"
    on_its_way = "on_its_way"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to whom something is due, and what is in the way of paying it."""

    party: Party
    due_fen: int
    payee: Payee | None
    hindrance: Hindrance | None


@dataclass(frozen=True, slots=True)
class BadResult:
    line: int
    number: str
    fault: str


def candidates() -> list[Candidate]:
    """Everybody with more than nothing due, by party."""
    payees, on_their_way = confirmed_payees(), _on_their_way()
    found = []
    for party, fen in sorted(_due().items()):
        if fen <= 0:
            continue
        payee = payees.get(party)
        found.append(Candidate(party, fen, payee, _hindrance(party, fen, payee, on_their_way)))
    return found


def _hindrance(
    party: Party, fen: int, payee: Payee | None, on_their_way: set[Party]
) -> Hindrance | None:
    if party in on_their_way:
        return Hindrance.on_its_way
    if fen < LEAST_FEN:
        return Hindrance.too_little
    if payee is None:
        return Hindrance.no_details
    return None if payee.is_usable else Hindrance.in_pause


def _due() -> dict[Party, int]:
    sums = {name: fen for kind in PartyKind for name, fen in balances(f"{kind}_payable:").items()}
    return {Party.parse(name.replace("_payable", "")): -fen for name, fen in sums.items()}


def _on_their_way() -> set[Party]:
    open_ones = select(Payout.party_kind, Payout.party_id).where(Payout.state.in_(OPEN))
    return {Party(PartyKind(kind), number) for kind, number in session.execute(open_ones)}


def freeze(kind: PayoutKind, person_id: int) -> PayoutBatch:
    """Everybody who can be paid in this way, with the sums as they are at this moment."""
    _lock(party for party, fen in _due().items() if fen > 0)
    ready = [one for one in candidates() if one.hindrance is None and _goes_by(one, kind)]
    if not ready:
        raise NothingToPay
    serial = int(session.scalar(select(func.max(PayoutBatch.id))) or 0) + 1
    batch = PayoutBatch(
        number=f"B{serial:05d}",
        kind=kind,
        state=BatchState.frozen,
        frozen_by_id=person_id,
        frozen_at=clock.now(),
        total_fen=sum(one.due_fen for one in ready),
        payout_count=len(ready),
    )
    session.add(batch)
    session.flush()
    for one in ready:
        assert one.payee is not None
        session.add(
            Payout(
                number=f"{batch.number}-{one.party.sign}",
                batch_id=batch.id,
                party_kind=one.party.kind,
                party_id=one.party.id,
                payee_id=one.payee.account.id,
                amount_fen=one.due_fen,
                state=PayoutState.frozen,
            )
        )
    session.flush()
    return batch


def _goes_by(one: Candidate, kind: PayoutKind) -> bool:
    return one.payee is not None and one.payee.account.kind == _PAYEES[kind]


def _lock(parties: Iterable[Party]) -> None:
    """Their accounts, in one order, before anything is counted."""
    for name in sorted(party.payable for party in parties):
        lock_account(name)


def release(batch_id: int, person_id: int) -> PayoutBatch:
    """The second person: the money leaves the payables, and the worker asks the partner."""
    batch, payouts = _locked(batch_id)
    _must_be_frozen(batch, "release")
    if batch.frozen_by_id == person_id:
        raise SecondPersonNeeded
    _lock(one.party for one in payouts)
    due, payees = _due(), confirmed_payees()
    for one in payouts:
        payee = payees.get(one.party)
        if due.get(one.party, 0) < one.amount_fen:
            _fail(one, "less is due by now")
        elif payee is None or payee.account.id != one.payee_id or not payee.is_usable:
            _fail(one, "the bank details were changed")
        else:
            _send(one)
    batch.state, batch.released_by_id = BatchState.released, person_id
    batch.released_at = clock.now()
    session.flush()
    return batch


def _send(payout: Payout) -> None:
    payout.state = payout_step(PayoutState(payout.state), PayoutStep.send)
    payout.sent_at = clock.now()
    post(
        f"payout:{payout.number}:sent",
        f"payout {payout.number}",
        move(payout.party.payable, PAYOUTS_SENT, payout.amount_fen),
    )
    if payout.batch.kind != PayoutKind.bank_file:
        leave("send_payout", {"payout_id": payout.id})


def drop(batch_id: int, person_id: int) -> None:
    """Before it was released, by anybody of the office: nothing has moved."""
    batch, payouts = _locked(batch_id)
    _must_be_frozen(batch, "drop")
    for one in payouts:
        one.state = payout_step(PayoutState(one.state), PayoutStep.drop)
        one.ended_at = clock.now()
    batch.state, batch.released_by_id = BatchState.dropped, person_id
    batch.released_at = clock.now()
    session.flush()


def _locked(batch_id: int) -> tuple[PayoutBatch, list[Payout]]:
    batches = lock_rows(PayoutBatch, [batch_id])
    if not batches:
        raise Missing
    ids = session.scalars(select(Payout.id).where(Payout.batch_id == batch_id)).all()
    return batches[0], lock_rows(Payout, ids)


def _must_be_frozen(batch: PayoutBatch, step: str) -> None:
    if batch.state != BatchState.frozen:
        raise StepNotAllowed(step=step, state=batch.state)


def record_answer(payout_id: int, answer: PayoutAnswer) -> None:
    """What the partner, or the bank's own word, says of a payout. Told twice, it counts once."""
    found = lock_rows(Payout, [payout_id])
    if not found:
        raise Missing
    payout = found[0]
    payout.external_id = answer.external_id or payout.external_id
    if answer.standing is PayoutStanding.paid and payout.state == PayoutState.sent:
        payout.state = payout_step(PayoutState.sent, PayoutStep.pay)
        payout.ended_at = clock.now()
        post(
            f"payout:{payout.number}:paid",
            f"payout {payout.number} arrived",
            move(PAYOUTS_SENT, _money_account(payout), payout.amount_fen),
        )
    elif answer.standing is PayoutStanding.returned and payout.state in _GONE:
        _fail(payout, answer.reason)
    session.flush()


def record_refused(payout_id: int, fault: str) -> None:
    """A clear no before anything has left."""
    record_answer(payout_id, PayoutAnswer(None, PayoutStanding.returned, fault))


_GONE = (PayoutState.sent, PayoutState.paid)


def _fail(payout: Payout, fault: str) -> None:
    """What had left is due again, and the next batch tries anew."""
    was = PayoutState(payout.state)
    payout.state = payout_step(was, PayoutStep.fail)
    payout.fault = fault[:200]
    payout.ended_at = clock.now()
    if was in _GONE:
        lies_on = PAYOUTS_SENT if was is PayoutState.sent else _money_account(payout)
        post(
            f"payout:{payout.number}:failed",
            f"payout {payout.number} came back",
            move(lies_on, payout.party.payable, payout.amount_fen),
        )


def _money_account(payout: Payout) -> str:
    """Stripe pays out of what lies with Stripe."""
    if payout.batch.kind == PayoutKind.stripe_transfer:
        return card_clearing("stripe")
    return BANK


def judge(batch: PayoutBatch, results: Sequence[BankResult]) -> list[BadResult]:
    """What of a bank's answer does not fit its batch; read before anything is taken down."""
    states = {one.number: PayoutState(one.state) for one in payouts_of(batch.id)}
    bad = []
    for line, one in enumerate(results, start=2):
        state = states.get(one.number)
        if state is None:
            bad.append(BadResult(line, one.number, "unknown"))
        elif state not in (*_GONE, PayoutState.failed):
            bad.append(BadResult(line, one.number, "not_sent"))
        elif state is PayoutState.failed and one.answer.standing is PayoutStanding.paid:
            bad.append(BadResult(line, one.number, "failed_before"))
    return bad


def record_results(batch: PayoutBatch, results: Sequence[BankResult]) -> int:
    """All of a bank's answer. The same file again changes nothing."""
    ids = {one.number: one.id for one in payouts_of(batch.id)}
    for one in sorted(results, key=lambda one: ids[one.number]):
        record_answer(ids[one.number], one.answer)
    return len(results)


def bank_file(batch: PayoutBatch, person_id: int) -> bytes:
    """For the bank, with whole account numbers: who took it is kept. The same bytes every time."""
    if batch.state != BatchState.released:
        raise StepNotAllowed(step="file", state=batch.state)
    sent = [one for one in payouts_of(batch.id) if one.sent_at is not None]
    moment = clock.now()
    session.add_all(
        PayeeLook(payee_id=one.payee_id, person_id=person_id, looked_at=moment) for one in sent
    )
    session.flush()
    return write_bank_file([request_for(one) for one in sent])


def request_for(payout: Payout) -> PayoutRequest:
    payee: PayeeAccount = payout.payee
    return PayoutRequest(
        number=payout.number,
        account=payee.account,
        amount_fen=payout.amount_fen,
        memo=f"邮禾结算 {payout.number}",
        holder=payee.holder,
        bank=payee.bank,
    )


def batches(before_id: int | None = None, limit: int = 30) -> list[PayoutBatch]:
    """The newest first."""
    statement = select(PayoutBatch).order_by(PayoutBatch.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(PayoutBatch.id < before_id)
    return list(session.scalars(statement))


def frozen_batches(limit: int = 50) -> list[PayoutBatch]:
    """Those that wait for a second person, the oldest first."""
    wanted = select(PayoutBatch).where(PayoutBatch.state == BatchState.frozen)
    return list(session.scalars(wanted.order_by(PayoutBatch.id).limit(limit)))


def get_batch(number: str) -> PayoutBatch:
    batch = session.scalars(select(PayoutBatch).where(PayoutBatch.number == number)).one_or_none()
    if batch is None:
        raise Missing
    return batch


def payouts_of(batch_id: int) -> list[Payout]:
    wanted = select(Payout).where(Payout.batch_id == batch_id).options(*_WHOLE)
    return list(session.scalars(wanted.order_by(Payout.id)))


def get_payout(payout_id: int) -> Payout:
    payout = session.get(Payout, payout_id)
    if payout is None:
        raise Missing
    return payout


def payouts_to(party: Party, limit: int = 20) -> list[Payout]:
    """Those that have left, the newest first."""
    wanted = select(Payout).where(
        Payout.party_kind == party.kind, Payout.party_id == party.id, Payout.sent_at.is_not(None)
    )
    return list(session.scalars(wanted.options(*_WHOLE).order_by(Payout.id.desc()).limit(limit)))


def came_back() -> tuple[ColumnElement[bool], ...]:
    """Conditions of a payout that failed, and nothing was sent to the same party after it."""
    later = aliased(Payout)
    sent = select(later.id).where(
        later.party_kind == Payout.party_kind,
        later.party_id == Payout.party_id,
        later.id > Payout.id,
    )
    return Payout.state == PayoutState.failed, ~sent.exists()


def payouts_that_came_back(limit: int = 50) -> list[Payout]:
    """The oldest first."""
    wanted = select(Payout).where(*came_back()).options(*_WHOLE)
    return list(session.scalars(wanted.order_by(Payout.id).limit(limit)))


def payouts_to_ask_about(limit: int = 50) -> list[Payout]:
    """Told to a company that has not said yet that they arrived."""
    wanted = (
        select(Payout)
        .join(Payout.batch)
        .where(Payout.state == PayoutState.sent, PayoutBatch.kind != PayoutKind.bank_file)
    )
    return list(session.scalars(wanted.options(*_WHOLE).order_by(Payout.id).limit(limit)))
