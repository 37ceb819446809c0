"""How the demonstration's partners reach our hooks: the same doors, without a network between."""

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.partners.demo_store import Deliver


def deliver_to(app: Flask) -> Deliver:
    """A function that posts a signed message to a path of our own application: its status."""

    def deliver(path: str, body: bytes, headers: dict[str, str]) -> int:
        builder = EnvironBuilder(
            path,
            base_url=app.extensions["settings"].base_url,
            method="POST",
            data=body,
            content_type="application/json",
            headers=list(headers.items()),
        )
        # A context of its own: the hook must share neither session nor visitor with the caller.
        with app.app_context():
            _, status, _ = run_wsgi_app(app.wsgi_app, builder.get_environ(), buffered=True)
        return int(status.split()[0])

    return deliver
