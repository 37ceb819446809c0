"""Batches of labels."""

import sqlalchemy as sa
from alembic import op

revision = "0048_batches_of_labels"
down_revision = "0047_goods_returns"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "label_batches",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_reprint", sa.Boolean(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_label_batches_ended_when")
        ),
        sa.CheckConstraint(
            "size IN ('76x130', '100x150', '100x180')", name=op.f("ck_label_batches_size_known")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'empty', 'forgotten')",
            name=op.f("ck_label_batches_state_known"),
        ),
        sa.CheckConstraint(
            "total > 0 AND done >= 0 AND done <= pages", name=op.f("ck_label_batches_done_of_all")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["persons.id"], name=op.f("fk_label_batches_asked_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_label_batches_cooperative_id_cooperatives"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_batches")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("label_batches", schema=None) as batch_op:
        batch_op.create_index(
            "ix_label_batches_cooperative_id_id", ["cooperative_id", "id"], unique=False
        )

    op.create_table(
        "label_papers",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(data) > 0", name=op.f("ck_label_papers_not_empty")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["label_batches.id"], name=op.f("fk_label_papers_batch_id_label_batches")
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_label_papers")),
        sqlite_strict=True,
    )
    op.create_table(
        "label_batch_items",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["label_batches.id"],
            name=op.f("fk_label_batch_items_batch_id_label_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_label_batch_items_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_label_batch_items")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("label_batch_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_label_batch_items_parcel_id"), ["parcel_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("label_batch_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_batch_items_parcel_id"))

    op.drop_table("label_batch_items")
    op.drop_table("label_papers")
    with op.batch_alter_table("label_batches", schema=None) as batch_op:
        batch_op.drop_index("ix_label_batches_cooperative_id_id")

    op.drop_table("label_batches")
