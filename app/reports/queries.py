"""Figures for the office: what was sold, what is where, who is owed what. Nothing is changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, select, union_all
from sqlalchemy.orm import aliased

from app import clock
from app.cooperatives.models import Cooperative
from app.db import UtcTime, session
from app.ground.order_states import OrderState
from app.ground.refusals import Missing
from app.ledger.models import Account, JournalEntry, Posting
from app.ledger.queries import balances
from app.orders.kinds import Channel
from app.orders.models import Order
from app.reports.growers import Ledger, growers_and_ledger
from app.shops.models import Shop

# An order is paid before its time to pay is over, or not long after: the index is on that time.
_PAID_LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DayOfSales:
    """Orders paid on a Shanghai day, and what was paid for them; `village` of them at counters."""

    day: date
    orders: int
    village: int
    fen: int


@dataclass(frozen=True, slots=True)
class AccountLine:
    """`holder` is the cooperative or shop that an account belongs to, if it belongs to one."""

    name: str
    fen: int
    holder: Cooperative | Shop | None


@dataclass(frozen=True, slots=True)
class AccountGroup:
    kind: str
    fen: int
    lines: list[AccountLine]


@dataclass(frozen=True, slots=True)
class EntryLine:
    debit: str
    credit: str
    fen: int


@dataclass(frozen=True, slots=True)
class ShownEntry:
    entry_id: int
    fact: str
    memo: str
    order_number: str | None
    happened_at: datetime
    booked_at: datetime
    lines: list[EntryLine]


def season(on: date) -> Ledger:
    """This year's boxes and yuan of all halls, and the households and mu behind them."""
    return growers_and_ledger("", on)[1]


def sales_by_day(last: date, days: int = 14) -> list[DayOfSales]:
    """The oldest first; a day without sales is there too."""
    wanted = [last - timedelta(days=ago) for ago in reversed(range(days))]
    spans = union_all(
        *(
            select(
                literal(place).label("place"),
                literal(_begins(day), UtcTime()).label("begins"),
                literal(_begins(day + timedelta(days=1)), UtcTime()).label("ends"),
            )
            for place, day in enumerate(wanted)
        )
    ).subquery("spans")
    is_village = Order.channel == Channel.village
    statement = (
        select(
            spans.c.place,
            func.count(),
            func.count().filter(is_village),
            # What is put down for boxes was never sold.
            func.sum(Order.total_fen - Order.deposit_fen),
        )
        .join(Order, and_(Order.paid_at >= spans.c.begins, Order.paid_at < spans.c.ends))
        .where(
            Order.state.in_([OrderState.paid, OrderState.cancelled]),
            Order.pay_by >= _begins(wanted[0]) - _PAID_LATE,
        )
        .group_by(spans.c.place)
    )
    found = {row[0]: row[1:] for row in session.execute(statement)}
    return [
        DayOfSales(day, *(int(one) for one in found.get(place, (0, 0, 0))))
        for place, day in enumerate(wanted)
    ]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI).astimezone(UTC)


def accounts_by_group() -> list[AccountGroup]:
    """Every account with its balance in fen: positive is ours, negative is owed by us."""
    groups: dict[str, list[AccountLine]] = defaultdict(list)
    sums = balances()
    holders = _holders(sums)
    for name, fen in sums.items():
        groups[name.partition(":")[0]].append(AccountLine(name, fen, holders.get(name)))
    return [
        AccountGroup(kind, sum(line.fen for line in lines), lines)
        for kind, lines in sorted(groups.items())
    ]


def get_account(name: str) -> AccountLine:
    """Missing when nothing was ever booked on it."""
    if session.scalar(select(Account.id).where(Account.name == name)) is None:
        raise Missing
    return AccountLine(name, sum(balances(name).values()), _holders([name]).get(name))


def _holders(names: Iterable[str]) -> dict[str, Cooperative | Shop]:
    """Whose account it is, for those that are somebody's: 'shop_prepaid:7' is the shop's 7."""
    split = {name: name.partition(":") for name in names}
    sellers = _ids(split.values(), "cooperative_")
    shops = _ids(split.values(), "shop_", "cash_")
    own_sellers = select(Cooperative).where(Cooperative.id.in_(sellers))
    own_shops = select(Shop).where(Shop.id.in_(shops))
    sellers_by_id = {one.id: one for one in session.scalars(own_sellers)}
    shops_by_id = {one.id: one for one in session.scalars(own_shops)}
    found: dict[str, Cooperative | Shop] = {}
    for name, (kind, _, number) in split.items():
        rows: dict[int, Cooperative] | dict[int, Shop] = (
            sellers_by_id if kind.startswith("cooperative_") else shops_by_id
        )
        holder = rows.get(int(number)) if number.isdecimal() else None
        if holder is not None:
            found[name] = holder
    return found


def _ids(split: Iterable[tuple[str, str, str]], *kinds: str) -> list[int]:
    return sorted(
        {int(one) for kind, _, one in split if kind.startswith(kinds) and one.isdecimal()}
    )


def get_entry(entry_id: int) -> ShownEntry:
    entries = _entries(JournalEntry.id == entry_id)
    if not entries:
        raise Missing
    return entries[0]


def entries_by_id(entry_ids: Iterable[int]) -> dict[int, ShownEntry]:
    found = _entries(JournalEntry.id.in_(sorted(set(entry_ids))))
    return {one.entry_id: one for one in found}


def entries_of(order_id: int) -> list[ShownEntry]:
    return _entries(JournalEntry.order_id == order_id)


def _entries(which: ColumnElement[bool]) -> list[ShownEntry]:
    """With both sides of every posting by name, in one statement."""
    debit, credit = aliased(Account), aliased(Account)
    statement = (
        select(JournalEntry, Order.number, debit.name, credit.name, Posting.amount_fen)
        .outerjoin(Posting, Posting.entry_id == JournalEntry.id)
        .outerjoin(debit, debit.id == Posting.debit_id)
        .outerjoin(credit, credit.id == Posting.credit_id)
        .outerjoin(Order, Order.id == JournalEntry.order_id)
        .where(which)
        .order_by(JournalEntry.id, Posting.id)
    )
    shown: dict[int, ShownEntry] = {}
    for entry, number, debit_name, credit_name, fen in session.execute(statement):
        told = shown.setdefault(
            entry.id,
            ShownEntry(
                entry.id,
                entry.fact,
                entry.memo,
                number,
                entry.happened_at,
                entry.booked_at,
                [],
            ),
        )
        if fen is not None:
            told.lines.append(EntryLine(debit_name, credit_name, int(fen)))
    return list(shown.values())
