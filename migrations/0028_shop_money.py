"""Several tenders on one order: a shop's prepaid money and credit line, and bank transfers."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0028_shop_money"
down_revision = "0027_growers"
branch_labels = depends_on = None

CARDS = "'stripe', 'demo_card'"
OF_A_SHOP = "'cash_box', 'shop_prepaid', 'shop_credit'"


def upgrade() -> None:
    op.create_table(
        "shop_terms",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("credit_limit_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by_id IS NULL)",
            name=op.f("ck_shop_terms_decided_by_whom"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'agreed', 'rejected')", name=op.f("ck_shop_terms_state_known")
        ),
        sa.CheckConstraint("credit_limit_fen >= 0", name=op.f("ck_shop_terms_never_negative")),
        sa.CheckConstraint("decided_by_id <> set_by_id", name=op.f("ck_shop_terms_two_persons")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_shop_terms_decided_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["persons.id"], name=op.f("fk_shop_terms_set_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_shop_terms_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_terms")),
        sqlite_strict=True,
    )
    op.create_index("ix_shop_terms_shop_id_id", "shop_terms", ["shop_id", "id"])

    op.create_table(
        "bank_receipts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("payer_name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(purpose = 'order') = (order_id IS NOT NULL) AND (purpose = 'order') = (shop_id IS NULL)",
            name=op.f("ck_bank_receipts_for_whom"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by_id IS NULL)",
            name=op.f("ck_bank_receipts_decided_by_whom"),
        ),
        sa.CheckConstraint(
            "purpose IN ('order', 'prepaid', 'credit')", name=op.f("ck_bank_receipts_purpose_known")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'agreed', 'rejected')", name=op.f("ck_bank_receipts_state_known")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_bank_receipts_amount_positive")),
        sa.CheckConstraint(
            "decided_by_id <> recorded_by_id", name=op.f("ck_bank_receipts_two_persons")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_bank_receipts_decided_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_bank_receipts_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["persons.id"], name=op.f("fk_bank_receipts_recorded_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_bank_receipts_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_receipts")),
        sa.UniqueConstraint("reference", name=op.f("uq_bank_receipts_reference")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_bank_receipts_order_id"), "bank_receipts", ["order_id"])
    op.create_index(op.f("ix_bank_receipts_shop_id"), "bank_receipts", ["shop_id"])
    op.create_index("ix_bank_receipts_state_id", "bank_receipts", ["state", "id"])
    with altering("payments") as payments:
        payments.drop_check("cash_in_a_box")
        payments.set_check(
            "shop_of_its_money", f"(tender IN ({OF_A_SHOP})) = (shop_id IS NOT NULL)"
        )
        payments.set_check("tender_known", f"tender IN ({CARDS}, {OF_A_SHOP}, 'bank_transfer')")
    with altering("card_events") as events:
        events.set_check("tender_known", f"tender IN ({CARDS}, {OF_A_SHOP}, 'bank_transfer')")


def downgrade() -> None:
    with altering("card_events") as events:
        events.set_check("tender_known", f"tender IN ({CARDS}, 'cash_box')")
    with altering("payments") as payments:
        payments.drop_check("shop_of_its_money")
        payments.set_check("cash_in_a_box", "(tender = 'cash_box') = (shop_id IS NOT NULL)")
        payments.set_check("tender_known", f"tender IN ({CARDS}, 'cash_box')")
    op.drop_table("bank_receipts")
    op.drop_table("shop_terms")
