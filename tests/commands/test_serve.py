"""The two processes of the embedded market live and die together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest

from app.commands.serve import refuse_taken_port

CHILD = """
import os, signal, sys, time
from pathlib import Path
name, life = sys.argv[1], sys.argv[2]
if life == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
Path(name).write_text(str(os.getpid()))
if life == "short":
    while not Path("go").exists():
        time.sleep(0.01)
    sys.exit(3)
time.sleep(60)
"""
PARENT = """
import os, sys
from app.commands.serve import run_together
lives = [life.split(":") for life in sys.argv[1:]]
start = (sys.executable, "-c", os.environ["CHILD"])
sys.exit(run_together({name: (*start, name, life) for name, life in lives}, os.environ))
"""


class Market:
    def __init__(self, folder: Path, *lives: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, *lives],
            cwd=folder,
            env={**os.environ, "CHILD": CHILD, "PYTHONPATH": str(Path(__file__).parents[2])},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.children = [self.child(life.split(":")[0]) for life in lives]

    def child(self, name: str) -> int:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with suppress(FileNotFoundError, ValueError):
                return int((self.folder / name).read_text())
            time.sleep(0.01)
        raise AssertionError(f"{name} did not start")

    def end(self) -> tuple[int, str]:
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors

    def left_over(self) -> list[int]:
        return [pid for pid in self.children if is_alive(pid)]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def markets() -> Iterator[list[Market]]:
    made: list[Market] = []
    yield made
    for market in made:
        for pid in [market.process.pid, *market.children]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        market.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_both_and_is_no_failure(
    tmp_path: Path, markets: list[Market], number: signal.Signals
) -> None:
    market = Market(tmp_path, "web:long", "worker:long")
    markets.append(market)
    market.process.send_signal(number)
    assert market.end() == (0, "")
    assert market.left_over() == []


def test_when_one_dies_the_other_is_stopped_and_the_failure_is_told(
    tmp_path: Path, markets: list[Market]
) -> None:
    market = Market(tmp_path, "web:long", "worker:short")
    markets.append(market)
    (tmp_path / "go").touch()
    assert market.end() == (1, "The worker ended with code 3; stopping.\n")
    assert market.left_over() == []


def test_a_second_signal_ends_one_that_does_not_listen(
    tmp_path: Path, markets: list[Market]
) -> None:
    market = Market(tmp_path, "web:stubborn", "worker:long")
    markets.append(market)
    market.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    market.process.send_signal(signal.SIGTERM)
    assert market.end() == (0, "")
    assert market.left_over() == []


def test_a_port_in_use_is_refused_before_anything_is_started() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"port {port}: Address already in use"):
            refuse_taken_port("127.0.0.1", port)
    refuse_taken_port("127.0.0.1", port)
