"""Refunds of a part of a sub-order, decided on slips."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.commands.altering import altering

revision = "0017_partial_refunds"
down_revision = "0016_ledger_chain"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER refund_slips_append_only_update BEFORE UPDATE ON refund_slips BEGIN SELECT RAISE(ABORT, 'refund_slips is append-only'); END",
        "CREATE TRIGGER refund_slips_append_only_delete BEFORE DELETE ON refund_slips BEGIN SELECT RAISE(ABORT, 'refund_slips is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION refund_slips_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refund_slips is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER refund_slips_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_slips FOR EACH STATEMENT EXECUTE FUNCTION refund_slips_append_only()",
    ],
}

CANCELLED_PART = "EXISTS (SELECT 1 FROM refunds WHERE refunds.sub_order_id = sub_orders.id)"
CANCELLED_LINE = (
    "EXISTS (SELECT 1 FROM refunds WHERE refunds.sub_order_id = order_lines.sub_order_id)"
)
OLD_REASONS = "'cancelled', 'paid_too_late', 'paid_twice'"
NEW_REASONS = (
    "'cancelled', 'paid_too_late', 'paid_twice', 'bad_goods', 'short_weight', 'wrong_goods', "
    "'late', 'lost', 'returned', 'sold_out', 'goodwill'"
)


def upgrade() -> None:
    op.create_table(
        "refund_slips",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("borne_by", sa.Text(), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "actor_kind IN ('buyer', 'shopkeeper', 'cooperative', 'postal', 'carrier', 'system')",
            name=op.f("ck_refund_slips_actor_kind_known"),
        ),
        sa.CheckConstraint(
            "borne_by IN ('sale', 'cooperative', 'carrier', 'platform')",
            name=op.f("ck_refund_slips_borne_by_known"),
        ),
        sa.CheckConstraint(
            "reason IN ('cancelled', 'paid_too_late', 'paid_twice', 'bad_goods', 'short_weight', 'wrong_goods', 'late', 'lost', 'returned', 'sold_out', 'goodwill')",
            name=op.f("ck_refund_slips_reason_known"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_refund_slips_amount_positive")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["persons.id"], name=op.f("fk_refund_slips_actor_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"],
            ["sub_orders.id"],
            name=op.f("fk_refund_slips_sub_order_id_sub_orders"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_slips")),
        sa.UniqueConstraint("request_key", name=op.f("uq_refund_slips_request_key")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_refund_slips_sub_order_id"), "refund_slips", ["sub_order_id"], unique=False
    )
    # Until now only whole parts went back: those that were cancelled after they had been paid.
    with altering("order_lines") as lines:
        lines.add_column(
            "refunded_fen",
            sa.BigInteger(),
            fill=f"CASE WHEN {CANCELLED_LINE} THEN total_fen ELSE 0 END",
        )
        lines.set_check("refund_within", "refunded_fen BETWEEN 0 AND total_fen")
    with altering("sub_orders") as parts:
        parts.add_column(
            "postage_refunded_fen",
            sa.BigInteger(),
            fill=f"CASE WHEN {CANCELLED_PART} THEN postage_fen ELSE 0 END",
        )
        parts.set_check("postage_refund_within", "postage_refunded_fen BETWEEN 0 AND postage_fen")
    with altering("refunds") as refunds:
        refunds.add_column("slip_id", sa.BigInteger())
        refunds.add_key("slip_id", "refund_slips")
        refunds.set_check("reason_known", f"reason IN ({NEW_REASONS})")
    op.drop_index("uq_refunds_once", "refunds")
    op.create_index(
        "uq_refunds_slip_id_payment_id", "refunds", ["slip_id", "payment_id"], unique=True
    )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_index("uq_refunds_slip_id_payment_id", "refunds")
    with altering("refunds") as refunds:
        refunds.drop_key("slip_id", "refund_slips")
        refunds.drop_column("slip_id")
        refunds.set_check("reason_known", f"reason IN ({OLD_REASONS})")
    op.create_index(
        "uq_refunds_once", "refunds", ["payment_id", "sub_order_id", "reason"], unique=True
    )
    with altering("sub_orders") as parts:
        parts.drop_check("postage_refund_within")
        parts.drop_column("postage_refunded_fen")
    with altering("order_lines") as lines:
        lines.drop_check("refund_within")
        lines.drop_column("refunded_fen")
    op.drop_index("ix_refund_slips_sub_order_id", "refund_slips")
    op.drop_table("refund_slips")
    if op.get_context().dialect.name == "postgresql":
        for table in ["refund_slips"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
