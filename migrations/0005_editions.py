"""The tables of editions."""

import sqlalchemy as sa
from alembic import op

revision = "0005_editions"
down_revision = "0004_ledger"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_editions_never_negative")),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_editions")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("editions")
