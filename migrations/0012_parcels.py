"""The tables of parcels."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012_parcels"
down_revision = "0011_orders"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER tracking_events_append_only_update BEFORE UPDATE ON tracking_events BEGIN SELECT RAISE(ABORT, 'tracking_events is append-only'); END",
        "CREATE TRIGGER tracking_events_append_only_delete BEFORE DELETE ON tracking_events BEGIN SELECT RAISE(ABORT, 'tracking_events is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION tracking_events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'tracking_events is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER tracking_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tracking_events FOR EACH STATEMENT EXECUTE FUNCTION tracking_events_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "stray_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("waybill_number", sa.Text(), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stray_events")),
        sa.UniqueConstraint("external_id", name=op.f("uq_stray_events_external_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "waybills",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('free', 'drawn', 'void')", name=op.f("ck_waybills_state_known")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_waybills")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_waybills_free",
        "waybills",
        ["number"],
        unique=False,
        sqlite_where=sa.text("state = 'free'"),
        postgresql_where=sa.text("state = 'free'"),
    )
    op.create_table(
        "parcels",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("waybill_number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("temperature_class", sa.Text(), nullable=False),
        sa.Column("gross_grams", sa.BigInteger(), nullable=False),
        sa.Column("postage_fen", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("pickup_shop_id", sa.BigInteger(), nullable=True),
        sa.Column("shelf", sa.Text(), nullable=True),
        sa.Column("pickup_code", sa.Text(), nullable=True),
        sa.Column("pickup_code_tries", sa.BigInteger(), nullable=False),
        sa.Column("collected_by", sa.Text(), nullable=True),
        sa.Column("label_printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'collected') <= (collected_by IS NOT NULL)",
            name=op.f("ck_parcels_collected_by_whom"),
        ),
        sa.CheckConstraint(
            "state IN ('created', 'labelled', 'packed', 'accepted', 'in_transit', 'at_office', 'out_for_delivery', 'delivered', 'at_shop', 'collected', 'attempted', 'refused', 'damaged', 'lost', 'returning', 'returned', 'cancelled')",
            name=op.f("ck_parcels_state_known"),
        ),
        sa.CheckConstraint(
            "gross_grams >= 0 AND postage_fen >= 0", name=op.f("ck_parcels_never_negative")
        ),
        sa.ForeignKeyConstraint(
            ["pickup_shop_id"], ["shops.id"], name=op.f("fk_parcels_pickup_shop_id_shops")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"], ["sub_orders.id"], name=op.f("fk_parcels_sub_order_id_sub_orders")
        ),
        sa.ForeignKeyConstraint(
            ["waybill_number"], ["waybills.number"], name=op.f("fk_parcels_waybill_number_waybills")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("waybill_number", name=op.f("uq_parcels_waybill_number")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_parcels_pickup_shop_id_state", "parcels", ["pickup_shop_id", "state"], unique=False
    )
    op.create_index("ix_parcels_state_changed_at", "parcels", ["state", "changed_at"], unique=False)
    op.create_index(
        "uq_parcels_sub_order_id_position", "parcels", ["sub_order_id", "position"], unique=True
    )
    op.create_table(
        "parcel_contents",
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("boxes > 0", name=op.f("ck_parcel_contents_boxes_positive")),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_parcel_contents_order_line_id_order_lines"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_contents_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("parcel_id", "order_line_id", name=op.f("pk_parcel_contents")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_parcel_contents_order_line_id"), "parcel_contents", ["order_line_id"], unique=False
    )
    op.create_table(
        "tracking_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cancels", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source IN ('carrier', 'cooperative', 'shop', 'office', 'system')",
            name=op.f("ck_tracking_events_source_known"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["persons.id"], name=op.f("fk_tracking_events_actor_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_tracking_events_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracking_events")),
        sa.UniqueConstraint("external_id", name=op.f("uq_tracking_events_external_id")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_index(
        "ix_tracking_events_parcel_id_happened_at",
        "tracking_events",
        ["parcel_id", "happened_at"],
        unique=False,
    )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_index("ix_tracking_events_parcel_id_happened_at", table_name="tracking_events")
    op.drop_table("tracking_events")
    op.drop_index(op.f("ix_parcel_contents_order_line_id"), table_name="parcel_contents")
    op.drop_table("parcel_contents")
    op.drop_index("uq_parcels_sub_order_id_position", table_name="parcels")
    op.drop_index("ix_parcels_state_changed_at", table_name="parcels")
    op.drop_index("ix_parcels_pickup_shop_id_state", table_name="parcels")
    op.drop_table("parcels")
    op.drop_index(
        "ix_waybills_free",
        table_name="waybills",
        sqlite_where=sa.text("state = 'free'"),
        postgresql_where=sa.text("state = 'free'"),
    )
    op.drop_table("waybills")
    op.drop_table("stray_events")
    if op.get_context().dialect.name == "postgresql":
        for table in ["tracking_events"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
