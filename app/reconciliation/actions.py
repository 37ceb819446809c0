"""Taking over the card company's list, booking what only it knows, and pairing it with our books.

Everything here may run twice: rows are kept once by their id, fees and payouts are booked once by
their fact, and what was paired stays paired.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from app import clock
from app.db import changed, insert_into, lock_rows, session
from app.ground.postings import BANK, CARD_FEES, card_clearing, move
from app.ground.reconciliation import Moved, Pairing, Verdict, pair
from app.ground.refusals import Missing, SecondPersonNeeded, StepNotAllowed
from app.ledger.actions import post
from app.ledger.models import JournalEntry
from app.ledger.queries import moved_by_facts
from app.partners.cards import BalanceKind, BalanceTransaction
from app.payments.models import Payment, Refund
from app.reconciliation.kinds import DifferenceState, TaskKind
from app.reconciliation.models import (
    OF_DISPUTES,
    CardDifference,
    CardMovement,
    CardWatermark,
    MoneyTask,
)
from app.reconciliation.queries import lone_facts
from app.settlement.models import Payout

# The company may list a movement a little after it made it.
OVERLAP = timedelta(hours=2)
# Only then is a fact of ours that they do not list a difference.
PATIENCE = timedelta(hours=48)
FEE, PAYOUT = "card_fee", "card_payout"
# How often a bank may send a refund back before somebody transfers it by hand.
_TIMES = range(1, 5)
_TO_BANK = (BalanceKind.payout, BalanceKind.payout_failure)


def fetch_from(tender: str) -> datetime:
    """Where to go on; the first time a day before the first payment that went to the company."""
    mark = session.scalars(select(CardWatermark).where(CardWatermark.tender == tender)).first()
    if mark is not None:
        return mark.fetched_until - OVERLAP
    first = select(Payment.started_at).where(Payment.tender == tender).order_by(Payment.id)
    return (session.scalars(first.limit(1)).first() or clock.now()) - timedelta(days=1)


def keep_movements(tender: str, rows: Sequence[BalanceTransaction]) -> int:
    """Rows that are new are kept, their fees and payouts booked, and all of them paired; says how
    many were new."""
    new = [row for row in rows if _keep(tender, row)]
    for row in new:
        _book_fee(tender, row)
        _book_payout(tender, row)
    names = [row.external_id for row in new]
    kept = select(CardMovement).where(
        CardMovement.tender == tender, CardMovement.external_id.in_(names)
    )
    _pair(tender, list(session.scalars(kept.order_by(CardMovement.id))))
    return len(new)


def note_fetched(tender: str, since: datetime, until: datetime) -> None:
    """Last of all: a crash before this only means that rows are asked for again."""
    made = insert_into(CardWatermark).values(tender=tender, begins_at=since, fetched_until=until)
    session.execute(
        made.on_conflict_do_update(
            index_elements=[CardWatermark.tender], set_={"fetched_until": until}
        )
    )


def pair_again(tender: str, limit: int = 500) -> None:
    """Rows that found nothing at first: our hook may have been late. Then what of ours they do not
    list although they had time to."""
    waiting = (
        select(CardMovement)
        .where(CardMovement.tender == tender, CardMovement.verdict != Verdict.matched)
        .order_by(CardMovement.id.desc())
        .limit(limit)
    )
    _pair(tender, list(session.scalars(waiting)))
    _settle_lone_facts(tender)
    for fact, fen, happened_at in lone_facts(tender, clock.now() - PATIENCE, limit):
        _note(
            CardDifference(
                tender=tender,
                verdict=Verdict.ours_not_theirs,
                fact=fact,
                theirs_fen=0,
                ours_fen=fen,
                happened_at=happened_at,
            )
        )
    session.flush()


def explain_difference(difference_id: int, note: str, by_id: int) -> CardDifference:
    """Its owner says why it is so; a second person has to agree."""
    difference = _locked(difference_id)
    if difference.state == DifferenceState.resolved:
        raise StepNotAllowed(step="explain", state=difference.state)
    difference.state = DifferenceState.explained
    difference.note = note
    difference.explained_by_id = by_id
    session.flush()
    return difference


def agree_with_explanation(difference_id: int, by_id: int) -> CardDifference:
    difference = _locked(difference_id)
    if difference.state != DifferenceState.explained:
        raise StepNotAllowed(step="agree", state=difference.state)
    if difference.explained_by_id == by_id:
        raise SecondPersonNeeded
    difference.agreed_by_id = by_id
    _end(difference)
    return difference


def take_task(kind: TaskKind, subject: str, owner_id: int | None, note: str) -> None:
    """From now on hers; nobody's when `owner_id` is None."""
    values = {"owner_id": owner_id, "note": note, "changed_at": clock.now()}
    made = insert_into(MoneyTask).values(kind=kind, subject=subject, **values)
    session.execute(
        made.on_conflict_do_update(index_elements=[MoneyTask.kind, MoneyTask.subject], set_=values)
    )


