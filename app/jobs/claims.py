"""Claims and returns whose time is up: each in its own transaction, late or twice no harm."""

from app.claims.actions import pass_deadline
from app.claims.queries import claims_past_deadline
from app.claims.return_queries import returns_past_deadline
from app.claims.settling_returns import pass_return_deadline
from app.db import transaction


def pass_claim_deadlines() -> None:
    for claim_id in claims_past_deadline():
        with transaction():
            pass_deadline(claim_id)


def pass_return_deadlines() -> None:
    for return_id in returns_past_deadline():
        with transaction():
            pass_return_deadline(return_id)
