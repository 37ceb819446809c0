"""Refunds by state."""

from alembic import op

revision = "0031_refunds_by_state"
down_revision = "0030_nightly_books_checks"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index("ix_refunds_state_id", ["state", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_index("ix_refunds_state_id")
