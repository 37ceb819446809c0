"""Carts, orders, their sub-orders per cooperative, and lines on which the sale is frozen."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Variant
from app.cooperatives.models import Cooperative
from app.db import Base, Facts, append_only, never_negative, one_of, room_for_changes
from app.ground.order_states import OrderState, SubOrderState
from app.orders.kinds import ActorKind, Channel, DeliveryPreference
from app.postage.models import BoxType
from app.shops.models import Shop, Villager

NOT_SETTLED = text("settled_at IS NULL")
SHOP_NOT_SETTLED = text("shop_id IS NOT NULL AND shop_settled_at IS NULL")


class Cart(Base):
    """Of a person, or of a browser (`key_hash`) until it signs in."""

    __tablename__ = "carts"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (key_hash IS NULL)", name="one_owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), unique=True)
    key_hash: Mapped[str | None] = mapped_column(unique=True)
    changed_at: Mapped[datetime]


class CartLine(Base):
    __tablename__ = "cart_lines"
    __table_args__ = (CheckConstraint("boxes BETWEEN 1 AND 99", name="boxes_sane"),)

    cart_id: Mapped[int] = mapped_column(
        ForeignKey("carts.id", ondelete="CASCADE"), primary_key=True
    )
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    boxes: Mapped[int]
    added_at: Mapped[datetime]

    variant: Mapped[Variant] = relationship()


class Order(Base):
    """What one buyer asked for at one moment, over all cooperatives, paid at once.

    Three people may be behind it: `person_id` (whose account), `placed_by_id` (a shopkeeper),
    `villager_id` (for whom). `secret_hash` opens it for a guest who holds the secret.
    `shop_settled_at`: all its parts were settled, and the shop's commission is due.
    """

    __tablename__ = "orders"
    __table_args__ = (
        one_of("state", OrderState),
        one_of("channel", Channel),
        one_of("delivery_preference", DeliveryPreference),
        never_negative("goods_fen", "postage_fen", "deposit_fen"),
        CheckConstraint("total_fen = goods_fen + postage_fen + deposit_fen", name="total_adds_up"),
        CheckConstraint(
            "(channel = 'village') = (shop_id IS NOT NULL AND villager_id IS NOT NULL "
            "AND placed_by_id IS NOT NULL)",
            name="village_order_names_three",
        ),
        CheckConstraint(
            "delivery_preference = 'door' OR delivery_consent_at IS NOT NULL",
            name="consent_for_other_hands",
        ),
        CheckConstraint(
            "(delivery_preference = 'shop') = (pickup_shop_id IS NOT NULL)",
            name="pickup_shop_named",
        ),
        CheckConstraint("(state = 'paid') <= (paid_at IS NOT NULL)", name="paid_when"),
        Index("ix_orders_person_id_id", "person_id", "id"),
        Index("ix_orders_shop_id_id", "shop_id", "id"),
        Index("ix_orders_state_pay_by", "state", "pay_by"),
        Index(
            "ix_orders_shop_not_settled",
            "shop_id",
            "id",
            sqlite_where=SHOP_NOT_SETTLED,
            postgresql_where=SHOP_NOT_SETTLED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    request_digest: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    placed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"))
    villager_id: Mapped[int | None] = mapped_column(ForeignKey("villagers.id"))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consents.id"))
    state: Mapped[str]
    recipient_name: Mapped[str]
    recipient_phone: Mapped[str | None] = mapped_column(index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    region_text: Mapped[str]
    detail: Mapped[str]
    delivery_preference: Mapped[str]
    pickup_shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"), index=True)
    neighbour: Mapped[str | None]
    delivery_consent_at: Mapped[datetime | None]
    perishable_confirmed_at: Mapped[datetime | None]
    note: Mapped[str]
    language: Mapped[str]
    goods_fen: Mapped[int]
    postage_fen: Mapped[int]
    total_fen: Mapped[int]
    placed_at: Mapped[datetime]
    pay_by: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    shop_settled_at: Mapped[datetime | None]
    deposit_fen: Mapped[int] = mapped_column(default=0)

    sub_orders: Mapped[list["SubOrder"]] = relationship(
        order_by="SubOrder.id", back_populates="order"
    )
    shop: Mapped[Shop | None] = relationship(foreign_keys=[shop_id])
    pickup_shop: Mapped[Shop | None] = relationship(foreign_keys=[pickup_shop_id])
    villager: Mapped[Villager | None] = relationship()


class SubOrder(Base):
    """One cooperative's part. `postage_fen` is what the buyer pays, `postage_cost_fen` what the
    tariff asks; the difference is borne by the cooperative. `packing_plan` is the planner's answer
    with its explanation, frozen (docs/postage.md). `deposit_fen` is put down for returnable boxes.

    From `receive_by` on a part that was delivered counts as received, and one that never arrived is
    given up; until `claims_until` its buyer may complain (orders/deadlines.py). `settled_at`: what
    it earned has moved from held to payable; what goes back later comes out of payable.
    """

    __tablename__ = "sub_orders"
    __table_args__ = (
        one_of("state", SubOrderState),
        never_negative("goods_fen", "postage_fen", "postage_cost_fen", "deposit_fen"),
        CheckConstraint("total_fen = goods_fen + postage_fen + deposit_fen", name="total_adds_up"),
        CheckConstraint(
            "postage_refunded_fen BETWEEN 0 AND postage_fen", name="postage_refund_within"
        ),
        Index("ix_sub_orders_cooperative_id_state_ship_by", "cooperative_id", "state", "ship_by"),
        Index(
            "ix_sub_orders_under_way",
            "state",
            "receive_by",
            "claims_until",
            sqlite_where=NOT_SETTLED,
            postgresql_where=NOT_SETTLED,
        ),
        room_for_changes(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperatives.id"))
    state: Mapped[str]
    goods_fen: Mapped[int]
    postage_fen: Mapped[int]
    postage_cost_fen: Mapped[int]
    total_fen: Mapped[int]
    packing_plan: Mapped[Facts]
    ship_by: Mapped[datetime]
    arrives_from: Mapped[date]
    arrives_to: Mapped[date]
    cancelled_at: Mapped[datetime | None]
    receive_by: Mapped[datetime | None]
    claims_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    postage_refunded_fen: Mapped[int] = mapped_column(default=0)
    deposit_fen: Mapped[int] = mapped_column(default=0)

    order: Mapped[Order] = relationship(back_populates="sub_orders")
    cooperative: Mapped[Cooperative] = relationship()
    lines: Mapped[list["OrderLine"]] = relationship(
        order_by="OrderLine.id", back_populates="sub_order"
    )
    deposits: Mapped[list["BoxDeposit"]] = relationship(order_by="BoxDeposit.box_type_id")


class BoxDeposit(Base):
    """What the buyer put down for the returnable boxes of one type in a part, `deposit_fen` each.
    `boxes_back` were given back to her, `boxes_forfeited` were kept for good; for the others her
    money is kept as long as the part is paid (docs/green.md)."""

    __tablename__ = "box_deposits"
    __table_args__ = (
        CheckConstraint("boxes > 0 AND deposit_fen > 0", name="figures_sane"),
        never_negative("boxes_back", "boxes_forfeited"),
        CheckConstraint("boxes_back + boxes_forfeited <= boxes", name="boxes_within"),
    )

    sub_order_id: Mapped[int] = mapped_column(ForeignKey("sub_orders.id"), primary_key=True)
    box_type_id: Mapped[int] = mapped_column(
        ForeignKey("box_types.id"), primary_key=True, index=True
    )
    boxes: Mapped[int]
    deposit_fen: Mapped[int]
    boxes_back: Mapped[int] = mapped_column(default=0)
    boxes_forfeited: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]

    @property
    def total_fen(self) -> int:
        return self.boxes * self.deposit_fen

    box_type: Mapped[BoxType] = relationship()


class OrderLine(Base):
    """Boxes of one lot. Everything the sale was made on is frozen here, also the rule that the
    commission follows; `shop_bp` and `shop_commission_fen` are 0 without a village shop.
    `boxes_withdrawn` were never sent after all, `boxes_returned` were sent and came back."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint(
            "boxes > 0 AND unit_price_fen > 0 AND total_fen = boxes * unit_price_fen",
            name="total_adds_up",
        ),
        CheckConstraint(
            "commission_fen BETWEEN 0 AND total_fen "
            "AND shop_commission_fen BETWEEN 0 AND commission_fen",
            name="commission_within",
        ),
        CheckConstraint("refunded_fen BETWEEN 0 AND total_fen", name="refund_within"),
        CheckConstraint("packing_fen >= 0", name="packing_known"),
        CheckConstraint(
            "commission_bp BETWEEN 0 AND 5000 AND shop_bp BETWEEN 0 AND commission_bp",
            name="shares_sane",
        ),
        never_negative("boxes_withdrawn", "boxes_returned"),
        CheckConstraint("boxes_withdrawn + boxes_returned <= boxes", name="boxes_within"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sub_order_id: Mapped[int] = mapped_column(ForeignKey("sub_orders.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    product_name: Mapped[str]
    variant_name: Mapped[str]
    picture: Mapped[str]
    temperature_class: Mapped[str]
    net_grams: Mapped[int]
    gross_grams: Mapped[int]
    boxes: Mapped[int]
    unit_price_fen: Mapped[int]
    total_fen: Mapped[int]
    commission_fen: Mapped[int]
    shop_commission_fen: Mapped[int]
    no_reason_return: Mapped[bool]
    refunded_fen: Mapped[int] = mapped_column(default=0)
    commission_rule_id: Mapped[int] = mapped_column(ForeignKey("commission_rules.id"), index=True)
    commission_bp: Mapped[int]
    shop_bp: Mapped[int]
    boxes_withdrawn: Mapped[int] = mapped_column(default=0)
    boxes_returned: Mapped[int] = mapped_column(default=0)
    packing_fen: Mapped[int] = mapped_column(default=0)

    sub_order: Mapped[SubOrder] = relationship(back_populates="lines")


class OrderEvent(Base):
    """The order's timeline: who moved what, when, and why. Append-only."""

    __tablename__ = "order_events"
    __table_args__ = (one_of("actor_kind", ActorKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    sub_order_id: Mapped[int | None] = mapped_column(ForeignKey("sub_orders.id"))
    step: Mapped[str]
    state_after: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    reason: Mapped[str]
    happened_at: Mapped[datetime]


class OrderSerial(Base):
    """The last serial of each Shanghai day; taken by one UPDATE."""

    __tablename__ = "order_serials"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


append_only(OrderEvent)
