import pytest
from flask import Flask
from sqlalchemy import select

from app.db import session
from app.payments.models import BankReceipt, ShopTerms
from app.payments.shop_money import credit_left, prepaid_left
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.makers import make_postal, make_shop
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
HOME = "/office/shop-money/"


def test_transfers_and_credit_need_two_persons(app: Flask, pages: Pages, postal: Person) -> None:
    shop = make_shop()
    pages.submit(
        pages.get(HOME).form(f"{HOME}receipts"),
        reference="BOC-1",
        amount="300",
        payer="谢邮掌柜",
        purpose="prepaid",
        shop=str(shop.id),
    )
    pages.submit(pages.get(HOME).form(f"{HOME}terms"), terms_shop=str(shop.id), limit="500")
    receipt, terms = (session.scalars(select(one.id)).one() for one in (BankReceipt, ShopTerms))
    decisions = (f"{HOME}receipts/{receipt}/confirm", f"{HOME}terms/{terms}/agree")
    assert [pages.client.post(one).status_code for one in decisions] == [403, 403]
    assert (prepaid_left(shop.id), credit_left(shop.id)) == (0, 0)
    pages.sign_in(make_postal("小李"))
    for one in decisions:
        pages.submit(pages.get(HOME).form(one))
    assert (prepaid_left(shop.id), credit_left(shop.id)) == (30_000, 50_000)
    account = pages.get(f"{HOME}shops/{shop.id}")
    assert account.has_text("银行转账 BOC-1")
    assert account.has_text("+300.00")
    assert pages.client.post(f"{HOME}receipts/{receipt}/reject").status_code == 409
    assert pages.client.post(f"{HOME}receipts/{receipt}/forget").status_code == 404
    again = {"reference": "BOC-1", "received_on": "2026-01-01", "amount": "1", "payer": "谢"}
    sent = {**again, "purpose": "credit", "shop": str(shop.id)}
    assert pages.client.post(f"{HOME}receipts", data=sent).status_code == 409
    unknown = {**sent, "reference": "BOC-2", "purpose": "order", "order": "1"}
    assert pages.client.post(f"{HOME}receipts", data=unknown).status_code == 404
    books_balance()
