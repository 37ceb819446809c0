"""How far the card company's list and our books agree, and what of it is still open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.db import session
from app.ground.postings import card_clearing
from app.ground.refusals import Missing
from app.ledger.models import Account, JournalEntry, Posting
from app.ledger.queries import balance, moved_since
from app.partners.cards import BalanceKind
from app.reconciliation.kinds import DifferenceState, TaskKind
from app.reconciliation.models import CardDifference, CardMovement, CardWatermark, MoneyTask

BOOKED_FROM_THE_LIST = ("card_fee:", "card_payout:")
OF_THE_COMPANY = (BalanceKind.fee, BalanceKind.payout, BalanceKind.payout_failure)
UNSETTLED = (DifferenceState.open, DifferenceState.explained)
# Older facts have long been paired, or somebody has their difference on the list.
LOOK_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class DayOfBoth:
    """What buyers moved on a Shanghai day, by our books and by their list: without fees and what
    went to the bank, which we learn from that list and book on another day."""

    day: date
    ours_fen: int
    theirs_fen: int

    @property
    def difference_fen(self) -> int:
        return self.ours_fen - self.theirs_fen


@dataclass(frozen=True, slots=True)
class Proof:
    """`ours_fen` is the clearing account, `theirs_fen` the sum of their list. `listed_fen` is what
    open or explained differences account for, `young_fen` what they have had no time to list."""

    tender: str
    fetched_until: datetime | None
    ours_fen: int
    theirs_fen: int
    listed_fen: int
    young_fen: int

    @property
    def gap_fen(self) -> int:
        """Nothing, or there is money that no list names."""
        return self.ours_fen - self.theirs_fen - self.listed_fen - self.young_fen


def proof_of(tender: str) -> Proof:
    mark = session.scalars(select(CardWatermark).where(CardWatermark.tender == tender)).first()
    net = select(func.coalesce(func.sum(CardMovement.net_fen), 0)).where(
        CardMovement.tender == tender
    )
    # What was resolved by agreement still differs: the two sides never came together.
    listed = select(
        func.coalesce(func.sum(CardDifference.ours_fen - CardDifference.theirs_fen), 0)
    ).where(CardDifference.tender == tender)
    young = sum(fen for _, fen, _ in lone_facts(tender, clock.now() + timedelta(days=1), None))
    return Proof(
        tender=tender,
        fetched_until=mark.fetched_until if mark else None,
        ours_fen=balance(card_clearing(tender)),
        theirs_fen=int(session.execute(net).scalar_one()),
        listed_fen=int(session.execute(listed).scalar_one()),
        young_fen=young,
    )


def tenders_compared() -> list[str]:
    return list(session.scalars(select(CardWatermark.tender).order_by(CardWatermark.tender)))


def days_of_both(tender: str, days: int = 14) -> list[DayOfBoth]:
    """The oldest first."""
    last = clock.today()
    wanted = [last - timedelta(days=ago) for ago in reversed(range(days))]
    begins = datetime.combine(wanted[0], time(), tzinfo=clock.SHANGHAI).astimezone(UTC)
    ours: Counter[date] = Counter()
    theirs: Counter[date] = Counter()
    for happened_at, fen in moved_since(card_clearing(tender), begins, BOOKED_FROM_THE_LIST):
        ours[clock.day_of(happened_at)] += fen
    rows = select(CardMovement.created_at, CardMovement.amount_fen).where(
        CardMovement.tender == tender,
        CardMovement.created_at >= begins,
        CardMovement.kind.not_in([*OF_THE_COMPANY]),
    )
    for created_at, fen in session.execute(rows):
        theirs[clock.day_of(created_at)] += fen
    return [DayOfBoth(day, ours[day], theirs[day]) for day in wanted]


def lone_facts(tender: str, until: datetime, limit: int | None) -> list[tuple[str, int, datetime]]:
    """Facts that moved the clearing account before `until`, with what they moved, which no row of
    theirs shows and no difference names, the oldest first. What was booked from their own list is
    never alone."""
    own = select(Account.id).where(Account.name == card_clearing(tender)).scalar_subquery()
    came = case((Posting.debit_id == own, Posting.amount_fen), else_=-Posting.amount_fen)
    shown = select(CardMovement.id).where(
        CardMovement.tender == tender, CardMovement.fact == JournalEntry.fact
    )
    named = select(CardDifference.id).where(
        CardDifference.tender == tender, CardDifference.fact == JournalEntry.fact
    )
    statement = (
        select(JournalEntry.fact, func.sum(came), JournalEntry.happened_at)
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .where(
            or_(Posting.debit_id == own, Posting.credit_id == own),
            JournalEntry.happened_at < until,
            JournalEntry.happened_at >= clock.now() - LOOK_BACK,
            *(~JournalEntry.fact.startswith(one, autoescape=True) for one in BOOKED_FROM_THE_LIST),
            ~shown.exists(),
            ~named.exists(),
        )
        .group_by(JournalEntry.id, JournalEntry.fact, JournalEntry.happened_at)
        .order_by(JournalEntry.id)
    )
    if limit is not None:
        statement = statement.limit(limit)
    return [(fact, int(fen), moment) for fact, fen, moment in session.execute(statement) if fen]


def card_differences(
    states: Iterable[DifferenceState] = UNSETTLED, before_id: int | None = None, limit: int = 50
) -> list[CardDifference]:
    statement = (
        select(CardDifference)
        .where(CardDifference.state.in_(list(states)))
        .options(joinedload(CardDifference.movement))
        .order_by(CardDifference.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(CardDifference.id < before_id)
    return list(session.scalars(statement))


def get_card_difference(difference_id: int) -> CardDifference:
    statement = select(CardDifference).where(CardDifference.id == difference_id)
    found = session.scalars(statement.options(joinedload(CardDifference.movement))).one_or_none()
    if found is None:
        raise Missing
    return found


def tasks_of(subjects: Iterable[tuple[TaskKind, str]]) -> dict[tuple[str, str], MoneyTask]:
    """By kind and subject; what nobody has touched is not there."""
    wanted = set(subjects)
    statement = select(MoneyTask).where(
        MoneyTask.kind.in_(sorted({kind for kind, _ in wanted})),
        MoneyTask.subject.in_(sorted({subject for _, subject in wanted})),
    )
    return {(one.kind, one.subject): one for one in session.scalars(statement)}
