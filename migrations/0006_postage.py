"""The tables of postage."""

import sqlalchemy as sa
from alembic import op

revision = "0006_postage"
down_revision = "0005_editions"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "postage_rates",
        sa.Column("origin_province", sa.Text(), nullable=False),
        sa.Column("destination_province", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("first_kg_fen", sa.BigInteger(), nullable=False),
        sa.Column("next_kg_fen_to_10kg", sa.BigInteger(), nullable=False),
        sa.Column("next_kg_fen_to_20kg", sa.BigInteger(), nullable=False),
        sa.Column("next_kg_fen_to_50kg", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "first_kg_fen > 0 AND next_kg_fen_to_10kg > 0 AND next_kg_fen_to_20kg > 0 AND next_kg_fen_to_50kg > 0",
            name=op.f("ck_postage_rates_prices_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["destination_province"],
            ["regions.code"],
            name=op.f("fk_postage_rates_destination_province_regions"),
        ),
        sa.ForeignKeyConstraint(
            ["origin_province"],
            ["regions.code"],
            name=op.f("fk_postage_rates_origin_province_regions"),
        ),
        sa.PrimaryKeyConstraint(
            "origin_province", "destination_province", "valid_from", name=op.f("pk_postage_rates")
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("postage_rates")
