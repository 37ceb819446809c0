"""The outermost layer: only our own host names, and the same safety headers on every answer.

It lies outside of the static files' layer and of Flask, so that a redirect, a picture and an
answer to a broken request carry the headers too.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.sansio.utils import host_is_trusted

from config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STRIPE_PAGES = "https://checkout.stripe.com"
# A balancer asks for these by the machine's number, not by its name.
HEALTH = frozenset({"/healthz", "/readyz"})


class SafetyHeaders:
    def __init__(self, application: "WSGIApplication", settings: Settings) -> None:
        self.application = application
        self.headers = safety_headers(settings)
        hosts = trusted_hosts(settings)
        own = urlsplit(settings.base_url)
        self.own_host = own.netloc
        # A proxy in front speaks plain HTTP to us, and a visitor may name any port: addresses in
        # letters and for partners are made of what was configured, not of what was sent.
        self.fixed = settings.is_production
        self.scheme = own.scheme
        self.is_ours = lru_cache(maxsize=64)(lambda host: host_is_trusted(host, hosts))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start_safely(
            status: str, headers: list[tuple[str, str]], *failure: Any
        ) -> Callable[[bytes], object]:
            return start_response(status, headers + self.headers, *failure)

        if not self.is_ours(environ.get("HTTP_HOST")):
            if environ.get("PATH_INFO") not in HEALTH:
                start_safely("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
                return [b"This host name is not ours.\n"]
            environ["HTTP_HOST"] = self.own_host
        if self.fixed:
            environ["HTTP_HOST"], environ["wsgi.url_scheme"] = self.own_host, self.scheme
        return self.application(environ, start_safely)


def trusted_hosts(settings: Settings) -> list[str]:
    own = urlsplit(settings.base_url).hostname or "localhost"
    return [own] if settings.is_production else [own, "localhost", "127.0.0.1", "[::1]"]


def safety_headers(settings: Settings) -> list[tuple[str, str]]:
    headers = [
        ("Content-Security-Policy", content_policy(settings)),
        ("X-Content-Type-Options", "nosniff"),
        # Without it Origin would be "null" on our own forms (guard.refuse_cross_site_writes).
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if settings.is_https:
        headers.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    return headers


def content_policy(settings: Settings) -> str:
    # form-action also governs where a posted form is redirected to: the card company's page.
    payers = [STRIPE_PAGES]
    if settings.stripe_api_base:
        parts = urlsplit(settings.stripe_api_base)
        payers.append(f"{parts.scheme}://{parts.netloc}")
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": " ".join(["'self'", *payers]),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def join(app: Flask, settings: Settings) -> None:
    app.wsgi_app = SafetyHeaders(app.wsgi_app, settings)  # type: ignore[method-assign]
