"""The rules of a day, all versions there ever were, and drafts.

The rules are known to each process: one statement a day, then none. A version begins two days
after it was published at the earliest, so whoever read them yesterday reads them anew in time.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.commissions.models import CommissionDraft, CommissionVersion, DraftRule, PublishedRule
from app.db import session
from app.ground.commission_rules import CommissionRule, Conditions, Sale, rule_for
from app.ground.refusals import Missing

Rules = tuple[CommissionRule, ...]


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    effective_from: date
    note: str
    published_at: datetime
    drafted_by_id: int | None
    published_by_id: int | None
    rules: Rules


@dataclass(frozen=True, slots=True)
class Draft:
    id: int
    effective_from: date
    note: str
    created_by_id: int
    created_at: datetime
    rules: Rules


# Per database: the day of reading, and the rules with the day from which each list is in force.
_known: dict[str, tuple[date, list[tuple[date, Rules]]]] = {}


def commission_rule(sale: Sale, on: date) -> CommissionRule:
    return rule_for(rules_on(on), sale)


def rules_on(on: date) -> Rules:
    """Those in force on the day; of a day before the first version the first."""
    key = str(session.get_bind().engine.url)
    read_on, lists = _known.get(key, (date.min, []))
    if read_on < clock.today():
        read_on = clock.today()
        lists = [(one.effective_from, one.rules) for one in versions()]
        if lists:
            _known[key] = read_on, lists
    return next((rules for begins, rules in lists if begins <= on), lists[-1][1])


def forget_rules() -> None:
    _known.clear()


def versions() -> list[Version]:
    """Every one, the newest first; none is ever removed. One statement."""
    statement = (
        select(CommissionVersion)
        .options(joinedload(CommissionVersion.rules))
        .order_by(CommissionVersion.number.desc())
    )
    return [_version(one) for one in session.scalars(statement).unique()]


def drafts() -> list[Draft]:
    statement = select(CommissionDraft).options(selectinload(CommissionDraft.rules))
    return [_draft(one) for one in session.scalars(statement.order_by(CommissionDraft.id))]


def get_draft(draft_id: int) -> Draft:
    found = session.get(CommissionDraft, draft_id)
    if found is None:
        raise Missing
    return _draft(found)


def _version(row: CommissionVersion) -> Version:
    return Version(
        number=row.number,
        effective_from=row.effective_from,
        note=row.note,
        published_at=row.published_at,
        drafted_by_id=row.drafted_by_id,
        published_by_id=row.published_by_id,
        rules=tuple(rule_of(one) for one in row.rules),
    )


def _draft(row: CommissionDraft) -> Draft:
    return Draft(
        id=row.id,
        effective_from=row.effective_from,
        note=row.note,
        created_by_id=row.created_by_id,
        created_at=row.created_at,
        rules=tuple(rule_of(one) for one in row.rules),
    )


def rule_of(row: PublishedRule | DraftRule) -> CommissionRule:
    conditions = Conditions(
        cooperative_id=row.cooperative_id,
        shop_id=row.shop_id,
        category_id=row.category_id,
        channel=row.channel,
    )
    return CommissionRule(row.id, conditions, row.commission_bp, row.shop_bp)
