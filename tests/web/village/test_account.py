import pytest

from app import clock
from app.db import transaction
from app.ground.postings import BANK, move, shop_prepaid
from app.ledger.actions import post
from app.payments.actions import pay_by_account
from app.payments.bank_receipts import Receipt, confirm_receipt, record_receipt
from app.payments.kinds import ReceiptPurpose, Tender
from app.payments.shop_money import agree_terms, propose_terms
from tests.counters import Counter, order_at
from tests.makers import make_postal, make_shop

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_the_account_says_what_moved_it_and_how_to_pay_in(counter: Counter) -> None:
    page = counter.pages.get("/village/account/")
    assert page.has_text("还没有进出")
    shop_id = counter.shop.id
    first, second = make_postal("邮政小王"), make_postal("小李")
    other = make_shop()
    with transaction():
        agree_terms(propose_terms(shop_id, 90_000, first.id).id, second.id)
        receipt = Receipt(
            reference="JN-77",
            received_on=clock.today(),
            amount_fen=30_000,
            payer_name="掌柜",
            purpose=ReceiptPurpose.prepaid,
            shop_id=shop_id,
        )
        confirm_receipt(record_receipt(receipt, first.id).id, second.id)
        post("correction:1", "", move(BANK, shop_prepaid(other.id), 777))
    order = order_at(counter)
    with transaction():
        pay_by_account(order.id, shop_id, Tender.shop_credit, order.total_fen)
    page = counter.pages.get(counter.pages.get("/village/cash/").links["账户"])
    texts = ["".join(row.itertext()) for row in page.all("tr")[1:]]
    assert len(texts) == 2
    owed = f"+{order.total_fen // 100}.{order.total_fen % 100:02d}"
    assert order.number in texts[0]
    assert owed in texts[0]
    assert "银行转账 JN-77" in texts[1]
    assert "+300.00" in texts[1]
    assert page.has_text("备注里写")
    assert page.has_text("还赊账")
    assert not page.has_text("7.77")
