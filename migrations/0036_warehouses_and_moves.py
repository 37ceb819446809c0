"""Rooms of warehouses, boxes that move between places, and the shipments that move them."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0036_warehouses_and_moves"
down_revision = "0035_places_of_parcels"
branch_labels = depends_on = None

KINDS = (
    "'receive', 'reserve', 'release', 'allocate', 'deallocate', 'ship', 'write_off', 'take_back'"
)


def upgrade() -> None:
    op.create_table(
        "inbound_shipments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("announced_by_id", sa.BigInteger(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'announced') = (ended_at IS NULL)",
            name=op.f("ck_inbound_shipments_ended_when"),
        ),
        sa.CheckConstraint(
            "state IN ('announced', 'received', 'cancelled')",
            name=op.f("ck_inbound_shipments_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["announced_by_id"],
            ["persons.id"],
            name=op.f("fk_inbound_shipments_announced_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_inbound_shipments_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["persons.id"], name=op.f("fk_inbound_shipments_ended_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"],
            ["warehouses.id"],
            name=op.f("fk_inbound_shipments_warehouse_id_warehouses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_shipments")),
        sa.UniqueConstraint("number", name=op.f("uq_inbound_shipments_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_inbound_shipments_request_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("inbound_shipments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inbound_shipments_cooperative_id"), ["cooperative_id"], unique=False
        )
        batch_op.create_index(
            "ix_inbound_shipments_warehouse_id_state", ["warehouse_id", "state"], unique=False
        )

    op.create_table(
        "warehouse_rooms",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("temperature_class", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("capacity_boxes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("capacity_boxes > 0", name=op.f("ck_warehouse_rooms_capacity_positive")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"],
            ["warehouses.id"],
            name=op.f("fk_warehouse_rooms_warehouse_id_warehouses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse_rooms")),
        sa.UniqueConstraint(
            "warehouse_id",
            "temperature_class",
            name=op.f("uq_warehouse_rooms_warehouse_id_temperature_class"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "inbound_lines",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shipment_id", sa.BigInteger(), nullable=False),
        sa.Column("from_lot_id", sa.BigInteger(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("shortfall", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "shortfall IS NULL OR (shortfall IN ('left_behind', 'damaged', 'lost') AND counted < boxes)",
            name=op.f("ck_inbound_lines_shortfall_known"),
        ),
        sa.CheckConstraint(
            "(lot_id IS NULL) = (coalesce(counted, 0) = 0)",
            name=op.f("ck_inbound_lines_lot_of_counted"),
        ),
        sa.CheckConstraint(
            "boxes > 0 AND coalesce(counted, 0) >= 0", name=op.f("ck_inbound_lines_figures_sane")
        ),
        sa.ForeignKeyConstraint(
            ["from_lot_id"], ["lots.id"], name=op.f("fk_inbound_lines_from_lot_id_lots")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_inbound_lines_lot_id_lots")),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["inbound_shipments.id"],
            name=op.f("fk_inbound_lines_shipment_id_inbound_shipments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_lines")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("inbound_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inbound_lines_from_lot_id"), ["from_lot_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_inbound_lines_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_inbound_lines_shipment_id"), ["shipment_id"], unique=False
        )

    with altering("warehouses") as warehouses:
        warehouses.add_column("area_m2", sa.BigInteger(), fill="1")
        warehouses.set_check("area_positive", "area_m2 > 0")
        warehouses.drop_check("capacity_positive")
        warehouses.drop_column("temperature_classes")
        warehouses.drop_column("capacity_boxes")
    with altering("movements") as movements:
        movements.set_check("kind_known", f"kind IN ({KINDS}, 'move_out', 'move_in')")


def downgrade() -> None:
    with altering("movements") as movements:
        movements.set_check("kind_known", f"kind IN ({KINDS})")
    with altering("warehouses") as warehouses:
        warehouses.add_column("temperature_classes", sa.Text(), fill="''")
        warehouses.add_column("capacity_boxes", sa.BigInteger(), fill="1")
        warehouses.drop_check("area_positive")
        warehouses.set_check("capacity_positive", "capacity_boxes > 0")
        warehouses.drop_column("area_m2")

    with op.batch_alter_table("inbound_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbound_lines_shipment_id"))
        batch_op.drop_index(batch_op.f("ix_inbound_lines_lot_id"))
        batch_op.drop_index(batch_op.f("ix_inbound_lines_from_lot_id"))

    op.drop_table("inbound_lines")
    op.drop_table("warehouse_rooms")
    with op.batch_alter_table("inbound_shipments", schema=None) as batch_op:
        batch_op.drop_index("ix_inbound_shipments_warehouse_id_state")
        batch_op.drop_index(batch_op.f("ix_inbound_shipments_cooperative_id"))

    op.drop_table("inbound_shipments")
