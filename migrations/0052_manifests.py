"""Manifests."""

import sqlalchemy as sa
from alembic import op

revision = "0052_manifests"
down_revision = "0051_box_returns"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "manifest_serials",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_manifest_serials")),
        sqlite_strict=True,
    )
    op.create_table(
        "manifests",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=True),
        sa.Column("outlet_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("parcels", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("handed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by_id", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'received') = (received_at IS NOT NULL)",
            name=op.f("ck_manifests_received_when"),
        ),
        sa.CheckConstraint(
            "state IN ('handed', 'received')", name=op.f("ck_manifests_state_known")
        ),
        sa.CheckConstraint(
            "(cooperative_id IS NULL) <> (warehouse_id IS NULL)",
            name=op.f("ck_manifests_one_sender"),
        ),
        sa.CheckConstraint(
            "parcels > 0 AND pieces >= parcels AND grams > 0", name=op.f("ck_manifests_totals_sane")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_manifests_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["handed_by_id"], ["persons.id"], name=op.f("fk_manifests_handed_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_manifests_outlet_id_outlets")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["persons.id"], name=op.f("fk_manifests_received_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name=op.f("fk_manifests_warehouse_id_warehouses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifests")),
        sa.UniqueConstraint("number", name=op.f("uq_manifests_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_manifests_request_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("manifests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_manifests_cooperative_id_id", ["cooperative_id", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_manifests_outlet_id"), ["outlet_id"], unique=False)
        batch_op.create_index("ix_manifests_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_manifests_warehouse_id"), ["warehouse_id"], unique=False
        )

    op.create_table(
        "manifest_extras",
        sa.Column("manifest_id", sa.BigInteger(), nullable=False),
        sa.Column("waybill_number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifests.id"], name=op.f("fk_manifest_extras_manifest_id_manifests")
        ),
        sa.PrimaryKeyConstraint("manifest_id", "waybill_number", name=op.f("pk_manifest_extras")),
        sqlite_strict=True,
    )
    op.create_table(
        "manifest_parcels",
        sa.Column("manifest_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("is_missing", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "pieces > 0 AND grams > 0", name=op.f("ck_manifest_parcels_figures_sane")
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"],
            ["manifests.id"],
            name=op.f("fk_manifest_parcels_manifest_id_manifests"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_manifest_parcels_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("manifest_id", "position", name=op.f("pk_manifest_parcels")),
        sa.UniqueConstraint("parcel_id", name=op.f("uq_manifest_parcels_parcel_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("manifest_parcels")
    op.drop_table("manifest_extras")
    with op.batch_alter_table("manifests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_manifests_warehouse_id"))
        batch_op.drop_index("ix_manifests_state_id")
        batch_op.drop_index(batch_op.f("ix_manifests_outlet_id"))
        batch_op.drop_index("ix_manifests_cooperative_id_id")

    op.drop_table("manifests")
    op.drop_table("manifest_serials")
