"""Statements and their lines, what a party is owed, and what is coming."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, select

from app import clock
from app.cooperatives.models import Cooperative
from app.db import session
from app.ground.order_states import SubOrderState
from app.ground.refusals import Missing
from app.ledger.queries import balance
from app.orders.models import OrderLine, SubOrder
from app.settlement.earned import ready
from app.settlement.kinds import Party, PartyKind
from app.settlement.models import SettlementRun, StatementLine
from app.settlement.models import Statement as Statement  # faces name what they are given
from app.settlement.runs import BEGINS_AT
from app.shops.models import Shop


@dataclass(frozen=True, slots=True)
class RunningLine:
    """`balance_fen` is what was owed after it."""

    line: StatementLine
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a party is owed: earned and still open to complaints, and due."""

    held_fen: int
    due_fen: int


@dataclass(frozen=True, slots=True)
class Coming:
    """What is settled on the morning of `day` unless somebody complains; None: no day yet."""

    day: date | None
    parts: int
    fen: int


@dataclass(frozen=True, slots=True)
class Ready:
    """What the next run would take of one cooperative."""

    cooperative: Cooperative
    parts: int
    fen: int


def standing_of(party: Party) -> Standing:
    return Standing(-balance(party.held), -balance(party.payable))


def statements_of(
    party: Party, before_serial: int | None = None, limit: int = 30
) -> list[Statement]:
    """The newest first."""
    statement = _of(party).order_by(Statement.serial.desc()).limit(limit)
    if before_serial is not None:
        statement = statement.where(Statement.serial < before_serial)
    return list(session.scalars(statement))


def get_statement_of(party: Party, number: str) -> Statement:
    return _one(_of(party).where(Statement.number == number))


def get_statement_for_office(number: str) -> Statement:
    return _one(select(Statement).where(Statement.number == number))


def statements_for_office(before_id: int | None = None, limit: int = 50) -> list[Statement]:
    """The newest first."""
    statement = select(Statement).order_by(Statement.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(Statement.id < before_id)
    return list(session.scalars(statement))


def lines_of(
    statement: Statement, after_position: int = 0, limit: int | None = None
) -> list[RunningLine]:
    """From a place on (exclusive), each with the balance that it leads to."""
    own = StatementLine.statement_id == statement.id
    before = select(func.sum(StatementLine.net_fen)).where(
        own, StatementLine.position <= after_position
    )
    running = statement.opening_fen + int(session.scalar(before) or 0)
    wanted = select(StatementLine).where(own, StatementLine.position > after_position)
    rows: list[RunningLine] = []
    for line in session.scalars(wanted.order_by(StatementLine.position).limit(limit)):
        running += line.net_fen
        rows.append(RunningLine(line, running))
    return rows


def holders_of(parties: Iterable[Party]) -> dict[Party, Cooperative | Shop]:
    """Who they are; two statements."""
    wanted = set(parties)
    found: dict[Party, Cooperative | Shop] = {}
    ids = {kind: sorted(one.id for one in wanted if one.kind is kind) for kind in PartyKind}
    sellers = select(Cooperative).where(Cooperative.id.in_(ids[PartyKind.cooperative]))
    shops = select(Shop).where(Shop.id.in_(ids[PartyKind.shop]))
    found |= {Party(PartyKind.cooperative, row.id): row for row in session.scalars(sellers)}
    found |= {Party(PartyKind.shop, row.id): row for row in session.scalars(shops)}
    return found


def coming_of(cooperative_id: int, on: date, days: int = 14) -> list[Coming]:
    """The mornings from `on`, those without money too, and at the end what has no day yet."""
    mornings = [on + timedelta(days=ahead) for ahead in range(days)]
    earning = _earning()
    place = case(
        *((SubOrder.claims_until <= _morning(day), place) for place, day in enumerate(mornings)),
        else_=days,
    ).label("place")
    parts = (
        select(place, earning.label("fen"))
        .where(
            SubOrder.cooperative_id == cooperative_id,
            SubOrder.settled_at.is_(None),
            SubOrder.state.not_in([SubOrderState.pending, SubOrderState.cancelled]),
        )
        .subquery()
    )
    statement = select(parts.c.place, func.count(), func.sum(parts.c.fen)).group_by(parts.c.place)
    found = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(statement)}
    named: list[date | None] = [*mornings, None]
    return [Coming(day, *found.get(place, (0, 0))) for place, day in enumerate(named)]


def next_run(limit: int = 100) -> list[Ready]:
    """What would be taken now, by cooperative, the largest first; claims not looked at."""
    parts = select(SubOrder.cooperative_id, _earning().label("fen")).where(*ready()).subquery()
    total = func.sum(parts.c.fen)
    statement = (
        select(Cooperative, func.count(), total)
        .join(parts, parts.c.cooperative_id == Cooperative.id)
        .group_by(Cooperative.id)
        .order_by(total.desc(), Cooperative.id)
        .limit(limit)
    )
    return [Ready(row[0], int(row[1]), int(row[2])) for row in session.execute(statement)]


def find_last_run() -> SettlementRun | None:
    return session.scalars(
        select(SettlementRun).order_by(SettlementRun.day.desc()).limit(1)
    ).first()


def _earning() -> ColumnElement[int]:
    """Of the sale as it was frozen; what was taken back since is only in the books."""
    commission = (
        select(func.coalesce(func.sum(OrderLine.commission_fen), 0))
        .where(OrderLine.sub_order_id == SubOrder.id)
        .correlate(SubOrder)
        .scalar_subquery()
    )
    borne = SubOrder.postage_cost_fen - SubOrder.postage_fen
    return SubOrder.goods_fen - commission - case((borne > 0, borne), else_=0)


def _morning(day: date) -> datetime:
    return datetime.combine(day, BEGINS_AT, tzinfo=clock.SHANGHAI).astimezone(UTC)


def _of(party: Party) -> Select[Statement]:
    return select(Statement).where(
        Statement.party_kind == party.kind, Statement.party_id == party.id
    )


def _one(statement: Select[Statement]) -> Statement:
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found
