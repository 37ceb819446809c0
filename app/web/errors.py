"""The one table from what went wrong to what is answered."""

import logging
import re
import secrets

from flask import Flask, jsonify, make_response, redirect, render_template, request, url_for
from sqlalchemy import exc as database
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import (
    Conflict,
    DatabaseBusy,
    Invalid,
    Missing,
    NotAllowed,
    NotFound,
    Refusal,
    RequestKeyUsed,
    SignInNeeded,
    StorageFull,
    TextNotAllowed,
    TooLarge,
    TooMany,
    Unavailable,
)
from app.web.wording import say, say_status

log = logging.getLogger(__name__)

STATUSES: tuple[tuple[type[Refusal], int], ...] = (
    (Invalid, 422),
    (Conflict, 409),
    (NotFound, 404),
    (NotAllowed, 403),
    (TooMany, 429),
    (Unavailable, 503),
    (TooLarge, 413),
)
RETRY_SECONDS = 5
DESKS = frozenset({"village", "cooperative", "office"})
MACHINES = ("/hooks/", "/api/")
_FULL = re.compile("disk is full|no space left|disk i/o", re.IGNORECASE)
# What SQLite says when it cannot just now; its other complaints are our own mistakes.
_BUSY = re.compile("locked|busy|unable to open|readonly", re.IGNORECASE)


def status_of(refusal: Refusal) -> int:
    return next(status for kind, status in STATUSES if isinstance(refusal, kind))


def set_status(answer: Answer, refusal: Refusal) -> Answer:
    answer.status_code = status_of(refusal)
    if isinstance(refusal, Unavailable):
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(refusal, TooMany):
        minutes = refusal.facts.get("minutes")
        answer.headers["Retry-After"] = str(60 * minutes if isinstance(minutes, int) else 60)
    return answer


def refuse(refusal: Refusal) -> Answer:
    if isinstance(refusal, SignInNeeded) and not _asked_by_machine():
        # Only a page that was asked for can be come back to; what was sent would be lost.
        here = f"{request.script_root}{request.full_path}".rstrip("?")
        back = here if request.method == "GET" else None
        return redirect(url_for("storefront.people.sign_in", next=back), code=303)
    return set_status(_error(status_of(refusal), refusal.code, say(refusal)), refusal)


def refuse_http(error: HTTPException) -> Answer:
    status = error.code or 500
    answer = _error(status, (error.name or "error").lower().replace(" ", "_"), say_status(status))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def refuse_database(error: database.SQLAlchemyError) -> Answer:
    refusal = refusal_of(error)
    if refusal is None:
        raise error
    log.warning("database: %s %s answered as %s", type(error).__name__, _rule(error), refusal.code)
    return refuse(refusal)


def _rule(error: database.SQLAlchemyError) -> str:
    """The broken rule's name. PostgreSQL's whole sentence would carry people's data into the log;
    SQLite's names columns only."""
    original = getattr(error, "orig", None)
    if type(original).__module__ == "sqlite3":
        return repr(str(original))
    return str(getattr(getattr(original, "diag", None), "constraint_name", None) or "")


def refusal_of(error: database.SQLAlchemyError) -> Refusal | None:
    """None for a mistake of our own, such as a statement that cannot be."""
    if isinstance(error, database.TimeoutError):
        return DatabaseBusy()
    if isinstance(error, database.IntegrityError):
        return RequestKeyUsed()
    if isinstance(error, database.DataError):
        return _not_in_range()
    if isinstance(error, database.OperationalError | database.InternalError):
        said = str(error.orig)
        if _FULL.search(said):
            return StorageFull()
        by_sqlite = type(error.orig).__module__ == "sqlite3"
        return DatabaseBusy() if not by_sqlite or _BUSY.search(said) else None
    return None


def refuse_number(error: OverflowError) -> Answer:
    """A number that no column can hold: SQLite's driver says it this way."""
    log.info("overflow: %s", error)
    return refuse(_not_in_range())


def refuse_text(error: UnicodeError) -> Answer:
    log.info("text: %s", type(error).__name__)
    return refuse(TextNotAllowed())


def break_down(_: InternalServerError) -> Answer:
    """The number in the page is the number in the log; nothing else of the inside is told."""
    number = secrets.token_hex(4)
    # Flask has logged the traceback just before.
    log.error("answered 500 as %s at %r", number, request.path)
    if _asked_by_machine():
        return make_response(jsonify(error={"code": "broken", "number": number}), 500)
    return make_response(render_template("shared/broken.html", number=number), 500)


def _not_in_range() -> Refusal:
    return Missing() if request.method in ("GET", "HEAD") else TextNotAllowed()


def _asked_by_machine() -> bool:
    return request.path.startswith(MACHINES) or request.path.endswith(".json")


def _error(status: int, code: str, sentence: str) -> Answer:
    if _asked_by_machine():
        return make_response(jsonify(error={"code": code, "message": sentence}), status)
    face = request.blueprints[-1] if request.blueprints else ""
    # Who is not let into a face is not shown its ways either.
    layout = face if face in DESKS and status != 403 else "storefront"
    page = render_template(
        "shared/error.html",
        layout=f"shared/faces/{layout}_layout.html",
        status=status,
        sentence=sentence,
    )
    return make_response(page, status)


def join(app: Flask) -> None:
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, refuse_http)
    app.register_error_handler(database.SQLAlchemyError, refuse_database)
    app.register_error_handler(OverflowError, refuse_number)
    app.register_error_handler(UnicodeError, refuse_text)
    app.register_error_handler(InternalServerError, break_down)
