"""Packs say in which box they are closed, or that they are put into one with others."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0044_boxes_of_packs"
down_revision = "0043_rounds"
branch_labels = depends_on = None


def upgrade() -> None:
    with altering("variants") as variants:
        variants.add_column("is_boxed", sa.Boolean(), fill="true")
        variants.add_column("box_type_id", sa.BigInteger())
        variants.add_key("box_type_id", "box_types")
        variants.set_check("box_of_boxed", "is_boxed OR box_type_id IS NULL")
    op.create_index("ix_variants_box_type_id", "variants", ["box_type_id"])


def downgrade() -> None:
    op.drop_index("ix_variants_box_type_id", "variants")
    with altering("variants") as variants:
        variants.drop_key("box_type_id", "box_types")
        variants.drop_check("box_of_boxed")
        variants.drop_column("box_type_id")
        variants.drop_column("is_boxed")
