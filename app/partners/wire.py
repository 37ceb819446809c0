"""One question over HTTP to a partner that may be ill in any way.

However slowly it connects, drips or ends, the whole visit is over when its patience is; no more
than so many bytes are read; no redirect is followed and no host but the configured one is visited.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.ground.refusals import PartnerSilent
from app.partners.breaker import Breaker

MOST_BYTES = 1_000_000
_CHUNK = 65_536
_DEFAULT_REST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """`whole_seconds` bounds the visit from the first packet to the last byte of the answer."""

    connect_seconds: float = 3.0
    whole_seconds: float = 5.0
    most_bytes: int = MOST_BYTES


class Line:
    """The way to one partner: its address, our patience, and the breaker between."""

    def __init__(
        self, base_url: str, patience: Patience | None = None, breaker: Breaker | None = None
    ) -> None:
        parts = urlsplit(base_url)
        self._is_tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._is_tls else 80)
        self._path = parts.path
        self._context = ssl.create_default_context() if self._is_tls else None
        self.patience = patience or Patience()
        self.breaker = breaker or Breaker()

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """The body of a plain yes (2xx). Anything else is PartnerSilent: the outcome is unknown."""
        self.breaker.enter()
        try:
            status, rest_seconds, answer = self._visit(method, self._path + path, body, headers)
        except (OSError, http.client.HTTPException, ValueError) as fault:
            self.breaker.fail()
            raise PartnerSilent(reason=type(fault).__name__) from fault
        if not 200 <= status < 300:
            self.breaker.fail(rest_seconds if status == 429 else None)
            raise PartnerSilent(status=status)
        return answer

    def garbled(self, reason: str) -> PartnerSilent:
        """To be raised: it answered, and nobody can rely on what it said."""
        self.breaker.fail()
        return PartnerSilent(reason=reason)

    def understood(self) -> None:
        """What it said makes sense, be it yes or no."""
        self.breaker.succeed()

    def _visit(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, float, bytes]:
        ends_at = time.monotonic() + self.patience.whole_seconds
        connection = http.client.HTTPConnection(self._host, self._port)
        try:
            with _connected(self._host, self._port, self.patience, ends_at) as plain:
                connection.sock = self._wrapped(plain)
                connection.request(method, path, body, {**headers, "Connection": "close"})
                response = connection.getresponse()
                answer = b""
                if 200 <= response.status < 300:
                    answer = _read(response, self.patience.most_bytes)
                _check_time(ends_at)
                return response.status, _rest(response.getheader("Retry-After")), answer
        finally:
            connection.close()

    def _wrapped(self, plain: socket.socket) -> socket.socket:
        if self._context is None:
            return plain
        return self._context.wrap_socket(plain, server_hostname=self._host)


@contextlib.contextmanager
def _connected(host: str, port: int, patience: Patience, ends_at: float) -> Iterator[socket.socket]:
    """Whatever happens on it, it is cut off when the time is over: a time-out for each packet
    would begin anew with every byte that drips."""
    plain = socket.create_connection((host, port), patience.connect_seconds)
    # A twin of the same connection, because TLS takes the first one over.
    twin = plain.dup()
    timer = threading.Timer(max(0.0, ends_at - time.monotonic()), _cut, [twin])
    timer.daemon = True
    plain.settimeout(patience.whole_seconds)
    timer.start()
    try:
        yield plain
    finally:
        timer.cancel()
        timer.join()
        twin.close()
        plain.close()


def _cut(twin: socket.socket) -> None:
    with contextlib.suppress(OSError):
        twin.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse, most: int) -> bytes:
    """A body that was cut off raises IncompleteRead where its length was told; where it was not,
    the caller looks at the clock."""
    parts: list[bytes] = []
    size = 0
    while part := response.read(_CHUNK):
        size += len(part)
        if size > most:
            raise ValueError("too long")
        parts.append(part)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _check_time(ends_at: float) -> None:
    if time.monotonic() >= ends_at:
        raise TimeoutError


def _rest(retry_after: str | None) -> float:
    """Seconds only; a date, or nothing, counts as a minute."""
    text = (retry_after or "").strip()
    is_seconds = text.isascii() and text.isdigit() and len(text) <= 6
    return float(text) if is_seconds else _DEFAULT_REST_SECONDS
