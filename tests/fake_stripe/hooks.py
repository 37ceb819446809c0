"""Events on their way to a hook over HTTP: signed, in order, and tried again until they are taken;
or late, twice, shuffled, or not at all, if that is scripted."""

import http.client
import queue
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.fake_stripe.bank import Facts
from tests.fake_stripe.stripe import FakeStripe

PAUSES = (0.2, 1.0, 5.0, 30.0, 120.0)
LATE_SECONDS = 2.0


class Deliveries:
    """`faults` by an event's type: `dropped`, `twice`, `late`, `shuffled` (after the next one);
    used up, one by an event. `wait` is how long it pauses; a test makes it short."""

    def __init__(self, fake: FakeStripe, hook: str) -> None:
        self.fake = fake
        self.hook = urlsplit(hook)
        self.faults: dict[str, list[str]] = {}
        self.answers: list[tuple[str, int]] = []
        self._kept_back: list[Facts] = []
        self._waiting: queue.SimpleQueue[Facts | None] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._open = threading.Event()
        self._open.set()
        self._put_in = self._taken_out = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        fake.told = self.take
        self._thread.start()

    def take(self, event: Facts) -> None:
        kind = str(event["type"])
        scripted = self.faults.get(kind) or []
        fault = scripted.pop(0) if scripted else ""
        if fault == "dropped":
            return
        if fault == "shuffled":
            self._kept_back.append(event)
            return
        if fault == "late":
            self._later(LATE_SECONDS, lambda: self._put(event))
            return
        for _ in range(2 if fault == "twice" else 1):
            self._put(event)
        while self._kept_back:
            self._put(self._kept_back.pop())

    def _put(self, event: Facts) -> None:
        self._put_in += 1
        self._waiting.put(event)

    def hold(self) -> None:
        """Nothing leaves until `go_on`."""
        self._open.clear()

    def go_on(self) -> None:
        """What was held leaves; ends when each has been answered once."""
        self._open.set()
        while self._taken_out < self._put_in and not self._ended.wait(0.01):
            pass

    def stop(self) -> None:
        self._ended.set()
        self._open.set()
        self._waiting.put(None)
        self._thread.join(5)

    def _run(self) -> None:
        while (event := self._waiting.get()) is not None:
            self._open.wait()
            self._send(event, 0)
            self._taken_out += 1

    def _send(self, event: Facts, tried: int) -> None:
        status = self._post(*self.fake.signed(event))
        self.answers.append((str(event["type"]), status))
        if not 200 <= status < 300 and tried < len(PAUSES):
            self._later(PAUSES[tried], lambda: self._send(event, tried + 1))

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, lambda: None if self._ended.is_set() else work())
        timer.daemon = True
        timer.start()

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        """The status; 0 when nobody is there."""
        secure = self.hook.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        line = kind(self.hook.hostname or "", self.hook.port, timeout=10)
        try:
            known = {"Content-Type": "application/json; charset=utf-8", **headers}
            line.request("POST", self.hook.path, body, known)
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()
