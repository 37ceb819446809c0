"""What is told of in advance is found without reading through all that was ever told."""

import sqlalchemy as sa
from alembic import op

revision = "0053_scans_in_advance"
down_revision = "0052_manifests"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tracking_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tracking_events_in_advance",
            ["happened_at"],
            unique=False,
            sqlite_where=sa.text("happened_at > received_at"),
            postgresql_where=sa.text("happened_at > received_at"),
        )


def downgrade() -> None:
    with op.batch_alter_table("tracking_events", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_tracking_events_in_advance",
            sqlite_where=sa.text("happened_at > received_at"),
            postgresql_where=sa.text("happened_at > received_at"),
        )
