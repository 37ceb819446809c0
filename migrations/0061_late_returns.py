"""Returns that are brought to a village shop, and those that come after they had ended."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0061_late_returns"
down_revision = "0060_sent_days"
branch_labels = depends_on = None

STATES = "'announced', 'settled', 'withdrawn', 'expired'"


def upgrade() -> None:
    op.create_table(
        "return_drop_offs",
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("taken_by_id", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(handed_at IS NULL) = (handed_by_id IS NULL)",
            name=op.f("ck_return_drop_offs_handed_by_whom"),
        ),
        sa.ForeignKeyConstraint(
            ["handed_by_id"], ["persons.id"], name=op.f("fk_return_drop_offs_handed_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_return_drop_offs_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_return_drop_offs_shop_id_shops")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["persons.id"], name=op.f("fk_return_drop_offs_taken_by_id_persons")
        ),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_return_drop_offs")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("return_drop_offs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_return_drop_offs_shop_id_taken_at", ["shop_id", "taken_at"], unique=False
        )

    with altering("goods_returns") as returns:
        returns.add_column("late_since", sa.DateTime(timezone=True))
        returns.add_column("late_words", sa.Text())
        returns.add_column("decided_by_id", sa.BigInteger())
        returns.add_key("decided_by_id", "persons")
        returns.set_check("state_known", f"state IN ({STATES}, 'late', 'sent_back')")
        returns.set_check("settled_when", "(state IN ('announced', 'late')) = (settled_at IS NULL)")


def downgrade() -> None:
    """What came late is told as what was not brought in time."""
    op.execute(
        "UPDATE goods_returns SET settled_at = coalesce(settled_at, late_since), state = 'expired' "
        "WHERE state IN ('late', 'sent_back')"
    )
    with altering("goods_returns") as returns:
        returns.drop_key("decided_by_id", "persons")
        returns.set_check("state_known", f"state IN ({STATES})")
        returns.set_check("settled_when", "(state = 'announced') = (settled_at IS NULL)")
        for name in ("decided_by_id", "late_words", "late_since"):
            returns.drop_column(name)

    with op.batch_alter_table("return_drop_offs", schema=None) as batch_op:
        batch_op.drop_index("ix_return_drop_offs_shop_id_taken_at")

    op.drop_table("return_drop_offs")
