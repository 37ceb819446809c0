"""Counting a shop's cash box, closing its day, bringing notes to the bank, deciding differences.

Whoever changes a box or decides on its balance holds the box's account (docs/locking.md), so that
a count has one place in the books: everything up to `last_entry_id`, and nothing after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from app import clock
from app.cash.kinds import (
    Bears,
    DifferenceReason,
    DifferenceState,
    RemittancePurpose,
    RemittanceState,
    Way,
)
from app.cash.models import CashClose, CashCount, CashDifference, CashRemittance
from app.cash.queries import box_day, find_close_of_day, get_close, last_close_of, waiting_fen
from app.db import lock_rows, session
from app.ground.notes import ALONE_FEN, counted_fen
from app.ground.postings import (
    BANK,
    CASH_DIFFERENCES,
    Posting,
    cash_box,
    cash_in_transit,
    move,
    shop_credit,
    shop_payable,
    shop_prepaid,
    turned_round,
)
from app.ground.refusals import (
    BoxMovedSinceCount,
    CashBoxShort,
    DayClosed,
    FieldMissing,
    Missing,
    MoreThanOwed,
    ReferenceUsed,
    RequestKeyUsed,
    SecondPersonNeeded,
    StepNotAllowed,
)
from app.ledger.actions import lock_account, post
from app.ledger.queries import balance, sums_of
from app.payments.shop_money import credit_used
from app.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why notes are missing or too many, in a word and in the keeper's own."""

    reason: DifferenceReason | None
    text: str


@dataclass(frozen=True, slots=True)
class Handing:
    """Notes on their way to the bank; `reference` is what the bank's or the van's paper says."""

    request_key: str
    way: Way
    reference: str
    amount_fen: int
    purpose: RemittancePurpose = RemittancePurpose.bank


def count_cash(shop_id: int, notes: Mapping[str, int], by_id: int, request_key: str) -> CashCount:
    """Kept before anybody is told what the books say. The same request key gives the same count."""
    lock_account(cash_box(shop_id))
    earlier = select(CashCount).where(
        CashCount.shop_id == shop_id, CashCount.request_key == request_key
    )
    count = session.scalars(earlier).one_or_none()
    if count is not None:
        return count
    day = box_day()
    if find_close_of_day(shop_id, day) is not None:
        raise DayClosed
    kept = {kind: number for kind, number in notes.items() if number}
    return _keep_count(shop_id, kept, counted_fen(kept), by_id, request_key)


def close_day(
    count_id: int, shop_id: int, explanation: Explanation, by_id: int, request_key: str
) -> CashClose:
    """A difference without an explanation is refused; what came since the count as well."""
    lock_account(cash_box(shop_id))
    count = session.get(CashCount, count_id)
    if count is None or count.shop_id != shop_id:
        raise Missing
    closed = find_close_of_day(shop_id, count.day)
    if closed is not None:
        if closed.count_id == count.id:
            return closed
        raise DayClosed
    if (count.booked_fen, count.waiting_fen, count.last_entry_id) != _booked(shop_id):
        raise BoxMovedSinceCount
    return _keep_close(count, None, explanation, by_id, request_key)


def correct_close(
    close_id: int, counted: int, explanation: Explanation, by_id: int, request_key: str
) -> CashClose:
    """The office has found out that the box held `counted` fen: a new close takes the old one's
    place, and what the old one booked is turned round. Only a shop's last close, by another
    person than closed it."""
    close = get_close(close_id)
    lock_account(cash_box(close.shop_id))
    last = last_close_of(close.shop_id)
    if last is not None and last.replaces_id == close_id and last.request_key == request_key:
        return last
    if last is None or last.id != close_id:
        raise StepNotAllowed(step="correct", state="replaced")
    if close.closed_by_id == by_id:
        raise SecondPersonNeeded
    _take_back(close)
    old = close.count
    count = CashCount(
        shop_id=close.shop_id,
        day=close.day,
        request_key=request_key,
        notes={},
        counted_fen=counted,
        booked_fen=old.booked_fen,
        waiting_fen=old.waiting_fen,
        last_entry_id=old.last_entry_id,
        counted_by_id=by_id,
        counted_at=clock.now(),
    )
    session.add(count)
    session.flush()
    return _keep_close(count, close.id, explanation, by_id, request_key)


