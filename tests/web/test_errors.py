import sqlite3
from typing import Any

import psycopg
import pytest
from flask import Flask, request
from sqlalchemy import exc as database
from sqlalchemy import select, text

from app.db import session
from app.editions.models import Edition
from app.ground import refusals as r
from app.web.errors import refusal_of, status_of
from app.web.guard import private_page
from tests.browser_of_pages import Browser, Pages
from tests.web.throwaway import add_view

STATUSES = [
    (r.FieldMissing(), 422),
    (r.SoldOut(left=2), 409),
    (r.Missing(), 404),
    (r.RoleNeeded(), 403),
    (r.TooManyTries(minutes=5), 429),
    (r.DatabaseBusy(), 503),
    (r.BodyTooLarge(most_bytes=10), 413),
]


@pytest.mark.parametrize(("refusal", "status"), STATUSES)
def test_each_kind_of_refusal_has_one_status(refusal: r.Refusal, status: int) -> None:
    assert status_of(refusal) == status


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(("refusal", "status"), STATUSES)
def test_a_refusal_that_no_page_expected_is_a_page_in_order(
    app: Flask, pages: Pages, refusal: r.Refusal, status: int
) -> None:
    @private_page
    def refuse() -> str:
        raise refusal

    add_view(app, "/refuse", refuse)
    page = pages.get("/refuse", expect=status)
    assert page.response.headers["Cache-Control"] == "private, no-store"
    assert "%(" not in page.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_answer_for_later_says_when(app: Flask, client: Browser) -> None:
    @private_page
    def busy() -> str:
        raise r.DatabaseBusy()

    @private_page
    def often() -> str:
        raise r.TooManyTries(minutes=5)

    add_view(app, "/busy", busy)
    add_view(app, "/often", often)
    assert client.get("/busy").headers["Retry-After"] == "5"
    assert client.get("/often").headers["Retry-After"] == "300"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_machines_are_answered_in_json(app: Flask, client: Browser) -> None:
    @private_page
    def refuse() -> str:
        raise r.SoldOut(left=2)

    add_view(app, "/api/refuse", refuse)
    answer = client.get("/api/refuse")
    assert answer.status_code == 409
    assert answer.get_json() == {"error": {"code": "sold_out", "message": "不够了，只剩 2 份。"}}
    assert client.get("/hooks/nothing").get_json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_fault_of_our_own_tells_a_number_and_nothing_else(app: Flask, client: Browser) -> None:
    @private_page
    def fail() -> str:
        raise ZeroDivisionError("the secret of the till")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    add_view(app, "/fails", fail)
    answer = client.get("/fails")
    assert answer.status_code == 500
    said = answer.get_data(as_text=True)
    assert "编号" in said
    assert "secret" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("address", [f"/editions/{2**63}", f"/editions/{10**400}"])
def test_a_number_that_no_column_holds_is_missing(
    app: Flask, client: Browser, address: str
) -> None:
    @private_page
    def edition(number: int) -> str:
        return str(session.scalars(select(Edition).where(Edition.number == number)).all())

    add_view(app, "/editions/<int:number>", edition)
    assert client.get(address).status_code == 404


def test_what_a_database_cannot_keep_is_refused(app: Flask, client: Browser) -> None:
    @private_page
    def write() -> str:
        topic = request.args["topic"].encode().decode("unicode_escape")
        session.execute(text("SELECT :topic"), {"topic": topic}).all()
        return "kept"

    add_view(app, "/write", write, methods=["POST"])
    answer = client.post("/write?topic=\\ud800")
    assert answer.status_code == 422


def wrapped(kind: Any, original: Exception) -> database.DBAPIError:
    fault: database.DBAPIError = kind("SELECT 1", {}, original)
    return fault


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (sqlite3.OperationalError("database is locked"), r.DatabaseBusy),
        (sqlite3.OperationalError("database or disk is full"), r.StorageFull),
        (sqlite3.OperationalError("disk I/O error"), r.StorageFull),
        (sqlite3.OperationalError("unable to open database file"), r.DatabaseBusy),
        (sqlite3.OperationalError("attempt to write a readonly database"), r.DatabaseBusy),
        (sqlite3.OperationalError("no such column: pear"), type(None)),
        (psycopg.errors.LockNotAvailable("canceling statement"), r.DatabaseBusy),
        (psycopg.errors.DiskFull("could not extend file: No space left"), r.StorageFull),
        (psycopg.OperationalError("connection refused"), r.DatabaseBusy),
    ],
)
def test_a_database_that_cannot_just_now_is_told_from_a_mistake_of_ours(
    fault: Exception, expected: type
) -> None:
    assert type(refusal_of(wrapped(database.OperationalError, fault))) is expected


def test_other_faults_of_databases() -> None:
    assert isinstance(refusal_of(database.TimeoutError()), r.DatabaseBusy)
    taken = wrapped(database.IntegrityError, sqlite3.IntegrityError("UNIQUE"))
    assert isinstance(refusal_of(taken), r.RequestKeyUsed)
    wrong = wrapped(database.ProgrammingError, psycopg.errors.UndefinedTable("no table"))
    assert refusal_of(wrong) is None


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_address_used_in_the_wrong_way_names_the_right_ones(client: Browser) -> None:
    answer = client.post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("address", ["/%ff%fe", "/a%00b", "/%ed%a0%80", "/a/../../etc/passwd"])
def test_strange_addresses_are_missing(client: Browser, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_log_names_the_broken_rule_and_nobody(
    app: Flask, client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    @private_page
    def twice() -> str:
        statement = text("INSERT INTO editions (topic, number) VALUES ('13812345678', -1)")
        session.execute(statement)
        return "kept"

    add_view(app, "/api/twice", twice, methods=["POST"])
    assert client.post("/api/twice").status_code == 409
    assert "never_negative" in caplog.text
    assert "13812345678" not in caplog.text
