"""Both card companies behind one face: what a test may do to them besides asking."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from app import clock
from app.partners.cards import CardCompany, CardRequest, DisputeStanding, Standing
from app.partners.demo_cards import DemoCards
from app.partners.demo_store import DemoStore
from app.partners.signatures import HEADER as DEMO_HEADER
from app.partners.signatures import sign
from app.partners.stripe_cards import HEADER as STRIPE_HEADER
from app.partners.stripe_cards import StripeCards
from tests.fake_stripe import KEY, FakeStripe, fake_stripe

SECRET = "a-secret-between-them-and-us"
Message = tuple[bytes, dict[str, str]]


@dataclass
class Company:
    """`pay` is the buyer's press on the hosted page and gives the message that follows; `sign`
    gives the value of `header` for any body and secret; `dispute` is the buyer at her bank."""

    cards: CardCompany
    header: str
    pay: Callable[[str], Message]
    run_out: Callable[[str], object]
    dispute: Callable[[str], str]
    end_dispute: Callable[[str, DisputeStanding], None]
    sign: Callable[[bytes, str], str]
    with_secret: Callable[[str], CardCompany]
    example: Callable[[], dict[str, Any]]


def make_request(number: str = "P20260720-0001-abcd", **changes: Any) -> CardRequest:
    defaults: dict[str, Any] = {
        "payment_number": number,
        "order_number": "20260720-0001",
        "amount_fen": 11750,
        "description": "PostHarvest 邮禾 20260720-0001",
        "success_url": "http://localhost/orders/20260720-0001",
        "cancel_url": "http://localhost/pay/20260720-0001",
        "language": "zh-Hans",
        "expires_at": clock.now() + timedelta(minutes=61),
    }
    return CardRequest(**{**defaults, **changes})


@contextmanager
def company_of(kind: str, folder: Path) -> Iterator[Company]:
    if kind == "stripe":
        with fake_stripe() as fake:
            fake.secret = SECRET
            yield stripe_company(fake)
    else:
        yield demo_company(folder)


def stripe_company(fake: FakeStripe) -> Company:
    def pay(session_id: str) -> Message:
        fake.pay(session_id)
        return fake.signed(fake.event("checkout.session.completed", fake.sessions[session_id]))

    def example() -> dict[str, Any]:
        session = {
            "id": "cs_1",
            "object": "checkout.session",
            "status": "complete",
            "payment_status": "paid",
            "amount_total": 11750,
            "currency": "cny",
            "client_reference_id": "P1",
            "metadata": {"payment_number": "P1"},
        }
        return fake.event("checkout.session.completed", session, id="evt_1")

    return Company(
        cards=StripeCards(KEY, SECRET, fake.base_url),
        header=STRIPE_HEADER,
        pay=pay,
        run_out=fake.run_out,
        dispute=lambda name: str(fake.open_dispute(fake.sessions[name]["payment_intent"])["id"]),
        end_dispute=fake.close_dispute,
        sign=lambda body, secret: fake.signature(body.decode("utf-8"), secret),
        with_secret=lambda secret: StripeCards(KEY, secret, fake.base_url),
        example=example,
    )


def demo_company(folder: Path) -> Company:
    told: list[Message] = []

    def deliver(path: str, body: bytes, headers: dict[str, str]) -> int:
        told.append((body, headers))
        return 200

    store = DemoStore(folder / "partners.sqlite3")

    def with_secret(secret: str) -> DemoCards:
        return DemoCards(store, secret, "http://localhost/demonstration/cards", deliver)

    cards = with_secret(SECRET)

    def pay(session_id: str) -> Message:
        cards.decide(session_id, Standing.paid)
        return told[-1]

    def example() -> dict[str, Any]:
        session = {
            "id": "cs_1",
            "payment_number": "P1",
            "standing": "paid",
            "amount_fen": 11750,
            "currency": "cny",
        }
        return {"id": "evt_1", "kind": "session.paid", "session": session}

    return Company(
        cards=cards,
        header=DEMO_HEADER,
        pay=pay,
        run_out=cards.close,
        dispute=cards.open_dispute,
        end_dispute=cards.close_dispute,
        sign=sign,
        with_secret=with_secret,
        example=example,
    )


def as_body(facts: object) -> bytes:
    return json.dumps(facts).encode()
