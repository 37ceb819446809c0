"""A carrier that speaks our plain protocol over HTTP: signed JSON both ways.

POST {base}/parcels announces, DELETE {base}/parcels/{number} withdraws; scans come to our hook.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from urllib.parse import quote

import requests

from app.ground.refusals import PartnerSilent
from app.partners.carriers import Consignment, Scan
from app.partners.plain_scans import read_plain_scans
from app.partners.signatures import HEADER, sign

TIMEOUT_SECONDS = (3, 5)


class HttpCarrier:
    def __init__(self, base_url: str, secret: str) -> None:
        self._base_url = base_url
        self._secret = secret

    def announce(self, consignments: Sequence[Consignment]) -> None:
        body = json.dumps({"parcels": [asdict(one) for one in consignments]}).encode()
        self._send("POST", "/parcels", body)

    def withdraw(self, waybill_number: str) -> None:
        self._send("DELETE", f"/parcels/{quote(waybill_number, safe='')}", b"")

    def read_scans(self, body: bytes, headers: Mapping[str, str]) -> list[Scan]:
        return read_plain_scans(body, headers, self._secret)

    def _send(self, method: str, path: str, body: bytes) -> None:
        """Anything but a plain yes leaves the outcome unknown: the worker asks again."""
        try:
            response = requests.request(
                method,
                self._base_url + path,
                data=body,
                headers={HEADER: sign(body, self._secret), "Content-Type": "application/json"},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,
            )
            response.close()
        except requests.RequestException as fault:
            raise PartnerSilent from fault
        if response.status_code >= 300:
            raise PartnerSilent(status=response.status_code)
