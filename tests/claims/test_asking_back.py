"""A claim that is decided as "send it back, then refund": money follows the boxes, never both."""

import pytest

from app.claims.actions import appeal, decide_claim
from app.claims.asking_back import ask_back
from app.claims.late_returns import accept_late, notice_late_return
from app.claims.models import Claim, GoodsReturn
from app.claims.queries import sub_orders_with_open_claims
from app.claims.settling_returns import pass_return_deadline
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ground.postings import Bearer
from app.ground.refusals import NumberOutOfRange, StepNotAllowed
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.payments.models import Refund
from tests.claims.complaints import BUYER, Sale, sell_and_deliver
from tests.claims.test_returns import receive, scan
from tests.clocks import Clock
from tests.makers import make_postal
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.usefixtures("database")


def complained(cause: ClaimCause = ClaimCause.bad) -> tuple[Sale, Claim, Actor]:
    """Two boxes of eight, of which more than half is bad; it waits for the office."""
    sale = sell_and_deliver(price_fen=9000, boxes=2)
    claim = sale.complain(cause, bad_count=9)
    with transaction():
        found = session.get_one(Claim, claim.id)
        assert found.state == "opened"
        found.state, found.answer_by, found.decide_by = "evidence", None, found.answer_by
    session.expire_all()
    return sale, claim, Actor(ActorKind.postal, make_postal().id)


def asked_back(
    claim: Claim, officer: Actor, boxes: int = 1, bearer: Bearer = Bearer.cooperative
) -> GoodsReturn:
    with transaction():
        back_id = ask_back(session.get_one(Claim, claim.id), boxes, bearer, officer, "先退货").id
    session.expire_all()
    return session.get_one(GoodsReturn, back_id)


def stand(claim: Claim) -> tuple[str, int | None, int]:
    session.expire_all()
    found = session.get_one(Claim, claim.id)
    return found.state, found.decided_fen, found.asked_fen


def test_it_pays_for_the_boxes_once_they_were_received_and_nothing_else() -> None:
    sale, claim, officer = complained()
    by_rule_fen = stand(claim)[2]
    with pytest.raises(NumberOutOfRange):
        asked_back(claim, officer, 3)
    assert stand(claim) == ("evidence", None, by_rule_fen)
    back = asked_back(claim, officer)
    assert (back.claim_id, back.reason, back.payer, back.started_by) == (
        claim.id,
        "quality",
        "cooperative",
        "postal",
    )
    assert stand(claim) == ("returning", None, 90_00)
    part = sale.parcel.sub_order_id
    assert sub_orders_with_open_claims([part]) == {part}
    with pytest.raises(StepNotAllowed), transaction():
        decide_claim(session.get_one(Claim, claim.id), 10_00, Bearer.cooperative, officer, "再赔")
    scan(back, "203", "704")
    assert session.query(Refund).count() == 0
    held = next(name for name in balances() if name.startswith("cooperative_held"))
    before = balances()[held]
    done = receive(sale, back, write_off=1)
    assert (done.state, done.refunded_fen) == ("settled", 90_00)
    assert stand(claim) == ("resolved", 90_00, 90_00)
    assert [one.amount_fen for one in session.query(Refund)] == [90_00]
    assert balances()[held] - before == 90_00 + back.way_fen
    books_balance()


def test_the_carriers_part_is_asked_of_it_and_the_house_pays_the_way() -> None:
    sale, claim, officer = complained()
    back = asked_back(claim, officer, bearer=Bearer.carrier)
    assert back.payer == "platform"
    scan(back, "203", "704")
    before = balances()
    receive(sale, back, write_off=1)
    changed = {name: fen - before.get(name, 0) for name, fen in balances().items()}
    assert changed["refund_payable"] == -90_00
    assert changed["carrier_claims"] + changed["claims_expense"] == 90_00 + back.way_fen
    books_balance()


def test_boxes_that_never_come_bring_no_money_and_the_rules_sum_may_be_appealed_for(
    clock: Clock,
) -> None:
    clock.stop("2026-07-20 09:00")
    _, claim, officer = complained()
    by_rule_fen = stand(claim)[2]
    back = asked_back(claim, officer)
    clock.move(days=7)
    with transaction():
        assert pass_return_deadline(back.id)
    assert stand(claim) == ("denied", None, by_rule_fen)
    assert session.get_one(Claim, claim.id).appeal_by is not None
    assert session.query(Refund).count() == 0
    books_balance()


def test_what_is_lost_on_the_way_back_is_paid_once(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    _, claim, officer = complained()
    back = asked_back(claim, officer)
    scan(back, "203", "987")
    clock.move(days=3)
    with transaction():
        assert pass_return_deadline(back.id)
    assert stand(claim) == ("resolved", None, 90_00)
    assert [one.amount_fen for one in session.query(Refund)] == [90_00]
    books_balance()


def test_boxes_that_come_late_are_paid_for_once_although_she_has_appealed(clock: Clock) -> None:
    clock.stop("2026-07-20 09:00")
    sale, claim, officer = complained()
    back = asked_back(claim, officer)
    clock.move(days=7)
    with transaction():
        assert pass_return_deadline(back.id)
    with transaction():
        appeal(session.get_one(Claim, claim.id), BUYER, "已寄出", [])
    clock.move(hours=2)
    scan(back, "203", "704")
    with transaction():
        assert notice_late_return(back.parcel_id)
    with transaction():
        accept_late(back.id, officer, "货完好")
    assert stand(claim)[0] == "returning"
    receive(sale, back, write_off=1)
    assert stand(claim)[:2] == ("resolved", 90_00)
    assert [one.amount_fen for one in session.query(Refund)] == [90_00]
    books_balance()
