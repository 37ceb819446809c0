"""The market at an address of its own, served to a real browser by threads of this process."""

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

import app as house
from app.clock import stopped_at
from app.db import session, transaction
from app.ground.parcel_steps import ParcelState
from app.jobs.worker import Worker
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.models import Parcel
from app.partners.demo_post import DemoPost
from app.people.models import Person
from app.reports.checks import check_books
from config import Settings
from tests.browser_of_pages import Browser
from tests.fake_post import AUTHORIZATION, SENDER, SIGN_KEY, FakePost
from tests.fake_stripe import KEY, SECRET, FakeStripe
from tests.markets import close

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@dataclass(slots=True)
class Lead:
    """How far the market's clock is ahead of everybody else's. It stands still within a visit."""

    days: int = 0

    @contextmanager
    def time(self) -> Iterator[None]:
        if not self.days:
            yield
            return
        with stopped_at(datetime.now(UTC) + timedelta(days=self.days)):
            yield

    def of(self, application: "WSGIApplication") -> "WSGIApplication":
        def answer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
            with self.time():
                return application(environ, start)

        return answer


@dataclass(frozen=True, slots=True)
class Market:
    app: Flask
    address: str
    lead: Lead = field(default_factory=Lead)

    def work(self) -> None:
        """What the worker would do by now."""
        with self.lead.time():
            Worker(self.app).drain()

    def send_everything(self) -> None:
        """What the cooperatives do meanwhile: every parcel leaves its shed."""
        self.work()
        clerk = Actor(ActorKind.cooperative)
        with self.app.app_context(), transaction():
            at_home = select(Parcel.id).where(Parcel.state == ParcelState.created)
            rows = locked(session.scalars(at_home))
            print_labels(rows, clerk)
            pack(rows, clerk)
            hand_over(rows, clerk)
        self.work()

    def deliver(self, waybills: Iterable[str]) -> None:
        """The carrier's own scans, one after the other, to the end of each journey."""
        carrier = self.app.extensions["partners"].carrier
        assert isinstance(carrier, DemoPost)
        with self.app.app_context():
            for waybill in waybills:
                while carrier.play_next(waybill):
                    pass
        self.work()

    def waybills(self) -> list[str]:
        self.work()
        with self.app.app_context():
            return list(session.scalars(select(Parcel.waybill_number).order_by(Parcel.id)))

    def books_balance(self) -> bool:
        with self.app.app_context():
            return not any(check.faults for check in check_books())


def settings_for(database_url: str, folder: Path, port: int) -> Settings:
    return Settings(
        mode="development",
        database_url=database_url,
        data_dir=folder,
        secret_key="a-secret-that-only-tests-know",
        base_url=f"http://127.0.0.1:{port}",
        port=port,
        web_workers=1,
        redis_url=None,
        stripe_secret_key=None,
        stripe_api_base=None,
        stripe_webhook_secret=None,
        carrier_base_url=None,
        carrier_secret="a-carrier-secret-of-tests",
        mail_url=f"file://{folder / 'letters'}",
        testing=True,
    )


def cookie_of(app: Flask, person: Person) -> str:
    """The session of somebody who is signed in, for a real browser to hold."""
    app.test_client_class = Browser
    client = app.test_client()
    assert isinstance(client, Browser)
    client.sign_in(person)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return cookie.value


@contextmanager
def open_market(
    url: str, folder: Path, stripe: FakeStripe | None = None, post: FakePost | None = None
) -> Iterator[Market]:
    """On a free port, which the settings must know before there is an application to serve. Cards
    and carrier are the demonstration's unless there is a Stripe, or a China Post, to join."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        settings = settings_for(url, folder, port)
        if stripe is not None:
            settings = replace(
                settings,
                stripe_secret_key=KEY,
                stripe_webhook_secret=SECRET,
                stripe_api_base=stripe.base_url,
            )
        if post is not None:
            settings = replace(
                settings,
                china_post_base_url=post.base_url,
                china_post_sender=SENDER,
                china_post_secret=AUTHORIZATION,
                china_post_sign_key=SIGN_KEY,
            )
        app, lead = house.create_app(settings), Lead()
        server = make_server(
            "127.0.0.1",
            port,
            lead.of(app),
            threaded=True,
            request_handler=Silent,
            fd=door.fileno(),
        )
        serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        try:
            yield Market(app, f"http://127.0.0.1:{port}", lead)
        finally:
            server.shutdown()
            serving.join()
            server.server_close()
            close(app)
