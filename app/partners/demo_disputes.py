"""Disputes at the demonstration's card company: no fee, a week to answer."""

from datetime import datetime, timedelta
from typing import Any

from app import clock
from app.partners.cards import (
    CURRENCY,
    BalanceKind,
    BalanceTransaction,
    CardRefused,
    DisputeAnswer,
    DisputeStanding,
)
from app.partners.demo_store import DemoStore

ANSWER_WITHIN = timedelta(days=7)
_OPEN = (DisputeStanding.needs_response, DisputeStanding.under_review)


class DemoDisputes:
    def __init__(self, store: DemoStore) -> None:
        self._store = store

    def of(self, session_id: str) -> DisputeAnswer | None:
        name = _name(session_id)
        facts = self._store.get("dispute", name)
        return None if facts is None else _read(name, facts)

    def open(self, session_id: str, session: dict[str, Any]) -> str:
        """About what has not been given back yet."""
        name = _name(session_id)
        left_fen = int(session["amount_fen"]) - sum(session.get("refunds", {}).values())
        if left_fen <= 0:
            raise CardRefused("all of it was given back")
        self._store.put_new(
            "dispute",
            name,
            {
                "payment_number": session["payment_number"],
                "amount_fen": left_fen,
                "standing": DisputeStanding.needs_response,
                "opened_at": clock.now().isoformat(),
                "closed_at": None,
            },
        )
        return name

    def close(self, name: str, standing: DisputeStanding) -> None:
        def end(facts: dict[str, Any]) -> dict[str, Any]:
            if facts["standing"] not in _OPEN:
                raise CardRefused("closed")
            return {"standing": standing, "closed_at": clock.now().isoformat()}

        if self._store.revise("dispute", name, end) is None:
            raise CardRefused("no such dispute")

    def answer(self, name: str, text: str) -> DisputeAnswer:
        def note(facts: dict[str, Any]) -> dict[str, Any]:
            if facts["standing"] not in _OPEN:
                raise CardRefused("closed")
            return {"standing": DisputeStanding.under_review, "evidence": text}

        if self._store.revise("dispute", name, note) is None:
            raise CardRefused("no such dispute")
        return self.ask(name)

    def ask(self, name: str) -> DisputeAnswer:
        facts = self._store.get("dispute", name)
        if facts is None:
            raise CardRefused("no such dispute")
        return _read(name, facts)

    def latest(self) -> list[DisputeAnswer]:
        every = [_read(name, facts) for name, facts in self._store.every("dispute")]
        return sorted(every, key=lambda one: one.opened_at, reverse=True)[:100]

    def moved(self) -> list[BalanceTransaction]:
        rows: list[BalanceTransaction] = []
        for name, facts in self._store.every("dispute"):
            rows.append(_moved(name, facts, BalanceKind.dispute, "opened_at", -1))
            if facts["standing"] == DisputeStanding.won:
                rows.append(_moved(name, facts, BalanceKind.dispute_reversal, "closed_at", 1))
        return rows


def _name(session_id: str) -> str:
    return f"demo_dispute_{session_id}"


def _moved(
    name: str, facts: dict[str, Any], kind: BalanceKind, when: str, sign: int
) -> BalanceTransaction:
    amount_fen = sign * int(facts["amount_fen"])
    return BalanceTransaction(
        external_id=f"moved_{kind}_{name}",
        kind=kind,
        amount_fen=amount_fen,
        fee_fen=0,
        net_fen=amount_fen,
        source_external_id=name,
        payment_number=facts["payment_number"],
        created_at=datetime.fromisoformat(str(facts[when])),
        payout_external_id=None,
    )


def _read(name: str, facts: dict[str, Any]) -> DisputeAnswer:
    opened_at, amount_fen = datetime.fromisoformat(facts["opened_at"]), int(facts["amount_fen"])
    standing = DisputeStanding(facts["standing"])
    return DisputeAnswer(
        external_id=name,
        payment_number=str(facts["payment_number"]),
        standing=standing,
        amount_fen=amount_fen,
        currency=CURRENCY,
        reason="product_not_received",
        due_by=opened_at + ANSWER_WITHIN,
        opened_at=opened_at,
        withdrawn_fen=amount_fen,
        fee_fen=0,
        reinstated_fen=amount_fen if standing is DisputeStanding.won else 0,
    )
