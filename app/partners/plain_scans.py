"""The plain protocol in which scans are pushed: signed JSON, `{"scans": [{...}]}`."""

import json
from collections.abc import Mapping
from datetime import datetime

from app.partners.cards import Forged
from app.partners.carriers import Scan
from app.partners.signatures import check_signature

MOST_SCANS = 1000
_LONGEST = {"id": 120, "waybill_number": 40, "code": 20, "reason": 20, "place": 120, "note": 500}


def read_plain_scans(body: bytes, headers: Mapping[str, str], secret: str) -> list[Scan]:
    """Forged unless signed, readable and of sane size: a message is taken whole or not at all."""
    check_signature(body, headers, secret)
    try:
        return scans_in(body)
    except ValueError as fault:
        raise Forged("unreadable") from fault


def scans_in(body: bytes) -> list[Scan]:
    """All of them, or ValueError."""
    try:
        scans = json.loads(body.decode("utf-8"))["scans"]
        if not isinstance(scans, list) or len(scans) > MOST_SCANS:
            raise ValueError("scans")
        return [_scan(one) for one in scans]
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ValueError("unreadable") from fault


def _scan(facts: Mapping[str, object]) -> Scan:
    texts = {name: _text(facts.get(name, ""), most) for name, most in _LONGEST.items()}
    happened_at = datetime.fromisoformat(_text(facts["happened_at"], 40))
    if happened_at.tzinfo is None or not 1970 <= happened_at.year <= 2100:
        raise ValueError("time")
    if not texts["id"] or not texts["code"]:
        raise ValueError("scan")
    return Scan(
        external_id=f"carrier:{texts['id']}",
        waybill_number=texts["waybill_number"],
        code=texts["code"],
        reason=texts["reason"],
        place=texts["place"],
        note=texts["note"],
        happened_at=happened_at,
    )


def _text(value: object, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError("text")
    value.encode("utf-8")
    if "\x00" in value:
        raise ValueError("NUL")
    return value
