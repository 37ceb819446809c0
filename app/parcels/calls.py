"""How questions to the carrier went lately: what the office is shown of it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select

from app import clock
from app.db import changed, session
from app.parcels.kinds import CallOutcome
from app.parcels.models import CarrierCall

KEPT_FOR = timedelta(days=14)
LONGEST_FAULT = 200


@dataclass(frozen=True, slots=True)
class LineStanding:
    """Of the last 24 hours; `breaker` as the last question left it (None: none was asked)."""

    breaker: str | None
    good: int
    silent: int
    refused: int


def keep_call(question: str, outcome: CallOutcome, fault: str, breaker: str, took_ms: int) -> None:
    session.add(
        CarrierCall(
            question=question,
            outcome=outcome,
            fault=fault[:LONGEST_FAULT],
            breaker=breaker,
            took_ms=took_ms,
            asked_at=clock.now(),
        )
    )


def latest_calls(limit: int = 30) -> list[CarrierCall]:
    return list(session.scalars(select(CarrierCall).order_by(CarrierCall.id.desc()).limit(limit)))


def line_standing() -> LineStanding:
    day = CarrierCall.asked_at >= clock.now() - timedelta(days=1)
    counts = select(CarrierCall.outcome, func.count()).where(day).group_by(CarrierCall.outcome)
    found = {outcome: int(count) for outcome, count in session.execute(counts)}
    last = latest_calls(1)
    return LineStanding(
        last[0].breaker if last else None, *(found.get(one, 0) for one in CallOutcome)
    )


def forget_old_calls() -> int:
    return changed(delete(CarrierCall).where(CarrierCall.asked_at < clock.now() - KEPT_FOR))
