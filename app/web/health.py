"""For the machine that watches: alive, and ready to work."""

from pathlib import Path

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.db import session

NEWEST = Path(__file__).parent.parent.parent / "migrations" / "NEWEST"
pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> Response:
    """Touches nothing: a slow database is no reason to start the process anew."""
    return _say("ok", 200)


@pages.get("/readyz")
def ready() -> Response:
    try:
        found = session.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except SQLAlchemyError:
        return _say("the database does not answer, or has no tables yet", 503)
    if found != [newest()]:
        return _say("the tables are not the newest", 503)
    return _say("ok", 200)


def newest() -> str:
    return NEWEST.read_text(encoding="utf-8").strip()


def _say(sentence: str, status: int) -> Response:
    return Response(f"{sentence}\n", status, mimetype="text/plain")
