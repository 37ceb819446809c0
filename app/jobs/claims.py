"""Claims and returns whose time is up: each in its own transaction, late or twice no harm."""

from app.claims.actions import pass_deadline
from app.claims.queries import claims_past_deadline
from app.claims.return_queries import returns_past_deadline
from app.claims.settling_returns import pass_return_deadline
from app.jobs.each_alone import each_alone


def pass_claim_deadlines() -> None:
    each_alone("deadline of a claim", claims_past_deadline(), pass_deadline)


def pass_return_deadlines() -> None:
    each_alone("deadline of a return", returns_past_deadline(), pass_return_deadline)
