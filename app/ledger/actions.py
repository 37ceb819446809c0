"""Writing down facts. An entry is written once, linked to those before it, and never changed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import insert, select, text, update

from app import clock
from app.db import at_the_end, insert_into, session
from app.ground.chain import MOMENT, ChainedEntry, digest_after
from app.ground.postings import Posting as PlannedPosting
from app.ground.refusals import PeriodClosed
from app.ledger.models import Account, JournalEntry, JournalHead, JournalLink, Posting

HEAD = select(JournalHead.position, JournalHead.digest, JournalHead.open_from).with_for_update()
# Both at once: while the end is held, every question to the server and back is a wait for all.
LENGTHEN = text(
    "WITH linked AS (INSERT INTO journal_links (position, entry_id, digest) "
    "SELECT * FROM unnest("
    "CAST(:positions AS bigint[]), CAST(:entry_ids AS bigint[]), CAST(:digests AS text[]))) "
    "UPDATE journal_head SET position = :position, digest = :digest"
)


def post(
    fact: str,
    memo: str,
    postings: Sequence[PlannedPosting],
    *,
    order_id: int | None = None,
    happened_at: datetime | None = None,
) -> JournalEntry:
    """Book one fact. The fact's name is unique: booking it twice fails in the database.

    A closed month takes nothing any more (PeriodClosed, at the latest when the transaction ends):
    what becomes known late is booked with the moment at which it did.
    """
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
    at_the_end(link, _chained(entry, account_ids))
    return entry


def link(entries: Sequence[ChainedEntry]) -> None:
    """Hang new entries on the chain, in the order given.

    Everybody who books waits for the head, so its row is asked for when all else is done.
    """
    position, digest, open_from = lock_head()
    if open_from is not None:
        _refuse_closed(entries, open_from)
    digests = []
    for entry in entries:
        digest = digest_after(digest, entry.line)
        digests.append(digest)
    _lengthen(position, [entry.entry_id for entry in entries], digests)


def _lengthen(position: int, entry_ids: Sequence[int], digests: Sequence[str]) -> None:
    places = range(position + 1, position + 1 + len(digests))
    end = {"position": places[-1], "digest": digests[-1]}
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            LENGTHEN,
            end | {"positions": list(places), "entry_ids": entry_ids, "digests": digests},
        )
        return
    links = [
        {"position": place, "entry_id": entry_id, "digest": one}
        for place, entry_id, one in zip(places, entry_ids, digests, strict=True)
    ]
    session.execute(insert(JournalLink), links)
    session.execute(update(JournalHead).values(end))


def lock_head() -> tuple[int, str, date | None]:
    """The chain's end, which nobody else can lengthen until this transaction is over, and the first
    day that may be booked on (None: any)."""
    position, digest, open_from = session.execute(HEAD).one()
    return position, digest, open_from


def _refuse_closed(entries: Sequence[ChainedEntry], open_from: date) -> None:
    """Asked while the end is held, so that no month is closed at the same moment."""
    begins = as_text(clock.beginning_of(open_from))
    if any(entry.happened_at < begins for entry in entries):
        raise PeriodClosed(opens_on=open_from)


def _chained(entry: JournalEntry, account_ids: dict[str, int]) -> ChainedEntry:
    names = {account_id: name for name, account_id in account_ids.items()}
    rows = sorted(entry.postings, key=lambda one: one.id)
    return ChainedEntry(
        entry.id,
        entry.fact,
        entry.memo,
        entry.order_id,
        as_text(entry.happened_at),
        as_text(entry.booked_at),
        [(one.id, names[one.debit_id], names[one.credit_id], one.amount_fen) for one in rows],
    )


def as_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(MOMENT)


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
