"""A claim may be decided as "send it back, then refund": it follows the return."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0064_claims_follow_returns"
down_revision = "0063_numbers_of_counters"
branch_labels = depends_on = None

STATES = (
    "'opened', 'evidence', 'approved', 'denied', 'appealed', 'arbitrated', 'resolved', 'withdrawn'"
)
LIVE = "'appealed', 'approved', 'denied', 'evidence', 'opened'"


def upgrade() -> None:
    with altering("claims") as claims:
        claims.set_check("state_known", f"state IN ({STATES}, 'returning')")
    with altering("claim_events") as events:
        events.set_check("state_after_known", f"state_after IN ({STATES}, 'returning')")
    _index_live(f"{LIVE}, 'returning'")
    with altering("goods_returns") as returns:
        returns.add_column("claim_id", sa.BigInteger())
        returns.add_key("claim_id", "claims")
    op.create_index("ix_goods_returns_claim_id", "goods_returns", ["claim_id"])


def downgrade() -> None:
    """What waits for its boxes is told as settled. PostgreSQL refuses it while a timeline tells of
    one: what happened is never changed."""
    op.drop_index("ix_goods_returns_claim_id", table_name="goods_returns")
    with altering("goods_returns") as returns:
        returns.drop_key("claim_id", "claims")
        returns.drop_column("claim_id")
    op.execute(
        "UPDATE claims SET state = 'resolved', ended_at = opened_at WHERE state = 'returning'"
    )
    _index_live(LIVE)
    with altering("claims") as claims:
        claims.set_check("state_known", f"state IN ({STATES})")
    with altering("claim_events") as events:
        events.set_check("state_after_known", f"state_after IN ({STATES})")


def _index_live(states: str) -> None:
    op.drop_index("uq_claims_live", table_name="claims")
    op.create_index(
        "uq_claims_live",
        "claims",
        ["subject"],
        unique=True,
        sqlite_where=sa.text(f"state IN ({states})"),
        postgresql_where=sa.text(f"state IN ({states})"),
    )
