"""Disputes, and refunds that a bank has sent back."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0023_disputes"
down_revision = "0022_ledger_periods"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("tender", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_fen", sa.BigInteger(), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False),
        sa.Column("reinstated_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("evidence_by_id", sa.BigInteger(), nullable=True),
        sa.Column("evidence_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("borne_by", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('won', 'lost')) = (closed_at IS NOT NULL)",
            name=op.f("ck_disputes_closed_when"),
        ),
        sa.CheckConstraint(
            "borne_by IS NULL OR borne_by IN ('cooperative', 'platform')",
            name=op.f("ck_disputes_borne_by_known"),
        ),
        sa.CheckConstraint(
            "borne_by IS NULL OR state = 'lost'", name=op.f("ck_disputes_decided_when_lost")
        ),
        sa.CheckConstraint(
            "state IN ('needs_response', 'under_review', 'won', 'lost')",
            name=op.f("ck_disputes_state_known"),
        ),
        sa.CheckConstraint(
            "tender IN ('stripe', 'demo_card')", name=op.f("ck_disputes_tender_known")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (borne_by IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_disputes_decided_by_whom"),
        ),
        sa.CheckConstraint(
            "(evidence IS NULL) = (evidence_by_id IS NULL) AND (evidence_sent_at IS NULL OR evidence IS NOT NULL)",
            name=op.f("ck_disputes_evidence_by_whom"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_disputes_amount_positive")),
        sa.CheckConstraint("reinstated_fen <= withdrawn_fen", name=op.f("ck_disputes_back_within")),
        sa.CheckConstraint(
            "withdrawn_fen >= 0 AND fee_fen >= 0 AND reinstated_fen >= 0",
            name=op.f("ck_disputes_never_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_disputes_decided_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_by_id"], ["persons.id"], name=op.f("fk_disputes_evidence_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_disputes_payment_id_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_disputes_payment_id"), "disputes", ["payment_id"], unique=False)
    op.create_index("ix_disputes_state_due_by", "disputes", ["state", "due_by"], unique=False)
    op.create_index("uq_disputes_external_id", "disputes", ["tender", "external_id"], unique=True)
    with altering("refunds") as refunds:
        refunds.add_column("returned_times", sa.BigInteger(), fill="0")
        refunds.set_check("returned_times_counted", "returned_times >= 0")


def downgrade() -> None:
    with altering("refunds") as refunds:
        refunds.drop_check("returned_times_counted")
        refunds.drop_column("returned_times")
    for name in ("uq_disputes_external_id", "ix_disputes_state_due_by", "ix_disputes_payment_id"):
        op.drop_index(name, "disputes")
    op.drop_table("disputes")
