"""The tables of ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0004_ledger"
down_revision = "0003_outbox"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER journal_entries_append_only_update BEFORE UPDATE ON journal_entries BEGIN SELECT RAISE(ABORT, 'journal_entries is append-only'); END",
        "CREATE TRIGGER journal_entries_append_only_delete BEFORE DELETE ON journal_entries BEGIN SELECT RAISE(ABORT, 'journal_entries is append-only'); END",
        "CREATE TRIGGER postings_append_only_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'postings is append-only'); END",
        "CREATE TRIGGER postings_append_only_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'postings is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION journal_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'journal_entries is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER journal_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entries FOR EACH STATEMENT EXECUTE FUNCTION journal_entries_append_only()",
        "CREATE FUNCTION postings_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'postings is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER postings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION postings_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_entries",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("fact", name=op.f("uq_journal_entries_fact")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_journal_entries_order_id"), "journal_entries", ["order_id"], unique=False
    )
    op.create_table(
        "postings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("debit_id", sa.BigInteger(), nullable=False),
        sa.Column("credit_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_postings_amount_positive")),
        sa.CheckConstraint("debit_id <> credit_id", name=op.f("ck_postings_two_accounts")),
        sa.ForeignKeyConstraint(
            ["credit_id"], ["accounts.id"], name=op.f("fk_postings_credit_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["debit_id"], ["accounts.id"], name=op.f("fk_postings_debit_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entries.id"], name=op.f("fk_postings_entry_id_journal_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_index(
        "ix_postings_credit_id_entry_id", "postings", ["credit_id", "entry_id"], unique=False
    )
    op.create_index(
        "ix_postings_debit_id_entry_id", "postings", ["debit_id", "entry_id"], unique=False
    )
    op.create_index(op.f("ix_postings_entry_id"), "postings", ["entry_id"], unique=False)
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_index(op.f("ix_postings_entry_id"), table_name="postings")
    op.drop_index("ix_postings_debit_id_entry_id", table_name="postings")
    op.drop_index("ix_postings_credit_id_entry_id", table_name="postings")
    op.drop_table("postings")
    op.drop_index(op.f("ix_journal_entries_order_id"), table_name="journal_entries")
    op.drop_table("journal_entries")
    op.drop_table("accounts")
    if op.get_context().dialect.name == "postgresql":
        for table in ["journal_entries", "postings"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
