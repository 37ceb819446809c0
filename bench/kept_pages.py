"""A public page out of the store, and the same bytes from the same server with nothing behind."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from app.commands.serve import web_server
from bench.grounds import Ground
from bench.load import Answer, answers_per_second, ask, wait_until_up

WORKERS = 2
ROUNDS = 3
SECONDS = 1.5
# What the server writes itself.
ITS_OWN = frozenset({"date", "server", "connection", "transfer-encoding"})


def measure_kept_page(ground: Ground, path: str) -> tuple[float, float]:
    """Answers a second of the market and of the bare server, taken in turns."""
    with _served(ground.environment, "wsgi:application") as market:
        answer = _warmed(market, path)
        with _served(_bare(ground, answer), "bench.bare:application") as bare:
            pairs = [
                (
                    answers_per_second(market, path, SECONDS),
                    answers_per_second(bare, path, SECONDS),
                )
                for _ in range(ROUNDS)
            ]
    return median(one for one, _ in pairs), median(other for _, other in pairs)


def _warmed(port: int, path: str) -> Answer:
    """Each process keeps pages of its own; a new connection may meet either."""
    for _ in range(20 * WORKERS):
        ask(port, path)
    return ask(port, path)


def _bare(ground: Ground, answer: Answer) -> dict[str, str]:
    body = ground.folder / "bare"
    body.write_bytes(answer.body)
    headers = [pair for pair in answer.headers if pair[0].lower() not in ITS_OWN]
    return ground.environment | {"BARE_BODY": str(body), "BARE_HEADERS": json.dumps(headers)}


@contextmanager
def _served(environment: dict[str, str], application: str) -> Iterator[int]:
    """Started as `flask serve` does; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = (*web_server("127.0.0.1", port, WORKERS)[:-1], application)
    process = subprocess.Popen(words, env=environment, process_group=0)
    try:
        wait_until_up(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
