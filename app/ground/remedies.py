"""What the office may do for the buyer of a parcel in trouble, and who pays by default.

The causes are the claim matrix's (docs/claims.md); a trouble without one is nobody's fault at the
post, so that everybody gives up what the sale had brought, or the house bears it.
"""

from enum import StrEnum

from app.ground.claim_matrix import ParcelFacts, bearer_of
from app.ground.claim_states import ClaimCause
from app.ground.parcel_exceptions import ExceptionKind
from app.ground.postings import Bearer


class RemedyKind(StrEnum):
    """`refund`: all that is left of its goods goes back. `resend`: the same goods once more.
    `claim`: what the rules give her, and the carrier is asked for it."""

    refund = "refund"
    resend = "resend"
    claim = "claim"


# After these nobody waits for the parcel any more, so that there is only one of them.
INSTEAD = frozenset({RemedyKind.refund, RemedyKind.resend})

CAUSES: dict[ExceptionKind, ClaimCause] = {
    ExceptionKind.lost: ClaimCause.lost,
    ExceptionKind.silent: ClaimCause.lost,
    ExceptionKind.damaged: ClaimCause.bad,
    ExceptionKind.late: ClaimCause.late,
    ExceptionKind.not_delivered: ClaimCause.late,
    ExceptionKind.will_spoil: ClaimCause.late,
}


def bearers_of(kind: ExceptionKind, remedy: RemedyKind) -> tuple[Bearer, ...]:
    """Whom the office may choose between. The carrier only bears what it can be asked for."""
    carrier = (Bearer.carrier,) if kind in CAUSES else ()
    if remedy is RemedyKind.claim:
        return carrier
    sale = (Bearer.sale,) if remedy is RemedyKind.refund else ()
    return (*carrier, *sale, Bearer.cooperative, Bearer.platform)


def usual_bearer(kind: ExceptionKind, remedy: RemedyKind, parcel: ParcelFacts) -> Bearer:
    """By the matrix; a refusal or a wrong address is borne by the sale, or by the house when the
    goods are sent once more."""
    if remedy is RemedyKind.claim:
        return Bearer.carrier
    if kind in CAUSES:
        return bearer_of(CAUSES[kind], parcel)
    return Bearer.sale if remedy is RemedyKind.refund else Bearer.platform
