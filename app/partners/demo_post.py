"""The demonstration's carrier: it plays a parcel's journey over minutes, or stop by stop on demand.

Scans are China Post's own operation codes (app/data/ems_operation_codes.csv) and are pushed to us
signed, as a real carrier's would be.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from app import clock
from app.partners.carriers import Consignment, Scan
from app.partners.demo_store import DemoStore
from app.partners.plain_scans import read_plain_scans
from app.partners.signatures import HEADER, sign

STOP_AFTER = timedelta(seconds=45)

Deliver = Callable[[bytes, dict[str, str]], int]
PlaceName = Callable[[str], str]

# Code, sub-code, where (origin or destination), what the carrier says.
_TO_DOOR = (
    ("203", "", "origin", "已收寄"),
    ("389", "", "origin", "离开处理中心，发往下一站"),
    ("954", "", "destination", "到达处理中心"),
    ("713", "", "destination", "到达投递机构"),
    ("702", "", "destination", "正在投递，投递员将与您联系"),
    ("704", "10", "destination", "已妥投，本人签收"),
)
_TO_SHOP = (*_TO_DOOR[:5], ("704", "30", "destination", "已送达村邮站，等待取件"))


class DemoPost:
    def __init__(self, store: DemoStore, secret: str, place_name: PlaceName) -> None:
        """`place_name` turns a region code into the name of a post office there."""
        self._store = store
        self._secret = secret
        self._place_name = place_name

    def announce(self, consignments: Sequence[Consignment]) -> None:
        for one in consignments:
            facts = {**asdict(one), "from": clock.now().isoformat(), "played": 0}
            self._store.put_new("parcel", one.waybill_number, facts)

    def withdraw(self, waybill_number: str) -> None:
        self._store.change("parcel", waybill_number, played=len(_TO_DOOR))

    def read_scans(self, body: bytes, headers: Mapping[str, str]) -> list[Scan]:
        return read_plain_scans(body, headers, self._secret)

    def journey(self, waybill_number: str) -> dict[str, Any] | None:
        return self._store.get("parcel", waybill_number)

    def play_due(self, deliver: Deliver) -> int:
        """Push every scan whose time has come; returns how many."""
        count = 0
        for number, facts in self._store.every("parcel"):
            started = datetime.fromisoformat(facts["from"])
            due = 1 + int((clock.now() - started) / STOP_AFTER)
            while facts["played"] < min(due, len(_TO_DOOR)) and self.play_next(number, deliver):
                facts["played"] += 1
                count += 1
        return count

    def play_next(self, waybill_number: str, deliver: Deliver) -> bool:
        """The next stop now; False when the journey is over. Told again if we did not answer."""
        facts = self._store.get("parcel", waybill_number)
        if facts is None or facts["played"] >= len(_TO_DOOR):
            return False
        stop = (_TO_SHOP if facts["to_shop"] else _TO_DOOR)[facts["played"]]
        body = json.dumps({"scans": [self._scan(facts, stop)]}).encode()
        if deliver(body, {HEADER: sign(body, self._secret)}) >= 300:
            return False
        self._store.change("parcel", waybill_number, played=facts["played"] + 1)
        return True

    def _scan(self, facts: dict[str, Any], stop: tuple[str, str, str, str]) -> dict[str, str]:
        code, reason, where, words = stop
        return {
            "id": f"demo:{facts['waybill_number']}:{facts['played']}",
            "waybill_number": facts["waybill_number"],
            "code": code,
            "reason": reason,
            "place": self._place_name(facts[f"{where}_code"]),
            "note": words,
            "happened_at": clock.now().isoformat(),
        }
