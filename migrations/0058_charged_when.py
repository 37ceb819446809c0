"""What the carrier charged otherwise than was planned is found by when it said so."""

from alembic import op

revision = "0058_charged_when"
down_revision = "0057_box_of_event"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("carrier_orders", schema=None) as batch_op:
        batch_op.create_index("ix_carrier_orders_charged_at", ["charged_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("carrier_orders", schema=None) as batch_op:
        batch_op.drop_index("ix_carrier_orders_charged_at")
