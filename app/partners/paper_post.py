"""A carrier that is told nothing by wire: it collects what lies ready, and may still push scans.

In production without CARRIER_BASE_URL. The demonstration's carrier would report journeys that
nobody makes.
"""

from collections.abc import Mapping, Sequence

from app.partners.carriers import Consignment, OffersLittle, Routing, Scan
from app.partners.plain_scans import read_plain_scans


class PaperPost(OffersLittle):
    def __init__(self, secret: str) -> None:
        self._secret = secret

    def announce(self, consignments: Sequence[Consignment]) -> Mapping[str, Routing]:
        """The hand-over list that the cooperative prints is the announcement."""
        return {}

    def withdraw(self, waybill_number: str) -> None:
        """What was never announced need not be withdrawn."""

    def read_scans(self, body: bytes, headers: Mapping[str, str]) -> list[Scan]:
        return read_plain_scans(body, headers, self._secret)
