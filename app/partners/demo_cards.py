"""The demonstration's card company: sessions, a hosted page, signed messages, refunds.

It behaves as Stripe does towards us: one session per idempotency key, the truth in a signed
message, the same answer when asked. Its hosted page is app/web/demonstration/cards.py.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app import clock
from app.ground.money import share_fen
from app.partners.cards import (
    CURRENCY,
    BalanceKind,
    BalanceTransaction,
    CardAnswer,
    CardMessage,
    CardRefused,
    CardRequest,
    CardSession,
    DisputeAnswer,
    DisputeStanding,
    Forged,
    RefundAnswer,
    RefundRequest,
    Standing,
    check_message,
)
from app.partners.demo_disputes import DemoDisputes
from app.partners.demo_store import Deliver, DemoStore, Rule
from app.partners.signatures import HEADER, check_signature, sign

HOOK = "/hooks/cards/demo-card"
FEE_BP = 60
# A card that was declined may be tried again on the same page.
_OPEN = (Standing.open, Standing.failed)


class DemoCards:
    tender = "demo_card"

    def __init__(self, store: DemoStore, secret: str, hosted_base: str, deliver: Deliver) -> None:
        """`hosted_base` is the address that session ids are appended to."""
        self._store = store
        self._secret = secret
        self._hosted_base = hosted_base
        self._deliver = deliver
        self._disputes = DemoDisputes(store)

    def open_session(self, request: CardRequest) -> CardSession:
        facts = {
            "session_id": f"demo_{secrets.token_urlsafe(18)}",
            "payment_number": request.payment_number,
            "order_number": request.order_number,
            "amount_fen": request.amount_fen,
            "description": request.description,
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
            "expires_at": request.expires_at.isoformat(),
        }
        kept = self._store.put_new("payment", request.payment_number, facts)
        if {**facts, "session_id": kept["session_id"]} != kept:
            raise CardRefused("this number was used for another request")
        session_id = str(kept["session_id"])
        self._store.put_new("session", session_id, {**kept, "standing": Standing.open})
        return CardSession(session_id, f"{self._hosted_base}/{session_id}")

    def ask(self, external_id: str) -> CardAnswer:
        facts = self._store.get("session", external_id)
        if facts is None:
            raise CardRefused("no such session")
        return _answer(external_id, facts)

    def close(self, external_id: str) -> CardAnswer:
        facts = self._store.revise(
            "session",
            external_id,
            lambda facts: {"standing": Standing.expired} if facts["standing"] in _OPEN else {},
        )
        if facts is None:
            raise CardRefused("no such session")
        return _answer(external_id, facts)

    def refund(self, request: RefundRequest) -> RefundAnswer:
        if self._store.revise("session", request.external_id, _refunded(request)) is None:
            raise CardRefused("no such session")
        name = f"demo_refund_{request.number}"
        self._move(BalanceKind.refund, name, -request.amount_fen, request.external_id)
        self._store.put_new("refund", name, {"amount_fen": request.amount_fen})
        return RefundAnswer(name, is_done=True)

    def _move(self, kind: BalanceKind, source: str, amount_fen: int, session_id: str) -> None:
        facts = self._store.get("session", session_id) or {}
        self._store.put_new(
            f"moved_{kind}",
            source,
            {
                "kind": kind,
                "amount_fen": amount_fen,
                "payment_number": facts.get("payment_number"),
                "created_at": clock.now().isoformat(),
            },
        )

    def ask_refund(self, external_id: str) -> RefundAnswer:
        if self._store.get("refund", external_id) is None:
            raise CardRefused("no such refund")
        return RefundAnswer(external_id, is_done=True)

    def ask_dispute(self, external_id: str) -> DisputeAnswer:
        return self._disputes.ask(external_id)

    def disputes(self) -> list[DisputeAnswer]:
        return self._disputes.latest()

    def submit_evidence(self, external_id: str, number: str, text: str) -> DisputeAnswer:
        return self._disputes.answer(external_id, text)

    def dispute_of(self, session_id: str) -> DisputeAnswer | None:
        """For its own page: how the bank of this buyer sees it, if she has been there."""
        return self._disputes.of(session_id)

    def open_dispute(self, session_id: str) -> str:
        """The buyer has gone to her bank: who plays the bank calls this, and `close_dispute`."""
        facts = self._store.get("session", session_id)
        if facts is None or facts["standing"] != Standing.paid:
            raise CardRefused("nothing was paid")
        name = self._disputes.open(session_id, facts)
        self._tell_of_dispute("dispute.opened", name)
        return name

    def close_dispute(self, external_id: str, standing: DisputeStanding) -> None:
        self._disputes.close(external_id, standing)
        self._tell_of_dispute("dispute.closed", external_id)

    def _tell_of_dispute(self, kind: str, dispute_id: str) -> None:
        event = {"id": f"demo_event_{secrets.token_urlsafe(12)}", "kind": kind}
        body = json.dumps({**event, "dispute": dispute_id}).encode()
        self._deliver(HOOK, body, {HEADER: sign(body, self._secret)})

    def balance_transactions(
        self, since: datetime, until: datetime
    ) -> Iterator[BalanceTransaction]:
        """It keeps 0.6 % of each payment, half a fen rounded up, and never pays out to a bank."""
        kept = [
            _moved(name, facts)
            for kind in (BalanceKind.charge, BalanceKind.refund)
            for name, facts in self._store.every(f"moved_{kind}")
        ]
        kept += self._disputes.moved()
        within = [one for one in kept if since <= one.created_at < until]
        return iter(sorted(within, key=lambda one: (one.created_at, one.external_id)))

    def read_message(self, body: bytes, headers: Mapping[str, str]) -> CardMessage:
        check_signature(body, headers, self._secret)
        try:
            facts = json.loads(body.decode("utf-8"))
            if "dispute" in facts:
                return check_message(_dispute_message(facts))
            session = facts["session"]
            answer = CardAnswer(
                external_id=str(session["id"]),
                payment_number=str(session["payment_number"]),
                standing=Standing(session["standing"]),
                amount_fen=int(session["amount_fen"]),
                currency=str(session["currency"]),
            )
            about = {"object": answer.external_id}
            return check_message(CardMessage(str(facts["id"]), str(facts["kind"]), answer, about))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as fault:
            raise Forged("unreadable") from fault

    def hosted(self, session_id: str) -> dict[str, Any] | None:
        """What the company's own page shows; None for an unknown session."""
        facts = self._store.get("session", session_id)
        if facts is not None and _is_over(facts):
            facts = self._store.change("session", session_id, standing=Standing.expired)
        return facts

    def decide(self, session_id: str, standing: Standing) -> dict[str, Any] | None:
        """The buyer has pressed a button on the hosted page; we are told by a signed message."""
        moved = False

        def press(facts: dict[str, Any]) -> dict[str, Any]:
            nonlocal moved
            moved = facts["standing"] in _OPEN and not _is_over(facts)
            return {"standing": standing} if moved else {}

        facts = self._store.revise("session", session_id, press)
        if facts is None or not moved:
            return self.hosted(session_id)
        if standing is Standing.paid:
            self._move(BalanceKind.charge, session_id, int(facts["amount_fen"]), session_id)
        body = json.dumps(
            {
                "id": f"demo_event_{secrets.token_urlsafe(12)}",
                "kind": f"session.{standing}",
                "session": {
                    "id": session_id,
                    "payment_number": facts["payment_number"],
                    "standing": standing,
                    "amount_fen": facts["amount_fen"],
                    "currency": CURRENCY,
                },
            }
        ).encode()
        self._deliver(HOOK, body, {HEADER: sign(body, self._secret)})
        return facts


