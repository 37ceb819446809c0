"""The page store: a public page is rendered once, compressed once and given out until it changes.

A WSGI layer before Flask. What it keeps is stamped with the edition numbers that its topics had
*before* the page was read, and with the day in Shanghai. A hit asks the database once whether the
numbers still stand. Cookies are never looked at: only pages declared public come here.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import brotli
from flask import Flask, request

from app.clock import today
from app.editions.live import LiveNumbers
from app.editions.queries import numbers
from app.web.languages import KEY as LANGUAGE
from config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STAMP = "postharvest.stamp"
MOST_BYTES = 64 * 1024 * 1024
MOST_QUERY = 300
_ASKABLE = frozenset({"GET", "HEAD"})
_MADE_ANEW = frozenset({"content-length", "content-encoding", "etag", "vary", "cache-control"})

Key = tuple[str, str, tuple[tuple[str, str], ...]]
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Stamp:
    """What a public view says of itself while it is answering."""

    numbers: dict[str, int]
    parameters: frozenset[str]
    day: date


@dataclass(frozen=True, slots=True)
class Variant:
    body: bytes
    etag: str
    headers: Headers
    not_modified: Headers


@dataclass(frozen=True, slots=True)
class Kept:
    numbers: dict[str, int]
    topics: tuple[str, ...]
    day: date
    variants: dict[str, Variant]
    size: int


def stamp(topics: Sequence[str], parameters: Iterable[str]) -> None:
    """Note the numbers before the page reads what they stand for: a change in between then makes
    the kept page look old, never new."""
    request.environ[STAMP] = Stamp(numbers(topics), frozenset(parameters), today())


def shows(*topics: str) -> None:
    """Add topics that the view learns on its way. Call it *before* reading what they stand for."""
    request.environ[STAMP].numbers.update(numbers(topics))


def shows_read(read: Mapping[str, int]) -> None:
    """Add topics with their numbers, which the view read in the very statement that read what they
    stand for."""
    request.environ[STAMP].numbers.update(read)


class PageStore:
    """Bounded by bytes; what was not asked for longest goes first. One per process."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: Key) -> Kept | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Kept) -> None:
        with self._lock:
            self._remove(key)
            if page.size > self.most_bytes:
                return
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                self._remove(next(iter(self._pages)))

    def drop(self, key: Key, page: Kept) -> None:
        """Only that page: another visit may have put a newer one there meanwhile."""
        with self._lock:
            if self._pages.get(key) is page:
                self._remove(key)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _remove(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.bytes -= page.size


class KeptPages:
    def __init__(self, application: "WSGIApplication", store: PageStore, live: LiveNumbers) -> None:
        self.application = application
        self.store = store
        self.live = live

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in _ASKABLE:
            return self.application(environ, start_response)
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self.store.find(key)
        if page is not None:
            if page.day == today() and self.live.find(page.topics) == page.numbers:
                return answer(page, environ, start_response)
            self.store.drop(key, page)
        return self.render(key, environ, start_response)

    def render(
        self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        started: list[Any] = []

        def note(status: str, headers: Headers, *failure: Any) -> Any:
            started[:] = [status, headers]
            return start_response(status, headers, *failure) if failure else _no_write

        pieces = self.application(environ, note)
        status, headers = started[0], started[1]
        stamp: Stamp | None = environ.get(STAMP)
        if stamp is None or not may_be_kept(environ, status, headers):
            start_response(status, headers)
            return pieces
        page = keep(b"".join(pieces), headers, stamp)
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
        if stamp.parameters.issuperset(name for name, _ in key[2]):
            self.store.put(key, page)
        return answer(page, environ, start_response)


def _no_write(_: bytes) -> None:
    raise RuntimeError("nobody here writes past the answer")


def key_of(environ: "WSGIEnvironment") -> Key | None:
    query = environ.get("QUERY_STRING", "")
    if not query:
        return (environ[LANGUAGE].locale, environ["PATH_INFO"], ())
    if len(query) > MOST_QUERY:
        return None
    # Of a word asked twice the first counts, so those of one name stay in their order.
    pairs = parse_qsl(query, keep_blank_values=True)
    pairs.sort(key=lambda pair: pair[0])
    return (environ[LANGUAGE].locale, environ["PATH_INFO"], tuple(pairs))


def may_be_kept(environ: "WSGIEnvironment", status: str, headers: Headers) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and status.startswith("200")
        and not any(name.lower() in ("set-cookie", "content-encoding") for name, _ in headers)
        # Pictures would push the pages out, and are compressed already.
        and not any(value.startswith("image/") for _, value in headers)
    )


def keep(body: bytes, headers: Headers, stamp: Stamp) -> Kept:
    plain = [(name, value) for name, value in headers if name.lower() not in _MADE_ANEW]
    digest = hashlib.blake2b(body, digest_size=15).hexdigest()
    bodies = {
        "br": brotli.compress(body, quality=6),
        "gzip": gzip.compress(body, 6, mtime=0),
        "": body,
    }
    # `guard.mark_as_private` has seen to it that every answer says how long it lasts.
    lasts = next(value for name, value in headers if name.lower() == "cache-control")
    variants = {
        coding: variant(coding, one, digest, plain, lasts) for coding, one in bodies.items()
    }
    return Kept(
        numbers=dict(stamp.numbers),
        topics=tuple(stamp.numbers),
        day=stamp.day,
        variants=variants,
        size=sum(map(len, bodies.values())) + 2000,
    )


def variant(coding: str, body: bytes, digest: str, plain: Headers, lasts: str) -> Variant:
    etag = f'"{digest}{coding[:1]}"'
    shared = [("ETag", etag), ("Cache-Control", lasts), ("Vary", "Accept-Encoding")]
    own = [("Content-Encoding", coding)] if coding else []
    headers = [*plain, *shared, *own, ("Content-Length", str(len(body)))]
    return Variant(body, etag, headers, shared)


def answer(
    page: Kept, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    chosen = page.variants[coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None and (chosen.etag in known or known.strip() == "*"):
        start_response("304 Not Modified", list(chosen.not_modified))
        return []
    start_response("200 OK", list(chosen.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [chosen.body]


def coding_for(accepted: str) -> str:
    """Browsers name what they take; one that refuses with q=0 gets the plain page."""
    if "q=0" in accepted and "q=0." not in accepted:
        return ""
    if "br" in accepted:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def join(app: Flask, settings: Settings) -> None:
    # Tests roll their changes back, and the store looks beside the session: it would keep ghosts.
    store = PageStore(0 if settings.testing else MOST_BYTES)
    app.extensions["page_store"] = store
    live = LiveNumbers(settings.database_url)
    app.extensions["live_numbers"] = live
    app.wsgi_app = KeptPages(app.wsgi_app, store, live)  # type: ignore[method-assign]
