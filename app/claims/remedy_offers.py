"""What the office is offered for a parcel in trouble, and what was done or waits."""

from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.claims.evidence import parcel_facts
from app.claims.models import Remedy
from app.claims.remedies import check_remedy, worth_of
from app.db import session
from app.ground.parcel_exceptions import ExceptionKind
from app.ground.postings import Bearer
from app.ground.refusals import NothingToClaim, Refusal
from app.ground.remedies import RemedyKind, bearers_of, usual_bearer
from app.orders.models import OrderLine
from app.parcels.models import Parcel, ParcelException
from app.parcels.replacing import lots_for_replacement
from app.payments.kinds import ProposalState
from app.payments.proposals import ALONE_UP_TO_FEN
from app.stock.models import Lot


@dataclass(frozen=True, slots=True)
class Choice:
    """A line to be sent again, and the lots that have its boxes, the best one first."""

    line: OrderLine
    boxes: int
    lots: list[Lot]


@dataclass(frozen=True, slots=True)
class Offer:
    """`why_not` says why it cannot be done; `amount_fen` is what it costs in all."""

    kind: RemedyKind
    bearers: tuple[Bearer, ...]
    bearer: Bearer
    amount_fen: int = 0
    needs_second: bool = False
    choices: list[Choice] = field(default_factory=list)
    why_not: Refusal | None = None


def offers_of(row: ParcelException) -> list[Offer]:
    """Only what the office may choose for this kind of trouble."""
    kind = ExceptionKind(row.kind)
    return [
        _offer(row, kind, remedy, bearers)
        for remedy in RemedyKind
        if (bearers := bearers_of(kind, remedy))
    ]


def _offer(
    row: ParcelException, kind: ExceptionKind, remedy: RemedyKind, bearers: tuple[Bearer, ...]
) -> Offer:
    parcel = row.parcel
    bearer = usual_bearer(kind, remedy, parcel_facts(parcel))
    try:
        check_remedy(row, parcel, remedy)
        amount_fen = worth_of(parcel, kind, remedy)
        if not amount_fen:
            raise NothingToClaim
        choices = _choices(parcel) if remedy is RemedyKind.resend else []
    except Refusal as refusal:
        return Offer(remedy, bearers, bearer, why_not=refusal)
    return Offer(remedy, bearers, bearer, amount_fen, amount_fen > ALONE_UP_TO_FEN, choices)


def _choices(parcel: Parcel) -> list[Choice]:
    lots = lots_for_replacement(parcel)
    return [Choice(one.line, one.boxes, lots[one.order_line_id]) for one in parcel.contents]


def remedies_of(parcel_id: int) -> list[Remedy]:
    """The newest first."""
    return _found(select(Remedy).where(Remedy.parcel_id == parcel_id))


def remedies_waiting(limit: int = 50) -> list[Remedy]:
    """For a second person."""
    return _found(select(Remedy).where(Remedy.state == ProposalState.waiting).limit(limit))


def _found(statement: Select[Remedy]) -> list[Remedy]:
    whole = statement.options(joinedload(Remedy.parcel), joinedload(Remedy.replacement))
    return list(session.scalars(whole.order_by(Remedy.id.desc())))