def _dispute_message(facts: dict[str, Any]) -> CardMessage:
    name = str(facts["dispute"])
    about = {"object": name}
    return CardMessage(str(facts["id"]), str(facts["kind"]), None, about, dispute_id=name)


def _is_over(facts: dict[str, Any]) -> bool:
    over = clock.now() > datetime.fromisoformat(str(facts["expires_at"]))
    return over and facts["standing"] in _OPEN


def _moved(name: str, facts: dict[str, Any]) -> BalanceTransaction:
    amount_fen = int(facts["amount_fen"])
    fee_fen = share_fen(amount_fen, FEE_BP) if amount_fen > 0 else 0
    return BalanceTransaction(
        external_id=f"moved_{name}",
        kind=BalanceKind(facts["kind"]),
        amount_fen=amount_fen,
        fee_fen=fee_fen,
        net_fen=amount_fen - fee_fen,
        source_external_id=name,
        payment_number=facts["payment_number"],
        created_at=datetime.fromisoformat(str(facts["created_at"])),
        payout_external_id=None,
    )


def _refunded(request: RefundRequest) -> Rule:
    def rule(facts: dict[str, Any]) -> dict[str, Any]:
        refunds = dict(facts.get("refunds", {}))
        if facts["standing"] != Standing.paid or request.amount_fen <= 0:
            raise CardRefused("nothing was paid")
        if refunds.setdefault(request.number, request.amount_fen) != request.amount_fen:
            raise CardRefused("this number was used for another request")
        if sum(refunds.values()) > facts["amount_fen"]:
            raise CardRefused("more than was paid")
        return {"refunds": refunds}

    return rule


def _answer(external_id: str, facts: dict[str, Any]) -> CardAnswer:
    return CardAnswer(
        external_id=external_id,
        payment_number=str(facts["payment_number"]),
        standing=Standing.expired if _is_over(facts) else Standing(facts["standing"]),
        amount_fen=int(facts["amount_fen"]),
        currency=CURRENCY,
    )
