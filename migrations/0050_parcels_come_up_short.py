"""A parcel that came up short when it was picked is an exception."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0050_parcels_come_up_short"
down_revision = "0049_calling_off"
branch_labels = depends_on = None

KINDS = "'not_sent', 'silent', 'not_delivered', 'uncollected', 'will_spoil', 'late', 'address', 'refused', 'damaged', 'lost', 'returned', 'stopped', 'moving_cancelled', 'notice'"
ACTIONS = "'send_now', 'ask_carrier', 'chase_delivery', 'remind_recipient', 'save_goods', 'ask_address', 'decide_remedy', 'receive_back', 'call_back'"


def upgrade() -> None:
    with altering("parcels") as parcels:
        parcels.add_column("short_since", sa.DateTime(timezone=True))
    with altering("parcel_exceptions") as exceptions:
        exceptions.set_check("kind_known", f"kind IN ('short_pick', {KINDS})")
        exceptions.set_check("next_action_known", f"next_action IN ('find_boxes', {ACTIONS})")


def downgrade() -> None:
    """What came up short is told as what was stopped: notes of it are never removed."""
    op.execute(
        "UPDATE parcel_exceptions SET kind = 'stopped', next_action = 'decide_remedy' "
        "WHERE kind = 'short_pick'"
    )
    with altering("parcel_exceptions") as exceptions:
        exceptions.set_check("kind_known", f"kind IN ({KINDS})")
        exceptions.set_check("next_action_known", f"next_action IN ({ACTIONS})")
    with altering("parcels") as parcels:
        parcels.drop_column("short_since")
