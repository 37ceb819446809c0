"""How often the label of a parcel was printed."""

import sqlalchemy as sa

from app.commands.altering import altering

revision = "0045_routing_of_parcels"
down_revision = "0044_boxes_of_packs"
branch_labels = depends_on = None


PRINTED = "(CASE WHEN label_printed_at IS NULL THEN 0 ELSE 1 END)"
NOT_NEGATIVE = "gross_grams >= 0 AND postage_fen >= 0 AND declared_fen >= 0 AND insurance_fen >= 0"


def upgrade() -> None:
    with altering("parcels") as parcels:
        parcels.add_column("label_prints", sa.BigInteger(), fill=PRINTED)
        parcels.set_check("never_negative", f"{NOT_NEGATIVE} AND label_prints >= 0")


def downgrade() -> None:
    with altering("parcels") as parcels:
        parcels.set_check("never_negative", NOT_NEGATIVE)
        parcels.drop_column("label_prints")
