"""Bank details of cooperatives and shops: proposed by one person, confirmed by another, and used
only after a pause in which whoever is being robbed can still say so.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from app import clock
from app.db import changed, insert_into, session
from app.ground.digits import is_empty, plain
from app.ground.refusals import (
    AccountNotAllowed,
    FieldMissing,
    Missing,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ground.texts import clean_line
from app.outbox.actions import leave
from app.settlement.kinds import Party, PayeeKind, Verdict
from app.settlement.models import PayeeAccount, PayeeDecision, PayeeLook

PAUSE = timedelta(days=3)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class PayeeDraft:
    """Read and checked already."""

    kind: PayeeKind
    holder: str
    bank: str
    account: str


@dataclass(frozen=True, slots=True)
class Payee:
    """A version of the details with what was decided about it; None: nobody has decided yet."""

    account: PayeeAccount
    decision: PayeeDecision | None

    @property
    def is_confirmed(self) -> bool:
        return self.decision is not None and self.decision.verdict == Verdict.confirmed

    @property
    def is_usable(self) -> bool:
        usable_from = self.decision.usable_from if self.decision else None
        return usable_from is not None and usable_from <= clock.now()


def parse_account(text: object, kind: PayeeKind, *, field: str | None = None) -> str:
    """A bank account's digits, or Stripe's name for one of its accounts (acct_…)."""
    if is_empty(text):
        raise FieldMissing(field=field)
    typed = plain(text).replace(" ", "") if isinstance(text, str) else ""
    if kind is PayeeKind.stripe:
        is_good = typed.startswith("acct_") and typed[5:].isalnum() and len(typed) <= 40
    else:
        is_good = typed.isdigit() and 8 <= len(typed) <= 30
    if not (is_good and typed.isascii()):
        raise AccountNotAllowed(field=field)
    return typed


def check_draft(kind: PayeeKind, holder: str, bank: str, account: str) -> PayeeDraft:
    """Stripe knows the bank itself."""
    named = clean_line(bank, LONGEST_NAME, field="bank", optional=kind is PayeeKind.stripe)
    holder = clean_line(holder, LONGEST_NAME, field="holder")
    return PayeeDraft(kind, holder, named, parse_account(account, kind, field="account"))


def propose(party: Party, draft: PayeeDraft, person_id: int) -> PayeeAccount:
    """What was proposed before and not decided is overtaken by it. Everybody who answers for the
    party is told, so that a change nobody wanted does not stay unnoticed."""
    account = PayeeAccount(
        party_kind=party.kind,
        party_id=party.id,
        kind=draft.kind,
        holder=draft.holder,
        bank=draft.bank,
        account=draft.account,
        proposed_by_id=person_id,
        proposed_at=clock.now(),
    )
    session.add(account)
    session.flush()
    leave("tell_payee", {"payee_id": account.id})
    return account


def confirm(party: Party, payee_id: int, person_id: int) -> None:
    """The second person. Money goes there from three days later on."""
    _decide(party, payee_id, person_id, Verdict.confirmed)
    leave("tell_payee", {"payee_id": payee_id})


def refuse(party: Party, payee_id: int, person_id: int) -> None:
    """Also by whoever proposed it and thought better of it."""
    _decide(party, payee_id, person_id, Verdict.refused)


def _decide(party: Party, payee_id: int, person_id: int, verdict: Verdict) -> None:
    newest = newest_payee(party)
    if newest is None or newest.account.id != payee_id:
        raise Missing
    account, is_confirmed = newest.account, verdict is Verdict.confirmed
    if is_confirmed and account.proposed_by_id == person_id:
        raise SecondPersonNeeded
    row = {
        "payee_id": payee_id,
        "proposed_by_id": account.proposed_by_id,
        "verdict": verdict,
        "decided_by_id": person_id,
        "decided_at": clock.now(),
        "usable_from": clock.now() + PAUSE if is_confirmed else None,
    }
    if not changed(insert_into(PayeeDecision).values(row).on_conflict_do_nothing()):
        raise StepNotAllowed(step=verdict.value, state="decided")


def look(payee_id: int, person_id: int) -> PayeeAccount:
    """The whole number, for the office: who looked, and when, is kept."""
    account = session.get(PayeeAccount, payee_id)
    if account is None:
        raise Missing
    session.add(PayeeLook(payee_id=payee_id, person_id=person_id, looked_at=clock.now()))
    session.flush()
    return account


def newest_payee(party: Party) -> Payee | None:
    found = payees_of(party, limit=1)
    return found[0] if found else None


def payees_of(party: Party, limit: int = 20) -> list[Payee]:
    """All versions, the newest first."""
    wanted = _versions().where(
        PayeeAccount.party_kind == party.kind, PayeeAccount.party_id == party.id
    )
    rows = session.execute(wanted.order_by(PayeeAccount.id.desc()).limit(limit))
    return [Payee(account, decision) for account, decision in rows]


def undecided() -> tuple[ColumnElement[bool], ...]:
    """Conditions of a version that nobody has decided about and none has overtaken."""
    newer = aliased(PayeeAccount)
    later = select(newer.id).where(
        newer.party_kind == PayeeAccount.party_kind,
        newer.party_id == PayeeAccount.party_id,
        newer.id > PayeeAccount.id,
    )
    decided = select(PayeeDecision.payee_id).where(PayeeDecision.payee_id == PayeeAccount.id)
    return ~later.exists(), ~decided.exists()


def payees_to_decide(limit: int = 100) -> list[Payee]:
    """The oldest first."""
    wanted = select(PayeeAccount).where(*undecided()).order_by(PayeeAccount.id).limit(limit)
    return [Payee(account, None) for account in session.scalars(wanted)]


def confirmed_payees() -> dict[Party, Payee]:
    """Of every party the version confirmed last, in use or still in its pause."""
    wanted = _versions().where(PayeeDecision.verdict == Verdict.confirmed)
    return {
        account.party: Payee(account, decision)
        for account, decision in session.execute(wanted.order_by(PayeeAccount.id))
    }


def get_payee(payee_id: int) -> Payee:
    row = session.execute(_versions().where(PayeeAccount.id == payee_id)).one_or_none()
    if row is None:
        raise Missing
    return Payee(*row)


def looks_at(payee_id: int) -> list[PayeeLook]:
    wanted = select(PayeeLook).where(PayeeLook.payee_id == payee_id)
    return list(session.scalars(wanted.order_by(PayeeLook.id.desc()).limit(50)))


def _versions() -> Select[PayeeAccount, PayeeDecision]:
    return select(PayeeAccount, PayeeDecision).outerjoin(
        PayeeDecision, PayeeDecision.payee_id == PayeeAccount.id
    )