def hand_over_cash(shop_id: int, handing: Handing, by_id: int) -> CashRemittance:
    """The notes have left the box; they are with nobody we can ask until the bank has them. Notes
    of the shop's own were never ours: they are booked when the bank has them, and not before."""
    if handing.purpose is RemittancePurpose.bank:
        lock_account(cash_box(shop_id))
    else:
        lock_rows(Shop, [shop_id])
    earlier = select(CashRemittance).where(
        CashRemittance.shop_id == shop_id, CashRemittance.request_key == handing.request_key
    )
    found = session.scalars(earlier).one_or_none()
    if found is not None:
        meant = (handing.amount_fen, handing.reference, handing.purpose)
        if (found.amount_fen, found.reference, found.purpose) != meant:
            raise RequestKeyUsed
        return found
    used = select(CashRemittance.id).where(
        CashRemittance.way == handing.way, CashRemittance.reference == handing.reference
    )
    if session.scalar(used) is not None:
        raise ReferenceUsed(field="reference")
    _check_there(shop_id, handing)
    remittance = CashRemittance(
        shop_id=shop_id,
        request_key=handing.request_key,
        way=handing.way,
        purpose=handing.purpose,
        reference=handing.reference,
        amount_fen=handing.amount_fen,
        state=RemittanceState.handed,
        handed_by_id=by_id,
        handed_at=clock.now(),
    )
    session.add(remittance)
    session.flush()
    if handing.purpose is RemittancePurpose.bank:
        post(
            f"cash_remittance:{remittance.id}:handed",
            f"notes to the bank, {handing.way} {handing.reference}",
            move(cash_in_transit(shop_id), cash_box(shop_id), handing.amount_fen),
        )
    return remittance


def confirm_cash(
    remittance_id: int, received_fen: int, explanation: Explanation, by_id: int
) -> CashRemittance:
    """The bank has so much of it; a difference needs its explanation like one of a count. Of the
    shop's own notes nothing of ours can be missing: it is credited with what arrived."""
    found = lock_rows(CashRemittance, [remittance_id])
    if not found:
        raise Missing
    remittance = found[0]
    if remittance.state != RemittanceState.handed:
        raise StepNotAllowed(step="confirm", state=remittance.state)
    if remittance.handed_by_id == by_id:
        raise SecondPersonNeeded
    difference = received_fen - remittance.amount_fen
    is_ours = remittance.purpose == RemittancePurpose.bank
    if is_ours:
        _check_explained(difference, explanation)
    remittance.received_fen = received_fen
    remittance.state = RemittanceState.differs if difference else RemittanceState.confirmed
    remittance.confirmed_by_id = by_id
    remittance.confirmed_at = clock.now()
    if received_fen:
        post(
            f"cash_remittance:{remittance.id}:received",
            f"notes {remittance.way} {remittance.reference} in the bank",
            _arrival(remittance, received_fen),
        )
    if difference and is_ours:
        _note_difference(
            CashDifference(shop_id=remittance.shop_id, remittance_id=remittance.id),
            difference,
            explanation,
            by_id,
        )
    session.flush()
    return remittance


def decide_difference(difference_id: int, borne_by: Bears, note: str, by_id: int) -> CashDifference:
    """The second person: whose loss it is, or that the money was found where it belongs."""
    shop_id = session.scalar(
        select(CashDifference.shop_id).where(CashDifference.id == difference_id)
    )
    if shop_id is None:
        raise Missing
    # The box first, as whoever corrects a close has it before its differences.
    lock_account(cash_box(shop_id))
    difference = lock_rows(CashDifference, [difference_id])[0]
    if difference.state != DifferenceState.waiting:
        raise StepNotAllowed(step="decide", state=difference.state)
    if difference.named_by_id == by_id:
        raise SecondPersonNeeded
    difference.borne_by = borne_by
    difference.decided_by_id = by_id
    difference.decided_at = clock.now()
    difference.note = note
    _book(difference)
    return difference


def _check_there(shop_id: int, handing: Handing) -> None:
    if handing.purpose is RemittancePurpose.bank:
        held_fen = balance(cash_box(shop_id)) + min(0, waiting_fen(shop_id))
        if held_fen < handing.amount_fen:
            raise CashBoxShort(held_fen=max(0, held_fen), field="amount")
    if handing.purpose is RemittancePurpose.credit:
        on_its_way = select(func.coalesce(func.sum(CashRemittance.amount_fen), 0)).where(
            CashRemittance.shop_id == shop_id,
            CashRemittance.purpose == RemittancePurpose.credit,
            CashRemittance.state == RemittanceState.handed,
        )
        owed_fen = max(0, credit_used(shop_id) - int(session.execute(on_its_way).scalar_one()))
        if owed_fen < handing.amount_fen:
            raise MoreThanOwed(owed_fen=owed_fen, field="amount")


