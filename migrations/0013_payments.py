"""The tables of payments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_payments"
down_revision = "0012_parcels"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("tender", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("hosted_url", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'captured') <= (captured_at IS NOT NULL)",
            name=op.f("ck_payments_captured_when"),
        ),
        sa.CheckConstraint(
            "(tender = 'cash_box') = (shop_id IS NOT NULL)", name=op.f("ck_payments_cash_in_a_box")
        ),
        sa.CheckConstraint(
            "state IN ('started', 'requires_action', 'captured', 'failed', 'expired')",
            name=op.f("ck_payments_state_known"),
        ),
        sa.CheckConstraint(
            "tender IN ('stripe', 'demo_card', 'cash_box')", name=op.f("ck_payments_tender_known")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payments_amount_positive")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_payments_order_id_orders")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_payments_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("number", name=op.f("uq_payments_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payments_order_id"), "payments", ["order_id"], unique=False)
    op.create_index(
        "ix_payments_state_started_at", "payments", ["state", "started_at"], unique=False
    )
    op.create_index("uq_payments_external_id", "payments", ["tender", "external_id"], unique=True)
    op.create_table(
        "card_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("tender", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('applied', 'ignored', 'unmatched')",
            name=op.f("ck_card_events_outcome_known"),
        ),
        sa.CheckConstraint(
            "tender IN ('stripe', 'demo_card', 'cash_box')",
            name=op.f("ck_card_events_tender_known"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_card_events_payment_id_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_events")),
        sqlite_strict=True,
    )
    op.create_index("ix_card_events_outcome", "card_events", ["outcome", "id"], unique=False)
    op.create_index(op.f("ix_card_events_payment_id"), "card_events", ["payment_id"], unique=False)
    op.create_index(
        "uq_card_events_external_id", "card_events", ["tender", "external_id"], unique=True
    )
    op.create_table(
        "payment_shares",
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount_fen > 0 AND refunded_fen BETWEEN 0 AND amount_fen",
            name=op.f("ck_payment_shares_refund_within"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_payment_shares_payment_id_payments")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"],
            ["sub_orders.id"],
            name=op.f("fk_payment_shares_sub_order_id_sub_orders"),
        ),
        sa.PrimaryKeyConstraint("payment_id", "sub_order_id", name=op.f("pk_payment_shares")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_payment_shares_sub_order_id"), "payment_shares", ["sub_order_id"], unique=False
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('cancelled', 'paid_too_late', 'paid_twice')",
            name=op.f("ck_refunds_reason_known"),
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'sent', 'succeeded', 'failed')",
            name=op.f("ck_refunds_state_known"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_refunds_amount_positive")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_refunds_payment_id_payments")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"], ["sub_orders.id"], name=op.f("fk_refunds_sub_order_id_sub_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("number", name=op.f("uq_refunds_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_refunds_payment_id"), "refunds", ["payment_id"], unique=False)
    op.create_index(
        "uq_refunds_once", "refunds", ["payment_id", "sub_order_id", "reason"], unique=True
    )
    op.create_index(
        "uq_refunds_whole",
        "refunds",
        ["payment_id"],
        unique=True,
        sqlite_where=sa.text("sub_order_id IS NULL"),
        postgresql_where=sa.text("sub_order_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_refunds_whole",
        table_name="refunds",
        sqlite_where=sa.text("sub_order_id IS NULL"),
        postgresql_where=sa.text("sub_order_id IS NULL"),
    )
    op.drop_index("uq_refunds_once", table_name="refunds")
    op.drop_index(op.f("ix_refunds_payment_id"), table_name="refunds")
    op.drop_table("refunds")
    op.drop_index(op.f("ix_payment_shares_sub_order_id"), table_name="payment_shares")
    op.drop_table("payment_shares")
    op.drop_index("uq_card_events_external_id", table_name="card_events")
    op.drop_index(op.f("ix_card_events_payment_id"), table_name="card_events")
    op.drop_index("ix_card_events_outcome", table_name="card_events")
    op.drop_table("card_events")
    op.drop_index("uq_payments_external_id", table_name="payments")
    op.drop_index("ix_payments_state_started_at", table_name="payments")
    op.drop_index(op.f("ix_payments_order_id"), table_name="payments")
    op.drop_table("payments")
