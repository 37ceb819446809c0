"""A client that costs little: on each connection several questions at once, answers counted by
their bytes, since all are equally long."""

import selectors
import socket
import time
from dataclasses import dataclass

CONNECTIONS = 32
AT_ONCE = 8
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    headers: list[tuple[str, str]]
    body: bytes
    length: int


def question(port: int, path: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: br", "", ""]
    return "\r\n".join(lines).encode()


def ask(port: int, path: str) -> Answer:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.sendall(question(port, path))
        head, body = b"", b""
        while b"\r\n\r\n" not in head:
            head += _some(connection)
        head, _, body = head.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        if " 200" not in status:
            raise RuntimeError(f"{path} answered {status}")
        headers = [(name, value) for name, _, value in (one.partition(": ") for one in lines)]
        size = int(next(value for name, value in headers if name.lower() == "content-length"))
        while len(body) < size:
            body += _some(connection)
        return Answer(headers, body, len(head) + 4 + size)


def _some(connection: socket.socket) -> bytes:
    piece = connection.recv(1 << 16)
    if not piece:
        raise RuntimeError("the server hung up")
    return piece


def wait_until_up(port: int, path: str = "/healthz") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            ask(port, path)
            return
        except (OSError, RuntimeError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def answers_per_second(port: int, path: str, seconds: float) -> float:
    """Over all connections, all of them busy until the end."""
    length = ask(port, path).length
    bunch = question(port, path) * AT_ONCE
    with selectors.DefaultSelector() as selector:
        missing: dict[socket.socket, int] = {}
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
            selector.register(connection, selectors.EVENT_READ)
            missing[connection] = length * AT_ONCE
            connection.sendall(bunch)
        begun, received = time.perf_counter(), 0
        while time.perf_counter() < begun + seconds:
            for key, _ in selector.select(PATIENCE_SECONDS):
                assert isinstance(key.fileobj, socket.socket)
                connection = key.fileobj
                piece = len(_some(connection))
                received += piece
                missing[connection] -= piece
                if not missing[connection]:
                    missing[connection] = length * AT_ONCE
                    connection.sendall(bunch)
        took = time.perf_counter() - begun
        for connection in missing:
            connection.close()
    if min(missing.values()) < 0:
        raise RuntimeError(f"{path} gave answers of different lengths")
    return received / length / took
