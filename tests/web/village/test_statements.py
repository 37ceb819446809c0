"""The shop's commission, statement by statement."""

import pytest
from flask import Flask

from app.db import transaction
from app.ground.postings import BANK, move, shop_payable
from app.ledger.actions import post
from tests.browser_of_pages import Pages
from tests.counters import open_counter
from tests.deliveries import settle_all


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_shop_sees_what_is_due_to_it(app: Flask, pages: Pages) -> None:
    counter = open_counter(app, pages)
    assert "0" in pages.get("/village/statements/").text
    with transaction():
        post("correction:1", "佣金补记", move(BANK, shop_payable(counter.shop.id), 303))
    settle_all()
    number = f"S{counter.shop.id}-0001"
    assert number in pages.get("/village/statements/").text
    page = pages.get(f"/village/statements/{number}")
    assert "3.03" in page.text
    assert "代付邮费" not in page.text
    assert "分录" not in page.text
    answer = pages.client.get(f"/village/statements/{number}/paper.pdf")
    assert answer.data[:4] == b"%PDF"
