"""Tables for spreadsheets: which columns, in which order, read in batches by id.

No recipient's name, phone or house is in them: whoever adds up figures needs none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.catalogue.models import Product, Variant
from app.cooperatives.models import Cooperative
from app.db import session
from app.ledger.chain import as_kept
from app.ledger.models import Account, JournalEntry, JournalLink, LedgerPeriod, Posting
from app.orders.models import Order, OrderLine, SubOrder
from app.parcels.models import Parcel
from app.shops.models import Shop
from app.stock.models import Lot, Movement

BATCH = 1000
Column = InstrumentedAttribute[Any] | ColumnElement[Any]
Rows = Iterator[list[tuple[Any, ...]]]
_debit, _credit = aliased(Account), aliased(Account)


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are header and source; a header that ends in _fen gets a twin in yuan. `key` is
    the id by which the batches follow each other. What hangs on the chain of entries says by
    `place` where: it can be read up to a certain place."""

    name: str
    key: InstrumentedAttribute[Any]
    columns: tuple[tuple[str, Column], ...]
    join: Callable[[Select[Any]], Select[Any]]
    place: InstrumentedAttribute[Any] | None = None

    @property
    def headers(self) -> list[str]:
        return [header for header, _ in self.columns]

    def count(self) -> int:
        return int(session.scalar(select(func.count()).select_from(self.key.class_)) or 0)

    def batches(self, size: int = BATCH, until: int | None = None) -> Rows:
        """In id order. Rows that are added meanwhile may or may not be among them, but for those
        of the chain: these are all until that place, and none behind it."""
        last = None
        sources: list[Any] = [self.key, *(source for _, source in self.columns)]
        chosen = self.join(select(*sources)).order_by(self.key).limit(size)
        if until is not None and self.place is not None:
            chosen = chosen.where(self.place <= until)
        while True:
            part = chosen if last is None else chosen.where(self.key > last)
            rows = [tuple(row) for row in session.execute(part)]
            if not rows:
                return
            last = rows[-1][0]
            yield [row[1:] for row in rows]


_ORDERS = Table(
    "orders",
    SubOrder.id,
    (
        ("order_number", Order.number),
        ("sub_order_number", SubOrder.number),
        ("channel", Order.channel),
        ("order_state", Order.state),
        ("sub_order_state", SubOrder.state),
        ("cooperative", Cooperative.name),
        ("village_shop", Shop.name),
        ("region_code", Order.region_code),
        ("region", Order.region_text),
        ("placed_at", Order.placed_at),
        ("paid_at", Order.paid_at),
        ("ship_by", SubOrder.ship_by),
        ("cancelled_at", SubOrder.cancelled_at),
        ("goods_fen", SubOrder.goods_fen),
        ("postage_fen", SubOrder.postage_fen),
        ("postage_cost_fen", SubOrder.postage_cost_fen),
        ("deposit_fen", SubOrder.deposit_fen),
        ("total_fen", SubOrder.total_fen),
    ),
    lambda chosen: (
        chosen.join(Order, Order.id == SubOrder.order_id)
        .join(Cooperative, Cooperative.id == SubOrder.cooperative_id)
        .outerjoin(Shop, Shop.id == Order.shop_id)
    ),
)
_ORDER_LINES = Table(
    "order_lines",
    OrderLine.id,
    (
        ("sub_order_number", SubOrder.number),
        ("product", OrderLine.product_name),
        ("pack", OrderLine.variant_name),
        ("lot", Lot.number),
        ("net_grams", OrderLine.net_grams),
        ("boxes", OrderLine.boxes),
        ("unit_price_fen", OrderLine.unit_price_fen),
        ("total_fen", OrderLine.total_fen),
        ("commission_fen", OrderLine.commission_fen),
        ("shop_commission_fen", OrderLine.shop_commission_fen),
    ),
    lambda chosen: chosen.join(SubOrder, SubOrder.id == OrderLine.sub_order_id).join(
        Lot, Lot.id == OrderLine.lot_id
    ),
)
_LEDGER = Table(
    "ledger",
    Posting.id,
    (
        ("posting", Posting.id),
        ("entry", Posting.entry_id),
        ("fact", JournalEntry.fact),
        ("memo", JournalEntry.memo),
        ("order_number", Order.number),
        ("happened_at", JournalEntry.happened_at),
        ("booked_at", JournalEntry.booked_at),
        ("debit", _debit.name),
        ("credit", _credit.name),
        ("amount_fen", Posting.amount_fen),
    ),
    lambda chosen: (
        chosen.join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(_debit, _debit.id == Posting.debit_id)
        .join(_credit, _credit.id == Posting.credit_id)
        .outerjoin(Order, Order.id == JournalEntry.order_id)
    ),
)
_STOCK = Table(
    "stock",
    Lot.id,
    (
        ("lot", Lot.number),
        ("cooperative", Cooperative.name),
        ("product", Product.name),
        ("pack", Variant.name),
        ("origin_code", Lot.origin_code),
        ("harvested_on", Lot.harvested_on),
        ("best_before_on", Lot.best_before_on),
        ("on_hand", Lot.on_hand),
        ("reserved", Lot.reserved),
        ("allocated", Lot.allocated),
        ("price_fen", Variant.price_fen),
    ),
    lambda chosen: (
        chosen.join(Variant, Variant.id == Lot.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Cooperative, Cooperative.id == Product.cooperative_id)
    ),
)
_STOCK_MOVEMENTS = Table(
    "stock_movements",
    Movement.id,
    (
        ("lot", Lot.number),
        ("moved_at", Movement.moved_at),
        ("kind", Movement.kind),
        ("boxes", Movement.boxes),
        ("reason", Movement.reason),
    ),
    lambda chosen: chosen.join(Lot, Lot.id == Movement.lot_id),
)
_PARCELS = Table(
    "parcels",
    Parcel.id,
    (
        ("waybill", Parcel.waybill_number),
        ("sub_order_number", SubOrder.number),
        ("cooperative", Cooperative.name),
        ("region_code", Order.region_code),
        ("pickup_shop", Shop.name),
        ("state", Parcel.state),
        ("temperature_class", Parcel.temperature_class),
        ("gross_grams", Parcel.gross_grams),
        ("postage_fen", Parcel.postage_fen),
        ("created_at", Parcel.created_at),
        ("sent_at", Parcel.sent_at),
        ("changed_at", Parcel.changed_at),
    ),
    lambda chosen: (
        chosen.join(SubOrder, SubOrder.id == Parcel.sub_order_id)
        .join(Order, Order.id == SubOrder.order_id)
        .join(Cooperative, Cooperative.id == SubOrder.cooperative_id)
        .outerjoin(Shop, Shop.id == Parcel.pickup_shop_id)
    ),
)

