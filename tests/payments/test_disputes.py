"""A bank takes a payment back: nothing is lost from sight, and nothing is given back twice."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.postings import Bearer
from app.ground.refusals import ChoiceUnknown, Missing, PaymentDisputed, StepNotAllowed
from app.ledger.models import JournalEntry
from app.ledger.queries import balances
from app.orders.actions import SYSTEM, Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.outbox.models import Message
from app.partners.cards import DisputeAnswer, DisputeStanding, RefundAnswer
from app.payments.disputes import (
    decide_dispute,
    record_dispute,
    record_evidence,
    write_evidence,
)
from app.payments.kinds import RefundReason, Tender
from app.payments.models import Dispute, Payment, PaymentShare, Refund
from app.payments.queries import disputes, sub_orders_in_dispute
from app.payments.refund_wishes import RefundWish
from app.payments.refunds import (
    begin_refund,
    cancel_order,
    record_failed_refund,
    record_refund,
    refund_part,
)
from app.reports.checks import check_books
from tests.makers import make_lot, make_postal, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.usefixtures("database")
FEE = 8500


@pytest.fixture
def payment() -> Payment:
    """104.00 for pears and 13.50 postage of one cooperative, 52.00 and 8.00 of another: paid."""
    make_waybills()
    pears, cups = make_variant(price_fen=5200), make_variant(price_fen=5200)
    make_lot(pears, 5)
    make_lot(cups, 5)
    order = make_order((pears, 2), (session.get_one(Variant, cups.id), 1))
    payment = begin(order)
    tell(paid(payment))
    session.refresh(order)
    assert (order.state, len(order.sub_orders)) == ("paid", 2)
    return payment


def opened(payment: Payment, name: str = "du_1", **changes: object) -> DisputeAnswer:
    answer = DisputeAnswer(
        external_id=name,
        payment_number=payment.number,
        standing=DisputeStanding.needs_response,
        amount_fen=payment.amount_fen,
        currency="cny",
        reason="product_not_received",
        due_by=clock.now() + timedelta(days=7),
        opened_at=clock.now(),
        withdrawn_fen=payment.amount_fen,
        fee_fen=FEE,
        reinstated_fen=0,
    )
    return replace(answer, **changes)  # type: ignore[arg-type]


def hear(answer: DisputeAnswer) -> Dispute:
    with transaction():
        return record_dispute(Tender.demo_card, answer)


def lose(payment: Payment, **changes: object) -> Dispute:
    return hear(opened(payment, standing=DisputeStanding.lost, **changes))


def decide(dispute: Dispute, borne_by: Bearer = Bearer.cooperative) -> Dispute:
    postal = make_postal()
    with transaction():
        return decide_dispute(dispute.id, borne_by, Actor(ActorKind.postal, postal.id))


def entries() -> int:
    return session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def books_balance() -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}


def test_the_money_lies_apart_while_it_runs_and_comes_back_when_it_is_won(
    payment: Payment,
) -> None:
    before = balances()
    dispute = hear(opened(payment))
    assert balances()["disputed"] == payment.amount_fen
    assert balances()["card_fees"] == FEE
    assert balances()["card_clearing:demo_card"] == -FEE
    assert disputes(running=True) == [dispute]
    assert set(session.scalars(sub_orders_in_dispute())) == {
        one.id for one in payment.order.sub_orders
    }
    books_balance()
    won = DisputeStanding.won
    hear(opened(payment, standing=won, reinstated_fen=payment.amount_fen))
    after = balances()
    assert after.pop("disputed") == 0
    assert after.pop("card_fees") == FEE
    assert after == before | {"card_clearing:demo_card": payment.amount_fen - FEE}
    assert disputes(running=True) == []
    assert disputes(running=False) == [dispute]
    books_balance()


def test_told_in_any_order_and_twice_it_comes_to_the_same(payment: Payment) -> None:
    fen = payment.amount_fen
    won = DisputeStanding.won
    story = [
        {"withdrawn_fen": 0, "fee_fen": 0},
        {},
        {"standing": DisputeStanding.under_review},
        {"standing": won},
        {"standing": won, "reinstated_fen": fen},
    ]
    came_to = set()
    for number, order in enumerate(permutations(story)):
        for changes in [*order, order[0]]:
            dispute = hear(opened(payment, f"du_{number}", **changes))
        came_to.add(
            (
                dispute.state,
                dispute.withdrawn_fen,
                dispute.fee_fen,
                dispute.reinstated_fen,
                dispute.closed_at is not None,
                balances()["disputed"],
                balances()["card_fees"] - FEE * (number + 1),
            )
        )
    assert came_to == {("won", fen, FEE, fen, True, 0, 0)}
    assert entries() == 1 + 2 * 120
    books_balance()


def test_nothing_is_refunded_while_it_runs_or_is_undecided(payment: Payment) -> None:
    hear(opened(payment))
    part = payment.order.sub_orders[0]
    wish = RefundWish(reason=RefundReason.bad_goods, goods={part.lines[0].id: 100})
    for standing in (DisputeStanding.needs_response, DisputeStanding.lost):
        hear(opened(payment, standing=standing))
        before = (entries(), balances())
        with pytest.raises(PaymentDisputed), transaction():
            cancel_order(payment.order_id, SYSTEM, "")
        with pytest.raises(PaymentDisputed), transaction():
            refund_part(part.id, wish, SYSTEM, "key")
        assert (entries(), balances()) == before
    assert session.scalars(select(Refund)).all() == []


def test_a_lost_one_is_borne_by_each_cooperative_for_its_own_part_and_never_refunded_again(
    payment: Payment,
) -> None:
    before = balances()
    dispute = decide(lose(payment))
    shares = session.scalars(select(PaymentShare).order_by(PaymentShare.sub_order_id)).all()
    assert all(share.refunded_fen == share.amount_fen for share in shares)
    refunds = session.scalars(select(Refund).order_by(Refund.sub_order_id)).all()
    assert [(one.state, one.external_id, one.amount_fen, one.reason) for one in refunds] == [
        ("succeeded", "du_1", share.amount_fen, "lost") for share in shares
    ]
    after = balances()
    assert (after["disputed"], after["refund_payable"]) == (0, 0)
    for part in payment.order.sub_orders:
        held = f"cooperative_held:{part.cooperative_id}"
        assert after[held] == before[held] + part.total_fen
    assert (dispute.borne_by, dispute.decided_at is not None) == ("cooperative", True)
    # Nobody is asked to send what the bank has taken.
    kinds = session.scalars(select(Message.kind)).all()
    assert "send_refund" not in kinds
    books_balance()
    with pytest.raises(StepNotAllowed):
        decide(dispute, Bearer.platform)


def test_the_platform_bears_it_out_of_its_own_pocket(payment: Payment) -> None:
    before = balances()
    decide(lose(payment, withdrawn_fen=1001, amount_fen=1001), Bearer.platform)
    after = balances()
    assert after["claims_expense"] == 1001
    held = {name: fen for name, fen in after.items() if name.startswith("cooperative_held")}
    assert held.items() <= before.items()
    refunds = session.scalars(select(Refund.amount_fen)).all()
    assert sum(refunds) == 1001
    assert len(refunds) == 2
    books_balance()


def test_what_was_refunded_before_is_not_taken_from_the_cooperative_again(
    payment: Payment,
) -> None:
    with transaction():
        (first, second) = cancel_order(payment.order_id, SYSTEM, "")
    for refund in (first, second):
        with transaction():
            begin_refund(refund.id)
            record_refund(refund.id, RefundAnswer(f"re_{refund.id}", is_done=True))
    before = balances()
    decide(lose(payment))
    after = balances()
    assert after["claims_expense"] == payment.amount_fen
    assert {name: fen for name, fen in after.items() if "cooperative" in name} == {
        name: fen for name, fen in before.items() if "cooperative" in name
    }
    books_balance()


def test_a_refund_that_the_company_refused_for_its_sake_is_paid_by_it(payment: Payment) -> None:
    with transaction():
        refunds = cancel_order(payment.order_id, SYSTEM, "")
    hear(opened(payment))
    for refund in refunds:
        with transaction():
            begin_refund(refund.id)
            record_failed_refund(refund.id, "charge_disputed")
    decide(lose(payment))
    session.expire_all()
    assert [one.state for one in refunds] == ["succeeded"] * 2
    after = balances()
    assert (after["disputed"], after["refund_payable"]) == (0, 0)
    assert "claims_expense" not in after
    books_balance()


def test_one_about_money_that_is_none_of_ours_is_booked_and_decided_all_the_same(
    payment: Payment,
) -> None:
    dispute = lose(payment, payment_number="P-unknown", withdrawn_fen=700, amount_fen=700)
    assert (dispute.payment_id, balances()["disputed"]) == (None, 700)
    assert disputes(running=True) == [dispute]
    decide(dispute, Bearer.platform)
    assert (balances()["disputed"], balances()["claims_expense"]) == (0, 700)
    books_balance()


def test_only_a_lost_one_is_decided_and_only_by_who_can_bear_it(payment: Payment) -> None:
    dispute = hear(opened(payment))
    before = entries()
    with pytest.raises(StepNotAllowed):
        decide(dispute)
    lose(payment)
    for bearer in (Bearer.sale, Bearer.carrier):
        with pytest.raises(ChoiceUnknown):
            decide(dispute, bearer)
    with pytest.raises(Missing), transaction():
        decide_dispute(dispute.id + 1, Bearer.platform, SYSTEM)
    assert entries() == before


def test_evidence_is_written_once_sent_later_and_again_if_it_was_not_taken(
    payment: Payment,
) -> None:
    dispute, postal = hear(opened(payment)), make_postal()
    with transaction():
        write_evidence(dispute.id, "取件码 738291，本人签收", postal.id)
    messages = session.execute(select(Message.kind, Message.facts).order_by(Message.id)).all()
    assert messages[-1] == ("send_evidence", {"dispute_id": dispute.id})
    with pytest.raises(StepNotAllowed), transaction():
        write_evidence(dispute.id, "again", postal.id)
    with transaction():
        record_evidence(dispute.id, None)
    with transaction():
        write_evidence(dispute.id, "again", postal.id)
    with transaction():
        record_evidence(dispute.id, opened(payment, standing=DisputeStanding.under_review))
    session.refresh(dispute)
    assert (dispute.state, dispute.evidence, bool(dispute.evidence_sent_at)) == (
        "under_review",
        "again",
        True,
    )


def test_an_order_of_another_payment_is_left_alone(payment: Payment) -> None:
    hear(opened(payment))
    variant = session.scalars(select(Variant)).first()
    assert variant is not None
    other: Order = make_order((variant, 1))
    tell(paid(begin(other), "event-other"))
    with transaction():
        assert len(cancel_order(other.id, SYSTEM, "")) == 1
