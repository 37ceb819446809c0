"""Sums that must agree, asked of the whole database: `flask books check` and every journey's end.

The chain of entries is worked out anew, in its order, and months that are closed must lie on it.
Every other check is one statement that returns the rows that are wrong, so that a fault has a name.
A check that finds nothing has looked at everything: none is sampled. What is missing is looked for
by NOT EXISTS over an index or by an outer join: NOT IN over a large table is read again for every
row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Select

from app.db import legible, session
from app.ledger.chain import Progress, first_break, strays
from app.ledger.periods import broken_periods
from app.reports.checks_of_cards import CARD_CHECKS
from app.reports.checks_of_cash import CASH_CHECKS
from app.reports.checks_of_deposits import DEPOSIT_CHECKS
from app.reports.checks_of_goods import GOODS_CHECKS
from app.reports.checks_of_money import MONEY_CHECKS
from app.reports.checks_of_settlement import SETTLEMENT_CHECKS

MOST_FAULTS = 20
CHAIN = "the_chain_of_entries"
STATEMENTS: dict[str, Callable[[], Select[str]]] = {
    check.__name__: check
    for check in (
        *MONEY_CHECKS,
        *DEPOSIT_CHECKS,
        *CASH_CHECKS,
        *CARD_CHECKS,
        *GOODS_CHECKS,
        *SETTLEMENT_CHECKS,
    )
}
MONTHS = "closed_months_that_do_not_hold"
CHECKS = (CHAIN, MONTHS, *STATEMENTS)


@dataclass(frozen=True, slots=True)
class Check:
    """`faults` names what is wrong, at most the first twenty."""

    name: str
    faults: tuple[str, ...]


@legible()
def check_books(progress: Progress | None = None) -> list[Check]:
    """`progress` is told of entries as they are read, and of each further check as one more."""
    checks = [
        Check(CHAIN, _broken_links(progress)),
        Check(MONTHS, tuple(broken_periods()[:MOST_FAULTS])),
    ]
    for name, ask in STATEMENTS.items():
        checks.append(Check(name, _faults(ask())))
        if progress is not None:
            progress(1)
    return checks


def _broken_links(progress: Progress | None) -> tuple[str, ...]:
    """The first entry that is wrong comes first."""
    first = first_break(progress=progress)
    found: Iterable[object] = [*([] if first is None else [first]), *strays(MOST_FAULTS - 1)]
    return tuple(str(one) for one in found)


def _faults(statement: Select[str]) -> tuple[str, ...]:
    return tuple(str(one) for one in session.scalars(statement.limit(MOST_FAULTS)))
