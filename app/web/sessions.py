"""The session: a signed cookie that is only opened by the first look into it.

A view that has not declared that it is private may not look: its page is the same for everybody.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from config import Settings

LIFETIME_DAYS = 31


class SessionClosed(Exception):
    """A programming mistake: a page that is not declared private has looked into the session."""


class PageSession(SessionMixin):
    accessed = False
    modified = False

    def __init__(self, load: Callable[[], dict[str, Any]]) -> None:
        self._load = load
        self._loaded: dict[str, Any] | None = None

    def _opened(self) -> dict[str, Any]:
        if self._loaded is None:
            self._loaded = self._load()
            self.accessed = True
        return self._loaded

    def __getitem__(self, key: str) -> Any:
        return self._opened()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._opened()[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self._opened()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened())

    def __len__(self) -> int:
        return len(self._opened())


class PageSessions(SecureCookieSessionInterface):
    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, may_open: Callable[[Request], bool]) -> None:
        self.may_open = may_open

    # The session is ours alone, so it does not derive from Flask's cookie session class.
    def open_session(self, app: Flask, request: Request) -> PageSession:  # type: ignore[override]
        def load() -> dict[str, Any]:
            if not self.may_open(request):
                raise SessionClosed(f"{request.endpoint} is not declared private")
            opened = SecureCookieSessionInterface.open_session(self, app, request)
            return dict(opened or {})

        return PageSession(load)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.accessed:
            super().save_session(app, session, response)


def join(app: Flask, settings: Settings, may_open: Callable[[Request], bool]) -> None:
    app.config.update(
        SESSION_COOKIE_NAME="__Host-market" if settings.is_https else "market",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LIFETIME_DAYS * 24 * 3600,
    )
    app.session_interface = PageSessions(may_open)
