"""A statement for whoever may see it: as a page, on paper, as a spreadsheet. The faces find it."""

from typing import Any

from flask import make_response, request
from werkzeug.wrappers import Response as Answer

from app.ground.quantities import parse_id
from app.settlement.papers import statement_pdf
from app.settlement.queries import Statement, holders_of, lines_of
from app.settlement.sheets import statement_xlsx

LINES = 100
ON_A_PAGE = 30
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_after(name: str) -> int | None:
    """The last row of the page before, from the address; Missing for what is no number."""
    text = request.args.get(name)
    return parse_id(text) if text else None


def shown(statement: Statement) -> dict[str, Any]:
    after = asked_after("after") or 0
    lines = lines_of(statement, after, LINES + 1)
    return {
        "statement": statement,
        "holder": holders_of([statement.party])[statement.party],
        "lines": lines[:LINES],
        "later": lines[LINES - 1].line.position if len(lines) > LINES else None,
        "is_first": not after,
    }


def paper(statement: Statement) -> Answer:
    holder = holders_of([statement.party])[statement.party].name
    content = statement_pdf(statement, holder, lines_of(statement))
    return _file(content, "application/pdf", f"{statement.number}.pdf", "inline")


def sheet(statement: Statement) -> Answer:
    holder = holders_of([statement.party])[statement.party].name
    content = statement_xlsx(statement, holder, lines_of(statement))
    return _file(content, _XLSX, f"{statement.number}.xlsx", "attachment")


def _file(content: bytes, kind: str, name: str, disposition: str) -> Answer:
    answer = make_response(content)
    answer.content_type = kind
    answer.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return answer
