"""What notes are for that are brought to the bank: until now all of them came out of a box."""

import sqlalchemy as sa

from app.commands.altering import altering

revision = "0034_purpose_of_remittances"
down_revision = "0033_what_waits"
branch_labels = depends_on = None


def upgrade() -> None:
    with altering("cash_remittances") as remittances:
        remittances.add_column("purpose", sa.Text(), fill="'bank'")
        remittances.set_check("purpose_known", "purpose IN ('bank', 'prepaid', 'credit')")


def downgrade() -> None:
    with altering("cash_remittances") as remittances:
        remittances.drop_check("purpose_known")
        remittances.drop_column("purpose")
