"""What becomes of refunded boxes, refunds that need two persons, and failed ones as tasks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.commands.altering import altering

revision = "0021_refund_goods"
down_revision = "0020_claims"
branch_labels = depends_on = None

OLD_KINDS = "'receive', 'reserve', 'release', 'allocate', 'deallocate', 'ship', 'write_off'"
PERSONS = ("owner_id", "transferred_by_id", "transfer_seen_by_id")
BY_TWO = (
    "(transfer_reference IS NULL) = (transferred_by_id IS NULL) "
    "AND (transfer_seen_by_id IS NULL OR transfer_seen_by_id <> transferred_by_id)"
)


def upgrade() -> None:
    op.create_table(
        "refund_proposals",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("borne_by", sa.Text(), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by_id IS NULL)",
            name=op.f("ck_refund_proposals_decided_by_whom"),
        ),
        sa.CheckConstraint(
            "borne_by IN ('sale', 'cooperative', 'carrier', 'platform')",
            name=op.f("ck_refund_proposals_borne_by_known"),
        ),
        sa.CheckConstraint(
            "reason IN ('cancelled', 'paid_too_late', 'paid_twice', 'bad_goods', 'short_weight', 'wrong_goods', 'late', 'lost', 'returned', 'sold_out', 'goodwill')",
            name=op.f("ck_refund_proposals_reason_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'agreed', 'rejected')",
            name=op.f("ck_refund_proposals_state_known"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_refund_proposals_amount_positive")),
        sa.CheckConstraint(
            "decided_by_id <> proposed_by_id", name=op.f("ck_refund_proposals_two_persons")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["persons.id"],
            name=op.f("fk_refund_proposals_decided_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["persons.id"],
            name=op.f("fk_refund_proposals_proposed_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"],
            ["sub_orders.id"],
            name=op.f("fk_refund_proposals_sub_order_id_sub_orders"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_proposals")),
        sa.UniqueConstraint("request_key", name=op.f("uq_refund_proposals_request_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_refund_proposals_state", "refund_proposals", ["state", "id"])
    op.create_index(op.f("ix_refund_proposals_sub_order_id"), "refund_proposals", ["sub_order_id"])
    with altering("order_lines") as lines:
        lines.add_column("boxes_withdrawn", sa.BigInteger(), fill="0")
        lines.add_column("boxes_returned", sa.BigInteger(), fill="0")
        lines.set_check("never_negative", "boxes_withdrawn >= 0 AND boxes_returned >= 0")
        lines.set_check("boxes_within", "boxes_withdrawn + boxes_returned <= boxes")
    with altering("movements") as movements:
        movements.set_check("kind_known", f"kind IN ({OLD_KINDS}, 'take_back')")
    with altering("refunds") as refunds:
        refunds.add_column("owner_id", sa.BigInteger())
        refunds.add_column("owner_note", sa.Text())
        refunds.add_column("transfer_reference", sa.Text())
        refunds.add_column("transferred_by_id", sa.BigInteger())
        refunds.add_column("transfer_seen_by_id", sa.BigInteger())
        for column in PERSONS:
            refunds.add_key(column, "persons")
        refunds.set_check("transfer_by_two", BY_TWO)
    op.create_index("uq_refunds_transfer_reference", "refunds", ["transfer_reference"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_refunds_transfer_reference", "refunds")
    with altering("refunds") as refunds:
        refunds.drop_check("transfer_by_two")
        for column in PERSONS:
            refunds.drop_key(column, "persons")
            refunds.drop_column(column)
        refunds.drop_column("owner_note")
        refunds.drop_column("transfer_reference")
    with altering("movements") as movements:
        movements.set_check("kind_known", f"kind IN ({OLD_KINDS})")
    with altering("order_lines") as lines:
        lines.drop_check("never_negative")
        lines.drop_check("boxes_within")
        lines.drop_column("boxes_withdrawn")
        lines.drop_column("boxes_returned")
    op.drop_table("refund_proposals")
