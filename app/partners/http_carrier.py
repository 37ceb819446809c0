"""A carrier that speaks our plain protocol over HTTP: signed JSON both ways.

POST {base}/parcels announces, DELETE {base}/parcels/{number} withdraws, GET
{base}/parcels/{number}/scans tells all scans of one; scans are also pushed to our hook.
"""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from app.partners.breaker import BreakerState
from app.partners.carriers import Ability, Consignment, OffersLittle, Routing, Scan
from app.partners.plain_scans import read_plain_scans, scans_in
from app.partners.signatures import HEADER, sign
from app.partners.wire import Line

_TOLD = (
    "waybill_number",
    "origin_code",
    "destination_code",
    "gross_grams",
    "temperature_class",
    "to_shop",
    "product",
    "declared_fen",
)


class HttpCarrier(OffersLittle):
    abilities = frozenset({Ability.trace})

    def __init__(self, line: Line, secret: str) -> None:
        self._line = line
        self._secret = secret

    @property
    def breaker_state(self) -> BreakerState | None:
        return self._line.breaker.state

    def announce(self, consignments: Sequence[Consignment]) -> Mapping[str, Routing]:
        """Nobody's name or address: those are on the label."""
        parcels = [{name: getattr(one, name) for name in _TOLD} for one in consignments]
        self._say("POST", "/parcels", json.dumps({"parcels": parcels}).encode())
        return {}

    def withdraw(self, waybill_number: str) -> None:
        self._say("DELETE", f"/parcels/{quote(waybill_number, safe='')}", b"")

    def trace(self, waybill_number: str) -> list[Scan]:
        """All or none: an answer that speaks of another parcel is not believed at all."""
        answer = self._ask("GET", f"/parcels/{quote(waybill_number, safe='')}/scans", b"")
        try:
            scans = scans_in(answer)
        except ValueError as fault:
            raise self._line.garbled("unreadable") from fault
        if any(scan.waybill_number != waybill_number for scan in scans):
            raise self._line.garbled("another parcel")
        self._line.understood()
        return scans

    def read_scans(self, body: bytes, headers: Mapping[str, str]) -> list[Scan]:
        return read_plain_scans(body, headers, self._secret)

    def _say(self, method: str, path: str, body: bytes) -> None:
        """Nothing is expected back but a plain yes."""
        self._ask(method, path, body)
        self._line.understood()

    def _ask(self, method: str, path: str, body: bytes) -> bytes:
        headers = {HEADER: sign(body, self._secret), "Content-Type": "application/json"}
        return self._line.ask(method, path, body, headers)
