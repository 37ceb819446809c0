"""Nightly books checks."""

import sqlalchemy as sa
from alembic import op

revision = "0030_nightly_books_checks"
down_revision = "0029_reconciliation"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER books_checks_append_only_update BEFORE UPDATE ON books_checks BEGIN SELECT RAISE(ABORT, 'books_checks is append-only'); END",
        "CREATE TRIGGER books_checks_append_only_delete BEFORE DELETE ON books_checks BEGIN SELECT RAISE(ABORT, 'books_checks is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION books_checks_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'books_checks is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER books_checks_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON books_checks FOR EACH STATEMENT EXECUTE FUNCTION books_checks_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "books_checks",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("fault_count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(position IS NULL) = (digest IS NULL) AND (position IS NOT NULL OR fault_count > 0)",
            name=op.f("ck_books_checks_end_known"),
        ),
        sa.CheckConstraint("fault_count >= 0", name=op.f("ck_books_checks_never_negative")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_books_checks")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_table("books_checks")
    if op.get_context().dialect.name == "postgresql":
        for table in ["books_checks"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
