"""What tests stand on: both databases, a market with pages, a clock, letters, closed sockets.

Feature tests take `database`: everything they do is undone after them. Tests of pages, races and
journeys take `app`, `client` or `pages`: a committed database of their own.
"""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

import app as house
from app.commissions.queries import forget_rules
from app.db import db, session
from app.places.halls import forget_halls
from config import Settings
from tests.browser_of_pages import Browser, Pages
from tests.clocks import Clock
from tests.letters import Letterbox
from tests.markets import KINDS, Markets, bare_app, close
from tests.quick import quick_start, quicken, tidy_seldom

LOOPBACK = ("127.0.0.1", "::1", "localhost", "")


class SocketsClosed(Exception):
    pass


def pytest_collection_finish() -> None:
    tidy_seldom()


@pytest.fixture(scope="session", autouse=True)
def _no_socket_but_loopback() -> Iterator[None]:
    """No test talks to another machine, by whatever library."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_near(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and _host(address) not in LOOPBACK:
            raise SocketsClosed(f"a test wanted to talk to {address}")
        connect(self, address)  # type: ignore[arg-type]

    def look_up_near(host: object, *args: object, **options: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name not in LOOPBACK:
            raise SocketsClosed(f"a test wanted to know where {name} is")
        return look_up(host, *args, **options)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_near)
        patch.setattr(socket, "getaddrinfo", look_up_near)
        yield


def _host(address: object) -> object:
    return address[0] if isinstance(address, tuple) else address


@pytest.fixture(scope="session")
def markets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Markets]:
    # What a test commits stays within the connection that it was handed.
    session.session_factory.configure(join_transaction_mode="create_savepoint")
    made = Markets(tmp_path_factory.mktemp("markets"))
    yield made
    made.drop_all()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The database's kind; a test that asks for any database runs once on each."""
    return str(request.param)


@pytest.fixture(scope="session")
def _shared_apps(markets: Markets) -> Iterator[dict[str, Flask]]:
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        close(app)
        markets.drop(url)


@pytest.fixture
def database(
    kind: str, markets: Markets, _shared_apps: dict[str, Flask]
) -> Iterator[scoped_session[Session]]:
    """The session on a database that forgets the test: `transaction()` ends in a savepoint."""
    if kind not in _shared_apps:
        _shared_apps[kind] = bare_app(markets.copy(kind))
    with _shared_apps[kind].app_context():
        engine = db.engine
        with engine.connect().execution_options(writing=True) as connection:
            outer = connection.begin()
            db.engines[None] = connection  # type: ignore[assignment]
            yield session
            session.remove()
            outer.rollback()
            db.engines[None] = engine
    # What the process remembers of halls and rules was perhaps this test's alone.
    forget_halls()
    forget_rules()


@pytest.fixture
def empty(kind: str, markets: Markets) -> Iterator[Flask]:
    """An application without pages, on a database without a single table."""
    url = markets.empty(kind)
    app = bare_app(url)
    with app.app_context():
        yield app
    close(app)
    markets.drop(url)


@pytest.fixture
def fresh_database(kind: str, markets: Markets) -> Iterator[str]:
    """The address of a database of one's own, with the reference data, where commits are real."""
    url = markets.copy(kind)
    yield url
    markets.drop(url)


@pytest.fixture
def settings(fresh_database: str, tmp_path: Path) -> Settings:
    """Those of development, on a port that nobody listens at, with no partner but the stand-ins."""
    return Settings(
        mode="development",
        database_url=fresh_database,
        data_dir=tmp_path,
        secret_key="a-secret-that-only-tests-know",
        base_url="http://localhost",
        port=8000,
        web_workers=1,
        redis_url=None,
        stripe_secret_key=None,
        stripe_api_base=None,
        stripe_webhook_secret=None,
        carrier_base_url=None,
        carrier_secret="a-carrier-secret-of-tests",
        mail_url=f"file://{tmp_path / 'letters'}",
        testing=True,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The market. The test itself sees the database through a session of its own, which is always
    fresh after a request; each request of `client` and `pages` has another."""
    with quick_start():
        app = house.create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        quicken(app)
        yield app
    close(app)


@pytest.fixture
def client(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


@pytest.fixture
def pages(client: Browser) -> Pages:
    """A browser that refuses a page which is not in order."""
    return Pages(client)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Runs as ever until it is told to stop."""
    stoppable = Clock()
    yield stoppable
    stoppable.run()


@pytest.fixture
def letters(tmp_path: Path) -> Letterbox:
    """What was sent, oldest first; the worker must have run."""
    return Letterbox(tmp_path / "letters")
