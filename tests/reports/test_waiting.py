"""What one person has begun and another must decide is told to the desk until it is decided."""

from datetime import timedelta

import pytest

from app import clock
from app.catalogue.models import Variant
from app.commissions.actions import discard_draft, start_draft
from app.db import session, transaction
from app.ground.postings import BANK, SUSPENSE, Bearer, move
from app.ledger.actions import post
from app.ledger.corrections import ask_for_correction, decline_correction
from app.partners.payouts import PayoutAnswer, PayoutKind, PayoutStanding
from app.payments.bank_receipts import Receipt, confirm_receipt, record_receipt
from app.payments.kinds import ReceiptPurpose, RefundReason
from app.payments.proposals import decide_refund, reject
from app.payments.refunds import RefundWish
from app.payments.shop_money import agree_terms, propose_terms
from app.people.models import Person
from app.reconciliation.actions import take_task
from app.reconciliation.kinds import TaskKind
from app.reports.money_tasks import money_tasks
from app.reports.stuck import matters
from app.settlement.kinds import Party, PartyKind, PayeeKind
from app.settlement.payees import check_draft, confirm, propose
from app.settlement.payouts import freeze, payouts_of, record_answer, release
from tests.clocks import Clock
from tests.makers import make_cooperative, make_lot, make_postal, make_shop, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def first() -> Person:
    return make_postal()


@pytest.fixture
def second() -> Person:
    return make_postal("邮政小李")


def waits() -> dict[str, tuple[int, str]]:
    session.expire_all()
    return {one.kind: (one.count, one.whose) for one in matters() if one.count}


def tasks() -> list[tuple[str, str, int | None, str, str]]:
    found = sorted(money_tasks(), key=lambda one: one.kind)
    return [(one.kind, one.subject, one.amount_fen, one.about, one.key) for one in found]


def test_a_large_refund_waits_until_it_is_decided(first: Person, second: Person) -> None:
    make_waybills()
    variant = session.get_one(Variant, make_lot(make_variant(price_fen=5200), 9).variant_id)
    order = make_order((variant, 5))
    tell(paid(begin(order)))
    (part,) = order.sub_orders
    wish = RefundWish(
        reason=RefundReason.goodwill, goods={part.lines[0].id: 20_100}, borne_by=Bearer.sale
    )
    with transaction():
        proposal = decide_refund(part.id, wish, first.id, "wish").proposal
    assert proposal is not None
    assert waits() == {"refund_proposals": (1, "office")}
    assert tasks() == [("refund_proposal", str(proposal.id), -20_100, part.number, "")]
    with transaction():
        reject(proposal.id, second.id)
    assert (waits(), tasks()) == ({}, [])


def test_a_bank_transfer_waits_until_somebody_else_has_seen_it(
    first: Person, second: Person
) -> None:
    shop = make_shop()
    receipt = Receipt(
        reference="BOC-1",
        received_on=clock.today(),
        amount_fen=50_000,
        payer_name="谢邮掌柜",
        purpose=ReceiptPurpose.prepaid,
        shop_id=shop.id,
    )
    with transaction():
        recorded = record_receipt(receipt, first.id)
    assert waits() == {"bank_receipts": (1, "office")}
    assert tasks() == [("bank_receipt", str(recorded.id), 50_000, shop.name, "")]
    with transaction():
        take_task(TaskKind.bank_receipt, str(recorded.id), second.id, "看网银")
    assert [(one.owner, one.note) for one in money_tasks(owner_id=second.id)] == [
        ("邮政小李", "看网银")
    ]
    with transaction():
        confirm_receipt(recorded.id, second.id)
    assert (waits(), tasks()) == ({}, [])


def test_what_is_no_money_yet_waits_on_the_desk_only(first: Person, second: Person) -> None:
    shop = make_shop()
    with transaction():
        terms = propose_terms(shop.id, 100_000, first.id)
        draft = start_draft(clock.today() + timedelta(days=9), "涨价", first.id)
    assert waits() == {"shop_terms": (1, "office"), "commission_drafts": (1, "office")}
    assert tasks() == []
    with transaction():
        agree_terms(terms.id, second.id)
        discard_draft(draft.id)
    assert waits() == {}


def test_a_correction_waits_for_another_administrator(first: Person) -> None:
    with transaction():
        entry = post("gift:1", "错了", move(BANK, SUSPENSE, 100))
        back = post("gift:2", "对了", move(SUSPENSE, BANK, 100))
        correction = ask_for_correction(entry.id, "错了", first.id)
    assert back.id > entry.id
    assert waits() == {"corrections": (1, "administrator")}
    with transaction():
        decline_correction(correction.id, first.id)
    assert waits() == {}


def test_a_batch_waits_for_its_release_and_a_payout_that_came_back_for_another(
    first: Person, second: Person, clock: Clock
) -> None:
    party = Party(PartyKind.cooperative, make_cooperative().id)
    details = check_draft(PayeeKind.bank, "查家合作社", "常州农商行", "6217001210012345678")
    with transaction():
        post("gift:1", "货款", move(BANK, party.payable, 5000))
        payee = propose(party, details, first.id)
    assert waits() == {"payees_to_confirm": (1, "office")}
    assert tasks() == []
    with transaction():
        confirm(party, payee.id, second.id)
    clock.move(days=3)

    def frozen() -> tuple[int, str]:
        with transaction():
            batch = freeze(PayoutKind.bank_file, first.id)
        return batch.id, batch.number

    batch_id, number = frozen()
    assert waits() == {"frozen_batches": (1, "office")}
    assert tasks() == [("payout_batch", number, -5000, number, number)]
    with transaction():
        release(batch_id, second.id)
    assert (waits(), tasks()) == ({}, [])
    (payout,) = payouts_of(batch_id)
    with transaction():
        record_answer(payout.id, PayoutAnswer(None, PayoutStanding.returned, "户名不符"))
    assert waits() == {"failed_payouts": (1, "office")}
    assert tasks() == [("failed_payout", payout.number, -5000, "查家合作社", number)]
    _, again = frozen()
    assert waits() == {"frozen_batches": (1, "office")}
    assert tasks() == [("payout_batch", again, -5000, again, again)]
