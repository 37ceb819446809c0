"""A market to measure: the demonstration's goods in a database and a folder of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app import create_app
from config import Settings
from tests import databases
from tests.databases import create_database, drop_database
from tests.markets import close

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Ground:
    kind: str
    app: Flask
    environment: dict[str, str]
    folder: Path


@contextmanager
def lay_ground(kind: str, folder: Path) -> Iterator[Ground]:
    folder.mkdir()
    # The tests' server forgets a crash and never tidies up; one that is measured does as one of a
    # market does.
    databases.SETTINGS.update(
        fsync="on", synchronous_commit="on", full_page_writes="on", autovacuum="on"
    )
    url = create_database() if kind == "postgresql" else f"sqlite:///{folder / 'market.sqlite3'}"
    environment = _without_settings() | {"DATA_DIR": str(folder), "DATABASE_URL": url}
    try:
        for words in (("schema", "upgrade"), ("demo", "fill", "--without-month")):
            program = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
            subprocess.run(program, env=environment, check=True, stdout=subprocess.DEVNULL)
        app = create_app(Settings.from_environment(environment))
        yield Ground(kind, app, environment, folder)
        close(app)
    finally:
        if kind == "postgresql":
            drop_database(url)


def _without_settings() -> dict[str, str]:
    """Whatever the shell says of a market of its own is not for this one."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}
