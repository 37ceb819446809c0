"""What Stripe knows: every object by its name, what has happened, and how money moved.

Only the rules of money and of states are here; how they are asked for is stripe.py, hosted.py.
"""

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app import clock

Facts = dict[str, Any]
# 3.4 %, half a fen rounded up, and for each dispute a fixed sum that stays lost.
FEE_BP = 340
DISPUTE_FEE_FEN = 8500
ANSWER_WITHIN = timedelta(days=7)
METHODS = ("card", "alipay", "wechat_pay")


class Refused(Exception):
    def __init__(self, status: int, kind: str, code: str) -> None:
        super().__init__(code)
        self.status, self.kind, self.code = status, kind, code


def invalid(code: str, status: int = 400) -> Refused:
    return Refused(status, "invalid_request_error", code)


def fee_of(amount: int) -> int:
    return (amount * FEE_BP + 5_000) // 10_000


class Bank:
    """`told` is called with every event as it happens."""

    def __init__(self, state: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.told: Callable[[Facts], None] = lambda event: None
        self.stopped_at: datetime | None = None
        self.refund_status = "succeeded"
        self._state = state
        self.sessions: dict[str, Facts] = {}
        self.intents: dict[str, Facts] = {}
        self.charges: dict[str, Facts] = {}
        self.refunds: dict[str, Facts] = {}
        self.disputes: dict[str, Facts] = {}
        self.accounts: dict[str, Facts] = {}
        self.transfers: dict[str, Facts] = {}
        self.reversals: dict[str, Facts] = {}
        self.payouts: dict[str, Facts] = {}
        self.movements: dict[str, Facts] = {}
        self.events: dict[str, Facts] = {}
        self.answers: dict[str, list[Any]] = {}
        self.serial = 0
        if state is not None and state.exists():
            for name, kept in json.loads(state.read_text()).items():
                setattr(self, name, kept)

    def keep(self) -> None:
        """Whole or not at all: a program that is stopped finds on its next start what it had."""
        if self._state is None:
            return
        names = ("serial", "answers", *self.shelves())
        draft = self._state.with_suffix(".draft")
        draft.write_text(json.dumps({name: getattr(self, name) for name in names}))
        draft.replace(self._state)

    @staticmethod
    def shelves() -> tuple[str, ...]:
        return (
            "sessions",
            "intents",
            "charges",
            "refunds",
            "disputes",
            "accounts",
            "transfers",
            "reversals",
            "payouts",
            "movements",
            "events",
        )

    def now(self) -> int:
        return int((self.stopped_at or clock.now()).timestamp())

    def name(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}_{self.serial:06d}"

    def tell(self, kind: str, subject: Facts) -> Facts:
        event = self.event(kind, subject)
        self.events[str(event["id"])] = event
        self.told(event)
        return event

    def event(self, kind: str, subject: Facts, **changes: Any) -> Facts:
        """An event as it would be sent; it has not happened."""
        facts = {
            "id": self.name("evt"),
            "object": "event",
            "api_version": "2025-01-01.fake",
            "type": kind,
            "created": int(clock.now().timestamp()),
            "livemode": False,
            "data": {"object": json.loads(json.dumps(subject))},
        }
        return {**facts, **changes}

    def move(self, kind: str, category: str, amount: int, source: str, fee: int = 0) -> str:
        """One movement of our balance."""
        name = self.name("txn")
        self.movements[name] = {
            "id": name,
            "object": "balance_transaction",
            "type": kind,
            "reporting_category": category,
            "amount": amount,
            "fee": fee,
            "net": amount - fee,
            "currency": "cny",
            "source": source,
            "status": "available",
            "created": self.now(),
            "taken_by": None,
        }
        return name

    # --------------------------------------------------------------------------------- sessions

    def open_session(self, facts: Facts) -> Facts:
        name = self.name("cs_test")
        self.sessions[name] = {
            "id": name,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "livemode": False,
            "created": self.now(),
            **facts,
        }
        return self.sessions[name]

    def expire(self, name: str) -> Facts:
        session = self.sessions[name]
        if session["status"] != "open":
            raise invalid("checkout_session_not_open")
        session["status"] = "expired"
        self.tell("checkout.session.expired", session)
        return session

    def run_out(self, name: str) -> None:
        self.expire(name)

    def pay(self, name: str, method: str = "card", later: bool = False) -> None:
        """The buyer presses “pay”. `later`: the wallet says only afterwards whether it has the
        money (`settle`)."""
        session = self.sessions[name]
        if session["status"] != "open":
            raise invalid("checkout_session_not_open")
        intent = self.intents.get(session["payment_intent"] or "") or self._new_intent(session)
        session.update(status="complete", payment_intent=intent["id"])
        intent["payment_method_types"] = [method]
        if later:
            intent["status"] = "processing"
            self.tell("payment_intent.processing", intent)
            self.tell("checkout.session.completed", session)
        else:
            self._succeed(session, intent, "checkout.session.completed")

    def settle(self, name: str, has_money: bool) -> None:
        session = self.sessions[name]
        intent = self.intents[session["payment_intent"]]
        if intent["status"] != "processing":
            raise invalid("payment_intent_unexpected_state")
        if has_money:
            self._succeed(session, intent, "checkout.session.async_payment_succeeded")
            return
        intent["status"] = "requires_payment_method"
        self.tell("payment_intent.payment_failed", intent)
        self.tell("checkout.session.async_payment_failed", session)

    def decline(self, name: str) -> None:
        """The bank says no; the session stays open for another card."""
        session = self.sessions[name]
        if session["status"] != "open":
            raise invalid("checkout_session_not_open")
        intent = self.intents.get(session["payment_intent"] or "") or self._new_intent(session)
        session["payment_intent"] = intent["id"]
        intent["last_payment_error"] = {"type": "card_error", "code": "card_declined"}
        self.tell("payment_intent.payment_failed", intent)

    def _new_intent(self, session: Facts) -> Facts:
        name = self.name("pi")
        self.intents[name] = {
            "id": name,
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_received": 0,
            "currency": session["currency"],
            "status": "requires_payment_method",
            "latest_charge": None,
            "last_payment_error": None,
            "metadata": dict(session.get("intent_metadata") or session["metadata"]),
            "created": self.now(),
            "livemode": False,
        }
        self.tell("payment_intent.created", self.intents[name])
        return self.intents[name]

    def _succeed(self, session: Facts, intent: Facts, said: str) -> None:
        charge = self._new_charge(intent)
        intent.update(
            status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"]
        )
        session["payment_status"] = "paid"
        self.tell("charge.succeeded", charge)
        self.tell("payment_intent.succeeded", intent)
        self.tell(said, session)

    def _new_charge(self, intent: Facts) -> Facts:
        name, method = self.name("ch"), intent["payment_method_types"][0]
        kind = "charge" if method == "card" else "payment"
        amount = intent["amount"]
        self.charges[name] = {
            "id": name,
            "object": "charge",
            "amount": amount,
            "amount_refunded": 0,
            "refunded": False,
            "disputed": False,
            "paid": True,
            "status": "succeeded",
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "payment_method_details": {"type": method},
            "metadata": dict(intent["metadata"]),
            "balance_transaction": self.move(kind, "charge", amount, name, fee_of(amount)),
            "created": self.now(),
            "livemode": False,
        }
        return self.charges[name]

    # ---------------------------------------------------------------------------------- refunds

    def refund(self, intent_id: str, amount: int, metadata: Facts) -> Facts:
        charge = self.charge_of(intent_id)
        if charge["disputed"]:
            raise invalid("charge_disputed")
        if amount <= 0:
            raise invalid("parameter_invalid_integer")
        if charge["amount_refunded"] + amount > charge["amount"]:
            raise invalid("charge_already_refunded")
        name = self.name("re")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        is_card = charge["payment_method_details"]["type"] == "card"
        self.refunds[name] = {
            "id": name,
            "object": "refund",
            "amount": amount,
            "currency": "cny",
            "payment_intent": intent_id,
            "charge": charge["id"],
            "status": self.refund_status,
            "metadata": metadata,
            "balance_transaction": self.move(
                "refund" if is_card else "payment_refund", "refund", -amount, name
            ),
            "created": self.now(),
        }
        self.tell("refund.created", self.refunds[name])
        self.tell("charge.refunded", charge)
        return self.refunds[name]

    def end_refund(self, name: str, status: str, reason: str = "expired_or_canceled_card") -> None:
        """The bank has it, or has sent it back: even of one that was called done."""
        refund = self.refunds[name]
        was, refund["status"] = refund["status"], status
        if status == "failed" and was != "failed":
            charge = self.charges[refund["charge"]]
            refund["failure_reason"] = reason
            charge["amount_refunded"] -= refund["amount"]
            charge["refunded"] = False
            self.move("refund_failure", "refund_failure", refund["amount"], name)
        self.tell("refund.updated", refund)
        self.tell("charge.refund.updated", refund)
        if status == "failed":
            self.tell("refund.failed", refund)

    def charge_of(self, intent_id: str) -> Facts:
        intent = self.intents.get(intent_id)
        if intent is None:
            raise invalid("resource_missing", 404)
        if intent["latest_charge"] is None:
            raise invalid("charge_not_captured")
        return self.charges[intent["latest_charge"]]

    # --------------------------------------------------------------------------------- disputes

    def open_dispute(
        self, intent_id: str, amount: int | None = None, reason: str = "product_not_received"
    ) -> Facts:
        charge = self.charge_of(intent_id)
        name = self.name("du")
        charge["disputed"] = True
        sum_in_doubt = amount or charge["amount"] - charge["amount_refunded"]
        self.disputes[name] = {
            "id": name,
            "object": "dispute",
            "amount": sum_in_doubt,
            "currency": "cny",
            "charge": charge["id"],
            "payment_intent": intent_id,
            "reason": reason,
            "status": "needs_response",
            "is_charge_refundable": False,
            "evidence": {},
            "evidence_details": {
                "due_by": self.now() + int(ANSWER_WITHIN.total_seconds()),
                "has_evidence": False,
                "submission_count": 0,
            },
            "metadata": {},
            "balance_transactions": [],
            "created": self.now(),
            "livemode": False,
        }
        dispute = self.disputes[name]
        self.tell("charge.dispute.created", dispute)
        taken = self.move("adjustment", "dispute", -sum_in_doubt, name, DISPUTE_FEE_FEN)
        dispute["balance_transactions"].append(self.movements[taken])
        self.tell("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def answer_dispute(self, name: str, evidence: Facts, is_final: bool) -> Facts:
        dispute = self.disputes[name]
        if dispute["status"] not in ("needs_response", "under_review"):
            raise invalid("dispute_closed")
        dispute["evidence"] = {**dispute["evidence"], **evidence}
        dispute["evidence_details"]["has_evidence"] = True
        if is_final:
            dispute["status"] = "under_review"
            dispute["evidence_details"]["submission_count"] += 1
        self.tell("charge.dispute.updated", dispute)
        return dispute

    def close_dispute(self, name: str, status: str) -> None:
        """`status`: won or lost."""
        dispute = self.disputes[name]
        if dispute["status"] in ("won", "lost"):
            raise invalid("dispute_closed")
        dispute["status"] = status
        if status == "won":
            self.charges[dispute["charge"]]["disputed"] = False
            back = self.move("adjustment", "dispute_reversal", dispute["amount"], name)
            dispute["balance_transactions"].append(self.movements[back])
            self.tell("charge.dispute.funds_reinstated", dispute)
        self.tell("charge.dispute.closed", dispute)

    # -------------------------------------------------------------------- transfers and payouts

    def open_account(self, name: str) -> Facts:
        self.accounts[name] = {"id": name, "object": "account", "payouts_enabled": True}
        return self.accounts[name]

    def transfer(self, amount: int, destination: str, facts: Facts) -> Facts:
        if amount <= 0:
            raise invalid("parameter_invalid_integer")
        if not destination.startswith("acct_") or destination.endswith("_closed"):
            raise invalid("resource_missing")
        account = self.accounts.get(destination) or self.open_account(destination)
        name = self.name("tr")
        self.transfers[name] = {
            "id": name,
            "object": "transfer",
            "amount": amount,
            "amount_reversed": 0,
            "reversed": False,
            "currency": "cny",
            "destination": account["id"],
            "balance_transaction": self.move("transfer", "transfer", -amount, name),
            "created": self.now(),
            "livemode": False,
            **facts,
        }
        self.tell("transfer.created", self.transfers[name])
        return self.transfers[name]

    def reverse(self, name: str, amount: int, metadata: Facts) -> Facts:
        transfer = self.transfers.get(name)
        if transfer is None:
            raise invalid("resource_missing", 404)
        if not 0 < amount <= transfer["amount"] - transfer["amount_reversed"]:
            raise invalid("parameter_invalid_integer")
        reversal = self.name("trr")
        transfer["amount_reversed"] += amount
        transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
        self.reversals[reversal] = {
            "id": reversal,
            "object": "transfer_reversal",
            "amount": amount,
            "currency": "cny",
            "transfer": name,
            "metadata": metadata,
            "balance_transaction": self.move(
                "transfer_refund", "transfer_reversal", amount, reversal
            ),
            "created": self.now(),
        }
        self.tell("transfer.reversed", transfer)
        return self.reversals[reversal]

    def pay_out(self) -> Facts | None:
        """Everything that has gathered goes to our bank account; None when that is nothing."""
        taken = [one for one in self.movements.values() if one["taken_by"] is None]
        amount = sum(one["net"] for one in taken)
        if amount <= 0:
            return None
        name = self.name("po")
        move = self.move("payout", "payout", -amount, name)
        for one in [*taken, self.movements[move]]:
            one["taken_by"] = name
        self.payouts[name] = {
            "id": name,
            "object": "payout",
            "amount": amount,
            "currency": "cny",
            "automatic": True,
            "status": "paid",
            "arrival_date": self.now() + 86400,
            "balance_transaction": move,
            "created": self.now(),
        }
        self.tell("payout.created", self.payouts[name])
        self.tell("payout.paid", self.payouts[name])
        return self.payouts[name]

    def balance(self) -> int:
        return sum(one["net"] for one in self.movements.values())
