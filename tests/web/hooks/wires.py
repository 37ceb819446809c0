"""A card company's line to the market's hook: what it says of a payment, signed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app import clock
from app.db import transaction
from app.orders.models import Order
from app.partners import signatures, stripe_cards
from app.partners.cards import CardSession, Standing
from app.payments.actions import record_session, start_payment
from app.payments.kinds import Tender
from app.payments.models import Payment
from tests.browser_of_pages import Browser
from tests.fake_stripe import FakeStripe

Facts = dict[str, Any]


@dataclass
class Wire:
    """`about` makes an event of its name and a session's facts."""

    tender: Tender
    header: str
    sign: Callable[[bytes], str]
    about: Callable[[str, Standing, Facts], Facts]

    @property
    def address(self) -> str:
        return f"/hooks/cards/{self.tender.replace('_', '-')}"

    def begin(self, order: Order) -> Payment:
        """The buyer stands on the company's page."""
        with transaction():
            payment = start_payment(order.id, self.tender)
        with transaction():
            return record_session(payment.id, CardSession(f"cs_{payment.number}", "http://x/pay"))

    def event(
        self, payment: Payment, standing: Standing = Standing.paid, name: str = "evt_1"
    ) -> Facts:
        session = {
            "id": payment.external_id,
            "payment_number": payment.number,
            "amount_fen": payment.amount_fen,
            "currency": "cny",
        }
        return self.about(name, standing, session)

    def tell(self, client: Browser, event: object) -> TestResponse:
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        return self.send(client, body, {self.header: self.sign(body)})

    def send(self, client: Browser, body: bytes, headers: dict[str, str]) -> TestResponse:
        return client.post(
            self.address, data=body, content_type="application/json", headers=headers
        )


def demo_wire(app: Flask) -> Wire:
    secret = app.extensions["settings"].secret_key

    def about(name: str, standing: Standing, session: Facts) -> Facts:
        return {
            "id": name,
            "kind": f"session.{standing}",
            "session": {**session, "standing": standing},
        }

    return Wire(
        Tender.demo_card,
        signatures.HEADER,
        lambda body: signatures.sign(body, secret),
        about,
    )


_SAID = {
    Standing.open: ("completed", "complete", "unpaid"),
    Standing.paid: ("completed", "complete", "paid"),
    Standing.failed: ("async_payment_failed", "complete", "unpaid"),
    Standing.expired: ("expired", "expired", "unpaid"),
}


def stripe_wire(fake: FakeStripe) -> Wire:
    def about(name: str, standing: Standing, session: Facts) -> Facts:
        kind, status, payment_status = _SAID[standing]
        subject = {
            "id": session["id"],
            "object": "checkout.session",
            "status": status,
            "payment_status": payment_status,
            "amount_total": session["amount_fen"],
            "currency": session["currency"],
            "metadata": {"payment_number": session["payment_number"]},
        }
        return {
            "id": name,
            "object": "event",
            "type": f"checkout.session.{kind}",
            "created": int(clock.now().timestamp()),
            "data": {"object": subject},
        }

    return Wire(
        Tender.stripe,
        stripe_cards.HEADER,
        lambda body: fake.signature(body.decode()),
        about,
    )
