"""What packing a box costs the cooperative, on the pack and frozen on the line."""

import sqlalchemy as sa

from app.commands.altering import altering

revision = "0026_packing_costs"
down_revision = "0025_payouts"
branch_labels = depends_on = None

FIGURES = (
    "price_fen BETWEEN 1 AND 100000000 AND net_grams BETWEEN 1 AND 50000 "
    "AND gross_grams BETWEEN net_grams AND 50000 "
    "AND length_mm >= 0 AND width_mm >= 0 AND height_mm >= 0"
)


def upgrade() -> None:
    with altering("variants") as packs:
        packs.add_column("packing_fen", sa.BigInteger(), fill="0")
        packs.set_check("figures_sane", f"{FIGURES} AND packing_fen >= 0")
    with altering("order_lines") as lines:
        lines.add_column("packing_fen", sa.BigInteger(), fill="0")
        lines.set_check("packing_known", "packing_fen >= 0")


def downgrade() -> None:
    with altering("order_lines") as lines:
        lines.drop_check("packing_known")
        lines.drop_column("packing_fen")
    with altering("variants") as packs:
        packs.set_check("figures_sane", FIGURES)
        packs.drop_column("packing_fen")
