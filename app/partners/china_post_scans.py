"""The open platform's scans: the same item whether we asked for it or it is pushed to us."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from app import clock
from app.clock import SHANGHAI
from app.partners.cards import Forged
from app.partners.carriers import Scan
from app.partners.china_post_values import text_of
from app.partners.sm4 import unseal

PUSH = "040002"
MOST_ITEMS = 1000
# Further off than the platform's clock can be; what is told again later is told with a new time.
GOOD_FOR = timedelta(minutes=10)
_FIELDS = 12
_TIME = "%Y-%m-%d %H:%M:%S"
# Which of its two sub-codes says more of which code.
_REASONS = {"704": "deliverCode", "705": "attemptDeliveryCode"}


@dataclass(frozen=True, slots=True)
class Pushed:
    """The scans, the platform's own serials of them, and those of items that nobody can read. One
    serial may stand at several items: each is kept, and it is a no as soon as one is unreadable."""

    scans: tuple[Scan, ...]
    readable: tuple[str, ...]
    unreadable: tuple[str, ...]

    def answer(self) -> dict[str, str]:
        """Yes or no for each: what we could not read is told again, or looked into there."""
        items = [{"serialNo": serial, "status": "1"} for serial in self.readable]
        items += [
            {"serialNo": serial, "status": "0", "reason": "unreadable"}
            for serial in self.unreadable
        ]
        body = json.dumps({"responseItems": items}, ensure_ascii=False)
        return {"retCode": "00000", "retMsg": "OK", "retBody": body}


def read_item(item: Any) -> Scan:
    """ValueError, KeyError or TypeError for what is none. Times there are Shanghai's."""
    number = text_of(item["waybillNo"], 40)
    code = text_of(item["opCode"], 20)
    if not number or not code:
        raise ValueError("scan")
    moment = datetime.strptime(text_of(item["opTime"], 19), _TIME).replace(tzinfo=SHANGHAI)
    if not 1970 <= moment.year <= 2100:
        raise ValueError("time")
    office = text_of(item.get("opOrgName") or "", 120)
    city = text_of(item.get("opOrgCity") or "", 60)
    reason = text_of(item.get(_REASONS.get(code, "")) or "", 20)
    # It has no name of its own there: pulled and pushed it must be one event all the same.
    said = [number, item["opTime"], code, reason, text_of(item.get("opOrgCode") or "", 40)]
    digest = hashlib.sha256("|".join(said).encode()).hexdigest()[:32]
    return Scan(
        external_id=f"china-post:{digest}",
        waybill_number=number,
        code=code,
        reason=reason,
        place=office or city,
        note=text_of(item.get("opDesc") or "", 500),
        happened_at=moment,
    )


def read_pushed(body: bytes, sender: str, authorization: str, sign_key: str) -> Pushed:
    """Forged unless it names us, bears our authorization, is of now and opens with our key."""
    try:
        fields = {
            name: values[0]
            for name, values in parse_qs(
                body.decode("ascii"), strict_parsing=True, max_num_fields=_FIELDS
            ).items()
        }
        _check(fields, sender, authorization)
        text = unseal(fields["logitcsInterface"], sign_key)
        items = json.loads(text)["responseItems"]
        if not isinstance(items, list) or len(items) > MOST_ITEMS:
            raise ValueError("items")
        serials = [text_of(item["serialNo"], 60) for item in items]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise Forged("unreadable") from fault
    return _sorted_out(serials, items)


def _check(fields: Mapping[str, str], sender: str, authorization: str) -> None:
    # compare_digest takes no text beyond ASCII.
    is_ours = hmac.compare_digest(fields["senderNo"].encode(), sender.encode())
    is_theirs = hmac.compare_digest(fields["authorization"].encode(), authorization.encode())
    stamp = datetime.strptime(fields["timeStamp"], _TIME).replace(tzinfo=SHANGHAI)
    is_now = abs(clock.now() - stamp) <= GOOD_FOR
    if not (is_ours and is_theirs and is_now and fields["apiCode"] == PUSH):
        raise ValueError("not from there, not to us, or not now")


def _sorted_out(serials: list[str], items: list[Any]) -> Pushed:
    scans: list[Scan] = []
    is_readable: dict[str, bool] = {}
    for serial, item in zip(serials, items, strict=True):
        try:
            scans.append(read_item(item))
            is_readable.setdefault(serial, True)
        except (ValueError, KeyError, TypeError, AttributeError):
            is_readable[serial] = False
    return Pushed(
        tuple(scans),
        tuple(serial for serial, good in is_readable.items() if good),
        tuple(serial for serial, good in is_readable.items() if not good),
    )
