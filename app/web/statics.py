"""Static files: one address per content, kept for ever by browsers, compressed once at the start.

`static_url("market.css")` is /static/market.<hash>.css, in every language the same. What a style
sheet names by url("x.svg") is rewritten to the hashed address too.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from config import Settings

SOURCES = Path(__file__).parent / "shared" / "static"
PREFIX = "/static/"
TEXTS = frozenset({".css", ".js", ".svg", ".json", ".webmanifest", ".txt", ".xml"})
# Browsers and crawlers ask for these at the root, without being told to.
AT_ROOT = ("favicon.ico", "robots.txt")
SHORT_AGE_SECONDS = 300
_NAMED_IN_STYLE = re.compile(rb"""url\((["']?)(?!data:|https?:|/|#)([^)"'#?]+)\1\)""")


class Shelf:
    """Every static file under its plain and its hashed address."""

    def __init__(self, sources: Path, built: Path) -> None:
        self.sources = sources
        self.built = built
        self.addresses: dict[str, str] = {}
        self.files: dict[str, Path] = {}
        found = [path for path in sorted(sources.rglob("*")) if path.is_file()]
        # Style sheets last: they name the others by their hashed addresses.
        for path in sorted(found, key=lambda path: path.suffix == ".css"):
            self.add(path)

    def add(self, path: Path) -> None:
        name = path.relative_to(self.sources).as_posix()
        content = path.read_bytes()
        if path.suffix == ".css":
            content = _NAMED_IN_STYLE.sub(self.hashed_in_style(name), content)
        digest = hashlib.sha256(content).hexdigest()[:12]
        plain = name.removesuffix(path.suffix)
        self.addresses[name] = f"{PREFIX}{plain}.{digest}{path.suffix}"
        served = path
        if path.suffix in TEXTS:
            served = self.built / f"{plain.replace('/', '__')}.{digest}{path.suffix}"
            keep_compressed(served, content)
        self.files[PREFIX + name] = self.files[self.addresses[name]] = served
        if name in AT_ROOT:
            self.files[f"/{name}"] = served

    def hashed_in_style(self, style: str) -> Callable[[re.Match[bytes]], bytes]:
        folder = Path(style).parent

        def hashed(match: re.Match[bytes]) -> bytes:
            name = (folder / match[2].decode()).as_posix()
            return f'url("{self.addresses[name]}")'.encode()

        return hashed

    def address(self, name: str) -> str:
        return self.addresses[name]


def keep_compressed(path: Path, content: bytes) -> None:
    """The name holds the content's hash, so that what is there already is right."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending, compress in CODINGS.items():
        target = path.with_name(path.name + ending)
        if not target.exists():
            # Renamed into place: several workers start at once.
            draft = target.with_name(f".{target.name}.{os.getpid()}")
            draft.write_bytes(compress(content))
            draft.replace(target)


def _plain(content: bytes) -> bytes:
    return content


@cache
def _by_gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


@cache
def _by_brotli(content: bytes) -> bytes:
    return bytes(brotli.compress(content))


CODINGS: dict[str, Callable[[bytes], bytes]] = {"": _plain, ".gz": _by_gzip, ".br": _by_brotli}


def join(app: Flask, settings: Settings) -> Shelf:
    shelf = Shelf(SOURCES, settings.data_dir / "static")
    forever = frozenset(shelf.addresses.values())
    layer = WhiteNoise(
        app.wsgi_app,
        max_age=SHORT_AGE_SECONDS,
        allow_all_origins=False,
        immutable_file_test=lambda _, url: url in forever,
    )
    for address, path in shelf.files.items():
        layer.add_file_to_dictionary(address, str(path))
    app.extensions["shelf"] = shelf
    app.jinja_env.globals["static_url"] = shelf.address
    app.wsgi_app = layer  # type: ignore[method-assign]
    return shelf
