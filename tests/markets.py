"""Databases with the schema and the reference data, made once per process and then only copied."""

import importlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from app.commands.reference import load_reference
from app.commissions.actions import publish_first_version
from app.db import Base, db, engine_options, transaction
from tests.databases import create_database, drop_database

KINDS = ("sqlite", "postgresql")
APP = Path(__file__).parent.parent / "app"


def import_models() -> None:
    for path in sorted(APP.glob("*/models.py")):
        importlib.import_module(f"app.{path.parent.name}.models")


def bare_app(url: str) -> Flask:
    """Only the session: what features need, and no page."""
    app = Flask("features")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url), TESTING=True
    )
    db.init_app(app)
    return app


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def make_schema(app: Flask) -> None:
    import_models()
    Base.metadata.create_all(db.engine)


@dataclass
class Markets:
    """`template` is made when the first test asks for its kind; `copy` costs a file copy."""

    folder: Path
    made: dict[str, str] = field(default_factory=dict)
    copies: int = 0

    def template(self, kind: str) -> str:
        if kind not in self.made:
            self.made[kind] = self.empty(kind)
            app = bare_app(self.made[kind])
            with app.app_context():
                make_schema(app)
                with transaction():
                    # A round number to check sums with; the market opens with 6 %.
                    publish_first_version(500, 300)
                    load_reference()
            close(app)
        return self.made[kind]

    def copy(self, kind: str) -> str:
        template = self.template(kind)
        if kind == "postgresql":
            return create_database(template)
        self.copies += 1
        copy = self.folder / f"copy{self.copies}.sqlite3"
        shutil.copyfile(template.removeprefix("sqlite:///"), copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        if url.startswith("postgresql"):
            drop_database(url)
            return
        path = url.removeprefix("sqlite:///")
        for end in ("", "-wal", "-shm"):
            Path(path + end).unlink(missing_ok=True)

    def drop_all(self) -> None:
        for url in self.made.values():
            self.drop(url)
        self.made.clear()

    def empty(self, kind: str) -> str:
        """A database without a single table."""
        if kind == "postgresql":
            return create_database()
        self.copies += 1
        return f"sqlite:///{self.folder / f'empty{self.copies}.sqlite3'}"
