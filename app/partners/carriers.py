"""What we ask of a carrier, and what it tells us. Never called inside a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Consignment:
    """A parcel that waits to be collected. Places are region codes."""

    waybill_number: str
    origin_code: str
    destination_code: str
    gross_grams: int
    temperature_class: str
    to_shop: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """One event as the carrier tells it. `external_id` is the carrier's own and unique."""

    external_id: str
    waybill_number: str
    code: str
    reason: str
    place: str
    note: str
    happened_at: datetime


class Carrier(Protocol):
    """Errors: PartnerSilent when the outcome is unknown."""

    def announce(self, consignments: Sequence[Consignment]) -> None:
        """Announcing a parcel twice is harmless."""
        ...

    def withdraw(self, waybill_number: str) -> None: ...

    def read_scans(self, body: bytes, headers: Mapping[str, str]) -> list[Scan]:
        """Scans pushed to us; Forged (cards.py's sibling) unless signed with our secret."""
        ...
