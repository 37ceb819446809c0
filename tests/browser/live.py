"""The market at an address of its own, served to a real browser by threads of this process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

import app as house
from app.db import session, transaction
from app.jobs.worker import Worker
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.models import Parcel
from app.reports.checks import check_books
from config import Settings
from tests.markets import close


class Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Market:
    app: Flask
    address: str

    def work(self) -> None:
        """What the worker would do by now."""
        Worker(self.app).drain()

    def send_everything(self) -> None:
        """What the cooperatives do meanwhile: every parcel leaves its shed."""
        self.work()
        clerk = Actor(ActorKind.cooperative)
        with self.app.app_context(), transaction():
            rows = locked(session.scalars(select(Parcel.id)))
            print_labels(rows, clerk)
            pack(rows, clerk)
            hand_over(rows, clerk)
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


@contextmanager
def open_market(database: Path, folder: Path) -> Iterator[Market]:
    """On a free port, which the settings must know before there is an application to serve."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        app = house.create_app(settings_for(f"sqlite:///{database}", folder, port))
        server = make_server(
            "127.0.0.1", port, app, threaded=True, request_handler=Silent, fd=door.fileno()
        )
        serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        try:
            yield Market(app, f"http://127.0.0.1:{port}")
        finally:
            server.shutdown()
            serving.join()
            server.server_close()
            close(app)
