"""What the carrier was told of each parcel and what it said, and how questions to it went."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042_carrier_orders"
down_revision = "0041_remedies"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "carrier_calls",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("breaker", sa.Text(), nullable=False),
        sa.Column("took_ms", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('good', 'silent', 'refused')", name=op.f("ck_carrier_calls_outcome_known")
        ),
        sa.CheckConstraint("took_ms >= 0", name=op.f("ck_carrier_calls_never_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_calls")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carrier_calls_asked_at"), ["asked_at"], unique=False)

    op.create_table(
        "carrier_orders",
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column(
            "routing", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("charge_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("charged_fen", sa.BigInteger(), nullable=True),
        sa.Column("real_grams", sa.BigInteger(), nullable=True),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'told', 'refused', 'withdrawing', 'withdrawn')",
            name=op.f("ck_carrier_orders_state_known"),
        ),
        sa.CheckConstraint(
            "(charged_fen IS NULL) = (real_grams IS NULL) AND (charged_fen IS NULL) = (charged_at IS NULL)",
            name=op.f("ck_carrier_orders_charged_whole"),
        ),
        sa.CheckConstraint(
            "tries >= 0 AND charged_fen >= 0 AND real_grams >= 0",
            name=op.f("ck_carrier_orders_never_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_carrier_orders_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_carrier_orders")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("carrier_orders", schema=None) as batch_op:
        batch_op.create_index("ix_carrier_orders_charge_due_at", ["charge_due_at"], unique=False)
        batch_op.create_index("ix_carrier_orders_state_due_at", ["state", "due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("carrier_orders", schema=None) as batch_op:
        batch_op.drop_index("ix_carrier_orders_state_due_at")
        batch_op.drop_index("ix_carrier_orders_charge_due_at")

    op.drop_table("carrier_orders")
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carrier_calls_asked_at"))

    op.drop_table("carrier_calls")
