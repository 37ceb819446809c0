"""Claims whose time is up: each in a transaction of its own, late or twice without harm."""

from app.claims.actions import pass_deadline
from app.claims.queries import claims_past_deadline
from app.db import transaction


def pass_claim_deadlines() -> None:
    for claim_id in claims_past_deadline():
        with transaction():
            pass_deadline(claim_id)
