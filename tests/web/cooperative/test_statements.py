"""What was settled with us: the list, a statement, its paper and its spreadsheet; nobody else's."""

import pytest

from tests.browser_of_pages import Pages
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell, settle_all
from tests.makers import make_clerk, make_cooperative
from tests.order_sheets import make_waybills


@pytest.mark.parametrize("kind", ["sqlite"])
def test_each_sees_its_own_statements(pages: Pages, clock: Clock) -> None:
    clock.stop("2026-08-01 09:00")
    make_waybills()
    cooperative, stranger = make_cooperative(), make_cooperative()
    part = deliver(sell(cooperative))
    close(clock)
    settle_all()
    number = f"C{cooperative.id}-0001"
    pages.sign_in(make_clerk(cooperative))
    money = pages.get("/cooperative/sales/")
    assert "49.40" in money.text
    assert number in pages.get("/cooperative/statements/").text
    assert part.number in pages.get(f"/cooperative/statements/{number}").text
    for kind, start in (("paper.pdf", b"%PDF"), ("sheet.xlsx", b"PK")):
        answer = pages.client.get(f"/cooperative/statements/{number}/{kind}")
        assert (answer.status_code, answer.data[: len(start)]) == (200, start)

    pages.sign_in(make_clerk(stranger))
    for address in ("", "/paper.pdf", "/sheet.xlsx"):
        missing = pages.client.get(f"/cooperative/statements/{number}{address}")
        assert missing.status_code == 404
