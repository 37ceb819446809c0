import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

import app as house
from app.people import actions
from app.people.passwords import hash_password
from tests.browser.live import Market, open_market, settings_for
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
    """Changzhou's produce, cooperatives, shops and people, as `flask demo fill` makes them."""
    folder = tmp_path_factory.mktemp("demonstration")
    url = markets.copy("sqlite")
    app: Flask = house.create_app(settings_for(url, folder, 8000))
    with pytest.MonkeyPatch.context() as patch:
        # Sixty people have one password: it need not be made slow sixty times.
        patch.setattr(actions, "hash_password", cache(hash_password))
        filled = app.test_cli_runner().invoke(args=["demo", "fill", "--without-month"])
    assert filled.exit_code == 0, filled.output
    close(app)
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def market(demonstration: Path, tmp_path: Path) -> Iterator[Market]:
    """A street of one's own: what is done here, nobody else sees."""
    database = tmp_path / "market.sqlite3"
    shutil.copyfile(demonstration, database)
    with open_market(database, tmp_path) as opened:
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