def _arrival(remittance: CashRemittance, received_fen: int) -> list[Posting]:
    """What pays back more than is owed by now, because a transfer was quicker, is prepaid money."""
    shop_id = remittance.shop_id
    if remittance.purpose == RemittancePurpose.bank:
        return move(BANK, cash_in_transit(shop_id), received_fen)
    back_fen = 0
    if remittance.purpose == RemittancePurpose.credit:
        lock_rows(Shop, [shop_id])
        back_fen = min(received_fen, max(0, credit_used(shop_id)))
    return [
        *move(BANK, shop_credit(shop_id), back_fen),
        *move(BANK, shop_prepaid(shop_id), received_fen - back_fen),
    ]


def _booked(shop_id: int) -> tuple[int, int, int]:
    """Balance, differences not decided yet, and the last entry; the account is locked."""
    box = cash_box(shop_id)
    last = sums_of(box, limit=1)
    return balance(box), waiting_fen(shop_id), last[0].entry_id if last else 0


def _keep_count(
    shop_id: int, notes: Mapping[str, int], counted: int, by_id: int, request_key: str
) -> CashCount:
    booked_fen, waiting, last_entry_id = _booked(shop_id)
    count = CashCount(
        shop_id=shop_id,
        day=box_day(),
        request_key=request_key,
        notes=dict(notes),
        counted_fen=counted,
        booked_fen=booked_fen,
        waiting_fen=waiting,
        last_entry_id=last_entry_id,
        counted_by_id=by_id,
        counted_at=clock.now(),
    )
    session.add(count)
    session.flush()
    return count


def _keep_close(
    count: CashCount,
    replaces_id: int | None,
    explanation: Explanation,
    by_id: int,
    request_key: str,
) -> CashClose:
    difference = count.difference_fen
    _check_explained(difference, explanation)
    close = CashClose(
        shop_id=count.shop_id,
        day=count.day,
        request_key=request_key,
        count_id=count.id,
        replaces_id=replaces_id,
        difference_fen=difference,
        reason=explanation.reason if difference else None,
        explanation=explanation.text if difference or replaces_id else "",
        closed_by_id=by_id,
        closed_at=clock.now(),
    )
    session.add(close)
    session.flush()
    if difference:
        row = CashDifference(shop_id=count.shop_id, close_id=close.id)
        _note_difference(row, difference, explanation, by_id)
    return close


def _check_explained(difference_fen: int, explanation: Explanation) -> None:
    if difference_fen and explanation.reason is None:
        raise FieldMissing(field="reason")
    if difference_fen and not explanation.text:
        raise FieldMissing(field="explanation")


def _note_difference(
    difference: CashDifference, amount_fen: int, explanation: Explanation, by_id: int
) -> None:
    difference.amount_fen = amount_fen
    difference.reason = explanation.reason or DifferenceReason.unknown
    difference.explanation = explanation.text
    difference.named_by_id = by_id
    difference.named_at = clock.now()
    difference.note = ""
    difference.state = DifferenceState.waiting
    session.add(difference)
    session.flush()
    if abs(amount_fen) <= ALONE_FEN:
        difference.borne_by = Bears.platform
        _book(difference)


def _book(difference: CashDifference) -> None:
    """Found notes of a count need no entry: the box holds again what the books say. Found money of
    a remittance is in the bank."""
    place, other = _sides(difference)
    nothing_to_book = place == cash_box(difference.shop_id) and other is None
    difference.state = DifferenceState.dismissed if other is None else DifferenceState.booked
    if not nothing_to_book:
        post(
            f"cash_difference:{difference.id}",
            f"{difference.reason}: {difference.explanation}"[:200],
            # Missing notes leave the place; too many come to it.
            move(place, other or BANK, difference.amount_fen),
        )
    session.flush()


def _sides(difference: CashDifference) -> tuple[str, str | None]:
    shop_id = difference.shop_id
    place = cash_box(shop_id) if difference.close_id else cash_in_transit(shop_id)
    other = {
        Bears.platform: CASH_DIFFERENCES,
        Bears.shop: shop_payable(shop_id),
        Bears.found: None,
    }
    return place, other[Bears(str(difference.borne_by))]


def _take_back(close: CashClose) -> None:
    """What the close had booked about its difference, turned round."""
    statement = select(CashDifference.id).where(CashDifference.close_id == close.id)
    for difference in lock_rows(CashDifference, session.scalars(statement)):
        place, other = _sides(difference) if difference.borne_by else ("", None)
        if difference.state == DifferenceState.booked and other is not None:
            post(
                f"cash_difference:{difference.id}:taken_back",
                f"close of {close.day} corrected",
                turned_round(move(place, other, difference.amount_fen)),
            )
        difference.state = DifferenceState.replaced
    session.flush()
