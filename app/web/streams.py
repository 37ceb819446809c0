"""Answers that are sent while they are made."""

from collections.abc import Iterator

from flask import Flask, current_app


def streamed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Each piece is made in a context of its own, which ends before it is sent: whoever takes it
    slowly holds no transaction open meanwhile, and whoever goes away leaves nothing behind."""
    return _in_contexts(current_app._get_current_object(), pieces)  # type: ignore[attr-defined]


def _in_contexts(app: Flask, pieces: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        with app.app_context():
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
