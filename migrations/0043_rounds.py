"""Rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0043_rounds"
down_revision = "0042_carrier_orders"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("courier_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("most_boxes", sa.BigInteger(), nullable=False),
        sa.Column("most_grams", sa.BigInteger(), nullable=False),
        sa.Column("length_m", sa.BigInteger(), nullable=False),
        sa.Column("built_by_id", sa.BigInteger(), nullable=True),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_rounds_closed_when")
        ),
        sa.CheckConstraint(
            "(state = 'planned') = (left_at IS NULL)", name=op.f("ck_rounds_left_when")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'out', 'closed')", name=op.f("ck_rounds_state_known")
        ),
        sa.CheckConstraint("length_m >= 0", name=op.f("ck_rounds_never_negative")),
        sa.CheckConstraint(
            "most_boxes > 0 AND most_grams > 0", name=op.f("ck_rounds_room_positive")
        ),
        sa.ForeignKeyConstraint(
            ["built_by_id"], ["persons.id"], name=op.f("fk_rounds_built_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["courier_id"], ["persons.id"], name=op.f("fk_rounds_courier_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_rounds_outlet_id_outlets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index("ix_rounds_courier_id_state", ["courier_id", "state"], unique=False)
        batch_op.create_index(
            "uq_rounds_outlet_id_on_date_number", ["outlet_id", "on_date", "number"], unique=True
        )

    op.create_table(
        "round_stops",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_round_stops_position_positive")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_round_stops_region_code_regions")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_stops_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_round_stops_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_stops")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("round_stops", schema=None) as batch_op:
        batch_op.create_index(
            "uq_round_stops_round_id_position", ["round_id", "position"], unique=True
        )

    op.create_table(
        "round_parcels",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("stop_id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('delivered', 'attempted', 'at_point')",
            name=op.f("ck_round_parcels_outcome_known"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_round_parcels_answered_when")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["persons.id"], name=op.f("fk_round_parcels_answered_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_round_parcels_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_parcels_round_id_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["stop_id"], ["round_stops.id"], name=op.f("fk_round_parcels_stop_id_round_stops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_parcels")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("round_parcels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_parcels_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_parcels_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_parcels_stop_id"), ["stop_id"], unique=False)
        batch_op.create_index(
            "uq_round_parcels_on_one_round",
            ["parcel_id"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("round_parcels", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_round_parcels_on_one_round",
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_round_parcels_stop_id"))
        batch_op.drop_index(batch_op.f("ix_round_parcels_round_id"))
        batch_op.drop_index(batch_op.f("ix_round_parcels_parcel_id"))

    op.drop_table("round_parcels")
    with op.batch_alter_table("round_stops", schema=None) as batch_op:
        batch_op.drop_index("uq_round_stops_round_id_position")

    op.drop_table("round_stops")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index("uq_rounds_outlet_id_on_date_number")
        batch_op.drop_index("ix_rounds_courier_id_state")

    op.drop_table("rounds")
