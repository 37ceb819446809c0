"""A parcel that an outlet misses on a manifest, or has and finds on none, is an exception."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0065_missing_at_outlets"
down_revision = "0064_claims_follow_returns"
branch_labels = depends_on = None

KINDS = "'not_sent', 'silent', 'not_delivered', 'uncollected', 'will_spoil', 'late', 'address', 'refused', 'damaged', 'lost', 'returned', 'stopped', 'moving_cancelled', 'notice'"
ACTIONS = "'send_now', 'ask_carrier', 'chase_delivery', 'remind_recipient', 'save_goods', 'ask_address', 'decide_remedy', 'receive_back', 'call_back'"


def upgrade() -> None:
    with altering("parcels") as parcels:
        parcels.add_column("missing_since", sa.DateTime(timezone=True))
        parcels.add_column("unlisted_since", sa.DateTime(timezone=True))
    with altering("parcel_exceptions") as exceptions:
        exceptions.set_check(
            "kind_known", f"kind IN ('short_pick', 'missing', 'unlisted', {KINDS})"
        )
        exceptions.set_check(
            "next_action_known",
            f"next_action IN ('find_boxes', 'look_for_it', 'list_it', {ACTIONS})",
        )


def downgrade() -> None:
    """They are told as what was not sent: notes of an exception are never removed."""
    op.execute(
        "UPDATE parcel_exceptions SET kind = 'stopped', next_action = 'decide_remedy' "
        "WHERE kind IN ('missing', 'unlisted')"
    )
    with altering("parcel_exceptions") as exceptions:
        exceptions.set_check("kind_known", f"kind IN ('short_pick', {KINDS})")
        exceptions.set_check("next_action_known", f"next_action IN ('find_boxes', {ACTIONS})")
    with altering("parcels") as parcels:
        parcels.drop_column("unlisted_since")
        parcels.drop_column("missing_since")