# The books for whoever does not believe us: app/reports/recompute.py works them out anew.
_LINKS = Table(
    "links",
    JournalLink.position,
    (
        ("position", JournalLink.position),
        ("entry", JournalLink.entry_id),
        ("digest", JournalLink.digest),
    ),
    lambda chosen: chosen,
    JournalLink.position,
)
_ENTRIES = Table(
    "entries",
    JournalEntry.id,
    (
        ("entry", JournalEntry.id),
        ("fact", JournalEntry.fact),
        ("memo", JournalEntry.memo),
        ("order", JournalEntry.order_id),
        ("happened_at", as_kept(JournalEntry.happened_at)),
        ("booked_at", as_kept(JournalEntry.booked_at)),
    ),
    lambda chosen: chosen.join(JournalLink, JournalLink.entry_id == JournalEntry.id),
    JournalLink.position,
)
_POSTINGS = Table(
    "postings",
    Posting.id,
    (
        ("posting", Posting.id),
        ("entry", Posting.entry_id),
        ("debit", Posting.debit_id),
        ("credit", Posting.credit_id),
        ("amount_fen", Posting.amount_fen),
    ),
    lambda chosen: chosen.join(JournalLink, JournalLink.entry_id == Posting.entry_id),
    JournalLink.position,
)
_PERIODS = Table(
    "periods",
    LedgerPeriod.month,
    (
        ("month", LedgerPeriod.month),
        ("closed_at", as_kept(LedgerPeriod.closed_at)),
        ("position", LedgerPeriod.position),
        ("digest", LedgerPeriod.digest),
    ),
    lambda chosen: chosen,
    LedgerPeriod.position,
)
# Accounts last: whatever is posted to is among them.
_ACCOUNTS = Table(
    "accounts",
    Account.id,
    (("account", Account.id), ("name", Account.name)),
    lambda chosen: chosen,
)
BOOKS = (_LINKS, _ENTRIES, _POSTINGS, _PERIODS, _ACCOUNTS)
RECOMPUTE = Path(__file__).with_name("recompute.py")
README = Path(__file__).with_name("recompute.txt")

EXPORTS: dict[str, tuple[Table, ...]] = {
    "orders": (_ORDERS, _ORDER_LINES),
    "ledger": (_LEDGER, *BOOKS),
    "stock": (_STOCK, _STOCK_MOVEMENTS),
    "parcels": (_PARCELS,),
}
