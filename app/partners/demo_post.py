"""The demonstration's carrier: it plays a parcel's journey over minutes, or stop by stop on demand.

Scans are China Post's own operation codes (app/data/ems_operation_codes.csv) and are pushed to us
signed, as a real carrier's would be.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app import clock
from app.partners.carriers import Ability, Consignment, OffersLittle, Routing, Scan
from app.partners.demo_store import Deliver, DemoStore
from app.partners.plain_scans import MOST_SCANS, read_plain_scans, scans_in
from app.partners.signatures import HEADER, sign

HOOK = "/hooks/carrier/scans"
PACE = timedelta(seconds=45)
APART = timedelta(seconds=20)

_TOLD = (
    "waybill_number",
    "origin_code",
    "destination_code",
    "gross_grams",
    "temperature_class",
    "to_shop",
)

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
_TO_SHOP = (*_TO_DOOR[:5], ("704", "160", "destination", "已送达村邮站，等待取件"))
_STOPS = len(_TO_DOOR)


class DemoPost(OffersLittle):
    abilities = frozenset({Ability.trace})

    def __init__(
        self, store: DemoStore, secret: str, place_name: PlaceName, deliver: Deliver
    ) -> None:
        """`place_name` turns a region code into the name of a post office there."""
        self._store = store
        self._secret = secret
        self._place_name = place_name
        self._deliver = deliver
        self.pace = PACE

    def announce(self, consignments: Sequence[Consignment]) -> Mapping[str, Routing]:
        """Its records hold no names: it plays journeys, and nobody reads its labels."""
        for one in consignments:
            told = {name: getattr(one, name) for name in _TOLD}
            # Each box travels by its own number, a little behind the one before it.
            for behind, number in enumerate((one.waybill_number, *one.further)):
                facts = {
                    **told,
                    "waybill_number": number,
                    "further": list(one.further),
                    "next_at": (clock.now() + behind * APART).isoformat(),
                    "pace": self.pace.total_seconds(),
                    "played": 0,
                    "played_at": [],
                }
                self._store.put_new("parcel", number, facts)
        return {}

    def withdraw(self, waybill_number: str) -> None:
        facts = self._store.get("parcel", waybill_number) or {}
        for number in (waybill_number, *facts.get("further", [])):
            self._store.change("parcel", number, played=_STOPS)

    def hold_up(self, waybill_number: str, until: datetime) -> None:
        """No stop is played before then, unless somebody asks for it."""
        self._store.change("parcel", waybill_number, next_at=until.isoformat())

    def read_scans(self, body: bytes, headers: Mapping[str, str]) -> list[Scan]:
        return read_plain_scans(body, headers, self._secret)

    def trace(self, waybill_number: str) -> list[Scan]:
        facts = self._store.get("parcel", waybill_number)
        moments = facts.get("played_at", []) if facts else []
        known = facts or {}
        told = [self._scan({**known, "played": at}, moment) for at, moment in enumerate(moments)]
        return scans_in(json.dumps({"scans": told}).encode())

    def journey(self, waybill_number: str) -> dict[str, Any] | None:
        return self._store.get("parcel", waybill_number)

    def stops(self, waybill_number: str) -> list[tuple[str, bool]]:
        """What the carrier says at each stop, and whether the parcel has been there."""
        facts = self._store.get("parcel", waybill_number)
        if facts is None:
            return []
        return [(stop[3], index < facts["played"]) for index, stop in enumerate(_route(facts))]

    def play_due(self) -> int:
        """Push the next scan of every parcel whose time has come; returns how many."""
        moment = clock.now()
        due = [
            facts
            for _, facts in self._store.every("parcel")
            if facts["played"] < _STOPS and datetime.fromisoformat(facts["next_at"]) <= moment
        ]
        return self._push(due[:MOST_SCANS])

    def play_next(self, waybill_number: str) -> bool:
        """The next stop now; False when the journey is over or we were not listened to."""
        facts = self._store.get("parcel", waybill_number)
        return facts is not None and facts["played"] < _STOPS and self._push([facts]) == 1

    def _push(self, parcels: Sequence[dict[str, Any]]) -> int:
        """One message for all; what is not taken is told again next time."""
        if not parcels:
            return 0
        body = json.dumps({"scans": [self._scan(facts) for facts in parcels]}).encode()
        if self._deliver(HOOK, body, {HEADER: sign(body, self._secret)}) >= 300:
            return 0
        moment = clock.now()
        played = {
            one["waybill_number"]: {
                "played": one["played"] + 1,
                "next_at": (moment + _pace_of(one)).isoformat(),
                "played_at": [*one.get("played_at", []), moment.isoformat()],
            }
            for one in parcels
        }
        self._store.change_all("parcel", played)
        return len(parcels)

    def _scan(self, facts: dict[str, Any], moment: str = "") -> dict[str, str]:
        code, reason, where, words = _route(facts)[facts["played"]]
        return {
            "id": f"demo:{facts['waybill_number']}:{facts['played']}",
            "waybill_number": facts["waybill_number"],
            "code": code,
            "reason": reason,
            "place": self._place_name(facts[f"{where}_code"]),
            "note": words,
            "happened_at": moment or clock.now().isoformat(),
        }


def _pace_of(facts: Mapping[str, Any]) -> timedelta:
    """A parcel keeps the pace at which it set out."""
    return timedelta(seconds=facts.get("pace", PACE.total_seconds()))


def _route(facts: dict[str, Any]) -> Sequence[tuple[str, str, str, str]]:
    return _TO_SHOP if facts["to_shop"] else _TO_DOOR