def _keep(tender: str, row: BalanceTransaction) -> bool:
    made = insert_into(CardMovement).values(
        tender=tender,
        external_id=row.external_id,
        kind=row.kind,
        amount_fen=row.amount_fen,
        fee_fen=row.fee_fen,
        net_fen=row.net_fen,
        source_external_id=row.source_external_id,
        payment_number=row.payment_number,
        payout_external_id=row.payout_external_id,
        created_at=row.created_at,
        fetched_at=clock.now(),
        verdict=Verdict.theirs_not_ours,
        ours_fen=0,
    )
    return changed(made.on_conflict_do_nothing(index_elements=["tender", "external_id"])) == 1


def _book_fee(tender: str, row: BalanceTransaction) -> None:
    """What the company keeps of a movement, and what it charges by itself. Booked now, not when it
    happened: the month may be closed."""
    if row.fee_fen and row.kind not in OF_DISPUTES:
        post(
            f"{FEE}:{tender}:{row.external_id}",
            f"fee of {row.kind} {row.source_external_id}"[:200],
            move(CARD_FEES, card_clearing(tender), row.fee_fen),
        )
    if row.kind == BalanceKind.fee and row.amount_fen:
        post(
            f"{FEE}:{tender}:{row.external_id}:own",
            f"fee {row.source_external_id}"[:200],
            move(card_clearing(tender), CARD_FEES, row.amount_fen),
        )


def _book_payout(tender: str, row: BalanceTransaction) -> None:
    """The company has sent our money to our bank, or has got it back from there."""
    if row.kind in _TO_BANK and row.amount_fen:
        post(
            f"{PAYOUT}:{tender}:{row.external_id}",
            f"{row.kind} {row.source_external_id}"[:200],
            move(card_clearing(tender), BANK, row.amount_fen),
        )


def _pair(tender: str, rows: Sequence[CardMovement]) -> None:
    if not rows:
        return
    names = _names_in_our_books(tender, rows)
    wanted = {fact for facts in names.values() for fact in facts}
    ours = moved_by_facts(card_clearing(tender), wanted)
    own = [row.id for row in rows]
    given_away = session.scalars(
        select(CardMovement.fact).where(
            CardMovement.tender == tender,
            CardMovement.fact.in_(sorted(ours)),
            CardMovement.id.not_in(own),
        )
    )
    theirs = [Moved(row.external_id, row.compared_fen, names[row.id]) for row in rows]
    pairs = pair(theirs, ours, [fact for fact in given_away if fact])
    for row, found in zip(rows, pairs, strict=True):
        _write_down(row, found)
    session.flush()


def _names_in_our_books(tender: str, rows: Sequence[CardMovement]) -> Mapping[int, tuple[str, ...]]:
    """Under which facts each may stand there."""
    sources = {row.source_external_id for row in rows}
    refunds = (
        select(Refund.external_id, Refund.number)
        .join(Refund.payment)
        .where(Payment.tender == tender, Refund.external_id.in_(sorted(sources)))
    )
    payouts = select(Payout.external_id, Payout.number).where(
        Payout.external_id.in_(sorted(sources))
    )
    numbers = dict(session.execute(refunds).all()) | dict(session.execute(payouts).all())
    disputed = {row.source_external_id for row in rows if row.kind in OF_DISPUTES}
    of_disputes = _facts_beginning([f"dispute:{tender}:{source}:" for source in sorted(disputed)])
    return {row.id: tuple(_facts_of(tender, row, numbers, of_disputes)) for row in rows}


