"""The daily run: what was earned moves from held to payable, and each party gets its statement.

Each party is settled in a transaction of its own, by a message of its own: twice, by two workers at
once, or broken off in the middle makes no difference (docs/money.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import case, func, or_, select

from app import clock
from app.db import changed, insert_into, session
from app.ground.postings import move
from app.ledger.actions import lock_account, post
from app.ledger.models import Account, JournalEntry, Posting
from app.orders.models import Order, SubOrder
from app.outbox.actions import leave
from app.settlement.earned import MOST, Earned, ready, shops_of, take_earned
from app.settlement.kinds import LineKind, Party, PartyKind
from app.settlement.models import SettlementRun, Statement, StatementLine

# In Shanghai: the night's claims are in, and the bank's counters not open yet.
BEGINS_AT = time(6)
MOST_MOVED = 2000
# Longer than any transaction lasts: an entry with a lower id than those of the last statement may
# have been kept after it.
LOOK_BACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact of the books on a payable account: more owed when positive."""

    entry_id: int
    fact: str
    memo: str
    order_id: int | None
    happened_at: datetime
    fen: int


def begin_day(day: date) -> bool:
    """Once a day: a message for everybody who may get a statement. False when it was begun."""
    row = {"day": day, "began_at": clock.now()}
    if not changed(insert_into(SettlementRun).values(row).on_conflict_do_nothing()):
        return False
    begin_run()
    return True


def begin_run() -> int:
    """Says how many parties were asked for."""
    parties = parties_to_settle()
    for party in parties:
        leave("settle", {"party": str(party)})
    return len(parties)


def parties_to_settle() -> list[Party]:
    """Whoever has earned something that is due, and whoever has an account that may have moved."""
    sellers = session.scalars(select(SubOrder.cooperative_id).where(*ready()).distinct())
    found = {Party(PartyKind.cooperative, one) for one in sellers}
    accounts = or_(*(Account.name.startswith(f"{kind}_payable:") for kind in PartyKind))
    for name in session.scalars(select(Account.name).where(accounts)):
        found.add(Party.parse(name.replace("_payable", "")))
    return sorted(found)


def settle(party: Party, most: int = MOST) -> Statement | None:
    """One statement of at most so many parts; None when there is nothing to say."""
    lock_account(party.payable)
    earned = take_earned(party, most)
    last = _last(party)
    moved = _moved(party)
    if not earned and not moved:
        return None
    serial = last.serial + 1 if last else 1
    number = f"{party.sign}-{serial:04d}"
    earned_fen, moved_fen = sum(one.net_fen for one in earned), sum(one.fen for one in moved)
    opening_fen = last.closing_fen if last else 0
    entry = None
    if earned_fen:
        postings = move(party.held, party.payable, earned_fen)
        entry = post(f"statement:{number}", f"statement {number}", postings)
    statement = Statement(
        number=number,
        party_kind=party.kind,
        party_id=party.id,
        serial=serial,
        covers_from=last.covers_until if last else None,
        covers_until=clock.now(),
        opening_fen=opening_fen,
        earned_fen=earned_fen,
        moved_fen=moved_fen,
        closing_fen=opening_fen + earned_fen + moved_fen,
        line_count=len(earned) + len(moved),
        entry_id=entry.id if entry else None,
        through_entry_id=max(
            [last.through_entry_id if last else 0, *(one.entry_id for one in moved)]
        ),
    )
    session.add(statement)
    session.flush()
    _write_lines(statement, earned, moved)
    if party.kind is PartyKind.cooperative:
        for shop_id in shops_of(one.order_id for one in earned):
            leave("settle", {"party": str(Party(PartyKind.shop, shop_id))})
    session.flush()
    return statement


def _last(party: Party) -> Statement | None:
    statement = select(Statement).where(
        Statement.party_kind == party.kind, Statement.party_id == party.id
    )
    return session.scalars(statement.order_by(Statement.serial.desc()).limit(1)).first()


def _moved(party: Party) -> list[Moved]:
    """What the books moved on its payable account and no statement has said yet."""
    account_id = session.scalar(select(Account.id).where(Account.name == party.payable))
    if account_id is None:
        return []
    said = select(StatementLine.id).where(
        StatementLine.account == party.payable, StatementLine.entry_id == JournalEntry.id
    )
    own = select(Statement.id).where(Statement.entry_id == JournalEntry.id)
    signed = case((Posting.credit_id == account_id, Posting.amount_fen), else_=-Posting.amount_fen)
    entry = (
        JournalEntry.id,
        JournalEntry.fact,
        JournalEntry.memo,
        JournalEntry.order_id,
        JournalEntry.happened_at,
    )
    statement = (
        select(*entry, func.sum(signed))
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .where(
            or_(Posting.credit_id == account_id, Posting.debit_id == account_id),
            Posting.entry_id > _looked_at(party),
            ~said.exists(),
            ~own.exists(),
        )
        .group_by(*entry)
        .order_by(JournalEntry.id)
        .limit(MOST_MOVED)
    )
    return [
        Moved(row[0], row[1], row[2], row[3], row[4], int(row[5]))
        for row in session.execute(statement)
    ]


def _looked_at(party: Party) -> int:
    """Up to this entry nothing can have been added since."""
    statement = select(Statement.through_entry_id).where(
        Statement.party_kind == party.kind,
        Statement.party_id == party.id,
        Statement.covers_until < clock.now() - LOOK_BACK,
    )
    return session.scalar(statement.order_by(Statement.serial.desc()).limit(1)) or 0


def _write_lines(statement: Statement, earned: Sequence[Earned], moved: Sequence[Moved]) -> None:
    """First what came before, then what is new: that is how the balance runs."""
    account = statement.party.payable
    references = _references(statement.party, [one.order_id for one in moved if one.order_id])
    lines = [_moved_line(one, references.get(one.order_id or 0, "")) for one in moved]
    lines += [_earned_line(one) for one in earned]
    for position, line in enumerate(lines, start=1):
        line.statement_id, line.position, line.account = statement.id, position, account
    session.add_all(lines)


def _earned_line(one: Earned) -> StatementLine:
    return StatementLine(
        kind=one.kind,
        reference=one.reference,
        happened_at=one.happened_at,
        order_id=one.order_id,
        sub_order_id=one.sub_order_id,
        goods_fen=one.goods_fen,
        commission_fen=one.commission_fen,
        postage_fen=one.postage_fen,
        refunded_fen=one.refunded_fen,
        net_fen=one.net_fen,
    )


def _moved_line(one: Moved, order: str) -> StatementLine:
    word, _, rest = one.fact.partition(":")
    kind = _KINDS.get(word, LineKind.correction)
    return StatementLine(
        kind=kind,
        reference=rest.partition(":")[0] if kind is LineKind.payout else order or one.memo,
        happened_at=one.happened_at,
        entry_id=one.entry_id,
        order_id=one.order_id,
        goods_fen=0,
        commission_fen=0,
        postage_fen=0,
        refunded_fen=0,
        net_fen=one.fen,
    )


_KINDS = {"refund": LineKind.refund, "claim": LineKind.claim, "payout": LineKind.payout}


def _references(party: Party, order_ids: Iterable[int]) -> dict[int, str]:
    """What each calls the order: a cooperative its own part, a shop the whole."""
    ids = sorted(set(order_ids))
    wanted = select(Order.id, Order.number).where(Order.id.in_(ids))
    if party.kind is PartyKind.cooperative:
        wanted = select(SubOrder.order_id, SubOrder.number).where(
            SubOrder.order_id.in_(ids), SubOrder.cooperative_id == party.id
        )
    return dict(session.execute(wanted).all())
