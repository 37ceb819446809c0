"""Statements."""

import sqlalchemy as sa
from alembic import op

revision = "0024_statements"
down_revision = "0023_disputes"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER statements_append_only_update BEFORE UPDATE ON statements BEGIN SELECT RAISE(ABORT, 'statements is append-only'); END",
        "CREATE TRIGGER statements_append_only_delete BEFORE DELETE ON statements BEGIN SELECT RAISE(ABORT, 'statements is append-only'); END",
        "CREATE TRIGGER statement_lines_append_only_update BEFORE UPDATE ON statement_lines BEGIN SELECT RAISE(ABORT, 'statement_lines is append-only'); END",
        "CREATE TRIGGER statement_lines_append_only_delete BEFORE DELETE ON statement_lines BEGIN SELECT RAISE(ABORT, 'statement_lines is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION statements_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'statements is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER statements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statements FOR EACH STATEMENT EXECUTE FUNCTION statements_append_only()",
        "CREATE FUNCTION statement_lines_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'statement_lines is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER statement_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_lines FOR EACH STATEMENT EXECUTE FUNCTION statement_lines_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "settlement_runs",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_settlement_runs")),
        sqlite_strict=True,
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("party_kind", sa.Text(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("covers_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covers_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opening_fen", sa.BigInteger(), nullable=False),
        sa.Column("earned_fen", sa.BigInteger(), nullable=False),
        sa.Column("moved_fen", sa.BigInteger(), nullable=False),
        sa.Column("closing_fen", sa.BigInteger(), nullable=False),
        sa.Column("line_count", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("through_entry_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "party_kind IN ('cooperative', 'shop')", name=op.f("ck_statements_party_kind_known")
        ),
        sa.CheckConstraint(
            "(entry_id IS NULL) = (earned_fen = 0)", name=op.f("ck_statements_booked")
        ),
        sa.CheckConstraint(
            "closing_fen = opening_fen + earned_fen + moved_fen", name=op.f("ck_statements_adds_up")
        ),
        sa.CheckConstraint("serial > 0 AND line_count > 0", name=op.f("ck_statements_not_empty")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entries.id"],
            name=op.f("fk_statements_entry_id_journal_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_statements_entry_id")),
        sa.UniqueConstraint("number", name=op.f("uq_statements_number")),
        sa.UniqueConstraint(
            "party_kind",
            "party_id",
            "serial",
            name=op.f("uq_statements_party_kind_party_id_serial"),
        ),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_table(
        "statement_lines",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=True),
        sa.Column("goods_fen", sa.BigInteger(), nullable=False),
        sa.Column("commission_fen", sa.BigInteger(), nullable=False),
        sa.Column("postage_fen", sa.BigInteger(), nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "CASE kind WHEN 'sale' THEN net_fen = goods_fen - commission_fen - postage_fen - refunded_fen WHEN 'commission' THEN net_fen = commission_fen - refunded_fen ELSE entry_id IS NOT NULL END",
            name=op.f("ck_statement_lines_can_be_recomputed"),
        ),
        sa.CheckConstraint(
            "kind IN ('sale', 'commission', 'refund', 'claim', 'payout', 'correction')",
            name=op.f("ck_statement_lines_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entries.id"],
            name=op.f("fk_statement_lines_entry_id_journal_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_statement_lines_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statements.id"],
            name=op.f("fk_statement_lines_statement_id_statements"),
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"],
            ["sub_orders.id"],
            name=op.f("fk_statement_lines_sub_order_id_sub_orders"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_lines")),
        sa.UniqueConstraint("sub_order_id", name=op.f("uq_statement_lines_sub_order_id")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("statement_lines", schema=None) as batch_op:
        batch_op.create_index(
            "ix_statement_lines_statement_id_position", ["statement_id", "position"], unique=False
        )
        batch_op.create_index(
            "uq_statement_lines_earned_once",
            ["account", "order_id"],
            unique=True,
            sqlite_where=sa.text("kind IN ('sale', 'commission')"),
            postgresql_where=sa.text("kind IN ('sale', 'commission')"),
        )
        batch_op.create_index(
            "uq_statement_lines_moved_once",
            ["entry_id", "account"],
            unique=True,
            sqlite_where=sa.text("entry_id IS NOT NULL"),
            postgresql_where=sa.text("entry_id IS NOT NULL"),
        )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    with op.batch_alter_table("statement_lines", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_statement_lines_moved_once",
            sqlite_where=sa.text("entry_id IS NOT NULL"),
            postgresql_where=sa.text("entry_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_statement_lines_earned_once",
            sqlite_where=sa.text("kind IN ('sale', 'commission')"),
            postgresql_where=sa.text("kind IN ('sale', 'commission')"),
        )
        batch_op.drop_index("ix_statement_lines_statement_id_position")

    op.drop_table("statement_lines")
    op.drop_table("statements")
    op.drop_table("settlement_runs")
    if op.get_context().dialect.name == "postgresql":
        for table in ["statements", "statement_lines"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
