"""Cash."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018_cash"
down_revision = "0017_partial_refunds"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER cash_counts_append_only_update BEFORE UPDATE ON cash_counts BEGIN SELECT RAISE(ABORT, 'cash_counts is append-only'); END",
        "CREATE TRIGGER cash_counts_append_only_delete BEFORE DELETE ON cash_counts BEGIN SELECT RAISE(ABORT, 'cash_counts is append-only'); END",
        "CREATE TRIGGER cash_closes_append_only_update BEFORE UPDATE ON cash_closes BEGIN SELECT RAISE(ABORT, 'cash_closes is append-only'); END",
        "CREATE TRIGGER cash_closes_append_only_delete BEFORE DELETE ON cash_closes BEGIN SELECT RAISE(ABORT, 'cash_closes is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION cash_counts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cash_counts is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER cash_counts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cash_counts FOR EACH STATEMENT EXECUTE FUNCTION cash_counts_append_only()",
        "CREATE FUNCTION cash_closes_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cash_closes is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER cash_closes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cash_closes FOR EACH STATEMENT EXECUTE FUNCTION cash_closes_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "cash_counts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column(
            "notes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("counted_fen", sa.BigInteger(), nullable=False),
        sa.Column("booked_fen", sa.BigInteger(), nullable=False),
        sa.Column("waiting_fen", sa.BigInteger(), nullable=False),
        sa.Column("last_entry_id", sa.BigInteger(), nullable=False),
        sa.Column("counted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("counted_fen >= 0", name=op.f("ck_cash_counts_counted_not_negative")),
        sa.ForeignKeyConstraint(
            ["counted_by_id"], ["persons.id"], name=op.f("fk_cash_counts_counted_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_cash_counts_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_counts")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("cash_counts", schema=None) as batch_op:
        batch_op.create_index("ix_cash_counts_shop_id_day", ["shop_id", "day"], unique=False)
        batch_op.create_index("uq_cash_counts_request_key", ["shop_id", "request_key"], unique=True)

    op.create_table(
        "cash_remittances",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_fen", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("handed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'confirmed') <= (received_fen = amount_fen)",
            name=op.f("ck_cash_remittances_confirmed_whole"),
        ),
        sa.CheckConstraint(
            "(state = 'handed') = (confirmed_by_id IS NULL)",
            name=op.f("ck_cash_remittances_confirmed_by"),
        ),
        sa.CheckConstraint(
            "(state = 'handed') = (received_fen IS NULL)",
            name=op.f("ck_cash_remittances_received_when"),
        ),
        sa.CheckConstraint(
            "state IN ('handed', 'confirmed', 'differs')",
            name=op.f("ck_cash_remittances_state_known"),
        ),
        sa.CheckConstraint("way IN ('bank', 'van')", name=op.f("ck_cash_remittances_way_known")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_cash_remittances_amount_positive")),
        sa.CheckConstraint(
            "confirmed_by_id <> handed_by_id", name=op.f("ck_cash_remittances_two_persons")
        ),
        sa.CheckConstraint(
            "received_fen >= 0", name=op.f("ck_cash_remittances_received_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["persons.id"],
            name=op.f("fk_cash_remittances_confirmed_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["handed_by_id"], ["persons.id"], name=op.f("fk_cash_remittances_handed_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_cash_remittances_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_remittances")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("cash_remittances", schema=None) as batch_op:
        batch_op.create_index("ix_cash_remittances_state", ["state", "id"], unique=False)
        batch_op.create_index("uq_cash_remittances_reference", ["way", "reference"], unique=True)
        batch_op.create_index(
            "uq_cash_remittances_request_key", ["shop_id", "request_key"], unique=True
        )

    op.create_table(
        "cash_closes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("count_id", sa.BigInteger(), nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("difference_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('wrong_change', 'not_written_down', 'paid_for_the_shop', 'false_note', 'miscounted', 'unknown')",
            name=op.f("ck_cash_closes_reason_known"),
        ),
        sa.CheckConstraint(
            "(difference_fen = 0) = (reason IS NULL)",
            name=op.f("ck_cash_closes_difference_explained"),
        ),
        sa.CheckConstraint("replaces_id <> id", name=op.f("ck_cash_closes_replaces_another")),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["persons.id"], name=op.f("fk_cash_closes_closed_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["count_id"], ["cash_counts.id"], name=op.f("fk_cash_closes_count_id_cash_counts")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["cash_closes.id"], name=op.f("fk_cash_closes_replaces_id_cash_closes")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_cash_closes_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_closes")),
        sa.UniqueConstraint("count_id", name=op.f("uq_cash_closes_count_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_cash_closes_replaces_id")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("cash_closes", schema=None) as batch_op:
        batch_op.create_index(
            "uq_cash_closes_day",
            ["shop_id", "day"],
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        )
        batch_op.create_index("uq_cash_closes_request_key", ["shop_id", "request_key"], unique=True)

    op.create_table(
        "cash_differences",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("close_id", sa.BigInteger(), nullable=True),
        sa.Column("remittance_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("borne_by", sa.Text(), nullable=True),
        sa.Column("named_by_id", sa.BigInteger(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "borne_by IN ('platform', 'shop', 'found')",
            name=op.f("ck_cash_differences_borne_by_known"),
        ),
        sa.CheckConstraint(
            "reason IN ('wrong_change', 'not_written_down', 'paid_for_the_shop', 'false_note', 'miscounted', 'unknown')",
            name=op.f("ck_cash_differences_reason_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'booked', 'dismissed', 'replaced')",
            name=op.f("ck_cash_differences_state_known"),
        ),
        sa.CheckConstraint(
            "(close_id IS NULL) <> (remittance_id IS NULL)",
            name=op.f("ck_cash_differences_of_one_thing"),
        ),
        sa.CheckConstraint("amount_fen <> 0", name=op.f("ck_cash_differences_something_differs")),
        sa.CheckConstraint(
            "decided_by_id <> named_by_id", name=op.f("ck_cash_differences_two_persons")
        ),
        sa.ForeignKeyConstraint(
            ["close_id"], ["cash_closes.id"], name=op.f("fk_cash_differences_close_id_cash_closes")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["persons.id"],
            name=op.f("fk_cash_differences_decided_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["persons.id"], name=op.f("fk_cash_differences_named_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["remittance_id"],
            ["cash_remittances.id"],
            name=op.f("fk_cash_differences_remittance_id_cash_remittances"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_cash_differences_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_differences")),
        sa.UniqueConstraint("close_id", name=op.f("uq_cash_differences_close_id")),
        sa.UniqueConstraint("remittance_id", name=op.f("uq_cash_differences_remittance_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("cash_differences", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cash_differences_shop_id_state", ["shop_id", "state"], unique=False
        )
        batch_op.create_index("ix_cash_differences_state", ["state", "id"], unique=False)
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    with op.batch_alter_table("cash_differences", schema=None) as batch_op:
        batch_op.drop_index("ix_cash_differences_state")
        batch_op.drop_index("ix_cash_differences_shop_id_state")

    op.drop_table("cash_differences")
    with op.batch_alter_table("cash_closes", schema=None) as batch_op:
        batch_op.drop_index("uq_cash_closes_request_key")
        batch_op.drop_index(
            "uq_cash_closes_day",
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        )

    op.drop_table("cash_closes")
    with op.batch_alter_table("cash_remittances", schema=None) as batch_op:
        batch_op.drop_index("uq_cash_remittances_request_key")
        batch_op.drop_index("uq_cash_remittances_reference")
        batch_op.drop_index("ix_cash_remittances_state")

    op.drop_table("cash_remittances")
    with op.batch_alter_table("cash_counts", schema=None) as batch_op:
        batch_op.drop_index("uq_cash_counts_request_key")
        batch_op.drop_index("ix_cash_counts_shop_id_day")

    op.drop_table("cash_counts")
    if op.get_context().dialect.name == "postgresql":
        for table in ["cash_counts", "cash_closes"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
