"""The other web server: the README's very command serves the market, and stops when it is told."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


def command_of_readme(port: int) -> list[str]:
    text = (ROOT / "README.md").read_text("utf-8")
    (line,) = re.findall(r"^ {4}gunicorn (.+)$", text, re.MULTILINE)
    assert "--bind 127.0.0.1:8000" in line
    words = line.replace("127.0.0.1:8000", f"127.0.0.1:{port}").split()
    return [sys.executable, "-m", "gunicorn", *words]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(fresh_database: str, tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "DATABASE_URL": fresh_database, "DATA_DIR": str(tmp_path)}


@pytest.fixture
def gunicorn(
    port: int, environment: dict[str, str], tmp_path: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command_of_readme(port), cwd=ROOT, env=environment, stderr=log, process_group=0
        )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def get(port: int, path: str) -> tuple[int, str]:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_SECONDS) as answer:
        return answer.status, answer.read().decode()


def wait_until_up(process: subprocess.Popen[bytes], port: int) -> tuple[int, str]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return get(port, "/healthz")
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("gunicorn does not answer")


def test_gunicorn_serves_the_market_and_stops(
    gunicorn: subprocess.Popen[bytes], port: int, tmp_path: Path
) -> None:
    assert wait_until_up(gunicorn, port) == (200, "ok\n")
    status, hall = get(port, "/")
    assert (status, "<h1" in hall, 'lang="zh-Hans"' in hall) == (200, True, True)
    gunicorn.send_signal(signal.SIGTERM)
    assert gunicorn.wait(PATIENCE_SECONDS) == 0
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_gunicorn_does_not_start_when_the_configuration_is_refused(
    port: int, environment: dict[str, str]
) -> None:
    refused = {**environment, "MODE": "production"}
    done = subprocess.run(
        command_of_readme(port), cwd=ROOT, env=refused, capture_output=True, timeout=60
    )
    assert done.returncode != 0
    assert b"SECRET_KEY must have at least 16 characters." in done.stderr
