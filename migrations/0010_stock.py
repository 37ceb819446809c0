"""The tables of stock."""

import sqlalchemy as sa
from alembic import op

revision = "0010_stock"
down_revision = "0009_catalogue"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER movements_append_only_update BEFORE UPDATE ON movements BEGIN SELECT RAISE(ABORT, 'movements is append-only'); END",
        "CREATE TRIGGER movements_append_only_delete BEFORE DELETE ON movements BEGIN SELECT RAISE(ABORT, 'movements is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION movements_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'movements is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER movements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON movements FOR EACH STATEMENT EXECUTE FUNCTION movements_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "lots",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=True),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("origin_code", sa.Text(), nullable=False),
        sa.Column("harvested_on", sa.Date(), nullable=False),
        sa.Column("best_before_on", sa.Date(), nullable=True),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("allocated", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "on_hand >= 0 AND reserved >= 0 AND allocated >= 0", name=op.f("ck_lots_never_negative")
        ),
        sa.CheckConstraint("reserved + allocated <= on_hand", name=op.f("ck_lots_never_oversold")),
        sa.ForeignKeyConstraint(
            ["origin_code"], ["regions.code"], name=op.f("fk_lots_origin_code_regions")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_lots_variant_id_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("number", name=op.f("uq_lots_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_lots_request_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_lots_variant_id_best_before_on",
        "lots",
        ["variant_id", "best_before_on", "id"],
        unique=False,
    )
    op.create_table(
        "movements",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('receive', 'reserve', 'release', 'allocate', 'deallocate', 'ship', 'write_off')",
            name=op.f("ck_movements_kind_known"),
        ),
        sa.CheckConstraint("boxes > 0", name=op.f("ck_movements_boxes_positive")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["persons.id"], name=op.f("fk_movements_actor_id_persons")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_movements_lot_id_lots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movements")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_movements_lot_id"), "movements", ["lot_id"], unique=False)
    op.create_table(
        "reservations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('held', 'consumed', 'released')", name=op.f("ck_reservations_state_known")
        ),
        sa.CheckConstraint("boxes > 0", name=op.f("ck_reservations_boxes_positive")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_reservations_lot_id_lots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_reservations_holder"), "reservations", ["holder"], unique=False)
    op.create_index(op.f("ix_reservations_lot_id"), "reservations", ["lot_id"], unique=False)
    op.create_index(
        "ix_reservations_state_expires_at", "reservations", ["state", "expires_at"], unique=False
    )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_index("ix_reservations_state_expires_at", table_name="reservations")
    op.drop_index(op.f("ix_reservations_lot_id"), table_name="reservations")
    op.drop_index(op.f("ix_reservations_holder"), table_name="reservations")
    op.drop_table("reservations")
    op.drop_index(op.f("ix_movements_lot_id"), table_name="movements")
    op.drop_table("movements")
    op.drop_index("ix_lots_variant_id_best_before_on", table_name="lots")
    op.drop_table("lots")
    if op.get_context().dialect.name == "postgresql":
        for table in ["movements"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
