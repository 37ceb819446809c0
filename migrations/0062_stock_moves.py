"""Stock is moved from one warehouse to another: planned, sent, counted in."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0062_stock_moves"
down_revision = "0061_late_returns"
branch_labels = depends_on = None

WHOSE = (
    "(SELECT products.cooperative_id FROM inbound_lines "
    "JOIN lots ON lots.id = inbound_lines.from_lot_id "
    "JOIN variants ON variants.id = lots.variant_id "
    "JOIN products ON products.id = variants.product_id "
    "WHERE inbound_lines.shipment_id = inbound_shipments.id ORDER BY inbound_lines.id LIMIT 1)"
)


def upgrade() -> None:
    with altering("inbound_shipments") as shipments:
        shipments.add_column("from_warehouse_id", sa.BigInteger())
        shipments.add_column("sent_by_id", sa.BigInteger())
        shipments.add_column("sent_at", sa.DateTime(timezone=True))
        shipments.set_nullable("cooperative_id", may_be_null=True)
        shipments.add_key("from_warehouse_id", "warehouses")
        shipments.add_key("sent_by_id", "persons")
        shipments.set_check(
            "state_known", "state IN ('planned', 'announced', 'received', 'cancelled')"
        )
        shipments.set_check(
            "ended_when", "(state IN ('planned', 'announced')) = (ended_at IS NULL)"
        )
        shipments.set_check(
            "from_one_place",
            "(cooperative_id IS NULL) = (from_warehouse_id IS NOT NULL) "
            "AND (from_warehouse_id IS NULL OR from_warehouse_id <> warehouse_id)",
        )
        shipments.set_check(
            "sent_when",
            "CASE state WHEN 'planned' THEN from_warehouse_id IS NOT NULL AND sent_at IS NULL "
            "WHEN 'cancelled' THEN 1 = 1 ELSE (from_warehouse_id IS NULL) = (sent_at IS NULL) END",
        )
    op.create_index(
        "ix_inbound_shipments_from_warehouse_id", "inbound_shipments", ["from_warehouse_id"]
    )


def downgrade() -> None:
    """A move becomes a shipment of the cooperative that its first boxes are of; one that has not
    left is called off."""
    op.drop_index("ix_inbound_shipments_from_warehouse_id", table_name="inbound_shipments")
    with altering("inbound_shipments") as shipments:
        shipments.drop_check("from_one_place")
        shipments.drop_check("sent_when")
        shipments.drop_key("from_warehouse_id", "warehouses")
        shipments.drop_key("sent_by_id", "persons")
    op.execute(
        f"UPDATE inbound_shipments SET cooperative_id = {WHOSE} WHERE cooperative_id IS NULL"
    )
    op.execute(
        "UPDATE inbound_shipments SET state = 'cancelled', ended_at = announced_at "
        "WHERE state = 'planned'"
    )
    with altering("inbound_shipments") as shipments:
        shipments.drop_column("from_warehouse_id")
        shipments.drop_column("sent_by_id")
        shipments.drop_column("sent_at")
        shipments.set_nullable("cooperative_id", may_be_null=False)
        shipments.set_check("state_known", "state IN ('announced', 'received', 'cancelled')")
        shipments.set_check("ended_when", "(state = 'announced') = (ended_at IS NULL)")
