"""A run by hand is the worker's, and every statement can be looked into."""

from flask import Flask

from app.jobs.worker import Worker
from tests.browser_of_pages import Pages
from tests.clocks import Clock
from tests.deliveries import close, deliver, sell
from tests.makers import make_cooperative, make_postal
from tests.order_sheets import make_waybills


def test_a_run_by_hand_gives_statements(app: Flask, pages: Pages, clock: Clock) -> None:
    clock.stop("2026-08-01 09:00")
    make_waybills()
    cooperative = make_cooperative()
    part = deliver(sell(cooperative))
    close(clock)
    pages.sign_in(make_postal())
    desk = pages.get("/office/settlement/")
    assert "49.40" in desk.text
    pages.submit(desk.form("/office/settlement/run"))
    Worker(app).drain()
    number = f"C{cooperative.id}-0001"
    shown = pages.get(f"/office/settlement/{number}")
    for words in (part.number, "52", "2.60", "49.40"):
        assert words in shown.text
    assert number in pages.get("/office/settlement/").text
