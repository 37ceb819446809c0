"""Sent days."""

import sqlalchemy as sa
from alembic import op

revision = "0060_sent_days"
down_revision = "0059_room_for_changes"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER sent_days_append_only_update BEFORE UPDATE ON sent_days BEGIN SELECT RAISE(ABORT, 'sent_days is append-only'); END",
        "CREATE TRIGGER sent_days_append_only_delete BEFORE DELETE ON sent_days BEGIN SELECT RAISE(ABORT, 'sent_days is append-only'); END",
        "CREATE TRIGGER sent_counts_append_only_update BEFORE UPDATE ON sent_counts BEGIN SELECT RAISE(ABORT, 'sent_counts is append-only'); END",
        "CREATE TRIGGER sent_counts_append_only_delete BEFORE DELETE ON sent_counts BEGIN SELECT RAISE(ABORT, 'sent_counts is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION sent_days_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'sent_days is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER sent_days_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sent_days FOR EACH STATEMENT EXECUTE FUNCTION sent_days_append_only()",
        "CREATE FUNCTION sent_counts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'sent_counts is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER sent_counts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sent_counts FOR EACH STATEMENT EXECUTE FUNCTION sent_counts_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "sent_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_sent_days")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_table(
        "sent_counts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=True),
        sa.Column("box_type_id", sa.BigInteger(), nullable=True),
        sa.Column("parcels", sa.BigInteger(), nullable=False),
        sa.Column("electronic", sa.BigInteger(), nullable=False),
        sa.Column("unpacked", sa.BigInteger(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(cooperative_id IS NULL) <> (warehouse_id IS NULL)",
            name=op.f("ck_sent_counts_one_packer"),
        ),
        sa.CheckConstraint(
            "parcels >= 0 AND electronic >= 0 AND unpacked >= 0 AND boxes >= 0",
            name=op.f("ck_sent_counts_never_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["box_type_id"], ["box_types.id"], name=op.f("fk_sent_counts_box_type_id_box_types")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_sent_counts_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["day"], ["sent_days.day"], name=op.f("fk_sent_counts_day_sent_days")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_sent_counts_warehouse_id_warehouses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_counts")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("sent_counts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sent_counts_day"), ["day"], unique=False)

    with op.batch_alter_table("parcels", schema=None) as batch_op:
        batch_op.create_index("ix_parcels_sent_at", ["sent_at"], unique=False)
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    with op.batch_alter_table("parcels", schema=None) as batch_op:
        batch_op.drop_index("ix_parcels_sent_at")

    with op.batch_alter_table("sent_counts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sent_counts_day"))

    op.drop_table("sent_counts")
    op.drop_table("sent_days")
    if op.get_context().dialect.name == "postgresql":
        for table in ["sent_days", "sent_counts"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
