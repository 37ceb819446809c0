"""Later work with the card company: refunds, and questions about payments nobody ended.

Each asks outside any transaction. A message may be handled twice: our numbers are the idempotency
keys, and what is finished is left alone.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from flask import current_app

from app import clock
from app.db import Facts, session, transaction
from app.ground.refusals import PartnerSilent
from app.orders.queries import is_open_for_payment, overdue_orders
from app.outbox.actions import leave_once
from app.partners.cards import (
    CURRENCY,
    CardAnswer,
    CardCompany,
    CardRefused,
    RefundRequest,
    RefundReturned,
    Standing,
)
from app.partners.joined import Partners
from app.payments.actions import expire_unpaid, record_refused_session
from app.payments.disputes import record_dispute, record_evidence
from app.payments.kinds import Tender
from app.payments.messages import record_answer
from app.payments.models import Payment
from app.payments.queries import (
    get_dispute,
    get_refund,
    open_payments_of,
    payments_to_ask_about,
    refunds_to_ask_about,
)
from app.payments.refunds import begin_refund, record_failed_refund, record_refund
from app.reconciliation.actions import fetch_from, keep_movements, note_fetched, pair_again

ASK_AFTER = timedelta(minutes=2)
# How long an order waits for a silent company before its boxes go back on sale; money that comes
# later goes back by itself.
PATIENCE = timedelta(minutes=30)
# No company keeps a session open for longer.
LONGEST_SESSION = timedelta(hours=24)
# Kept in one transaction; each has a fee to be booked.
ROWS_AT_ONCE = 100
log = logging.getLogger("market.money")


def partners() -> Partners:
    joined: Partners = current_app.extensions["partners"]
    return joined


def send_refund(facts: Facts) -> None:
    """PartnerSilent goes up to the worker, which tries again with the same refund number."""
    refund_id = int(facts["refund_id"])
    with transaction():
        if begin_refund(refund_id) is None:
            return
    refund = get_refund(refund_id)
    if refund.payment.tender != partners().cards.tender:
        session.rollback()
        with transaction():
            record_failed_refund(refund_id, "this card company is not joined any more")
        return
    request = RefundRequest(refund.number, refund.payment.external_id or "", refund.amount_fen)
    session.rollback()
    try:
        answer = partners().cards.refund(request)
    except CardRefused as fault:
        with transaction():
            record_failed_refund(refund_id, fault.reason)
        return
    with transaction():
        record_refund(refund_id, answer)


def ask_about_payments() -> None:
    """A message that never came is made up for: the company is asked how it stands."""
    company = partners().cards
    for payment in payments_to_ask_about(company.tender, ASK_AFTER):
        if not _settle(company, payment):
            # The others would only wait as long; they are asked about at the next turn.
            return


def ask_about_refunds() -> None:
    """Those that a bank was still working on: done, or sent back."""
    company = partners().cards
    waiting = [(one.id, one.external_id) for one in refunds_to_ask_about(company.tender)]
    session.rollback()
    for refund_id, external_id in waiting:
        try:
            _follow_refund(company, refund_id, external_id or "")
        except PartnerSilent:
            return
        except CardRefused as fault:
            log.warning("refund %s cannot be asked about: %s", external_id, fault.reason)
            with transaction():
                leave_once("follow_refund", {"refund_id": refund_id})


def follow_refund(facts: Facts) -> None:
    """A message has spoken of it; what counts is how it stands now. Without a name of the company's
    our own question is still on its way, and its answer will say. CardRefused goes up to the
    worker, which asks again and at last shows it to the office."""
    company, refund = partners().cards, get_refund(int(facts["refund_id"]))
    refund_id, external_id = refund.id, refund.external_id
    if refund.payment.tender == company.tender and external_id is not None:
        session.rollback()
        _follow_refund(company, refund_id, external_id)


def _follow_refund(company: CardCompany, refund_id: int, external_id: str) -> None:
    """Only that it has come back makes it owed again: a company that does not know it, or us, has
    said nothing of the money."""
    try:
        answer = company.ask_refund(external_id)
    except RefundReturned as fault:
        with transaction():
            record_failed_refund(refund_id, fault.reason)
        return
    with transaction():
        record_refund(refund_id, answer)


def follow_dispute(facts: Facts) -> None:
    company = partners().cards
    if company.tender == facts["tender"]:
        answer = company.ask_dispute(str(facts["external_id"]))
        with transaction():
            record_dispute(Tender(company.tender), answer)


def ask_about_disputes() -> None:
    """The latest, as the company lists them: for messages that never came."""
    company = partners().cards
    try:
        answers = company.disputes()
    except (PartnerSilent, CardRefused):
        return
    for answer in reversed(answers):
        with transaction():
            record_dispute(Tender(company.tender), answer)


def send_evidence(facts: Facts) -> None:
    company, dispute = partners().cards, get_dispute(int(facts["dispute_id"]))
    dispute_id, external_id, text = dispute.id, dispute.external_id, dispute.evidence
    is_done = dispute.evidence_sent_at is not None or dispute.tender != company.tender
    session.rollback()
    if text is None or is_done:
        return
    try:
        answer = company.submit_evidence(external_id, f"E{dispute_id}", text)
    except CardRefused as fault:
        log.warning("evidence for dispute %s was refused: %s", external_id, fault.reason)
        with transaction():
            record_evidence(dispute_id, None)
        return
    with transaction():
        record_evidence(dispute_id, answer)


def reconcile_cards() -> None:
    """The company's list since the last time, kept and paired with our books. Whatever stops this
    in the middle, the next turn asks for the same rows again."""
    company = partners().cards
    since, until = fetch_from(company.tender), clock.now()
    session.rollback()
    try:
        rows = [*company.balance_transactions(since, until)]
    except PartnerSilent:
        return
    for first in range(0, len(rows), ROWS_AT_ONCE):
        with transaction():
            keep_movements(company.tender, rows[first : first + ROWS_AT_ONCE])
    with transaction():
        pair_again(company.tender)
        note_fetched(company.tender, since, until)


def expire_orders() -> None:
    """Ask about money on its way first, so that no order is given up while it is being paid."""
    due = overdue_orders()
    waiting = _settle_all(open_payments_of(due))
    for order_id in due:
        if order_id not in waiting:
            with transaction():
                expire_unpaid(order_id)


def _settle_all(payments: Sequence[Payment]) -> set[int]:
    """Orders that the company was silent about: they are kept a little longer."""
    waiting: set[int] = set()
    for payment in payments:
        if waiting or not _settle(partners().cards, payment):
            order = payment.order
            if clock.now() < order.pay_by + PATIENCE:
                waiting.add(order.id)
    return waiting


def _settle(company: CardCompany, payment: Payment) -> bool:
    """Ask how it stands and follow; once the order takes no money any more, close the session as
    well. False when the company is silent."""
    if payment.tender != company.tender:
        return True
    is_over = not is_open_for_payment(payment.order, clock.now())
    payment_id, external_id, number = payment.id, payment.external_id, payment.number
    is_forgotten = payment.started_at + LONGEST_SESSION < clock.now()
    session.rollback()
    if external_id is None:
        if is_over:
            # Asked without an answer: whatever was opened, its address was shown to nobody.
            with transaction():
                record_refused_session(payment_id, "never answered")
        return True
    try:
        answer = company.close(external_id) if is_over else company.ask(external_id)
    except PartnerSilent:
        return False
    except CardRefused as fault:
        if not is_forgotten:
            return True
        log.warning("payment %s is unknown to the company: %s", number, fault.reason)
        answer = CardAnswer(external_id, number, Standing.expired, payment.amount_fen, CURRENCY)
    with transaction():
        record_answer(Tender(company.tender), answer)
    return True
