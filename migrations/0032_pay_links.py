"""Links by which somebody else pays an order."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0032_pay_links"
down_revision = "0031_refunds_by_state"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "pay_links",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "actor_kind IN ('buyer', 'shopkeeper', 'cooperative', 'postal', 'carrier', 'system')",
            name=op.f("ck_pay_links_actor_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f("fk_pay_links_made_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_pay_links_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_links")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_pay_links_secret_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("pay_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pay_links_order_id"), ["order_id"], unique=False)
        batch_op.create_index(
            "uq_pay_links_live",
            ["order_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    with altering("payments") as payments:
        payments.add_column("pay_link_id", sa.BigInteger())
        payments.add_key("pay_link_id", "pay_links")
    op.create_index("ix_payments_pay_link_id", "payments", ["pay_link_id"])


def downgrade() -> None:
    op.drop_index("ix_payments_pay_link_id", table_name="payments")
    with altering("payments") as payments:
        payments.drop_key("pay_link_id", "pay_links")
        payments.drop_column("pay_link_id")
    with op.batch_alter_table("pay_links", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pay_links_live",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_pay_links_order_id"))

    op.drop_table("pay_links")
