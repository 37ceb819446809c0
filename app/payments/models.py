"""Payments, their shares per sub-order, refunds, and what card companies told us."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Facts, append_only, never_negative, one_of
from app.ground.payment_states import DisputeState, PaymentState, RefundState
from app.ground.postings import Bearer
from app.orders.kinds import ActorKind
from app.orders.models import Order, SubOrder
from app.payments.kinds import (
    EventOutcome,
    ProposalState,
    ReceiptPurpose,
    RefundReason,
    Tender,
)
from app.shops.models import Shop


class PayLink(Base):
    """Lets somebody else pay the order, who learns neither phone nor house: whoever holds the
    secret. One link of an order lives; `key` is what the door makes its secret from."""

    __tablename__ = "pay_links"
    __table_args__ = (
        one_of("actor_kind", ActorKind),
        Index(
            "uq_pay_links_live",
            "order_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    key: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    actor_kind: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Payment(Base):
    """One attempt to pay an order or a part of it: several may complete it together. `number` is
    our own and is the idempotency key we ask with; `external_id` is the card company's name for it,
    or the bank's. `pay_link_id`: somebody else pays, to whom the order was shown by this link."""

    __tablename__ = "payments"
    __table_args__ = (
        one_of("state", PaymentState),
        one_of("tender", Tender),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(state = 'captured') <= (captured_at IS NOT NULL)", name="captured_when"),
        CheckConstraint(
            "(tender IN ('cash_box', 'shop_prepaid', 'shop_credit')) = (shop_id IS NOT NULL)",
            name="shop_of_its_money",
        ),
        Index("uq_payments_external_id", "tender", "external_id", unique=True),
        Index("ix_payments_state_started_at", "state", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    tender: Mapped[str]
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"))
    state: Mapped[str]
    amount_fen: Mapped[int]
    external_id: Mapped[str | None]
    hosted_url: Mapped[str | None]
    fault: Mapped[str | None]
    started_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    captured_at: Mapped[datetime | None]
    pay_link_id: Mapped[int | None] = mapped_column(ForeignKey("pay_links.id"), index=True)

    order: Mapped[Order] = relationship()
    shares: Mapped[list["PaymentShare"]] = relationship(order_by="PaymentShare.sub_order_id")


class ShopTerms(Base):
    """How much a shop may order on credit: a new row for each change, which counts from when a
    second person has agreed to it."""

    __tablename__ = "shop_terms"
    __table_args__ = (
        one_of("state", ProposalState),
        never_negative("credit_limit_fen"),
        CheckConstraint("(state = 'waiting') = (decided_by_id IS NULL)", name="decided_by_whom"),
        CheckConstraint("decided_by_id <> set_by_id", name="two_persons"),
        Index("ix_shop_terms_shop_id_id", "shop_id", "id"),
        Index("ix_shop_terms_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    credit_limit_fen: Mapped[int]
    state: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]

    shop: Mapped[Shop] = relationship()


class BankReceipt(Base):
    """Money on our bank account, written down by one person and seen there by another. The bank's
    reference is written down once."""

    __tablename__ = "bank_receipts"
    __table_args__ = (
        one_of("state", ProposalState),
        one_of("purpose", ReceiptPurpose),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(state = 'waiting') = (decided_by_id IS NULL)", name="decided_by_whom"),
        CheckConstraint("decided_by_id <> recorded_by_id", name="two_persons"),
        CheckConstraint(
            "(purpose = 'order') = (order_id IS NOT NULL) "
            "AND (purpose = 'order') = (shop_id IS NULL)",
            name="for_whom",
        ),
        Index("ix_bank_receipts_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    received_on: Mapped[date]
    amount_fen: Mapped[int]
    payer_name: Mapped[str]
    purpose: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"), index=True)
    state: Mapped[str]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]

    order: Mapped[Order | None] = relationship()
    shop: Mapped[Shop | None] = relationship()


class PaymentShare(Base):
    """The part of a captured payment that is one sub-order's. The database caps its refunds."""

    __tablename__ = "payment_shares"
    __table_args__ = (
        CheckConstraint(
            "amount_fen > 0 AND refunded_fen BETWEEN 0 AND amount_fen", name="refund_within"
        ),
    )

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), primary_key=True)
    sub_order_id: Mapped[int] = mapped_column(
        ForeignKey("sub_orders.id"), primary_key=True, index=True
    )
    amount_fen: Mapped[int]
    refunded_fen: Mapped[int] = mapped_column(default=0)


class RefundSlip(Base):
    """Somebody's decision to give money of one sub-order back: how much of each line and of the
    postage, what becomes of the boxes, and out of whose pocket. The same request key is the same
    decision. Append-only; the money leaves as refunds, one for each payment it comes from."""

    __tablename__ = "refund_slips"
    __table_args__ = (
        one_of("reason", RefundReason),
        one_of("borne_by", Bearer),
        one_of("actor_kind", ActorKind),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    sub_order_id: Mapped[int] = mapped_column(ForeignKey("sub_orders.id"), index=True)
    amount_fen: Mapped[int]
    reason: Mapped[str]
    borne_by: Mapped[str]
    facts: Mapped[Facts]
    note: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime]


class RefundProposal(Base):
    """A refund too large for one person: somebody else must agree before it becomes a slip."""

    __tablename__ = "refund_proposals"
    __table_args__ = (
        one_of("state", ProposalState),
        one_of("reason", RefundReason),
        one_of("borne_by", Bearer),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(state = 'waiting') = (decided_by_id IS NULL)", name="decided_by_whom"),
        CheckConstraint("decided_by_id <> proposed_by_id", name="two_persons"),
        Index("ix_refund_proposals_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    sub_order_id: Mapped[int] = mapped_column(ForeignKey("sub_orders.id"), index=True)
    amount_fen: Mapped[int]
    reason: Mapped[str]
    borne_by: Mapped[str]
    facts: Mapped[Facts]
    note: Mapped[str]
    state: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]

    sub_order: Mapped[SubOrder] = relationship()


class Refund(Base):
    """Money going back, of a slip. Without a sub-order it returns a payment that never became a
    sale. A failed one is a task: `owner_id` sees to it; it may be paid by a bank transfer instead,
    which one person records and another has seen."""

    __tablename__ = "refunds"
    __table_args__ = (
        one_of("state", RefundState),
        one_of("reason", RefundReason),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint(
            "(transfer_reference IS NULL) = (transferred_by_id IS NULL) "
            "AND (transfer_seen_by_id IS NULL OR transfer_seen_by_id <> transferred_by_id)",
            name="transfer_by_two",
        ),
        CheckConstraint("returned_times >= 0", name="returned_times_counted"),
        Index("uq_refunds_slip_id_payment_id", "slip_id", "payment_id", unique=True),
        Index("uq_refunds_transfer_reference", "transfer_reference", unique=True),
        Index("ix_refunds_state_id", "state", "id"),
        Index(
            "uq_refunds_whole",
            "payment_id",
            unique=True,
            sqlite_where=text("sub_order_id IS NULL"),
            postgresql_where=text("sub_order_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    sub_order_id: Mapped[int | None] = mapped_column(ForeignKey("sub_orders.id"))
    amount_fen: Mapped[int]
    reason: Mapped[str]
    state: Mapped[str]
    external_id: Mapped[str | None]
    fault: Mapped[str | None]
    requested_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    slip_id: Mapped[int | None] = mapped_column(ForeignKey("refund_slips.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    owner_note: Mapped[str | None]
    transfer_reference: Mapped[str | None]
    transferred_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    transfer_seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    returned_times: Mapped[int] = mapped_column(default=0)

    payment: Mapped[Payment] = relationship()

    @property
    def paid_fact(self) -> str:
        """In the books; what a bank has sent back is paid once more, as another fact."""
        again = f":{self.returned_times}" if self.returned_times else ""
        return f"refund:{self.number}:paid{again}"


class Dispute(Base):
    """A payment that the buyer's bank has taken back, until it is decided who was right. While it
    runs nothing of the payment is refunded; when it is lost the office decides who bears it.

    Without a payment of ours it is a task all the same: the money has gone.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        one_of("state", DisputeState),
        CheckConstraint("tender IN ('stripe', 'demo_card')", name="tender_known"),
        CheckConstraint(
            "borne_by IS NULL OR borne_by IN ('cooperative', 'platform')", name="borne_by_known"
        ),
        never_negative("withdrawn_fen", "fee_fen", "reinstated_fen"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("reinstated_fen <= withdrawn_fen", name="back_within"),
        CheckConstraint("(state IN ('won', 'lost')) = (closed_at IS NOT NULL)", name="closed_when"),
        CheckConstraint(
            "(decided_at IS NULL) = (borne_by IS NULL) "
            "AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name="decided_by_whom",
        ),
        CheckConstraint("borne_by IS NULL OR state = 'lost'", name="decided_when_lost"),
        CheckConstraint(
            "(evidence IS NULL) = (evidence_by_id IS NULL) "
            "AND (evidence_sent_at IS NULL OR evidence IS NOT NULL)",
            name="evidence_by_whom",
        ),
        Index("uq_disputes_external_id", "tender", "external_id", unique=True),
        Index("ix_disputes_state_due_by", "state", "due_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tender: Mapped[str]
    external_id: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    state: Mapped[str]
    amount_fen: Mapped[int]
    withdrawn_fen: Mapped[int]
    fee_fen: Mapped[int]
    reinstated_fen: Mapped[int]
    reason: Mapped[str]
    due_by: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    evidence: Mapped[str | None]
    evidence_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    evidence_sent_at: Mapped[datetime | None]
    borne_by: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]

    payment: Mapped[Payment | None] = relationship()


class CardEvent(Base):
    """What a card company told us, stored once by its id before anything is done about it. One
    that fits nothing stays `unmatched` and the office is told."""

    __tablename__ = "card_events"
    __table_args__ = (
        one_of("outcome", EventOutcome),
        one_of("tender", Tender),
        Index("uq_card_events_external_id", "tender", "external_id", unique=True),
        Index("ix_card_events_outcome", "outcome", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tender: Mapped[str]
    external_id: Mapped[str]
    kind: Mapped[str]
    facts: Mapped[Facts]
    outcome: Mapped[str]
    reason: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    received_at: Mapped[datetime]


append_only(RefundSlip)
