"""What it knows: orders, numbers, scans, postage; what it answers, and which faults come next."""

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app import clock
from app.clock import SHANGHAI
from app.ground.waybills import make_s10
from app.partners.sm4 import seal, unseal

SENDER = "1100000000001"
AUTHORIZATION = "an-authorization-of-the-fake-post"
SIGN_KEY = base64.b64encode(bytes.fromhex("0123456789abcdeffedcba9876543210")).decode()
Facts = dict[str, Any]
PDF = b"%PDF-1.4\n% a label\n%%EOF\n"


@dataclass
class FakePost:
    """`faults`: for the next questions, in order; "" answers well. `codes`: a clear no for an
    apiCode. `asked`: every question that could be opened."""

    base_url: str = ""
    orders: dict[str, Facts] = field(default_factory=dict)
    scans: dict[str, list[Facts]] = field(default_factory=dict)
    charges: dict[str, tuple[str, int]] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    noes: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, Facts]] = field(default_factory=list)
    visits: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    sender: str = SENDER
    authorization: str = AUTHORIZATION
    sign_key: str = SIGN_KEY
    state: Path | None = None
    _serial: int = 70_000_000

    @classmethod
    def kept_in(cls, state: Path | None) -> "FakePost":
        """With what was kept there by an earlier one."""
        post = cls(state=state)
        if state is not None and state.exists():
            kept = json.loads(state.read_text("utf-8"))
            post.orders, post.scans, post.cancelled = (
                kept[name] for name in ("orders", "scans", "cancelled")
            )
            post.charges = {number: (one[0], one[1]) for number, one in kept["charges"].items()}
            post._serial = kept["serial"]
        return post

    def keep(self) -> None:
        if self.state is None:
            return
        with self.lock:
            kept = {
                "orders": self.orders,
                "scans": self.scans,
                "cancelled": self.cancelled,
                "charges": self.charges,
                "serial": self._serial,
            }
            draft = self.state.with_suffix(".new")
            draft.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
            draft.replace(self.state)

    def fault(self) -> str:
        with self.lock:
            self.visits += 1
            return self.faults.pop(0) if self.faults else ""

    def answer(self, fields: dict[str, str]) -> Facts:
        """The whole answer, as JSON within JSON."""
        if (fields.get("senderNo"), fields.get("authorization")) != (
            self.sender,
            self.authorization,
        ):
            return {"retCode": "B0001", "retMsg": "authorization", "retBody": None}
        code = fields["apiCode"]
        facts = json.loads(unseal(fields["logitcsInterface"], self.sign_key))
        with self.lock:
            self.asked.append((code, facts))
            if code in self.noes:
                number, words = self.noes[code]
                return {"retCode": number, "retMsg": words, "retBody": None}
            body = getattr(self, f"_{code}")(facts)
        text = json.dumps(body, ensure_ascii=False)
        return {"retCode": "00000", "retMsg": "成功", "retBody": text}

    def _020003(self, facts: Facts) -> Facts:
        """One number for one order, however often it is asked."""
        order = facts["logisticsOrderNo"]
        if order not in self.orders:
            number = facts.get("waybillNo") or self._next()
            self.orders[order] = {**facts, "waybillNo": number}
        return {
            "waybillNo": self.orders[order]["waybillNo"],
            "routeCode": "沪浦-A12-03",
            "packageCode": "20001",
            "packageName": "上海浦东集",
            "markDestinationCode": "310115",
            "markDestinationName": "上海浦东",
        }

    def _next(self) -> str:
        self._serial += 1
        return make_s10("EZ", self._serial)

    def _020006(self, facts: Facts) -> Facts:
        self.cancelled.append(facts["waybillNo"])
        return {}

    def _010004(self, facts: Facts) -> Facts:
        return {"waybillNo": facts["waybillNo"], "label": base64.b64encode(PDF).decode()}

    def _040001(self, facts: Facts) -> Facts:
        return {"responseItems": self.scans.get(facts["waybillNo"], [])}

    def _050001(self, facts: Facts) -> Facts:
        total, grams = self.charges.get(facts["waybillNo"], ("", 0))
        return {"waybillNo": facts["waybillNo"], "postageTotal": total, "realWeight": grams}

    def _050005(self, facts: Facts) -> Facts:
        return {"totalFee": "12.50"}

    def _060002(self, facts: Facts) -> Facts:
        return {"status": "0"}

    def scan(
        self, number: str, code: str, at: datetime, *, serial: str = "1", **more: str
    ) -> Facts:
        """Something happens to a parcel there: the item that is pulled, and pushed."""
        item = {
            "serialNo": serial,
            "waybillNo": number,
            "opTime": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            "opCode": code,
            "opName": "",
            "opDesc": more.pop("desc", ""),
            "opOrgProvName": "江苏省",
            "opOrgCity": "常州市",
            "opOrgCode": "21300000",
            "opOrgName": more.pop("office", "常州处理中心"),
            **more,
        }
        self.scans.setdefault(number, []).append(item)
        return item


def pushed(items: list[Facts], *, sign_key: str = SIGN_KEY, **changes: str) -> bytes:
    """The body with which it pushes scans (040002)."""
    text = json.dumps({"responseItems": items}, ensure_ascii=False)
    fields = {
        "apiCode": "040002",
        "senderNo": SENDER,
        "authorization": AUTHORIZATION,
        "msgType": "0",
        "timeStamp": f"{clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        "version": "V1.0.0",
        "logitcsInterface": seal(text, sign_key),
    }
    return urlencode({**fields, **changes}).encode("ascii")
