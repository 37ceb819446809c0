"""A Stripe that we can make ill: Checkout Sessions, refunds, idempotency, signed events.

It is a server of its own that keeps state and speaks HTTP, so that the package itself is under
test. What a buyer does on the hosted page is a method call: `pay`, `decline`, `run_out`.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

import stripe

from app import clock
from tests.partners.servers import QuietHandler, QuietServer, served

Facts = dict[str, Any]
KEY = "sk_test_of_a_fake"
SECRET = "whsec_of_a_fake_that_is_long_enough"
SHORTEST_SECONDS = 30 * 60


@dataclass
class Asked:
    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]


@dataclass
class FakeStripe:
    """`asked` is every request that arrived. `faults` are used up, one by a request: `drop` and
    `drop after` hang up before and after the work is done, `silence after` waits as well, `garbage`
    and `list` answer what no Stripe would, a number is that status."""

    secret: str = SECRET
    sessions: dict[str, Facts] = field(default_factory=dict)
    refunds: dict[str, Facts] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refund_status: str = "succeeded"
    base_url: str = ""
    # What its own clock shows; its thread does not see a clock that a test has stopped.
    stopped_at: datetime | None = None
    _answers: dict[str, tuple[Asked, int, Facts]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # ------------------------------------------------------------- what its buyers and banks do

    def pay(self, session_id: str) -> None:
        session = self.sessions[session_id]
        assert session["status"] == "open"
        session.update(
            status="complete", payment_status="paid", payment_intent=f"pi_{next(self._numbers)}"
        )

    def run_out(self, session_id: str) -> None:
        assert self.sessions[session_id]["status"] == "open"
        self.sessions[session_id]["status"] = "expired"

    def event(self, kind: str, subject: Facts, **changes: Any) -> Facts:
        facts = {
            "id": f"evt_{next(self._numbers)}",
            "object": "event",
            "type": kind,
            "created": int(clock.now().timestamp()),
            "livemode": False,
            "data": {"object": dict(subject)},
        }
        return {**facts, **changes}

    def signed(self, event: object, secret: str | None = None) -> tuple[bytes, dict[str, str]]:
        """Body and headers as they would be sent to our hook."""
        body = json.dumps(event, indent=2, ensure_ascii=False)
        return body.encode(), {"Stripe-Signature": self.signature(body, secret)}

    def signature(self, body: str, secret: str | None = None) -> str:
        header: str = stripe.WebhookSignature.generate_signature_header(
            body, secret or self.secret, timestamp=int(clock.now().timestamp())
        )
        return header

    # ------------------------------------------------------------------------ what it is asked

    def answer(self, asked: Asked) -> tuple[int, Facts]:
        key = asked.headers.get("idempotency-key")
        with self._lock:
            if asked.method == "POST" and key in self._answers:
                earlier, status, facts = self._answers[key]
                if (earlier.path, earlier.fields) != (asked.path, asked.fields):
                    return 400, refusal("idempotency_error", "idempotency_key_in_use")
                return status, facts
            status, facts = self._do(asked)
            if asked.method == "POST" and key is not None:
                self._answers[key] = (asked, status, json.loads(json.dumps(facts)))
            return status, facts

    def _do(self, asked: Asked) -> tuple[int, Facts]:
        match asked.method, asked.path.removeprefix("/v1/").split("/"):
            case "POST", ["checkout", "sessions"]:
                return self._open(asked.fields)
            case "GET", ["checkout", "sessions", name] if name in self.sessions:
                return 200, self.sessions[name]
            case "POST", ["checkout", "sessions", name, "expire"] if name in self.sessions:
                return self._expire(self.sessions[name])
            case "POST", ["refunds"]:
                return self._refund(asked.fields)
            case "GET", ["refunds", name] if name in self.refunds:
                return 200, self.refunds[name]
        return 404, refusal("invalid_request_error", "resource_missing")

    def _open(self, fields: dict[str, str]) -> tuple[int, Facts]:
        amount = int(fields["line_items[0][price_data][unit_amount]"])
        moment = self.stopped_at or clock.now()
        lasts = int(fields["expires_at"]) - moment.timestamp()
        if not (amount > 0 and SHORTEST_SECONDS <= lasts <= 24 * 3600):
            return 400, refusal("invalid_request_error", "parameter_invalid_integer")
        name = f"cs_test_{next(self._numbers)}"
        self.sessions[name] = {
            "id": name,
            "object": "checkout.session",
            "url": f"{self.base_url}/c/pay/{name}",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": amount,
            "currency": fields["line_items[0][price_data][currency]"],
            "client_reference_id": fields["client_reference_id"],
            "metadata": {"payment_number": fields["metadata[payment_number]"]},
            "payment_intent": None,
            "livemode": False,
        }
        return 200, self.sessions[name]

    def _expire(self, session: Facts) -> tuple[int, Facts]:
        if session["status"] != "open":
            return 400, refusal("invalid_request_error", "checkout_session_not_open")
        session["status"] = "expired"
        return 200, session

    def _refund(self, fields: dict[str, str]) -> tuple[int, Facts]:
        paid = {one["payment_intent"]: one["amount_total"] for one in self.sessions.values()}
        intent, amount = fields["payment_intent"], int(fields["amount"])
        if intent not in paid:
            return 404, refusal("invalid_request_error", "resource_missing")
        given = sum(
            one["amount"] for one in self.refunds.values() if one["payment_intent"] == intent
        )
        if amount <= 0 or given + amount > paid[intent]:
            return 400, refusal("invalid_request_error", "charge_already_refunded")
        name = f"re_{next(self._numbers)}"
        self.refunds[name] = {
            "id": name,
            "object": "refund",
            "amount": amount,
            "payment_intent": intent,
            "status": self.refund_status,
            "metadata": {"refund_number": fields["metadata[refund_number]"]},
        }
        return 200, self.refunds[name]


def refusal(kind: str, code: str) -> Facts:
    return {"error": {"type": kind, "code": code, "message": f"No: {code}."}}


@contextmanager
def fake_stripe() -> Iterator[FakeStripe]:
    fake = FakeStripe()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def _serve(self, method: str) -> None:
            fields = dict(parse_qsl(self.body().decode(), keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(method, self.path.partition("?")[0], fields, headers)
            fake.asked.append(asked)
            fault = fake.faults.pop(0) if fake.faults else ""
            if fault in ("", "drop after", "silence after"):
                status, facts = fake.answer(asked)
            if fault.startswith("drop"):
                self.hang_up()
            elif fault == "silence after":
                time.sleep(1)
                self.hang_up()
            elif fault == "garbage":
                self.answer(200, b"<html>It works!</html>", Content_Type="text/html")
            elif fault == "list":
                self.answer(200, b"[]", Content_Type="application/json")
            elif fault:
                self._say(int(fault), refusal("api_error", "ill"))
            else:
                self._say(status, facts)

        def _say(self, status: int, facts: Facts) -> None:
            body = json.dumps(facts).encode()
            self.answer(status, body, Content_Type="application/json", Request_Id="req_1")

    with served(QuietServer(("127.0.0.1", 0), Handler)) as server:
        fake.base_url = server.base_url
        yield fake
