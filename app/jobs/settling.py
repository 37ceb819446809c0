"""Later work about what is over: parts that close by themselves, and the daily settlement."""

from app import clock
from app.db import Facts, session, transaction
from app.ground.payout_states import PayoutState
from app.ground.refusals import PartnerSilent
from app.jobs.each_alone import each_alone
from app.jobs.money import partners
from app.orders.closing import close_part, due_parts
from app.partners.payouts import PayoutKind, PayoutRefused
from app.settlement.earned import MOST
from app.settlement.kinds import Party
from app.settlement.payouts import (
    get_payout,
    payouts_to_ask_about,
    record_answer,
    record_refused,
    request_for,
)
from app.settlement.runs import BEGINS_AT, begin_day, settle


def close_parts() -> None:
    """Each in a transaction of its own: one that fails holds no other up."""
    last = 0
    while found := due_parts(last):
        session.rollback()
        each_alone("closing of a part", found, lambda part: close_part(*part))
        last = found[-1][0]


def settle_day() -> None:
    """Every morning, once: a message for whoever is due, so that one that fails is tried again and
    shown to the office, and holds up nobody."""
    now = clock.now().astimezone(clock.SHANGHAI)
    if now.time() >= BEGINS_AT:
        with transaction():
            begin_day(now.date())


def settle_party(facts: Facts) -> None:
    """Statements until nothing is left to say. What was broken off goes on where it was."""
    party = Party.parse(str(facts["party"]))
    while True:
        with transaction():
            statement = settle(party)
        if statement is None or statement.line_count < MOST:
            return


def send_payout(facts: Facts) -> None:
    """PartnerSilent goes up to the worker, which tries again with the same number: a worker that
    was killed after it asked asks again, and the partner pays once."""
    payout = get_payout(int(facts["payout_id"]))
    if payout.state != PayoutState.sent:
        return
    payout_id, request, kind = payout.id, request_for(payout), PayoutKind(payout.batch.kind)
    session.rollback()
    try:
        answer = partners().payouts[kind].pay(request)
    except PayoutRefused as fault:
        with transaction():
            record_refused(payout_id, fault.reason)
        return
    with transaction():
        record_answer(payout_id, answer)


def ask_about_payouts() -> None:
    """Those that a company has taken on and not confirmed. One that it knows nothing of is asked
    for again by its message, with the same number."""
    for payout in payouts_to_ask_about():
        company = partners().payouts.get(PayoutKind(payout.batch.kind))
        payout_id, number, name = payout.id, payout.number, payout.external_id
        session.rollback()
        if company is None or name is None:
            continue
        try:
            answer = company.ask(number, name)
        except PartnerSilent:
            return
        if answer is not None:
            with transaction():
                record_answer(payout_id, answer)
