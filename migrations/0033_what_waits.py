"""What waits for a second person: found by its state, and as tasks of money."""

from alembic import op

from app.commands.altering import altering

revision = "0033_what_waits"
down_revision = "0032_pay_links"
branch_labels = depends_on = None

BEFORE = (
    "'failed_refund', 'slow_refund', 'dispute', 'unmatched_event', 'suspense', 'reconciliation', "
    "'correction', 'cash_difference', 'cash_remittance', 'unclosed_box'"
)
NEW = "'refund_proposal', 'bank_receipt', 'payout_batch', 'failed_payout'"


def upgrade() -> None:
    with altering("money_tasks") as tasks:
        tasks.set_check("kind_known", f"kind IN ({BEFORE}, {NEW})")
    with op.batch_alter_table("ledger_corrections", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_corrections_state_id", ["state", "id"], unique=False)

    with op.batch_alter_table("payout_batches", schema=None) as batch_op:
        batch_op.create_index("ix_payout_batches_state_id", ["state", "id"], unique=False)

    with op.batch_alter_table("payouts", schema=None) as batch_op:
        batch_op.create_index("ix_payouts_state_id", ["state", "id"], unique=False)

    with op.batch_alter_table("shop_terms", schema=None) as batch_op:
        batch_op.create_index("ix_shop_terms_state_id", ["state", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("shop_terms", schema=None) as batch_op:
        batch_op.drop_index("ix_shop_terms_state_id")

    with op.batch_alter_table("payouts", schema=None) as batch_op:
        batch_op.drop_index("ix_payouts_state_id")

    with op.batch_alter_table("payout_batches", schema=None) as batch_op:
        batch_op.drop_index("ix_payout_batches_state_id")

    with op.batch_alter_table("ledger_corrections", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_corrections_state_id")
    # Only who looks after them is kept there: the things themselves stay where they are.
    op.execute(f"DELETE FROM money_tasks WHERE kind IN ({NEW})")
    with altering("money_tasks") as tasks:
        tasks.set_check("kind_known", f"kind IN ({BEFORE})")
