"""Waves and weighings."""

import sqlalchemy as sa
from alembic import op

revision = "0046_waves_and_weighings"
down_revision = "0045_routing_of_parcels"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER weighings_append_only_update BEFORE UPDATE ON weighings BEGIN SELECT RAISE(ABORT, 'weighings is append-only'); END",
        "CREATE TRIGGER weighings_append_only_delete BEFORE DELETE ON weighings BEGIN SELECT RAISE(ABORT, 'weighings is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION weighings_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'weighings is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER weighings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON weighings FOR EACH STATEMENT EXECUTE FUNCTION weighings_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "waves",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'picked') = (picked_at IS NOT NULL)", name=op.f("ck_waves_picked_when")
        ),
        sa.CheckConstraint("state IN ('picking', 'picked')", name=op.f("ck_waves_state_known")),
        sa.ForeignKeyConstraint(
            ["picked_by_id"], ["persons.id"], name=op.f("fk_waves_picked_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["persons.id"], name=op.f("fk_waves_started_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_waves_warehouse_id_warehouses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
        sa.UniqueConstraint("number", name=op.f("uq_waves_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_waves_request_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.create_index(
            "ix_waves_warehouse_id_state", ["warehouse_id", "state"], unique=False
        )

    op.create_table(
        "wave_parcels",
        sa.Column("wave_id", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('to_pick', 'picked', 'short')", name=op.f("ck_wave_parcels_state_known")
        ),
        sa.CheckConstraint("slot > 0", name=op.f("ck_wave_parcels_slot_positive")),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_wave_parcels_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["waves.id"], name=op.f("fk_wave_parcels_wave_id_waves")
        ),
        sa.PrimaryKeyConstraint("wave_id", "slot", name=op.f("pk_wave_parcels")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("wave_parcels", schema=None) as batch_op:
        batch_op.create_index("ix_wave_parcels_parcel_id", ["parcel_id"], unique=False)
        batch_op.create_index(
            "uq_wave_parcels_live",
            ["parcel_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'short'"),
            postgresql_where=sa.text("state <> 'short'"),
        )

    op.create_table(
        "weighings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("computed_grams", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("quoted_fen", sa.BigInteger(), nullable=False),
        sa.Column("asked_fen", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("weighed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "computed_grams >= 0 AND quoted_fen >= 0 AND asked_fen >= 0",
            name=op.f("ck_weighings_never_negative"),
        ),
        sa.CheckConstraint("grams > 0", name=op.f("ck_weighings_grams_positive")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["persons.id"], name=op.f("fk_weighings_actor_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_weighings_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weighings")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("weighings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weighings_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_weighings_weighed_at"), ["weighed_at"], unique=False)
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    with op.batch_alter_table("weighings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_weighings_weighed_at"))
        batch_op.drop_index(batch_op.f("ix_weighings_parcel_id"))

    op.drop_table("weighings")
    with op.batch_alter_table("wave_parcels", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_wave_parcels_live",
            sqlite_where=sa.text("state <> 'short'"),
            postgresql_where=sa.text("state <> 'short'"),
        )
        batch_op.drop_index("ix_wave_parcels_parcel_id")

    op.drop_table("wave_parcels")
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.drop_index("ix_waves_warehouse_id_state")

    op.drop_table("waves")
    if op.get_context().dialect.name == "postgresql":
        for table in ["weighings"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
