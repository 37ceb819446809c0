"""Sums that must agree, asked of the whole database: `flask books check` and every journey's end.

Each check is one statement that returns the rows that are wrong, so that a fault has a name. A
check that finds nothing has looked at everything: none is sampled. What is missing is looked for
by NOT EXISTS over an index or by an outer join: NOT IN over a large table is read again for every
row.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Select

from app.db import session
from app.reports.checks_of_goods import GOODS_CHECKS
from app.reports.checks_of_money import MONEY_CHECKS

MOST_FAULTS = 20
CHECKS: dict[str, Callable[[], Select[str]]] = {
    check.__name__: check for check in (*MONEY_CHECKS, *GOODS_CHECKS)
}


@dataclass(frozen=True, slots=True)
class Check:
    """`faults` names what is wrong, at most the first twenty."""

    name: str
    faults: tuple[str, ...]


def check_books() -> list[Check]:
    return [Check(name, _faults(ask())) for name, ask in CHECKS.items()]


def _faults(statement: Select[str]) -> tuple[str, ...]:
    return tuple(str(one) for one in session.scalars(statement.limit(MOST_FAULTS)))
