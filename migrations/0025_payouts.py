"""Payouts."""

import sqlalchemy as sa
from alembic import op

revision = "0025_payouts"
down_revision = "0024_statements"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER payee_accounts_append_only_update BEFORE UPDATE ON payee_accounts BEGIN SELECT RAISE(ABORT, 'payee_accounts is append-only'); END",
        "CREATE TRIGGER payee_accounts_append_only_delete BEFORE DELETE ON payee_accounts BEGIN SELECT RAISE(ABORT, 'payee_accounts is append-only'); END",
        "CREATE TRIGGER payee_decisions_append_only_update BEFORE UPDATE ON payee_decisions BEGIN SELECT RAISE(ABORT, 'payee_decisions is append-only'); END",
        "CREATE TRIGGER payee_decisions_append_only_delete BEFORE DELETE ON payee_decisions BEGIN SELECT RAISE(ABORT, 'payee_decisions is append-only'); END",
        "CREATE TRIGGER payee_looks_append_only_update BEFORE UPDATE ON payee_looks BEGIN SELECT RAISE(ABORT, 'payee_looks is append-only'); END",
        "CREATE TRIGGER payee_looks_append_only_delete BEFORE DELETE ON payee_looks BEGIN SELECT RAISE(ABORT, 'payee_looks is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION payee_accounts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'payee_accounts is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER payee_accounts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_accounts FOR EACH STATEMENT EXECUTE FUNCTION payee_accounts_append_only()",
        "CREATE FUNCTION payee_decisions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'payee_decisions is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER payee_decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_decisions FOR EACH STATEMENT EXECUTE FUNCTION payee_decisions_append_only()",
        "CREATE FUNCTION payee_looks_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'payee_looks is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER payee_looks_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_looks FOR EACH STATEMENT EXECUTE FUNCTION payee_looks_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "payee_accounts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("party_kind", sa.Text(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('bank', 'stripe')", name=op.f("ck_payee_accounts_kind_known")),
        sa.CheckConstraint(
            "party_kind IN ('cooperative', 'shop')", name=op.f("ck_payee_accounts_party_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["persons.id"],
            name=op.f("fk_payee_accounts_proposed_by_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_accounts")),
        sa.UniqueConstraint(
            "id", "proposed_by_id", name=op.f("uq_payee_accounts_id_proposed_by_id")
        ),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("payee_accounts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payee_accounts_party_kind_party_id", ["party_kind", "party_id", "id"], unique=False
        )

    op.create_table(
        "payout_batches",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("payout_count", sa.BigInteger(), nullable=False),
        sa.Column("frozen_by_id", sa.BigInteger(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'frozen') = (released_by_id IS NULL) AND (released_by_id IS NULL) = (released_at IS NULL)",
            name=op.f("ck_payout_batches_released_when"),
        ),
        sa.CheckConstraint(
            "kind IN ('stripe_transfer', 'bank_file', 'demo_bank')",
            name=op.f("ck_payout_batches_kind_known"),
        ),
        sa.CheckConstraint(
            "state <> 'released' OR released_by_id <> frozen_by_id",
            name=op.f("ck_payout_batches_two_persons"),
        ),
        sa.CheckConstraint(
            "state IN ('frozen', 'released', 'dropped')", name=op.f("ck_payout_batches_state_known")
        ),
        sa.CheckConstraint(
            "total_fen > 0 AND payout_count > 0", name=op.f("ck_payout_batches_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["persons.id"], name=op.f("fk_payout_batches_frozen_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"],
            ["persons.id"],
            name=op.f("fk_payout_batches_released_by_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_payout_batches_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "payee_decisions",
        sa.Column("payee_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usable_from", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(verdict = 'confirmed') = (usable_from IS NOT NULL)",
            name=op.f("ck_payee_decisions_paused"),
        ),
        sa.CheckConstraint(
            "verdict = 'refused' OR decided_by_id <> proposed_by_id",
            name=op.f("ck_payee_decisions_two_persons"),
        ),
        sa.CheckConstraint(
            "verdict IN ('confirmed', 'refused')", name=op.f("ck_payee_decisions_verdict_known")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_payee_decisions_decided_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["payee_id", "proposed_by_id"],
            ["payee_accounts.id", "payee_accounts.proposed_by_id"],
            name=op.f("fk_payee_decisions_payee_id_payee_accounts"),
        ),
        sa.PrimaryKeyConstraint("payee_id", name=op.f("pk_payee_decisions")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_table(
        "payee_looks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("payee_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["payee_id"], ["payee_accounts.id"], name=op.f("fk_payee_looks_payee_id_payee_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_payee_looks_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_looks")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("payee_looks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payee_looks_payee_id"), ["payee_id"], unique=False)

    op.create_table(
        "payouts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("party_kind", sa.Text(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("payee_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('paid', 'failed', 'dropped')) = (ended_at IS NOT NULL)",
            name=op.f("ck_payouts_ended_when"),
        ),
        sa.CheckConstraint(
            "party_kind IN ('cooperative', 'shop')", name=op.f("ck_payouts_party_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('frozen', 'sent', 'paid', 'failed', 'dropped')",
            name=op.f("ck_payouts_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('sent', 'paid') OR sent_at IS NOT NULL",
            name=op.f("ck_payouts_sent_when"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payouts_amount_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["payout_batches.id"], name=op.f("fk_payouts_batch_id_payout_batches")
        ),
        sa.ForeignKeyConstraint(
            ["payee_id"], ["payee_accounts.id"], name=op.f("fk_payouts_payee_id_payee_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
        sa.UniqueConstraint("number", name=op.f("uq_payouts_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("payouts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payouts_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_payouts_party_kind_party_id", ["party_kind", "party_id", "id"], unique=False
        )
        batch_op.create_index(
            "uq_payouts_one_under_way",
            ["party_kind", "party_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('frozen', 'sent')"),
            postgresql_where=sa.text("state IN ('frozen', 'sent')"),
        )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    with op.batch_alter_table("payouts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_payouts_one_under_way",
            sqlite_where=sa.text("state IN ('frozen', 'sent')"),
            postgresql_where=sa.text("state IN ('frozen', 'sent')"),
        )
        batch_op.drop_index("ix_payouts_party_kind_party_id")
        batch_op.drop_index(batch_op.f("ix_payouts_batch_id"))

    op.drop_table("payouts")
    with op.batch_alter_table("payee_looks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payee_looks_payee_id"))

    op.drop_table("payee_looks")
    op.drop_table("payee_decisions")
    op.drop_table("payout_batches")
    with op.batch_alter_table("payee_accounts", schema=None) as batch_op:
        batch_op.drop_index("ix_payee_accounts_party_kind_party_id")

    op.drop_table("payee_accounts")
    if op.get_context().dialect.name == "postgresql":
        for table in ["payee_accounts", "payee_decisions", "payee_looks"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
