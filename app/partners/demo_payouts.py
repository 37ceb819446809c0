"""The demonstration's bank: pays at once, once for each number. An account that ends in 0000 is
unknown to it, one that ends in 9999 sends the money back when it is asked about."""

from app.partners.demo_store import DemoStore
from app.partners.payouts import (
    PayoutAnswer,
    PayoutKind,
    PayoutRefused,
    PayoutRequest,
    PayoutStanding,
)

UNKNOWN, RETURNS = "0000", "9999"


class DemoPayouts:
    kind = PayoutKind.demo_bank

    def __init__(self, store: DemoStore) -> None:
        self._store = store

    def pay(self, request: PayoutRequest) -> PayoutAnswer:
        if request.amount_fen <= 0 or request.account.endswith(UNKNOWN):
            raise PayoutRefused("account")
        facts = {"account": request.account, "amount_fen": request.amount_fen, "reversed_fen": 0}
        kept = self._store.put_new("payout", request.number, facts)
        if {**kept, "reversed_fen": 0} != facts:
            raise PayoutRefused("this number was used for another payout")
        return PayoutAnswer(f"demo_payout_{request.number}", PayoutStanding.paid)

    def ask(self, number: str, external_id: str | None) -> PayoutAnswer | None:
        facts = self._store.get("payout", number)
        if facts is None:
            return None
        name = external_id or f"demo_payout_{number}"
        if str(facts["account"]).endswith(RETURNS):
            return PayoutAnswer(name, PayoutStanding.returned, "account closed")
        return PayoutAnswer(name, PayoutStanding.paid)

    def reverse(self, number: str, external_id: str, amount_fen: int) -> PayoutAnswer:
        payout = external_id.removeprefix("demo_payout_")
        facts = self._store.get("payout", payout)
        if facts is None:
            raise PayoutRefused("no such payout")
        kept = self._store.put_new("payout_reversal", number, {"amount_fen": amount_fen})
        if kept["amount_fen"] != amount_fen:
            raise PayoutRefused("this number was used for another reversal")
        return PayoutAnswer(f"demo_reversal_{number}", PayoutStanding.returned)
