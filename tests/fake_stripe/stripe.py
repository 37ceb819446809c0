"""How it is asked: paths, parameters, idempotency keys, and the faults that a test has scripted."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import stripe

from app import clock
from tests.fake_stripe.bank import METHODS, Bank, Facts, Refused, invalid

KEY = "sk_test_of_a_fake"
SECRET = "whsec_of_a_fake_that_is_long_enough"
SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 3600
MOST_ROWS = 100


@dataclass
class Asked:
    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]


class FakeStripe(Bank):
    """`asked` is every question that arrived. `faults` are used up, one by a question, and
    `faults_of` likewise for questions whose path ends so:

    `drop`, `drop after` hang up before and after the work is done; `silence after` waits as well;
    `late` does it late, `drip` answers letter by letter, `truncated` breaks off in the middle;
    `garbage` and `list` answer what no Stripe would; a number is that status, with nothing done.
    """

    def __init__(self, state: Path | None = None) -> None:
        super().__init__(state)
        self.secret = SECRET
        self.asked: list[Asked] = []
        self.faults: list[str] = []
        self.faults_of: dict[str, list[str]] = {}
        self.base_url = ""
        self._in_flight: set[str] = set()

    def fault_of(self, asked: Asked) -> str:
        with self.lock:
            self.asked.append(asked)
            for ending, faults in self.faults_of.items():
                if asked.path.endswith(ending) and faults:
                    return faults.pop(0)
            return self.faults.pop(0) if self.faults else ""

    # ---------------------------------------------------------------------------------- messages

    def signed(self, event: object, secret: str | None = None) -> tuple[bytes, dict[str, str]]:
        """Body and headers as they would be sent to our hook."""
        body = json.dumps(event, indent=2, ensure_ascii=False)
        return body.encode(), {"Stripe-Signature": self.signature(body, secret)}

    def signature(self, body: str, secret: str | None = None) -> str:
        header: str = stripe.WebhookSignature.generate_signature_header(
            body, secret or self.secret, timestamp=int(clock.now().timestamp())
        )
        return header

    # --------------------------------------------------------------------------------- questions

    def answer(self, asked: Asked) -> tuple[int, Facts]:
        """The same key gives the same answer; with other parameters it is refused, while the first
        is still being worked on it must wait."""
        key = asked.headers.get("idempotency-key") if asked.method == "POST" else None
        with self.lock:
            if key is not None and key in self.answers:
                path, fields, status, facts = self.answers[key]
                if [path, fields] != [asked.path, asked.fields]:
                    return 400, refusal("idempotency_error", "idempotency_key_in_use")
                return status, facts
            if key is not None and key in self._in_flight:
                return 409, refusal("idempotency_error", "idempotency_key_in_use")
            if key is not None:
                self._in_flight.add(key)
        try:
            with self.lock:
                status, facts = self._done(asked)
                if key is not None and status < 500:
                    kept = json.loads(json.dumps(facts))
                    self.answers[key] = [asked.path, asked.fields, status, kept]
                self.keep()
                return status, facts
        finally:
            with self.lock:
                self._in_flight.discard(key or "")

    def _done(self, asked: Asked) -> tuple[int, Facts]:
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            return 401, refusal("invalid_request_error", "api_key_invalid")
        try:
            return 200, self._expanded(self._do(asked), expansions(asked.fields))
        except Refused as no:
            return no.status, refusal(no.kind, no.code)
        except (KeyError, ValueError):
            return 400, refusal("invalid_request_error", "parameter_missing")

    def _do(self, asked: Asked) -> Facts:
        fields = asked.fields
        match asked.method, asked.path.removeprefix("/v1/").split("/"):
            case "POST", ["checkout", "sessions"]:
                return self._open(fields)
            case "POST", ["checkout", "sessions", name, "expire"] if name in self.sessions:
                return self.expire(name)
            case "POST", ["refunds"]:
                return self.refund(
                    fields["payment_intent"], int(fields["amount"]), under(fields, "metadata")
                )
            case "POST", ["disputes", name] if name in self.disputes:
                is_final = fields.get("submit", "true") == "true"
                return self.answer_dispute(name, under(fields, "evidence"), is_final)
            case "POST", ["transfers"]:
                if fields["currency"] != "cny":
                    raise invalid("balance_insufficient")
                about = {
                    "description": fields.get("description"),
                    "transfer_group": fields.get("transfer_group"),
                    "metadata": under(fields, "metadata"),
                }
                return self.transfer(int(fields["amount"]), fields["destination"], about)
            case "POST", ["transfers", name, "reversals"]:
                return self.reverse(name, int(fields["amount"]), under(fields, "metadata"))
            case "GET", ["checkout", "sessions"]:
                return self._page(self.sessions, fields, ("payment_intent", "status"))
            case "GET", ["checkout", "sessions", name] if name in self.sessions:
                return self.sessions[name]
            case "GET", ["payment_intents", name] if name in self.intents:
                return self.intents[name]
            case "GET", [shelf] if shelf in _LISTS:
                return self._page(getattr(self, _SHELVES.get(shelf, shelf)), fields, _LISTS[shelf])
            case "GET", [shelf, name] if shelf in _LISTS:
                kept: dict[str, Facts] = getattr(self, _SHELVES.get(shelf, shelf))
                if name in kept:
                    return kept[name]
        raise invalid("resource_missing", 404)

    def _open(self, fields: dict[str, str]) -> Facts:
        amount = int(fields["line_items[0][price_data][unit_amount]"])
        methods = [
            value for name, value in fields.items() if name.startswith("payment_method_types")
        ]
        if not set(methods) <= set(METHODS):
            raise invalid("parameter_invalid_enum")
        lasts = int(fields["expires_at"]) - self.now()
        if not (amount > 0 and SHORTEST_SECONDS <= lasts <= LONGEST_SECONDS):
            raise invalid("parameter_invalid_integer")
        session = self.open_session(
            {
                "amount_total": amount,
                "currency": fields["line_items[0][price_data][currency]"],
                "client_reference_id": fields["client_reference_id"],
                "metadata": under(fields, "metadata"),
                "intent_metadata": under(fields, "payment_intent_data[metadata]"),
                "payment_method_types": methods,
                "success_url": fields["success_url"],
                "cancel_url": fields["cancel_url"],
                "expires_at": int(fields["expires_at"]),
                "description": fields["line_items[0][price_data][product_data][name]"],
            }
        )
        session["url"] = f"{self.base_url}/c/pay/{session['id']}"
        return session

    def _page(self, shelf: dict[str, Facts], fields: dict[str, str], by: tuple[str, ...]) -> Facts:
        """The newest first, as the manual has it."""
        rows = [one for one in reversed(list(shelf.values())) if self._is_meant(one, fields, by)]
        after = fields.get("starting_after")
        if after is not None:
            names = [one["id"] for one in rows]
            rows = rows[names.index(after) + 1 :]
        limit = min(int(fields.get("limit", 10)), MOST_ROWS)
        shown = rows[:limit]
        return {"object": "list", "data": shown, "has_more": len(rows) > limit, "url": "/v1/"}

    def _is_meant(self, row: Facts, fields: dict[str, str], by: tuple[str, ...]) -> bool:
        created = row.get("created", 0)
        return (
            int(fields.get("created[gte]", 0)) <= created
            and created < int(fields.get("created[lt]", 1 << 62))
            and all(row.get(_COLUMNS.get(one, one)) == fields[one] for one in by if one in fields)
        )

    def _expanded(self, facts: Facts, wanted: list[str]) -> Facts:
        """`source` or `payment_intent` as an object instead of its name, of a row or of a list."""
        if facts.get("object") == "list":
            names = [one.removeprefix("data.") for one in wanted]
            return {**facts, "data": [self._expanded(row, names) for row in facts["data"]]}
        found = {name: self._named(facts.get(name)) for name in wanted}
        return {**facts, **{name: one for name, one in found.items() if one is not None}}

    def _named(self, name: object) -> Facts | None:
        for shelf in self.shelves():
            kept: dict[str, Facts] = getattr(self, shelf)
            if isinstance(name, str) and name in kept:
                return kept[name]
        return None


# The lists that can be asked for, and by which fields.
_LISTS: dict[str, tuple[str, ...]] = {
    "payment_intents": (),
    "charges": ("payment_intent",),
    "refunds": ("payment_intent", "charge"),
    "disputes": ("payment_intent", "charge"),
    "transfers": ("transfer_group", "destination"),
    "payouts": ("status",),
    "balance_transactions": ("payout", "type", "source"),
    "accounts": (),
    "events": ("type",),
}
_SHELVES = {"payment_intents": "intents", "balance_transactions": "movements"}
_COLUMNS = {"payout": "taken_by"}


def under(fields: dict[str, str], name: str) -> dict[str, str]:
    """metadata[payment_number]=P1 → {"payment_number": "P1"}"""
    return {
        key.removeprefix(f"{name}[").removesuffix("]"): value
        for key, value in fields.items()
        if key.startswith(f"{name}[") and key.count("[") == name.count("[") + 1
    }


def expansions(fields: dict[str, str]) -> list[str]:
    return [value for name, value in fields.items() if name.startswith("expand[")]


def refusal(kind: str, code: str) -> Facts:
    return {"error": {"type": kind, "code": code, "message": f"No: {code}."}}


def fields_of(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))
