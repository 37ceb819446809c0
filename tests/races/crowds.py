"""Many at once: real threads, each with a context, a session and a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import Flask

Answer = TypeVar("Answer")


def all_at_once(app: Flask, count: int, act: Callable[[int], Answer]) -> list[Answer]:
    """`act(n)` for every n below `count`, all released by one barrier."""
    barrier = threading.Barrier(count)

    def one(number: int) -> Answer:
        with app.app_context():
            barrier.wait(30)
            return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
