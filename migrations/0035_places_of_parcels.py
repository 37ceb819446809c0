"""Where parcels leave from and in what: outlets, warehouses, boxes; what kind of parcel it is."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0035_places_of_parcels"
down_revision = "0034_purpose_of_remittances"
branch_labels = depends_on = None

LOT_OF_LINE = "(SELECT lot_id FROM order_lines WHERE id = order_line_id)"
PROMISED = (
    "UPDATE parcels SET promised_on = "
    "(SELECT arrives_to FROM sub_orders WHERE sub_orders.id = parcels.sub_order_id)"
)
NEW_COLUMNS = (
    "kind",
    "product",
    "origin_parcel_id",
    "outlet_id",
    "warehouse_id",
    "declared_fen",
    "insurance_fen",
    "final_grams",
    "weighed_at",
    "promised_on",
    "good_until",
)


def upgrade() -> None:
    op.create_table(
        "box_types",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("tare_grams", sa.BigInteger(), nullable=False),
        sa.Column("holds_grams", sa.BigInteger(), nullable=False),
        sa.Column("inner_length_mm", sa.BigInteger(), nullable=False),
        sa.Column("inner_width_mm", sa.BigInteger(), nullable=False),
        sa.Column("inner_height_mm", sa.BigInteger(), nullable=False),
        sa.Column("outer_length_mm", sa.BigInteger(), nullable=False),
        sa.Column("outer_width_mm", sa.BigInteger(), nullable=False),
        sa.Column("outer_height_mm", sa.BigInteger(), nullable=False),
        sa.Column("temperature_classes", sa.Text(), nullable=False),
        sa.Column("is_degradable", sa.Boolean(), nullable=False),
        sa.Column("is_returnable", sa.Boolean(), nullable=False),
        sa.Column("deposit_fen", sa.BigInteger(), nullable=False),
        sa.Column("is_in_use", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "deposit_fen = 0 OR is_returnable", name=op.f("ck_box_types_deposit_of_returnable")
        ),
        sa.CheckConstraint(
            "holds_grams > 0 AND inner_length_mm > 0 AND inner_width_mm > 0 AND inner_height_mm > 0 AND outer_length_mm >= inner_length_mm AND outer_width_mm >= inner_width_mm AND outer_height_mm >= inner_height_mm",
            name=op.f("ck_box_types_measures_sane"),
        ),
        sa.CheckConstraint(
            "tare_grams >= 0 AND deposit_fen >= 0", name=op.f("ck_box_types_never_negative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_types")),
        sa.UniqueConstraint("code", name=op.f("uq_box_types_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "outlets",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('collection', 'delivery', 'both')", name=op.f("ck_outlets_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_outlets_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint("code", name=op.f("uq_outlets_code")),
        sa.UniqueConstraint("name", name=op.f("uq_outlets_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("outlets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outlets_region_code"), ["region_code"], unique=False)

    op.create_table(
        "warehouses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("temperature_classes", sa.Text(), nullable=False),
        sa.Column("capacity_boxes", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("capacity_boxes > 0", name=op.f("ck_warehouses_capacity_positive")),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_warehouses_outlet_id_outlets")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_warehouses_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouses")),
        sa.UniqueConstraint("name", name=op.f("uq_warehouses_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_warehouses_slug")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("warehouses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warehouses_outlet_id"), ["outlet_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_warehouses_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "parcel_boxes",
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("box_type_id", sa.BigInteger(), nullable=False),
        sa.Column("gross_grams", sa.BigInteger(), nullable=False),
        sa.Column("waybill_number", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "position > 0 AND gross_grams > 0", name=op.f("ck_parcel_boxes_figures_sane")
        ),
        sa.ForeignKeyConstraint(
            ["box_type_id"], ["box_types.id"], name=op.f("fk_parcel_boxes_box_type_id_box_types")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_boxes_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["waybill_number"],
            ["waybills.number"],
            name=op.f("fk_parcel_boxes_waybill_number_waybills"),
        ),
        sa.PrimaryKeyConstraint("parcel_id", "position", name=op.f("pk_parcel_boxes")),
        sa.UniqueConstraint("waybill_number", name=op.f("uq_parcel_boxes_waybill_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("parcel_boxes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_parcel_boxes_box_type_id"), ["box_type_id"], unique=False
        )

    with altering("cooperatives") as cooperatives:
        cooperatives.add_column("outlet_id", sa.BigInteger())
        cooperatives.add_key("outlet_id", "outlets")
    op.create_index("ix_cooperatives_outlet_id", "cooperatives", ["outlet_id"])

    with altering("lots") as lots:
        lots.add_column("warehouse_id", sa.BigInteger())
        lots.add_column("parent_id", sa.BigInteger())
        lots.add_key("warehouse_id", "warehouses")
        lots.add_key("parent_id", "lots")
    op.create_index("ix_lots_warehouse_id", "lots", ["warehouse_id"])
    op.create_index("ix_lots_parent_id", "lots", ["parent_id"])

    with altering("parcel_contents") as contents:
        contents.add_column("lot_id", sa.BigInteger(), fill=LOT_OF_LINE)
        contents.add_key("lot_id", "lots")
    op.create_index("ix_parcel_contents_lot_id", "parcel_contents", ["lot_id"])

    with altering("parcels") as parcels:
        parcels.add_column("kind", sa.Text(), fill="'outward'")
        parcels.add_column("product", sa.Text(), fill="'ordinary'")
        parcels.add_column("origin_parcel_id", sa.BigInteger())
        parcels.add_column("outlet_id", sa.BigInteger())
        parcels.add_column("warehouse_id", sa.BigInteger())
        parcels.add_column("declared_fen", sa.BigInteger(), fill="0")
        parcels.add_column("insurance_fen", sa.BigInteger(), fill="0")
        parcels.add_column("final_grams", sa.BigInteger())
        parcels.add_column("weighed_at", sa.DateTime(timezone=True))
        parcels.add_column("promised_on", sa.Date())
        parcels.add_column("good_until", sa.Date())
        parcels.set_check("kind_known", "kind IN ('outward', 'replacement', 'return')")
        parcels.set_check(
            "product_known",
            "product IN ('ordinary', 'sticker', 'express', 'cold_express', 'local')",
        )
        parcels.set_check(
            "never_negative",
            "gross_grams >= 0 AND postage_fen >= 0 AND declared_fen >= 0 AND insurance_fen >= 0",
        )
        parcels.set_check("origin_of_others", "(kind = 'outward') = (origin_parcel_id IS NULL)")
        parcels.set_check(
            "weighed_when",
            "(final_grams IS NULL) = (weighed_at IS NULL) AND coalesce(final_grams, 1) > 0",
        )
        parcels.add_key("origin_parcel_id", "parcels")
        parcels.add_key("outlet_id", "outlets")
        parcels.add_key("warehouse_id", "warehouses")
    for column in ("origin_parcel_id", "outlet_id", "warehouse_id"):
        op.create_index(f"ix_parcels_{column}", "parcels", [column])
    op.execute(PROMISED)


def downgrade() -> None:
    for column in ("warehouse_id", "outlet_id", "origin_parcel_id"):
        op.drop_index(f"ix_parcels_{column}", "parcels")
    with altering("parcels") as parcels:
        for column, table in (
            ("warehouse_id", "warehouses"),
            ("outlet_id", "outlets"),
            ("origin_parcel_id", "parcels"),
        ):
            parcels.drop_key(column, table)
        for name in ("kind_known", "product_known", "origin_of_others", "weighed_when"):
            parcels.drop_check(name)
        parcels.set_check("never_negative", "gross_grams >= 0 AND postage_fen >= 0")
        for column in reversed(NEW_COLUMNS):
            parcels.drop_column(column)

    op.drop_index("ix_parcel_contents_lot_id", "parcel_contents")
    with altering("parcel_contents") as contents:
        contents.drop_key("lot_id", "lots")
        contents.drop_column("lot_id")

    op.drop_index("ix_lots_parent_id", "lots")
    op.drop_index("ix_lots_warehouse_id", "lots")
    with altering("lots") as lots:
        lots.drop_key("parent_id", "lots")
        lots.drop_key("warehouse_id", "warehouses")
        lots.drop_column("parent_id")
        lots.drop_column("warehouse_id")

    op.drop_index("ix_cooperatives_outlet_id", "cooperatives")
    with altering("cooperatives") as cooperatives:
        cooperatives.drop_key("outlet_id", "outlets")
        cooperatives.drop_column("outlet_id")

    with op.batch_alter_table("parcel_boxes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parcel_boxes_box_type_id"))

    op.drop_table("parcel_boxes")
    with op.batch_alter_table("warehouses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_warehouses_region_code"))
        batch_op.drop_index(batch_op.f("ix_warehouses_outlet_id"))

    op.drop_table("warehouses")
    with op.batch_alter_table("outlets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outlets_region_code"))

    op.drop_table("outlets")
    op.drop_table("box_types")
