"""Transit figures."""

import sqlalchemy as sa
from alembic import op

revision = "0054_transit_figures"
down_revision = "0053_scans_in_advance"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "transit_figures",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("is_hurried", sa.Boolean(), nullable=False),
        sa.Column("origin_code", sa.Text(), nullable=False),
        sa.Column("destination_code", sa.Text(), nullable=False),
        sa.Column("parcels", sa.BigInteger(), nullable=False),
        sa.Column("least_days", sa.BigInteger(), nullable=False),
        sa.Column("most_days", sa.BigInteger(), nullable=False),
        sa.Column("late_days", sa.BigInteger(), nullable=False),
        sa.Column("late_hours", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "product IN ('ordinary', 'sticker', 'express', 'cold_express', 'local')",
            name=op.f("ck_transit_figures_product_known"),
        ),
        sa.CheckConstraint(
            "parcels > 0 AND late_hours >= 0 AND 0 <= least_days AND least_days <= most_days AND most_days <= late_days",
            name=op.f("ck_transit_figures_figures_sane"),
        ),
        sa.PrimaryKeyConstraint(
            "on_date",
            "product",
            "is_hurried",
            "origin_code",
            "destination_code",
            name=op.f("pk_transit_figures"),
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("transit_figures")
