import pytest
from flask import Flask
from sqlalchemy import text

from app.db import session, transaction
from app.web import health
from tests.browser_of_pages import Browser
from tests.statements import count_statements


@pytest.mark.parametrize("kind", ["sqlite"])
def test_being_alive_asks_no_database(client: Browser) -> None:
    with count_statements() as sent:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.data, sent) == (200, b"ok\n", [])


def test_ready_is_who_has_the_newest_tables(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    with transaction():
        session.execute(text("DROP TABLE IF EXISTS alembic_version"))
    assert client.get("/readyz").status_code == 503
    with transaction():
        session.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        session.execute(text("INSERT INTO alembic_version VALUES ('0001_begin')"))
    monkeypatch.setattr(health, "newest", lambda: "0002_more")
    assert client.get("/readyz").status_code == 503
    monkeypatch.setattr(health, "newest", lambda: "0001_begin")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.data) == (200, b"ok\n")
