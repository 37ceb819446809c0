"""Boxes that buyers send back."""

import sqlalchemy as sa
from alembic import op

revision = "0047_goods_returns"
down_revision = "0046_waves_and_weighings"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "goods_returns",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("way_fen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settle_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'announced') = (settled_at IS NULL)",
            name=op.f("ck_goods_returns_settled_when"),
        ),
        sa.CheckConstraint(
            "payer IN ('buyer', 'cooperative', 'platform')",
            name=op.f("ck_goods_returns_payer_known"),
        ),
        sa.CheckConstraint(
            "reason IN ('no_reason', 'quality', 'wrong')",
            name=op.f("ck_goods_returns_reason_known"),
        ),
        sa.CheckConstraint(
            "refunded_fen = 0 OR state = 'settled'",
            name=op.f("ck_goods_returns_money_follows_receipt"),
        ),
        sa.CheckConstraint(
            "started_by IN ('buyer', 'shopkeeper', 'cooperative', 'postal', 'carrier', 'system')",
            name=op.f("ck_goods_returns_started_by_known"),
        ),
        sa.CheckConstraint(
            "state IN ('announced', 'settled', 'withdrawn', 'expired')",
            name=op.f("ck_goods_returns_state_known"),
        ),
        sa.CheckConstraint(
            "way_fen >= 0 AND refunded_fen >= 0", name=op.f("ck_goods_returns_never_negative")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_goods_returns_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["persons.id"], name=op.f("fk_goods_returns_started_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"],
            ["sub_orders.id"],
            name=op.f("fk_goods_returns_sub_order_id_sub_orders"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_returns")),
        sa.UniqueConstraint("number", name=op.f("uq_goods_returns_number")),
        sa.UniqueConstraint("parcel_id", name=op.f("uq_goods_returns_parcel_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_goods_returns_request_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("goods_returns", schema=None) as batch_op:
        batch_op.create_index("ix_goods_returns_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_goods_returns_sub_order_id"), ["sub_order_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("goods_returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goods_returns_sub_order_id"))
        batch_op.drop_index("ix_goods_returns_state_id")

    op.drop_table("goods_returns")
