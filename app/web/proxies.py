"""Whose word counts for where a visit comes from: the TRUSTED_PROXIES machines in front of us."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings


def join(app: Flask, settings: Settings) -> None:
    """With none in front, X-Forwarded-For is what a visitor made up: sign-in tries are counted by
    address, so nobody may choose one. Our host name is BASE_URL's, whatever a proxy forwards."""
    count = settings.trusted_proxies
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=0, x_port=0, x_prefix=0
        )
