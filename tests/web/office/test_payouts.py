"""From the shed to the bank: details by two people, a batch by two people, the bank's answer."""

import io
import re

import pytest
from flask import Flask

from app.db import transaction
from app.ground.postings import BANK, cooperative_payable, move
from app.ledger.actions import post
from app.ledger.queries import balance
from tests.browser_of_pages import Page, Pages
from tests.clocks import Clock
from tests.makers import make_clerk, make_cooperative, make_manager, make_postal

ACCOUNT = "6217001210012345678"


def detail_pages(page: Page) -> set[str]:
    return {one for one in page.links.values() if re.fullmatch(r"/office/payees/[0-9]+", one)}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_two_people_and_two_people_and_the_bank(app: Flask, pages: Pages, clock: Clock) -> None:
    clock.stop("2026-08-01 09:00")
    cooperative, one, other = make_cooperative(), make_postal(), make_postal("邮政小李")
    with transaction():
        post("correction:1", "更正", move(BANK, cooperative_payable(cooperative.id), 5200))

    pages.sign_in(make_clerk(cooperative))
    assert pages.client.get("/cooperative/payees/").status_code == 403
    pages.sign_in(make_manager(cooperative))
    details = pages.get("/cooperative/payees/").form("/cooperative/payees/")
    typed = {"kind": "bank", "holder": "查家合作社", "bank": "常州农商行"}
    again = pages.submit(details, expect=422, **typed, account="12")
    assert again.value("holder") == "查家合作社"
    noted = pages.submit(details, **typed, account=ACCOUNT)
    assert "**** 5678" in noted.text
    assert ACCOUNT not in noted.text

    pages.sign_in(one)
    waiting = pages.get("/office/payees/")
    (address,) = detail_pages(waiting)
    shown = pages.get(address)
    assert ACCOUNT not in shown.text
    assert ACCOUNT in pages.submit(shown.form(f"{address}/reveal")).text
    pages.submit(pages.get(address).form(f"{address}/confirm"))
    assert "三天" in pages.get("/office/payouts/").text
    clock.move(days=3)

    pages.sign_in(one)
    desk = pages.get("/office/payouts/")
    assert "52" in desk.text
    batch = pages.submit(desk.form("/office/payouts/freeze"), kind="bank_file")
    number = "B00001"
    assert f"/office/payouts/{number}/release" not in batch.text
    pages.sign_in(other)
    assert f"/office/payouts/{number}" in pages.get("/office/tasks/").links.values()
    frozen = pages.get(f"/office/payouts/{number}")
    pages.submit(frozen.form(f"/office/payouts/{number}/release"))
    file = pages.client.post(f"/office/payouts/{number}/file")
    assert ACCOUNT.encode() in file.data
    payout = f"{number}-C{cooperative.id}"
    for said, status in (("成功了", 422), ("成功", 303), ("成功", 303)):
        told = io.BytesIO(f"流水号,结果,原因\n{payout},{said},\n".encode())
        answer = pages.client.post(
            f"/office/payouts/{number}/answer",
            data={"answer": (told, "answer.csv")},
            content_type="multipart/form-data",
        )
        assert answer.status_code == status
    assert balance(BANK) == 0
    pages.sign_in(make_manager(cooperative))
    assert payout in pages.get("/cooperative/payees/").text
