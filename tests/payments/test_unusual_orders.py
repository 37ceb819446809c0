"""Money that takes an unusual way: told late, paid by somebody else, disputed twice, undone after a
favour. It leaves once, and nothing stays lying where nobody fetches it."""

import pytest

from app.db import session, transaction
from app.ground.postings import Bearer
from app.ground.refusals import StepNotAllowed
from app.ledger.queries import balances
from app.orders.models import Order, SubOrder
from app.partners.cards import DisputeStanding, RefundAnswer
from app.payments.kinds import RefundReason
from app.payments.models import Payment, Refund
from app.payments.refund_tasks import confirm_transfer, record_transfer
from app.payments.refund_wishes import RefundWish
from app.payments.refunds import (
    begin_refund,
    cancel_part,
    record_failed_refund,
    record_refund,
    refund_part,
    retry_refund,
)
from tests.makers import make_lot, make_postal, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_disputes import decide, hear, lose, opened
from tests.payments.test_paying import begin, books_balance, paid, tell
from tests.payments.test_refunds import CLERK

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def payment() -> Payment:
    """Two boxes of 52.00 and their postage, paid by card."""
    make_waybills()
    variant = make_variant(price_fen=5200)
    make_lot(variant, 9)
    payment = begin(make_order((variant, 2)))
    tell(paid(payment))
    session.expire_all()
    return payment


def part_of(payment: Payment) -> SubOrder:
    session.expire_all()
    return session.get_one(Order, payment.order_id).sub_orders[0]


def refund(payment: Payment, fen: int, borne_by: Bearer = Bearer.sale) -> Refund:
    part = part_of(payment)
    wish = RefundWish(
        reason=RefundReason.goodwill, goods={part.lines[0].id: fen}, borne_by=borne_by
    )
    with transaction():
        (one,) = refund_part(part.id, wish, CLERK, f"{borne_by}-{fen}")
    return one


def failed(payment: Payment) -> Refund:
    """The company took it on, named it, and a bank sent it back."""
    one = refund(payment, 1000)
    with transaction():
        begin_refund(one.id)
    with transaction():
        record_refund(one.id, RefundAnswer("re_1", is_done=False))
    with transaction():
        record_failed_refund(one.id, "card closed")
    return one


def transferred(payment: Payment) -> Refund:
    one, (first, second) = failed(payment), (make_postal("小李"), make_postal("小王"))
    with transaction():
        record_transfer(one.id, "BOC-7", first.id)
    with transaction():
        confirm_transfer(one.id, second.id)
    return one


def level(*names: str) -> dict[str, int]:
    return {name: fen for name, fen in balances().items() if fen and name.startswith(names)}


def test_a_refund_paid_by_transfer_is_not_owed_again_when_the_company_says_failed_once_more(
    payment: Payment,
) -> None:
    one, before = transferred(payment), balances()
    with transaction():
        record_failed_refund(one.id, "card closed")
    session.expire_all()
    assert (one.state, one.returned_times) == ("succeeded", 0)
    assert balances() == before
    books_balance()


def test_a_refund_that_a_dispute_has_paid_is_not_owed_again(payment: Payment) -> None:
    one = failed(payment)
    decide(lose(payment))
    session.expire_all()
    assert one.state == "succeeded"
    before = balances()
    with transaction():
        record_failed_refund(one.id, "no such refund")
    with transaction():
        record_refund(one.id, RefundAnswer("re_1", is_done=True))
    session.expire_all()
    assert (one.state, one.external_id) == ("succeeded", "du_1")
    assert balances() == before
    books_balance()


def test_nobody_asks_the_company_while_a_transfer_is_on_its_way(payment: Payment) -> None:
    one, postal = failed(payment), make_postal()
    with transaction():
        retry_refund(one.id)
    with transaction():
        record_transfer(one.id, "BOC-7", postal.id)
    with transaction():
        assert begin_refund(one.id) is None
    with pytest.raises(StepNotAllowed), transaction():
        retry_refund(one.id)
    session.expire_all()
    assert one.state == "failed"


def test_two_lost_disputes_about_one_payment_can_both_be_decided(payment: Payment) -> None:
    lost, half = DisputeStanding.lost, payment.amount_fen // 2
    rest = payment.amount_fen - half
    disputes = [
        hear(opened(payment, name, standing=lost, amount_fen=fen, withdrawn_fen=fen))
        for name, fen in (("du_1", half), ("du_2", rest))
    ]
    for dispute in disputes:
        decide(dispute)
    session.expire_all()
    assert all(one.decided_at for one in disputes)
    assert level("disputed", "claims_expense") == {}
    books_balance()


@pytest.mark.parametrize("borne_by", Bearer)
def test_a_cancelled_part_leaves_nobody_with_anything_whoever_bore_a_favour_before(
    payment: Payment, borne_by: Bearer
) -> None:
    refund(payment, 1000, borne_by)
    with transaction():
        cancel_part(part_of(payment), CLERK, "")
    assert level("") == {
        "card_clearing:demo_card": payment.amount_fen,
        "refund_payable": -payment.amount_fen,
    }
    books_balance()