def _facts_beginning(prefixes: Sequence[str]) -> list[str]:
    if not prefixes:
        return []
    either = or_(*(JournalEntry.fact.startswith(one, autoescape=True) for one in prefixes))
    return list(session.scalars(select(JournalEntry.fact).where(either)))


def _facts_of(
    tender: str,
    row: CardMovement,
    numbers: Mapping[str | None, str],
    of_disputes: Sequence[str],
) -> list[str]:
    kind, source = BalanceKind(row.kind), row.source_external_id
    if kind == BalanceKind.charge:
        return [f"payment:{row.payment_number}:captured"] if row.payment_number else []
    if kind == BalanceKind.refund:
        return _refund_facts(numbers.get(source), "paid")
    if kind == BalanceKind.refund_failure:
        return _refund_facts(numbers.get(source), "returned")[1:]
    if kind in OF_DISPUTES:
        return [fact for fact in of_disputes if fact.startswith(f"dispute:{tender}:{source}:")]
    if kind in (BalanceKind.transfer, BalanceKind.transfer_reversal):
        step = "paid" if kind == BalanceKind.transfer else "failed"
        return [f"payout:{numbers[source]}:{step}"] if source in numbers else []
    if kind in _TO_BANK:
        return [f"{PAYOUT}:{tender}:{row.external_id}"]
    if kind == BalanceKind.fee:
        return [f"{FEE}:{tender}:{row.external_id}:own"]
    return []


def _refund_facts(number: str | None, step: str) -> list[str]:
    """It may be paid, come back and be paid again."""
    if number is None:
        return []
    return [f"refund:{number}:{step}", *(f"refund:{number}:{step}:{time}" for time in _TIMES)]


def _write_down(row: CardMovement, found: Pairing) -> None:
    row.verdict, row.fact, row.ours_fen = found.verdict, found.fact, found.ours_fen
    statement = select(CardDifference).where(CardDifference.movement_id == row.id)
    difference = session.scalars(statement).one_or_none()
    if found.verdict == Verdict.matched:
        if difference is not None:
            difference.ours_fen = found.ours_fen
            _end(difference)
        return
    if difference is None:
        difference = CardDifference(tender=row.tender, movement_id=row.id)
        difference.happened_at = row.created_at
    elif (difference.verdict, difference.ours_fen) == (found.verdict, found.ours_fen):
        return
    difference.verdict = found.verdict
    difference.theirs_fen, difference.ours_fen = row.compared_fen, found.ours_fen
    _note(difference)


def _settle_lone_facts(tender: str) -> None:
    """What they had not listed has appeared in the meantime."""
    listed = select(CardMovement.fact).where(
        CardMovement.tender == tender, CardMovement.fact.is_not(None)
    )
    session.execute(
        update(CardDifference)
        .where(
            CardDifference.tender == tender,
            CardDifference.verdict == Verdict.ours_not_theirs,
            CardDifference.fact.in_(listed),
            CardDifference.theirs_fen != CardDifference.ours_fen,
        )
        .values(
            state=DifferenceState.resolved,
            theirs_fen=CardDifference.ours_fen,
            ended_at=clock.now(),
        )
        .execution_options(synchronize_session=False)
    )


def _note(difference: CardDifference) -> None:
    """A new one, or one that has changed: what was said about it before no longer counts."""
    difference.state = DifferenceState.open
    difference.explained_by_id = difference.agreed_by_id = difference.ended_at = None
    difference.found_at = clock.now()
    difference.note = ""
    session.add(difference)


def _end(difference: CardDifference) -> None:
    difference.state = DifferenceState.resolved
    difference.ended_at = clock.now()
    session.flush()


def _locked(difference_id: int) -> CardDifference:
    found = lock_rows(CardDifference, [difference_id])
    if not found:
        raise Missing
    return found[0]
