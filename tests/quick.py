"""What every test's own market would work out anew, worked out once per process: the templates'
compiled form, and the tree of regions that each fresh database holds the same."""

from io import BytesIO

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from app.places import tree as trees


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


def quicken(app: Flask) -> None:
    """Within the app's context, on a database with the reference data."""
    app.jinja_env.bytecode_cache = _compiled
    if not _known:
        _known.append(trees.tree())
    trees.remember(_known[0])
