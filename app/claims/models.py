"""Claims 理赔, their timeline and their evidence, and what is asked of the carrier for them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Facts, append_only, never_negative, one_of
from app.ground.claim_states import LIVE, CarrierClaimState, ClaimCause, ClaimState
from app.ground.postings import Bearer
from app.ground.remedies import RemedyKind
from app.ground.return_states import ReturnReason, ReturnState, WayPayer
from app.orders.kinds import ActorKind
from app.orders.models import OrderLine, SubOrder
from app.parcels.models import Parcel, ParcelException
from app.payments.kinds import ProposalState
from app.photos.models import Photo
from app.shops.models import Shop

IS_LIVE = text("state IN (" + ", ".join(f"'{state}'" for state in sorted(LIVE)) + ")")
STANDS_INSTEAD = text(
    "kind IN ('refund', 'resend') AND state IN ('waiting', 'agreed') AND called_off_at IS NULL"
)
WAITS_TO_ANSWER = text("state = 'opened'")
WAITS_TO_DECIDE = text("state IN ('appealed', 'evidence')")
WAITS_TO_CLOSE = text("state IN ('approved', 'denied')")


class Claim(Base):
    """What one buyer says is wrong with a parcel, or with a line's boxes in it.

    `asked` is what the rules give for it (`{"goods": {line: fen}, "postage_fen": n}`) and
    `asked_fen` its sum; `decided_fen` is what has been given in all, out of `bearer`'s pocket. A
    deadline is empty when nobody is waited for. `subject` names the thing, of which only one claim
    lives at a time.
    """

    __tablename__ = "claims"
    __table_args__ = (
        one_of("cause", ClaimCause),
        one_of("state", ClaimState),
        one_of("bearer", Bearer),
        never_negative("bad_count", "of_count", "short_grams"),
        CheckConstraint(
            "asked_fen > 0 AND (decided_fen IS NULL OR decided_fen BETWEEN 0 AND asked_fen)",
            name="decided_within",
        ),
        CheckConstraint("bad_count <= of_count", name="bad_within"),
        CheckConstraint(
            "(cause IN ('late', 'lost')) = (order_line_id IS NULL)", name="of_goods_or_parcel"
        ),
        CheckConstraint("(state = 'opened') = (answer_by IS NOT NULL)", name="answer_awaited"),
        CheckConstraint(
            "(state IN ('appealed', 'evidence')) = (decide_by IS NOT NULL)", name="decision_awaited"
        ),
        Index(
            "uq_claims_live",
            "subject",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index("ix_claims_sub_order_id", "sub_order_id"),
        Index("ix_claims_cooperative_id_id", "cooperative_id", "id"),
        Index("ix_claims_buyer_opened_at", "buyer", "opened_at"),
        Index(
            "ix_claims_answer_by",
            "answer_by",
            sqlite_where=WAITS_TO_ANSWER,
            postgresql_where=WAITS_TO_ANSWER,
        ),
        Index(
            "ix_claims_decide_by",
            "decide_by",
            sqlite_where=WAITS_TO_DECIDE,
            postgresql_where=WAITS_TO_DECIDE,
        ),
        Index(
            "ix_claims_appeal_by",
            "appeal_by",
            sqlite_where=WAITS_TO_CLOSE,
            postgresql_where=WAITS_TO_CLOSE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    sub_order_id: Mapped[int] = mapped_column(ForeignKey("sub_orders.id"))
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperatives.id"))
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True)
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_lines.id"))
    subject: Mapped[str]
    buyer: Mapped[str]
    cause: Mapped[str]
    bad_count: Mapped[int]
    of_count: Mapped[int]
    short_grams: Mapped[int]
    note: Mapped[str]
    rules_version: Mapped[str]
    asked: Mapped[Facts]
    asked_fen: Mapped[int]
    decided_fen: Mapped[int | None]
    bearer: Mapped[str]
    is_automatic: Mapped[bool]
    state: Mapped[str]
    opened_at: Mapped[datetime]
    answer_by: Mapped[datetime | None]
    decide_by: Mapped[datetime | None]
    appeal_by: Mapped[datetime | None]
    appealed_at: Mapped[datetime | None]
    first_decider_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]

    sub_order: Mapped[SubOrder] = relationship()
    parcel: Mapped[Parcel] = relationship()
    line: Mapped[OrderLine | None] = relationship()
    events: Mapped[list["ClaimEvent"]] = relationship(order_by="ClaimEvent.id")


class ClaimEvent(Base):
    """A turn of the claim: who said what, and how much was given. Append-only."""

    __tablename__ = "claim_events"
    __table_args__ = (one_of("actor_kind", ActorKind), one_of("state_after", ClaimState))

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), index=True)
    step: Mapped[str]
    state_after: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    words: Mapped[str]
    amount_fen: Mapped[int | None]
    happened_at: Mapped[datetime]

    photos: Mapped[list["ClaimPhoto"]] = relationship(order_by="ClaimPhoto.photo_id")


class ClaimPhoto(Base):
    """Evidence that somebody added with a turn of hers. Append-only."""

    __tablename__ = "claim_photos"

    event_id: Mapped[int] = mapped_column(ForeignKey("claim_events.id"), primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"), primary_key=True, index=True)

    photo: Mapped[Photo] = relationship()


class CarrierClaim(Base):
    """What the carrier is asked for, for one claim that it has to bear. `loss_fen` went to the
    buyer, `amount_fen` is what the law lets us ask for, `paid_fen` what came."""

    __tablename__ = "carrier_claims"
    __table_args__ = (
        one_of("state", CarrierClaimState),
        CheckConstraint(
            "amount_fen BETWEEN 1 AND loss_fen AND paid_fen BETWEEN 0 AND amount_fen",
            name="amounts_within",
        ),
        CheckConstraint(
            "(state IN ('paid', 'rejected', 'withdrawn')) = (ended_at IS NOT NULL)",
            name="ended_when",
        ),
        Index("ix_carrier_claims_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), index=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True)
    state: Mapped[str]
    loss_fen: Mapped[int]
    amount_fen: Mapped[int]
    paid_fen: Mapped[int]
    reference: Mapped[str]
    drafted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))

    claim: Mapped[Claim] = relationship()
    parcel: Mapped[Parcel] = relationship()


class Remedy(Base):
    """What the office does, or waits for a second person to agree to, for the buyer of a parcel in
    trouble. `amount_fen` goes to the buyer, or is what sending again costs. One stands instead of
    the parcel: money or goods, never both. `called_off_at`: what was to go again stays here."""

    __tablename__ = "remedies"
    __table_args__ = (
        one_of("kind", RemedyKind),
        one_of("state", ProposalState),
        one_of("bearer", Bearer),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_when"),
        CheckConstraint(
            "(kind = 'resend' AND state = 'agreed') = (replacement_id IS NOT NULL)",
            name="replacement_of_resend",
        ),
        CheckConstraint(
            "called_off_at IS NULL OR replacement_id IS NOT NULL", name="called_off_of_resend"
        ),
        Index(
            "uq_remedies_instead",
            "parcel_id",
            unique=True,
            sqlite_where=STANDS_INSTEAD,
            postgresql_where=STANDS_INSTEAD,
        ),
        Index("ix_remedies_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    exception_id: Mapped[int] = mapped_column(ForeignKey("parcel_exceptions.id"), index=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    bearer: Mapped[str]
    lots: Mapped[Facts]
    amount_fen: Mapped[int]
    words: Mapped[str]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]
    replacement_id: Mapped[int | None] = mapped_column(ForeignKey("parcels.id"), unique=True)
    called_off_at: Mapped[datetime | None]

    exception: Mapped[ParcelException] = relationship()
    parcel: Mapped[Parcel] = relationship(foreign_keys=[parcel_id])
    replacement: Mapped[Parcel | None] = relationship(foreign_keys=[replacement_id])


class GoodsReturn(Base):
    """Boxes that a buyer sends back. Their parcel tells where they are, its contents which they
    are; `way_fen` is what its way costs and `payer` who pays that. By `send_by` it must be at a
    counter, by `settle_by` the cooperative must have looked at what has arrived. `late_since`: it
    came although it had ended; `late_words` is why the office accepted it or sent it back.
    `claim_id`: what the boxes are worth is that claim's to pay. `kept`: fen by order line that the
    buyer was not given because the way cost them."""

    __tablename__ = "goods_returns"
    __table_args__ = (
        one_of("reason", ReturnReason),
        one_of("payer", WayPayer),
        one_of("state", ReturnState),
        one_of("started_by", ActorKind),
        never_negative("way_fen", "refunded_fen"),
        CheckConstraint(
            "(state IN ('announced', 'late')) = (settled_at IS NULL)", name="settled_when"
        ),
        CheckConstraint("refunded_fen = 0 OR state = 'settled'", name="money_follows_receipt"),
        Index("ix_goods_returns_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    sub_order_id: Mapped[int] = mapped_column(ForeignKey("sub_orders.id"), index=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), unique=True)
    reason: Mapped[str]
    payer: Mapped[str]
    way_fen: Mapped[int]
    note: Mapped[str]
    words: Mapped[str]
    state: Mapped[str]
    started_by: Mapped[str]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    started_at: Mapped[datetime]
    send_by: Mapped[datetime]
    settle_by: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    refunded_fen: Mapped[int]
    is_automatic: Mapped[bool]
    late_since: Mapped[datetime | None]
    late_words: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"), index=True)
    kept: Mapped[Facts] = mapped_column(default=dict)

    sub_order: Mapped[SubOrder] = relationship()
    parcel: Mapped[Parcel] = relationship()


class ReturnDropOff(Base):
    """A return that was brought to a village shop. `handed_at`: the keeper gave it to the postman;
    else it lies there until the carrier tells of it."""

    __tablename__ = "return_drop_offs"
    __table_args__ = (
        CheckConstraint("(handed_at IS NULL) = (handed_by_id IS NULL)", name="handed_by_whom"),
        Index("ix_return_drop_offs_shop_id_taken_at", "shop_id", "taken_at"),
    )

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    taken_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))

    parcel: Mapped[Parcel] = relationship()
    shop: Mapped[Shop] = relationship()


append_only(ClaimEvent, ClaimPhoto)
