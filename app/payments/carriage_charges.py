"""What the carrier charges for a parcel by its own scale, when that is not what we had worked out.

Buyer and cooperative were promised the carriage of the plan, so the difference is the house's, as
is what was paid for postage above cost: dearer it is the house's cost, cheaper its income
(docs/postage.md).
"""

from app.db import lock_rows
from app.ground.postings import CARRIER_PAYABLE, POSTAGE_INCOME, move
from app.ledger.actions import post
from app.parcels.carriage import note_charge
from app.parcels.models import Parcel
from app.partners.carriers import ActualPostage


def record_charge(parcel_id: int, charge: ActualPostage | None) -> None:
    """None: not weighed yet. The first answer stands: told again it is neither kept nor booked."""
    (parcel,) = lock_rows(Parcel, [parcel_id])
    if not note_charge(parcel_id, charge) or charge is None:
        return
    postings = move(POSTAGE_INCOME, CARRIER_PAYABLE, charge.postage_fen - parcel.postage_fen)
    if postings:
        post(
            f"carriage:{parcel.waybill_number}:charged",
            f"parcel {parcel.waybill_number}: the carrier weighed {charge.real_grams} g",
            postings,
            order_id=parcel.sub_order.order_id,
        )
