"""Deadlines of parts, and when they were settled. What is under way gets its full days from now."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0014_deadlines"
down_revision = "0013_payments"
branch_labels = depends_on = None

NOT_SETTLED = sa.text("settled_at IS NULL")
SHOP_NOT_SETTLED = sa.text("shop_id IS NOT NULL AND shop_settled_at IS NULL")


def upgrade() -> None:
    op.add_column("orders", sa.Column("shop_settled_at", sa.DateTime(timezone=True)))
    for name in ("receive_by", "claims_until", "settled_at"):
        op.add_column("sub_orders", sa.Column(name, sa.DateTime(timezone=True)))
    _give_days("shipped", "receive_by", 30)
    _give_days("delivered", "receive_by", 7)
    for state in ("delivered", "received", "closed"):
        _give_days(state, "claims_until", 10)
    op.create_index(
        "ix_orders_shop_not_settled",
        "orders",
        ["shop_id", "id"],
        sqlite_where=SHOP_NOT_SETTLED,
        postgresql_where=SHOP_NOT_SETTLED,
    )
    op.create_index(
        "ix_sub_orders_under_way",
        "sub_orders",
        ["state", "receive_by", "claims_until"],
        sqlite_where=NOT_SETTLED,
        postgresql_where=NOT_SETTLED,
    )


def downgrade() -> None:
    op.drop_index("ix_sub_orders_under_way", table_name="sub_orders")
    op.drop_index("ix_orders_shop_not_settled", table_name="orders")
    for name in ("settled_at", "claims_until", "receive_by"):
        op.drop_column("sub_orders", name)
    op.drop_column("orders", "shop_settled_at")


def _give_days(state: str, column: str, days: int) -> None:
    by: datetime | str = datetime.now(UTC) + timedelta(days=days)
    if op.get_bind().dialect.name == "sqlite":
        by = f"{by:%Y-%m-%d %H:%M:%S.%f}"
    parts = sa.table("sub_orders", sa.column("state"), sa.column(column))
    op.execute(
        parts.update().where(parts.c.state == state).values({column: sa.bindparam(column, by)})
    )
