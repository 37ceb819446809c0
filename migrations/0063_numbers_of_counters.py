"""A waybill number may come from the paper label of a counter."""

from alembic import op

from app.commands.altering import altering

revision = "0063_numbers_of_counters"
down_revision = "0062_stock_moves"
branch_labels = depends_on = None

OURS = "'roll', 'sheet', 'carrier'"


def upgrade() -> None:
    with altering("waybill_ranges") as ranges:
        ranges.set_check("source_known", f"source IN ({OURS}, 'counter')")


def downgrade() -> None:
    """Numbers that parcels have are never removed: they are told as if they had been typed."""
    op.execute("UPDATE waybill_ranges SET source = 'roll' WHERE source = 'counter'")
    with altering("waybill_ranges") as ranges:
        ranges.set_check("source_known", f"source IN ({OURS})")
