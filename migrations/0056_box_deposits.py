"""Deposits for returnable boxes are money: on orders, in rows of their own, and given back."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0056_box_deposits"
down_revision = "0055_lists_in_batches"
branch_labels = depends_on = None

REASONS = [
    "cancelled",
    "paid_too_late",
    "paid_twice",
    "bad_goods",
    "short_weight",
    "wrong_goods",
    "late",
    "lost",
    "returned",
    "sold_out",
    "goodwill",
]


def upgrade() -> None:
    op.create_table(
        "box_deposits",
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("box_type_id", sa.BigInteger(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.Column("deposit_fen", sa.BigInteger(), nullable=False),
        sa.Column("boxes_back", sa.BigInteger(), nullable=False),
        sa.Column("boxes_forfeited", sa.BigInteger(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "boxes > 0 AND deposit_fen > 0", name=op.f("ck_box_deposits_figures_sane")
        ),
        sa.CheckConstraint(
            "boxes_back + boxes_forfeited <= boxes", name=op.f("ck_box_deposits_boxes_within")
        ),
        sa.CheckConstraint(
            "boxes_back >= 0 AND boxes_forfeited >= 0", name=op.f("ck_box_deposits_never_negative")
        ),
        sa.ForeignKeyConstraint(
            ["box_type_id"], ["box_types.id"], name=op.f("fk_box_deposits_box_type_id_box_types")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"],
            ["sub_orders.id"],
            name=op.f("fk_box_deposits_sub_order_id_sub_orders"),
        ),
        sa.PrimaryKeyConstraint("sub_order_id", "box_type_id", name=op.f("pk_box_deposits")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("box_deposits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_box_deposits_box_type_id"), ["box_type_id"], unique=False
        )

    for table, cost in (("orders", ""), ("sub_orders", "postage_cost_fen >= 0 AND ")):
        with altering(table) as changed:
            changed.add_column("deposit_fen", sa.BigInteger(), fill="0")
            changed.set_check(
                "never_negative",
                f"goods_fen >= 0 AND postage_fen >= 0 AND {cost}deposit_fen >= 0",
            )
            changed.set_check("total_adds_up", "total_fen = goods_fen + postage_fen + deposit_fen")
    _know_reasons([*REASONS, "box_back"])


def downgrade() -> None:
    _know_reasons(REASONS)
    for table, cost in (("sub_orders", " AND postage_cost_fen >= 0"), ("orders", "")):
        with altering(table) as changed:
            changed.set_check("never_negative", f"goods_fen >= 0 AND postage_fen >= 0{cost}")
            changed.set_check("total_adds_up", "total_fen = goods_fen + postage_fen")
            changed.drop_column("deposit_fen")
    with op.batch_alter_table("box_deposits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_box_deposits_box_type_id"))

    op.drop_table("box_deposits")


def _know_reasons(reasons: list[str]) -> None:
    words = ", ".join(f"'{one}'" for one in reasons)
    for table in ("refund_slips", "refund_proposals", "refunds"):
        with altering(table) as changed:
            changed.set_check("reason_known", f"reason IN ({words})")
