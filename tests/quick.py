"""What every test's own market would work out anew, worked out once per process: the shelf of
static files, how addresses are built, the compiled form of templates and statements, translations,
and the tree of regions that each fresh database holds the same. And no test waits for a disk, for
a password that is slow on purpose, or for a search for garbage that is not there yet."""

import atexit
import gc
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_babel import get_babel
from flask_sqlalchemy import SQLAlchemy
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from whitenoise import WhiteNoise
from whitenoise.responders import StaticFile

from app.people import passwords
from app.places import tree as trees
from app.web import statics

MOST_STATEMENTS = 5000


class Compiled(BytecodeCache):
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.load_bytecode(BytesIO(self.kept[bucket.key]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        written = BytesIO()
        bucket.write_bytecode(written)
        self.kept[bucket.key] = written.getvalue()


_compiled = Compiled()
_known: list[trees.RegionTree] = []
_builders: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
_files: dict[tuple[str, str], StaticFile] = {}
_catalogues: dict[tuple[str, str], Any] = {}
_statements: dict[str, tuple[Dialect, "LRUCache[Any, Any]"]] = {}
_compile_builder = Rule._compile_builder
_get_file = WhiteNoise.get_static_file
_make_engine = SQLAlchemy._make_engine
_shelf = statics.Shelf
# That of the market; those of the tests are made and looked at in a tenth of a millisecond.
real_hasher = passwords._HASHER


def quicken(app: Flask) -> None:
    """Within the app's context, on a database with the reference data."""
    app.jinja_env.bytecode_cache = _compiled
    get_babel().instance.domain_instance.cache = _catalogues
    if not _known:
        _known.append(trees.tree())
    trees.remember(_known[0])


@contextmanager
def quick_start() -> Iterator[None]:
    """Applications made within are as ever, but the second one is made much sooner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statics, "Shelf", _one_shelf)
        patch.setattr(WhiteNoise, "get_static_file", _one_file)
        patch.setattr(Rule, "_compile_builder", _one_builder)
        yield


@cache
def _shelf_of(sources: Path) -> statics.Shelf:
    built = Path(tempfile.mkdtemp(prefix="postharvest-static-"))
    atexit.register(shutil.rmtree, built, ignore_errors=True)
    return _shelf(sources, built)


def _one_shelf(sources: Path, built: Path) -> statics.Shelf:
    return _shelf_of(sources)


def _one_file(layer: WhiteNoise, path: str, url: str, **options: Any) -> StaticFile:
    key = (path, url)
    if key not in _files:
        _files[key] = _get_file(layer, path, url, **options)
    return _files[key]


def _one_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


def share_statements() -> None:
    """A statement is compiled once, as in a server that has run for a while, and not once for each
    test's engine: what an engine has compiled is found by its dialect."""

    def make(self: SQLAlchemy, key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        engine = _make_engine(self, key, {**options, "query_cache_size": MOST_STATEMENTS}, app)
        name = engine.dialect.name
        # A dialect knows its database only once an engine of its own has connected.
        if name not in _statements or _statements[name][0].server_version_info is None:
            _statements[name] = (engine.dialect, engine._compiled_cache)
        engine.dialect, engine._compiled_cache = _statements[name]
        return engine

    SQLAlchemy._make_engine = make


@event.listens_for(Engine, "connect")
def _leave_it_to_memory(connection: Any, record: object) -> None:
    """After app.db's own: what a test writes need not outlive a power cut."""
    if type(connection).__module__ == "sqlite3":
        connection.execute("PRAGMA synchronous=OFF")


def tidy_seldom() -> None:
    """What was collected stays until the end; nobody need look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


share_statements()
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
