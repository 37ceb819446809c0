"""Writing down facts. An entry is written once and never touched again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.db import insert_into, session
from app.ground.postings import Posting as PlannedPosting
from app.ledger.models import Account, JournalEntry, Posting


def post(
    fact: str,
    memo: str,
    postings: Sequence[PlannedPosting],
    *,
    order_id: int | None = None,
    happened_at: datetime | None = None,
) -> JournalEntry:
    """Book one fact. The fact's name is unique: booking it twice fails in the database."""
    moment = clock.now()
    account_ids = _account_ids({name for one in postings for name in (one.debit, one.credit)})
    entry = JournalEntry(
        fact=fact,
        memo=memo,
        order_id=order_id,
        happened_at=happened_at or moment,
        booked_at=moment,
        postings=[
            Posting(
                debit_id=account_ids[one.debit],
                credit_id=account_ids[one.credit],
                amount_fen=one.amount_fen,
            )
            for one in postings
        ],
    )
    session.add(entry)
    session.flush()
    return entry


def lock_account(name: str) -> None:
    """Until the end of the transaction nobody else who asks for it decides on its balance."""
    session.execute(
        select(Account.id).where(Account.name == name).with_for_update(key_share=True)
    ).all()


def _account_ids(names: set[str]) -> dict[str, int]:
    """Open what is missing; two buyers of a new cooperative may do so at the same moment."""
    wanted = select(Account.name, Account.id).where(Account.name.in_(sorted(names)))
    found = dict(session.execute(wanted).all())
    missing = sorted(names - found.keys())
    if missing:
        opened = insert_into(Account).values([{"name": name} for name in missing])
        session.execute(opened.on_conflict_do_nothing(index_elements=[Account.name]))
        found = dict(session.execute(wanted).all())
    return found
