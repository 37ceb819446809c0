import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

import app as house
from tests.browser.live import Market, open_market, settings_for
from tests.browser.money_street import Street, open_street
from tests.browser.post_road import Road, open_road
from tests.browser.walker import PHONE, Walker
from tests.chromium import chromium
from tests.markets import Markets, close

Come = Callable[..., Walker]


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def demonstration(markets: Markets, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Changzhou's produce, cooperatives, shops and people, as `flask demo fill` makes them: once
    for all processes of a run, whose folders lie beside each other."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    filled = folder / "demonstration.sqlite3"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not filled.exists():
            fill_demonstration(markets, own / "demonstration").rename(filled)
    return filled


def fill_demonstration(markets: Markets, folder: Path) -> Path:
    url = markets.copy("sqlite")
    app: Flask = house.create_app(settings_for(url, folder, 8000))
    said = app.test_cli_runner().invoke(args=["demo", "fill", "--without-month"])
    assert said.exit_code == 0, said.output
    close(app)
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def market(demonstration: Path, tmp_path: Path) -> Iterator[Market]:
    """A street of one's own: what is done here, nobody else sees."""
    database = tmp_path / "market.sqlite3"
    shutil.copyfile(demonstration, database)
    with open_market(f"sqlite:///{database}", tmp_path) as opened:
        yield opened


@pytest.fixture
def come(chrome: Browser, market: Market) -> Iterator[Come]:
    """come(viewport=…, java_script_enabled=False): a new somebody. Whatever annoyed anybody on the
    way is told at the end."""
    walkers: list[Walker] = []
    with ExitStack() as goodbyes:

        def come_in(**habits: Any) -> Walker:
            context = chrome.new_context(**{"viewport": PHONE, "locale": "zh-CN", **habits})
            goodbyes.callback(context.close)
            scripted = habits.get("java_script_enabled", True)
            walkers.append(Walker.come(context, market.address, scripted))
            return walkers[-1]

        yield come_in
    faults = [fault for walker in walkers for fault in walker.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def open_to_all(
    chrome: Browser, markets: Markets, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Street]:
    url = markets.copy("sqlite")
    with open_street(url, tmp_path_factory.mktemp("street"), chrome) as street:
        yield street
    markets.drop(url)


@pytest.fixture
def street(open_to_all: Street) -> Iterator[Street]:
    """One for all walks of a file, joined to a Stripe; each ends in order."""
    yield open_to_all
    open_to_all.end()


@pytest.fixture(scope="module")
def open_road_for_all(
    chrome: Browser, markets: Markets, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Road]:
    url = markets.copy("sqlite")
    with open_road(url, tmp_path_factory.mktemp("road"), chrome) as road:
        yield road
    markets.drop(url)


@pytest.fixture
def road(open_road_for_all: Road) -> Iterator[Road]:
    """One for all walks of a file, joined to a China Post; each ends in order."""
    yield open_road_for_all
    open_road_for_all.end()
