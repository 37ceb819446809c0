"""Batches of labels of an outlet, and with packing lists between the labels."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0055_lists_in_batches"
down_revision = "0054_transit_figures"
branch_labels = depends_on = None


def upgrade() -> None:
    with altering("label_batches") as batches:
        batches.add_column("outlet_id", sa.BigInteger())
        batches.add_column("with_lists", sa.Boolean(), fill="false")
        batches.add_key("outlet_id", "outlets")
    op.create_index("ix_label_batches_outlet_id", "label_batches", ["outlet_id"])


def downgrade() -> None:
    op.drop_index("ix_label_batches_outlet_id", "label_batches")
    with altering("label_batches") as batches:
        batches.drop_key("outlet_id", "outlets")
        batches.drop_column("with_lists")
        batches.drop_column("outlet_id")
