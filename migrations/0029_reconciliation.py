"""Reconciliation."""

import sqlalchemy as sa
from alembic import op

revision = "0029_reconciliation"
down_revision = "0028_shop_money"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_movements",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("tender", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.Column("source_external_id", sa.Text(), nullable=False),
        sa.Column("payment_number", sa.Text(), nullable=True),
        sa.Column("payout_external_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=True),
        sa.Column("ours_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(verdict = 'theirs_not_ours') = (fact IS NULL)",
            name=op.f("ck_card_movements_paired_with"),
        ),
        sa.CheckConstraint(
            "kind IN ('charge', 'refund', 'refund_failure', 'dispute', 'dispute_reversal', 'transfer', 'transfer_reversal', 'payout', 'payout_failure', 'fee', 'other')",
            name=op.f("ck_card_movements_kind_known"),
        ),
        sa.CheckConstraint(
            "verdict <> 'matched' OR ours_fen IN (amount_fen, net_fen)",
            name=op.f("ck_card_movements_matched_exactly"),
        ),
        sa.CheckConstraint(
            "verdict IN ('matched', 'amount_differs', 'theirs_not_ours', 'ours_not_theirs')",
            name=op.f("ck_card_movements_verdict_known"),
        ),
        sa.CheckConstraint(
            "net_fen = amount_fen - fee_fen", name=op.f("ck_card_movements_net_adds_up")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_movements")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("card_movements", schema=None) as batch_op:
        batch_op.create_index(
            "ix_card_movements_tender_created_at", ["tender", "created_at"], unique=False
        )
        batch_op.create_index("ix_card_movements_verdict", ["verdict", "id"], unique=False)
        batch_op.create_index(
            "uq_card_movements_external_id", ["tender", "external_id"], unique=True
        )
        batch_op.create_index("uq_card_movements_fact", ["tender", "fact"], unique=True)

    op.create_table(
        "card_watermarks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("tender", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_watermarks")),
        sa.UniqueConstraint("tender", name=op.f("uq_card_watermarks_tender")),
        sqlite_strict=True,
    )
    op.create_table(
        "card_differences",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("tender", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=True),
        sa.Column("theirs_fen", sa.BigInteger(), nullable=False),
        sa.Column("ours_fen", sa.BigInteger(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("explained_by_id", sa.BigInteger(), nullable=True),
        sa.Column("agreed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'explained' OR explained_by_id IS NOT NULL",
            name=op.f("ck_card_differences_explained_by"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'explained', 'resolved')",
            name=op.f("ck_card_differences_state_known"),
        ),
        sa.CheckConstraint(
            "verdict <> 'matched'", name=op.f("ck_card_differences_something_differs")
        ),
        sa.CheckConstraint(
            "verdict IN ('matched', 'amount_differs', 'theirs_not_ours', 'ours_not_theirs')",
            name=op.f("ck_card_differences_verdict_known"),
        ),
        sa.CheckConstraint(
            "agreed_by_id <> explained_by_id", name=op.f("ck_card_differences_two_persons")
        ),
        sa.CheckConstraint(
            "movement_id IS NOT NULL OR fact IS NOT NULL",
            name=op.f("ck_card_differences_of_something"),
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["persons.id"], name=op.f("fk_card_differences_agreed_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["explained_by_id"],
            ["persons.id"],
            name=op.f("fk_card_differences_explained_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["movement_id"],
            ["card_movements.id"],
            name=op.f("fk_card_differences_movement_id_card_movements"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_differences")),
        sa.UniqueConstraint("movement_id", name=op.f("uq_card_differences_movement_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("card_differences", schema=None) as batch_op:
        batch_op.create_index("ix_card_differences_state", ["state", "id"], unique=False)
        batch_op.create_index("uq_card_differences_fact", ["tender", "fact"], unique=True)

    op.create_table(
        "money_tasks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('failed_refund', 'slow_refund', 'dispute', 'unmatched_event', 'suspense', 'reconciliation', 'correction', 'cash_difference', 'cash_remittance', 'unclosed_box')",
            name=op.f("ck_money_tasks_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["persons.id"], name=op.f("fk_money_tasks_owner_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_tasks")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("money_tasks", schema=None) as batch_op:
        batch_op.create_index("uq_money_tasks_subject", ["kind", "subject"], unique=True)

    op.create_table(
        "suspense_placings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'placed') = (confirmed_by_id IS NOT NULL)",
            name=op.f("ck_suspense_placings_placed_by"),
        ),
        sa.CheckConstraint(
            "(way = 'order') = (order_id IS NOT NULL)",
            name=op.f("ck_suspense_placings_order_named"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'placed')", name=op.f("ck_suspense_placings_state_known")
        ),
        sa.CheckConstraint(
            "way IN ('order', 'returned')", name=op.f("ck_suspense_placings_way_known")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_suspense_placings_amount_positive")),
        sa.CheckConstraint(
            "confirmed_by_id <> proposed_by_id", name=op.f("ck_suspense_placings_two_persons")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["persons.id"],
            name=op.f("fk_suspense_placings_confirmed_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entries.id"],
            name=op.f("fk_suspense_placings_entry_id_journal_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_suspense_placings_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["persons.id"],
            name=op.f("fk_suspense_placings_proposed_by_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspense_placings")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_suspense_placings_entry_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("suspense_placings")
    with op.batch_alter_table("money_tasks", schema=None) as batch_op:
        batch_op.drop_index("uq_money_tasks_subject")

    op.drop_table("money_tasks")
    with op.batch_alter_table("card_differences", schema=None) as batch_op:
        batch_op.drop_index("uq_card_differences_fact")
        batch_op.drop_index("ix_card_differences_state")

    op.drop_table("card_differences")
    op.drop_table("card_watermarks")
    with op.batch_alter_table("card_movements", schema=None) as batch_op:
        batch_op.drop_index("uq_card_movements_fact")
        batch_op.drop_index("uq_card_movements_external_id")
        batch_op.drop_index("ix_card_movements_verdict")
        batch_op.drop_index("ix_card_movements_tender_created_at")

    op.drop_table("card_movements")
