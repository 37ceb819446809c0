"""The door: HTTP, with whatever fault is scripted for this question."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fake_stripe import hosted
from tests.fake_stripe.bank import Facts
from tests.fake_stripe.stripe import Asked, FakeStripe, fields_of, refusal
from tests.partners.servers import QuietHandler, QuietServer, served

SILENCE_SECONDS = 1.0
_DOES_ITS_WORK = ("", "drop after", "silence after", "late", "drip", "truncated")


def serve(fake: FakeStripe, port: int = 0) -> QuietServer:
    """Bound and not yet running."""

    class Handler(Question):
        stripe = fake

    server = QuietServer(("127.0.0.1", port), Handler)
    fake.base_url = server.base_url
    return server


@contextmanager
def fake_stripe(state: Path | None = None) -> Iterator[FakeStripe]:
    fake = FakeStripe(state)
    with served(serve(fake)):
        yield fake


class Question(QuietHandler):
    stripe: FakeStripe

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        path, _, query = self.path.partition("?")
        fields = fields_of(self.body().decode() if method == "POST" else query)
        if not path.startswith("/v1/"):
            self._show(method, path, fields)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(method, path, fields, headers)
        fault = self.stripe.fault_of(asked)
        if fault == "late":
            time.sleep(SILENCE_SECONDS)
        status, facts = 500, refusal("api_error", "ill")
        if fault in _DOES_ITS_WORK:
            status, facts = self.stripe.answer(asked)
        self._answer(fault, status, facts)

    def _answer(self, fault: str, status: int, facts: Facts) -> None:
        if fault.startswith("drop"):
            self.hang_up()
        elif fault == "silence after":
            time.sleep(SILENCE_SECONDS)
            self.hang_up()
        elif fault == "garbage":
            self.answer(200, b"<html>It works!</html>", Content_Type="text/html")
        elif fault == "list":
            self.answer(200, b"[]", Content_Type="application/json")
        elif fault in ("drip", "truncated"):
            self._break_up(fault, json.dumps(facts).encode())
        else:
            status = int(fault) if fault.isdigit() else status
            body = json.dumps(facts).encode()
            self.answer(status, body, Content_Type="application/json", Request_Id="req_1")

    def _break_up(self, fault: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for at in range(0, len(body), 64):
            if fault == "truncated" and at >= len(body) // 2:
                self.hang_up()
                return
            self.wfile.write(body[at : at + 64])
            time.sleep(0.01)

    def _show(self, method: str, path: str, fields: dict[str, str]) -> None:
        with self.stripe.lock:
            if path.startswith("/c/pay/"):
                name = path.removeprefix("/c/pay/")
                said = (
                    hosted.press(self.stripe, name, fields)
                    if method == "POST"
                    else hosted.show_checkout(self.stripe, name)
                )
            elif path == "/":
                said = (
                    hosted.press_at_desk(self.stripe, fields)
                    if method == "POST"
                    else hosted.show_desk(self.stripe)
                )
            else:
                said = (404, "", "")
        status, page, location = said
        headers = {"Location": location} if location else {}
        self.answer(status, page.encode(), Content_Type="text/html; charset=utf-8", **headers)
