"""What was to be sent again and stays here after all; what the carrier is not asked for any more."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0049_calling_off"
down_revision = "0048_batches_of_labels"
branch_labels = depends_on = None

INSTEAD = "kind IN ('refund', 'resend') AND state IN ('waiting', 'agreed')"
STATES = "'drafted', 'sent', 'accepted', 'rejected', 'paid'"


def _index(where: str) -> None:
    op.create_index(
        "uq_remedies_instead",
        "remedies",
        ["parcel_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    op.drop_index("uq_remedies_instead", "remedies")
    with altering("remedies") as remedies:
        remedies.add_column("called_off_at", sa.DateTime(timezone=True))
        remedies.set_check(
            "called_off_of_resend", "called_off_at IS NULL OR replacement_id IS NOT NULL"
        )
    _index(f"{INSTEAD} AND called_off_at IS NULL")
    with altering("parcels") as parcels:
        parcels.set_check("made_good_known", "made_good IN ('refunded', 'resent', 'called_off')")
    with altering("carrier_claims") as claims:
        claims.set_check("state_known", f"state IN ({STATES}, 'withdrawn')")
        claims.set_check(
            "ended_when", "(state IN ('paid', 'rejected', 'withdrawn')) = (ended_at IS NOT NULL)"
        )


def downgrade() -> None:
    """What was called off is told as what nobody agreed to: its replacement is a cancelled parcel,
    and its claim one that the carrier refused."""
    op.execute("UPDATE carrier_claims SET state = 'rejected' WHERE state = 'withdrawn'")
    op.execute("UPDATE parcels SET made_good = NULL WHERE made_good = 'called_off'")
    with altering("carrier_claims") as claims:
        claims.set_check("ended_when", "(state IN ('paid', 'rejected')) = (ended_at IS NOT NULL)")
        claims.set_check("state_known", f"state IN ({STATES})")
    with altering("parcels") as parcels:
        parcels.set_check("made_good_known", "made_good IN ('refunded', 'resent')")
    op.drop_index("uq_remedies_instead", "remedies")
    with altering("remedies") as remedies:
        remedies.drop_check("called_off_of_resend")
    op.execute(
        "UPDATE remedies SET state = 'rejected', replacement_id = NULL "
        "WHERE called_off_at IS NOT NULL"
    )
    with altering("remedies") as remedies:
        remedies.drop_column("called_off_at")
    _index(INSTEAD)
