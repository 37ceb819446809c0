"""Stripe's own account of our money: every movement of the balance, and which payout took it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import stripe

from app.partners.cards import BalanceKind, BalanceTransaction, CardRefused
from app.partners.stripe_client import ClearNo, Facts, call

PAGE = 100
# Stripe's types; those of disputes are `adjustment`, told apart by their reporting category.
_KINDS = {
    "charge": BalanceKind.charge,
    "payment": BalanceKind.charge,
    "refund": BalanceKind.refund,
    "payment_refund": BalanceKind.refund,
    "refund_failure": BalanceKind.refund_failure,
    "payment_failure_refund": BalanceKind.refund_failure,
    "transfer": BalanceKind.transfer,
    "transfer_refund": BalanceKind.transfer_reversal,
    "payout": BalanceKind.payout,
    "payout_failure": BalanceKind.payout_failure,
    "payout_cancel": BalanceKind.payout_failure,
    "stripe_fee": BalanceKind.fee,
}
_CATEGORIES = {
    "dispute": BalanceKind.dispute,
    "dispute_reversal": BalanceKind.dispute_reversal,
}


def balance_of(
    client: stripe.StripeClient, since: datetime, until: datetime
) -> Iterator[BalanceTransaction]:
    """PartnerSilent or CardRefused as it is gone through."""
    payouts = dict(_payouts_of(client, since))
    span = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
    rows = _pages(
        lambda after: client.v1.balance_transactions.list(
            params=_page({"created": span, "expand": ["data.source"]}, after)
        )
    )
    # Newest first is how they come.
    for row in reversed(list(rows)):
        yield _transaction(row, payouts.get(str(row["id"])))


def _payouts_of(client: stripe.StripeClient, since: datetime) -> Iterator[tuple[str, str]]:
    """A movement is taken along by a payout that was made after it."""
    span = {"gte": int(since.timestamp())}
    made = _pages(lambda after: client.v1.payouts.list(params=_page({"created": span}, after)))
    for payout in made:
        for row in _pages(_taken_by(client, str(payout["id"]))):
            yield str(row["id"]), str(payout["id"])


def _taken_by(
    client: stripe.StripeClient, payout_id: str
) -> Callable[[str | None], stripe.StripeObject]:
    return lambda after: client.v1.balance_transactions.list(
        params=_page({"payout": payout_id}, after)
    )


def _page(params: Facts, after: str | None) -> Any:
    return {**params, "limit": PAGE, **({"starting_after": after} if after else {})}


def _pages(ask: Callable[[str | None], stripe.StripeObject]) -> Iterator[Facts]:
    after: str | None = None
    while True:
        try:
            rows, more = call(lambda: ask(after), lambda page: (page["data"], page["has_more"]))  # noqa: B023
        except ClearNo as fault:
            raise CardRefused(fault.reason) from fault
        yield from rows
        if not rows or not more:
            return
        after = str(rows[-1]["id"])


def _transaction(row: Facts, payout_id: str | None) -> BalanceTransaction:
    source = row["source"]
    facts: Facts = source if isinstance(source, dict) else {"id": source or ""}
    number = (facts.get("metadata") or {}).get("payment_number")
    kind = _CATEGORIES.get(str(row.get("reporting_category")))
    return BalanceTransaction(
        external_id=str(row["id"]),
        kind=kind or _KINDS.get(str(row["type"]), BalanceKind.other),
        amount_fen=int(row["amount"]),
        fee_fen=int(row["fee"]),
        net_fen=int(row["net"]),
        source_external_id=str(facts["id"]),
        payment_number=str(number) if number else None,
        created_at=datetime.fromtimestamp(int(row["created"]), UTC),
        payout_external_id=payout_id,
    )
