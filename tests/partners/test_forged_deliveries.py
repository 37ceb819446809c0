"""Two thousand deliveries that nobody signed for us, each bent somewhere at random: W3, W4, W7."""

import json
import random
from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask

from app.catalogue.models import Variant
from app.db import session
from config import Settings
from tests.browser_of_pages import Browser
from tests.fake_stripe import KEY, SECRET, FakeStripe
from tests.hostile.snapshots import everything
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.web.hooks.wires import stripe_wire

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
DELIVERIES = 2000
SEED = 20261127
HOOK = "/hooks/cards/stripe"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, stripe_secret_key=KEY, stripe_webhook_secret=SECRET)


def bent(chance: random.Random, body: bytes, header: str, fake: FakeStripe) -> tuple[bytes, str]:
    """One forgery: the body, the header, or both are not what was signed."""
    stamp, _, signature = header.partition(",")
    at = chance.randrange(len(body))
    match chance.randrange(12):
        case 0:
            return body[:at] + bytes([body[at] ^ 1 << chance.randrange(8)]) + body[at + 1 :], header
        case 1:
            return body[:at], header
        case 2:
            return body + chance.randbytes(chance.randrange(1, 40)), header
        case 3:
            digits = list(signature)
            place = chance.randrange(3, len(digits))
            digits[place] = chance.choice("0123456789abcdef".replace(digits[place], ""))
            return body, f"{stamp},{''.join(digits)}"
        case 4:
            return body, fake.signature(body.decode(), "whsec_" + chance.randbytes(16).hex())
        case 5:
            return body, f"t={int(stamp[2:]) + chance.choice([-1, 1, 301, 10**8])},{signature}"
        case 6:
            return json.dumps(json.loads(body), indent=chance.randrange(1, 9)).encode(), header
        case 7:
            return body, header.replace("v1=", chance.choice(["v0=", "v2=", "V1=", "v1 =", ""]))
        case 8:
            return body, chance.choice(["", ",", "t=", "v1=", stamp, signature, "t=1,v1="])
        case 9:
            return chance.randbytes(chance.randrange(400)), header
        case 10:
            return body, "".join(chr(chance.randrange(32, 256)) for _ in range(90))
        case _:
            event = json.loads(body)
            event["data"]["object"]["amount_total"] = chance.randrange(10**6)
            event["id"] = f"evt_{chance.randrange(10**9)}"
            return json.dumps(event).encode(), header


def test_of_two_thousand_forgeries_none_is_believed_and_none_breaks_anything(
    app: Flask, client: Browser
) -> None:
    make_waybills()
    variant = make_variant()
    make_lot(variant, 5)
    order = make_order((session.get_one(Variant, variant.id), 1))
    fake = FakeStripe()
    wire = stripe_wire(fake)
    event = wire.event(wire.begin(order))
    body = json.dumps(event).encode()
    before = everything()
    chance = random.Random(SEED)
    answered: Counter[tuple[int, str]] = Counter()
    for _ in range(DELIVERIES):
        forged, header = bent(chance, body, fake.signature(body.decode()), fake)
        answer = client.post(HOOK, data=forged, headers={wire.header: header})
        answered[answer.status_code, answer.text.strip()] += 1
    assert answered == {(400, '{"outcome":"refused"}'): DELIVERIES}
    assert everything() == before
    assert wire.tell(client, event).json["outcome"] == "applied"
