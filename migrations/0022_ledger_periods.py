"""Closed months, and corrections that wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0022_ledger_periods"
down_revision = "0021_refund_goods"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER ledger_periods_append_only_update BEFORE UPDATE ON ledger_periods BEGIN SELECT RAISE(ABORT, 'ledger_periods is append-only'); END",
        "CREATE TRIGGER ledger_periods_append_only_delete BEFORE DELETE ON ledger_periods BEGIN SELECT RAISE(ABORT, 'ledger_periods is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION ledger_periods_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ledger_periods is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER ledger_periods_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_periods FOR EACH STATEMENT EXECUTE FUNCTION ledger_periods_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "ledger_periods",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_ledger_periods")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_table(
        "ledger_corrections",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_by_id", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counter_entry_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by_id IS NULL) AND (state = 'asked') = (decided_at IS NULL) AND (state = 'booked') = (counter_entry_id IS NOT NULL)",
            name=op.f("ck_ledger_corrections_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'booked' OR decided_by_id <> requested_by_id",
            name=op.f("ck_ledger_corrections_two_persons"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'booked', 'declined')",
            name=op.f("ck_ledger_corrections_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["counter_entry_id"],
            ["journal_entries.id"],
            name=op.f("fk_ledger_corrections_counter_entry_id_journal_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entries.id"],
            name=op.f("fk_ledger_corrections_entry_id_journal_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_corrections")),
        sa.UniqueConstraint(
            "counter_entry_id", name=op.f("uq_ledger_corrections_counter_entry_id")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_ledger_corrections_entry_id", "ledger_corrections", ["entry_id"])
    op.create_index(
        "ix_ledger_corrections_live",
        "ledger_corrections",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'declined'"),
        postgresql_where=sa.text("state <> 'declined'"),
    )
    op.add_column("journal_head", sa.Column("open_from", sa.Date(), nullable=True))
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_column("journal_head", "open_from")
    op.drop_table("ledger_corrections")
    op.drop_table("ledger_periods")
    if op.get_context().dialect.name == "postgresql":
        for table in ["ledger_periods"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
