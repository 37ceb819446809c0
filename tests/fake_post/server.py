"""The door: HTTP, with whatever fault is scripted for this question."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

from tests.fake_post.desk import Desk
from tests.fake_post.post import Facts, FakePost
from tests.partners.servers import QuietHandler, QuietServer, served

SILENCE_SECONDS = 1.0
HUGE = 100_000_000
DRIPS = 400
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    + "]><l>&a8;</l>"
)
# Answers whose number is not the one that was asked for, or none.
NUMBERS: dict[str, object] = {
    "wrong number": "EZ000000014CN",
    "path number": "../../etc/passwd",
    "crlf number": "EA900000019CN\r\nX-Evil: 1",
    "no number": None,
    "list of numbers": ["EA900000019CN"],
}


def serve(post: FakePost, port: int = 0, hook: str = "") -> QuietServer:
    """Bound and not yet running."""

    class Handler(Question):
        fake = post
        desk = Desk(post, hook)

    server = QuietServer(("127.0.0.1", port), Handler)
    post.base_url = server.base_url
    return server


@contextmanager
def fake_post() -> Iterator[FakePost]:
    post = FakePost()
    with served(serve(post)):
        yield post


class Question(QuietHandler):
    fake: FakePost
    desk: Desk

    def do_GET(self) -> None:
        self.answer(200, self.desk.show().encode(), Content_Type="text/html; charset=utf-8")

    def do_POST(self) -> None:
        fields = {name: one[0] for name, one in parse_qs(self.body().decode("ascii")).items()}
        if "apiCode" not in fields:
            self.desk.press(fields)
            self.answer(303, b"", Location="/")
            return
        fault = self.fake.fault()
        ill = self._faults().get(fault)
        if ill is not None:
            ill()
        elif fault.isdigit():
            self.answer(int(fault), b"later", Retry_After="120")
        else:
            self._say(self._changed(fault, self.fake.answer(fields)))
            self.fake.keep()

    def _say(self, facts: Facts) -> None:
        self.answer(200, json.dumps(facts).encode(), Content_Type="application/json")

    def _changed(self, fault: str, facts: Facts) -> Facts:
        body = json.loads(facts["retBody"] or "{}")
        if fault in NUMBERS:
            body["waybillNo"] = NUMBERS[fault]
        elif fault == "same number":
            body["waybillNo"] = "EZ700000013CN"
        elif fault == "other parcel":
            for item in body["responseItems"]:
                item["waybillNo"] = "EZ000000014CN"
        elif fault:
            raise AssertionError(fault)
        return {**facts, "retBody": json.dumps(body)} if fault else facts

    def _faults(self) -> dict[str, Callable[[], None]]:
        return {
            "down": self.hang_up,
            "slow": self._be_slow,
            "drip": self._drip,
            "drip headers": self._drip_headers,
            "huge": self._be_huge,
            "truncated": lambda: self._plain('{"retCode": "00000", "retBo'),
            "html": lambda: self._plain("<html><body>系统维护</body></html>"),
            "bomb": lambda: self._plain(BOMB),
            "nested": lambda: self._plain("[" * 50_000),
            "list": lambda: self._plain("[]"),
            "inner garbage": lambda: self._plain('{"retCode":"00000","retBody":"<a/>"}'),
            "redirect": lambda: self.answer(
                302, b"", Location="http://169.254.169.254/latest/meta-data/"
            ),
        }

    def _plain(self, text: str) -> None:
        self.answer(200, text.encode(), Content_Type="application/json")

    def _be_slow(self) -> None:
        time.sleep(SILENCE_SECONDS)
        self.hang_up()

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(DRIPS))
        self.end_headers()
        for _ in range(DRIPS):
            self.wfile.write(b" ")
            time.sleep(0.01)

    def _drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(DRIPS):
            self.wfile.write(b"a")
            time.sleep(0.01)

    def _be_huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(HUGE))
        self.end_headers()
        part = b" " * 65_536
        for _ in range(HUGE // len(part)):
            self.wfile.write(part)
