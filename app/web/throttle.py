"""How often one address may look something up. Kept in this process's memory: a look changes
nothing in the database, and a few more processes are a few more looks."""

import threading
from collections import OrderedDict
from ipaddress import IPv4Address, ip_address, ip_network

from app import clock
from app.ground.refusals import TooManyTries

MOST_ADDRESSES = 10_000


def whence(address: str | None) -> str:
    """Whose look it is. Whoever has one IPv6 address has 2⁶⁴ of them, which count as one."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(found, IPv4Address):
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ip_network((found, 64), strict=False))


class Throttle:
    """So many looks within so many seconds; then TooManyTries until they are over."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most = most
        self._seconds = seconds
        self._lock = threading.Lock()
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, address: str) -> None:
        now = clock.now().timestamp()
        with self._lock:
            ends_at, count = self._windows.pop(address, (0.0, 0))
            # One that ends later than it can was begun by a clock that was wrong.
            if not now < ends_at <= now + self._seconds:
                ends_at, count = now + self._seconds, 0
            self._windows[address] = ends_at, count + 1
            while len(self._windows) > MOST_ADDRESSES:
                self._windows.popitem(last=False)
        if count >= self._most:
            raise TooManyTries(minutes=max(1, -(-int(ends_at - now) // 60)))
