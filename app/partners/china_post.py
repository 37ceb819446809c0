"""China Post's open platform for agreement customers (docs/tracking.md has the questions).

One address, form POST; what is asked stands sealed in `logitcsInterface` (so spelt there). Answers
are JSON with JSON inside. Nothing they say is believed before it is checked: a number must be one,
be ours, and come once.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from app import clock
from app.clock import SHANGHAI
from app.ground.postal_products import PostalProduct
from app.ground.waybills import is_valid
from app.partners.breaker import BreakerState
from app.partners.carriers import (
    Ability,
    ActualPostage,
    CarrierRefused,
    Consignment,
    Routing,
    Scan,
)
from app.partners.china_post_orders import order_facts, place_facts
from app.partners.china_post_scans import Pushed, read_item, read_pushed
from app.partners.china_post_values import fen_of, grams_of, routing_of, text_of
from app.partners.plain_scans import read_plain_scans
from app.partners.sm4 import seal
from app.partners.wire import Line

ORDER, CANCEL, LABEL, TRACE = "020003", "020006", "010004", "040001"
POSTAGE, ESTIMATE, REACH = "050001", "050005", "060002"
OK = "00000"
LABEL_SIZE = "149"
MOST_ITEMS = 500
LONGEST_REASON = 120
Found = TypeVar("Found")
# What its interface carries for agreement customers, by its own product numbers. Ordinary parcels
# and stickers are handed in at the counter.
PRODUCTS: Mapping[str, str] = {
    PostalProduct.express: "2",
    PostalProduct.cold_express: "1",
    PostalProduct.local: "9",
}


class ChinaPost:
    """`sender` and `authorization` name the agreement customer, `sign_key` is Base64 of the SM4
    key; `secret` signs what is pushed in our plain protocol."""

    abilities = frozenset(Ability)

    def __init__(
        self, line: Line, *, sender: str, authorization: str, sign_key: str, secret: str
    ) -> None:
        self._line = line
        self._sender = sender
        self._authorization = authorization
        self._sign_key = sign_key
        self._secret = secret

    @property
    def breaker_state(self) -> BreakerState | None:
        return self._line.breaker.state

    def takes(self, product: str) -> bool:
        return product in PRODUCTS

    def announce(self, consignments: Sequence[Consignment]) -> Mapping[str, Routing]:
        """One order each, with the number that the parcel has already."""
        return {one.waybill_number: self._order(one) for one in consignments}

    def _order(self, one: Consignment) -> Routing:
        facts = order_facts(one, self._sender, PRODUCTS[one.product], clock.now())
        return self._ask(ORDER, facts, lambda answer: _ordered(answer, one.waybill_number))

    def withdraw(self, waybill_number: str) -> None:
        facts = {"waybillNo": waybill_number, "logisticsOrderNo": waybill_number, "reason": "1"}
        self._ask(CANCEL, facts, lambda _: None)

    def draw_numbers(self, product: str, count: int, request_key: str) -> list[str]:
        """One order each that is completed when a parcel takes its number; all or none."""
        biz = PRODUCTS[product]
        drawn = [
            self._ask(ORDER, place_facts(f"{request_key}-{at}", self._sender, biz), _number)
            for at in range(count)
        ]
        if len(set(drawn)) < len(drawn):
            raise self._line.garbled("a number twice")
        return drawn

    def label(self, waybill_number: str) -> bytes:
        facts = {"waybillNo": waybill_number, "type": LABEL_SIZE, "getURL": "0", "isReturn": "0"}
        return self._ask(LABEL, facts, _pdf)

    def trace(self, waybill_number: str) -> list[Scan]:
        facts = {"waybillNo": waybill_number, "direction": "0"}
        return self._ask(TRACE, facts, lambda answer: _traced(answer, waybill_number))

    def postage(self, waybill_number: str) -> ActualPostage | None:
        facts = {"waybillNo": waybill_number}
        return self._ask(POSTAGE, facts, lambda answer: _charged(answer, waybill_number))

    def estimate(self, consignment: Consignment) -> int:
        facts = order_facts(consignment, self._sender, PRODUCTS[consignment.product], clock.now())
        return self._ask(ESTIMATE, facts, lambda answer: fen_of(answer["totalFee"]))

    def reaches(self, consignment: Consignment) -> bool:
        facts = order_facts(consignment, self._sender, PRODUCTS[consignment.product], clock.now())
        return self._ask(REACH, facts, lambda answer: text_of(answer["status"], 4) == "0")

    def read_scans(self, body: bytes, headers: Mapping[str, str]) -> list[Scan]:
        return read_plain_scans(body, headers, self._secret)

    def read_push(self, body: bytes) -> Pushed:
        """What the platform itself pushes (040002); Forged unless it is from it, to us and now."""
        return read_pushed(body, self._sender, self._authorization, self._sign_key)

    def _ask(self, api_code: str, facts: Mapping[str, Any], read: Callable[[Any], Found]) -> Found:
        """What `read` makes of the answer. A clear no is CarrierRefused; an answer that nobody can
        read leaves the outcome unknown, as silence does."""
        body = urlencode(self._envelope(api_code, facts)).encode("ascii")
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        said = self._line.ask("POST", "", body, kind)
        try:
            code, message, inner = _opened(said)
            found = [read(inner)] if code == OK else []
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise self._line.garbled(str(fault)[:LONGEST_REASON] or "unreadable") from fault
        self._line.understood()
        if not found:
            raise CarrierRefused(f"{code} {message}".strip())
        return found[0]

    def _envelope(self, api_code: str, facts: Mapping[str, Any]) -> dict[str, str]:
        text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        return {
            "apiCode": api_code,
            "senderNo": self._sender,
            "authorization": self._authorization,
            "msgType": "0",
            "timeStamp": f"{clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            "version": "V1.0.0",
            "logitcsInterface": seal(text, self._sign_key),
        }


def _opened(said: bytes) -> tuple[str, str, Any]:
    """retCode, retMsg and what stands in retBody."""
    outer = json.loads(said.decode("utf-8"))
    code = text_of(outer["retCode"], 20)
    message = text_of(outer.get("retMsg") or "", LONGEST_REASON)
    inner = outer.get("retBody") or "{}"
    return code, message, json.loads(inner) if code == OK else {}


def _number(answer: Any) -> str:
    number = text_of(answer["waybillNo"], 40)
    if not is_valid(number):
        raise ValueError("no waybill number")
    return number


def _ordered(answer: Any, waybill_number: str) -> Routing:
    if _number(answer) != waybill_number:
        raise ValueError("another number")
    return routing_of(answer)


def _pdf(answer: Any) -> bytes:
    try:
        drawn = base64.b64decode(answer["label"], validate=True)
    except binascii.Error as fault:
        raise ValueError("no label") from fault
    if not drawn.startswith(b"%PDF-"):
        raise ValueError("no PDF")
    return drawn


def _traced(answer: Any, waybill_number: str) -> list[Scan]:
    items = answer.get("responseItems") or []
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        raise ValueError("items")
    scans = [read_item(item) for item in items]
    if any(scan.waybill_number != waybill_number for scan in scans):
        raise ValueError("another parcel")
    return scans


def _charged(answer: Any, waybill_number: str) -> ActualPostage | None:
    if _number(answer) != waybill_number:
        raise ValueError("another parcel")
    if answer.get("postageTotal") in (None, ""):
        return None
    return ActualPostage(fen_of(answer["postageTotal"]), grams_of(answer["realWeight"]))
