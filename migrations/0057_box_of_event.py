"""A scan says which box of a parcel it was of; what is there was said of whole parcels."""

import sqlalchemy as sa

from app.commands.altering import altering

revision = "0057_box_of_event"
down_revision = "0056_box_deposits"
branch_labels = depends_on = None


def upgrade() -> None:
    with altering("tracking_events") as events:
        events.add_column("box", sa.BigInteger())
        events.set_check("box_positive", "box > 0")


def downgrade() -> None:
    with altering("tracking_events") as events:
        events.drop_check("box_positive")
        events.drop_column("box")
