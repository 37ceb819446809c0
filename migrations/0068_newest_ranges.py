"""The newest range of each pool is found by an index; numbers of counters are in none."""

import sqlalchemy as sa
from alembic import op

revision = "0068_newest_ranges"
down_revision = "0067_round_timetables"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("waybill_ranges", schema=None) as batch_op:
        batch_op.create_index(
            "ix_waybill_ranges_newest",
            ["product", "outlet_id", "id"],
            unique=False,
            sqlite_where=sa.text("source <> 'counter'"),
            postgresql_where=sa.text("source <> 'counter'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("waybill_ranges", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_waybill_ranges_newest",
            sqlite_where=sa.text("source <> 'counter'"),
            postgresql_where=sa.text("source <> 'counter'"),
        )
