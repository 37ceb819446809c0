"""A shop's money with us: what it has paid in beforehand, and what it may order on credit.

Balances are sums of postings. Whoever spends holds the shop's row from before the sum is made until
the end of the transaction, so that the last yuan of a limit is spent once (docs/locking.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.db import lock_rows, session
from app.ground.postings import shop_credit, shop_prepaid
from app.ground.refusals import (
    CreditExhausted,
    Missing,
    PrepaidShort,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.queries import balance, sums_of
from app.payments.kinds import ProposalState, Tender
from app.payments.models import BankReceipt, ShopTerms
from app.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Movement:
    """`change_fen` is what the shop's prepaid money, or what it owes, has grown by. `source` and
    `source_id` say what row stands behind it: receipt 7, payment 260728000012."""

    entry_id: int
    tender: Tender
    source: str
    source_id: str
    order_id: int | None
    happened_at: datetime
    change_fen: int


def prepaid_left(shop_id: int) -> int:
    """Fen that the shop can still order with."""
    return -balance(shop_prepaid(shop_id))


def credit_used(shop_id: int) -> int:
    return balance(shop_credit(shop_id))


def credit_left(shop_id: int) -> int:
    return max(0, credit_limit(shop_id) - credit_used(shop_id))


def credit_limit(shop_id: int) -> int:
    """Of the newest terms that a second person has agreed to; 0 for a shop without any."""
    newest = (
        select(ShopTerms.credit_limit_fen)
        .where(ShopTerms.shop_id == shop_id, ShopTerms.state == ProposalState.agreed)
        .order_by(ShopTerms.id.desc())
        .limit(1)
    )
    return session.scalar(newest) or 0


def check_left(shop_id: int, tender: Tender, amount_fen: int) -> None:
    """PrepaidShort or CreditExhausted when the shop has not so much. Holds the shop's row."""
    lock_rows(Shop, [shop_id])
    if tender is Tender.shop_prepaid and prepaid_left(shop_id) < amount_fen:
        raise PrepaidShort(left_fen=prepaid_left(shop_id), field="part")
    if tender is Tender.shop_credit and credit_left(shop_id) < amount_fen:
        raise CreditExhausted(left_fen=credit_left(shop_id), field="part")


def propose_terms(shop_id: int, credit_limit_fen: int, person_id: int) -> ShopTerms:
    """A new version; it counts when somebody else has agreed."""
    if not lock_rows(Shop, [shop_id]):
        raise Missing
    terms = ShopTerms(
        shop_id=shop_id,
        credit_limit_fen=credit_limit_fen,
        state=ProposalState.waiting,
        set_by_id=person_id,
        set_at=clock.now(),
    )
    session.add(terms)
    session.flush()
    return terms


def agree_terms(terms_id: int, person_id: int) -> None:
    _decide(terms_id, person_id, ProposalState.agreed)


def reject_terms(terms_id: int, person_id: int) -> None:
    _decide(terms_id, person_id, ProposalState.rejected)


def _decide(terms_id: int, person_id: int, state: ProposalState) -> None:
    found = lock_rows(ShopTerms, [terms_id])
    if not found:
        raise Missing
    terms = found[0]
    if terms.state != ProposalState.waiting:
        raise StepNotAllowed(step=state.value, state=terms.state)
    if terms.set_by_id == person_id:
        raise SecondPersonNeeded
    lock_rows(Shop, [terms.shop_id])
    terms.state, terms.decided_by_id, terms.decided_at = state, person_id, clock.now()
    session.flush()


def terms_in_order(limit: int = 50) -> list[ShopTerms]:
    """Those that wait first, then the newest."""
    waiting = (ShopTerms.state == ProposalState.waiting).desc()
    statement = select(ShopTerms).options(joinedload(ShopTerms.shop))
    return list(session.scalars(statement.order_by(waiting, ShopTerms.id.desc()).limit(limit)))


def movements_of_shop(
    shop_id: int, before_entry_id: int | None = None, limit: int = 50
) -> list[Movement]:
    """Of both accounts, the newest first; what one entry moved on both is never torn apart, so
    there may be one more than `limit`."""
    both = (
        (Tender.shop_prepaid, shop_prepaid(shop_id), -1),
        (Tender.shop_credit, shop_credit(shop_id), 1),
    )
    found = [
        Movement(
            one.entry_id,
            tender,
            *_source_of(one.fact),
            one.order_id,
            one.happened_at,
            sign * one.amount_fen,
        )
        for tender, account, sign in both
        for one in sums_of(account, before_entry_id, limit)
    ]
    found.sort(key=lambda one: -one.entry_id)
    if len(found) <= limit:
        return found
    last = found[limit - 1].entry_id
    return [one for one in found if one.entry_id >= last]


def references_of_receipts(ids: Iterable[int]) -> dict[int, str]:
    statement = select(BankReceipt.id, BankReceipt.reference).where(BankReceipt.id.in_(sorted(ids)))
    return {row.id: row.reference for row in session.execute(statement)}


def _source_of(fact: str) -> tuple[str, str]:
    source, _, rest = fact.partition(":")
    return source, rest.partition(":")[0]
