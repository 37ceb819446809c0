"""Every journal entry gets its place in a chain; those that exist are linked by their numbers."""

import hashlib
import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0016_ledger_chain"
down_revision = "0015_photos"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER journal_links_append_only_update BEFORE UPDATE ON journal_links BEGIN SELECT RAISE(ABORT, 'journal_links is append-only'); END",
        "CREATE TRIGGER journal_links_append_only_delete BEFORE DELETE ON journal_links BEGIN SELECT RAISE(ABORT, 'journal_links is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION journal_links_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'journal_links is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER journal_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_links FOR EACH STATEMENT EXECUTE FUNCTION journal_links_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "journal_head",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_links",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entries.id"],
            name=op.f("fk_journal_links_entry_id_journal_entries"),
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_journal_links")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_journal_links_entry_id")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    link_what_is_there(op.get_bind())
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


BATCH = 1000
# Moments as texts, the same on both databases.
ENTRIES = {
    "sqlite": "SELECT id, fact, memo, order_id, happened_at, booked_at FROM journal_entries",
    "postgresql": """
        SELECT id, fact, memo, order_id,
               to_char(happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS happened_at,
               to_char(booked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS booked_at
        FROM journal_entries""",
}
POSTINGS = """
    SELECT p.entry_id, p.id, debit.name AS debit, credit.name AS credit, p.amount_fen
    FROM postings p JOIN accounts debit ON debit.id = p.debit_id
    JOIN accounts credit ON credit.id = p.credit_id
    WHERE p.entry_id BETWEEN :first AND :last ORDER BY p.id"""
LINK = (
    "INSERT INTO journal_links (position, entry_id, digest) VALUES (:position, :entry_id, :digest)"
)
HEAD = "INSERT INTO journal_head (id, position, digest) VALUES (1, :position, :digest)"


def link_what_is_there(connection):
    entries = ENTRIES[connection.dialect.name] + " WHERE id > :last ORDER BY id LIMIT :most"
    last, position, digest = 0, 0, "0" * 64
    while rows := connection.execute(sa.text(entries), {"last": last, "most": BATCH}).all():
        last = rows[-1].id
        moved = defaultdict(list)
        for one in connection.execute(sa.text(POSTINGS), {"first": rows[0].id, "last": last}):
            moved[one.entry_id].append([one.id, one.debit, one.credit, one.amount_fen])
        links = []
        for row in rows:
            said = {
                "booked_at": row.booked_at,
                "entry": row.id,
                "fact": row.fact,
                "happened_at": row.happened_at,
                "memo": row.memo,
                "order": row.order_id,
                "postings": moved[row.id],
            }
            line = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
            position, digest = (
                position + 1,
                hashlib.sha256(f"{digest}\n{line}".encode()).hexdigest(),
            )
            links.append({"position": position, "entry_id": row.id, "digest": digest})
        connection.execute(sa.text(LINK), links)
    connection.execute(sa.text(HEAD), {"position": position, "digest": digest})


def downgrade() -> None:
    op.drop_table("journal_links")
    op.drop_table("journal_head")
    if op.get_context().dialect.name == "postgresql":
        for table in ["journal_links"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
