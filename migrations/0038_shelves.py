"""Places of a shop's shelf, what lies there until when, who agreed to it; service centres."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0038_shelves"
down_revision = "0037_parcel_exceptions"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "shelf_places",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("is_fridge", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("is_in_use", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "capacity BETWEEN 1 AND 9999", name=op.f("ck_shelf_places_capacity_sane")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_shelf_places_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_places")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("shelf_places", schema=None) as batch_op:
        batch_op.create_index("uq_shelf_places_shop_id_code", ["shop_id", "code"], unique=True)

    op.create_table(
        "pickup_agreements",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("spoke_with", sa.Text(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(method = 'by_phone') <= (spoke_with IS NOT NULL AND recorded_by_id IS NOT NULL)",
            name=op.f("ck_pickup_agreements_phone_call_named"),
        ),
        sa.CheckConstraint(
            "method IN ('by_phone', 'by_herself')", name=op.f("ck_pickup_agreements_method_known")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_pickup_agreements_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["persons.id"],
            name=op.f("fk_pickup_agreements_recorded_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_pickup_agreements_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pickup_agreements")),
        sa.UniqueConstraint("parcel_id", name=op.f("uq_pickup_agreements_parcel_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("pickup_agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pickup_agreements_shop_id"), ["shop_id"], unique=False)

    op.create_table(
        "shelf_stays",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("day_number", sa.BigInteger(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by_id", sa.BigInteger(), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("collected_as", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "collected_as IN ('recipient', 'family', 'neighbour')",
            name=op.f("ck_shelf_stays_collected_as_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('collected', 'sent_back')",
            name=op.f("ck_shelf_stays_outcome_known"),
        ),
        sa.CheckConstraint(
            "proof IN ('code', 'phone_ending', 'known')", name=op.f("ck_shelf_stays_proof_known")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_shelf_stays_ended_somehow")
        ),
        sa.CheckConstraint(
            "(extended_at IS NULL) = (extension_reason IS NULL)",
            name=op.f("ck_shelf_stays_extended_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_shelf_stays_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["shelf_places.id"], name=op.f("fk_shelf_stays_place_id_shelf_places")
        ),
        sa.ForeignKeyConstraint(
            ["put_by_id"], ["persons.id"], name=op.f("fk_shelf_stays_put_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_shelf_stays_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_stays")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("shelf_stays", schema=None) as batch_op:
        batch_op.create_index("ix_shelf_stays_parcel_id", ["parcel_id"], unique=False)
        batch_op.create_index(
            "ix_shelf_stays_place",
            ["place_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_shelf_stays_shop_id_put_at", ["shop_id", "put_at"], unique=False)
        batch_op.create_index(
            "uq_shelf_stays_there",
            ["parcel_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with altering("parcels") as parcels:
        parcels.add_column("collect_by", sa.DateTime(timezone=True))
    with altering("shops") as shops:
        shops.add_column("kind", sa.Text(), fill="'village'")
        shops.set_check("kind_known", "kind IN ('village', 'campus')")


def downgrade() -> None:
    with altering("shops") as shops:
        shops.drop_check("kind_known")
        shops.drop_column("kind")
    with altering("parcels") as parcels:
        parcels.drop_column("collect_by")
    with op.batch_alter_table("shelf_stays", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shelf_stays_there",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_shelf_stays_shop_id_put_at")
        batch_op.drop_index(
            "ix_shelf_stays_place",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_shelf_stays_parcel_id")

    op.drop_table("shelf_stays")
    with op.batch_alter_table("pickup_agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pickup_agreements_shop_id"))

    op.drop_table("pickup_agreements")
    with op.batch_alter_table("shelf_places", schema=None) as batch_op:
        batch_op.drop_index("uq_shelf_places_shop_id_code")

    op.drop_table("shelf_places")
