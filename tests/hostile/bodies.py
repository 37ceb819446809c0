"""Bodies that a server should not read."""

import io
from typing import Any


class Unread(io.RawIOBase):
    """Says that it is there; whoever reads it has not looked at Content-Length first."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise AssertionError("a body that is too large was read")


def large_body(content_length: int = 50_000_000) -> dict[str, Any]:
    """What a test client's request is overridden with."""
    return {"wsgi.input": Unread(), "CONTENT_LENGTH": str(content_length)}
