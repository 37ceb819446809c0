"""A public page made from nothing: its statements and its milliseconds, however big the market.

The quickest of several tries: whatever else the machine does only makes them slower.
"""

import time
from dataclasses import dataclass

from bench.grounds import Ground
from tests.statements import count_statements

ADDRESSES = (
    "/",
    "/search?sort=cheapest",
    "/search?q=%E8%8C%B6",
    "/products/tianmu-lake-white-tea",
    "/halls/liyang",
)
TIMES = 15


@dataclass(frozen=True, slots=True)
class Cold:
    statements: int
    milliseconds: float


def measure_cold_pages(ground: Ground) -> dict[str, Cold]:
    """What a process reads once (regions, tariff, templates) has been read before."""
    client, store = ground.app.test_client(), ground.app.extensions["page_store"]

    def seconds(address: str) -> float:
        store.clear()
        begun = time.perf_counter()
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        return time.perf_counter() - begun

    measured = {}
    for address in ADDRESSES:
        seconds(address)
        with count_statements() as sent:
            seconds(address)
        taken = min(seconds(address) for _ in range(TIMES))
        measured[address] = Cold(len(sent), 1000 * taken)
    return measured
