"""A shop with notes in its box, for tests of counting and of bringing to the bank."""

from dataclasses import dataclass
from itertools import count

from app.cash.actions import Explanation, Handing, close_day, count_cash
from app.cash.kinds import DifferenceReason, Way
from app.cash.models import CashClose, CashCount
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.notes import KINDS
from app.ledger.queries import balance
from app.orders.kinds import Channel
from app.orders.models import Order
from app.payments.actions import take_cash
from app.people.models import Person
from app.reports.checks import check_books
from app.shops.models import Shop
from tests.makers import (
    make_consent,
    make_lot,
    make_postal,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import JIAOXI, make_order, make_waybills

NOTHING_TO_SAY = Explanation(None, "")
WRONG_CHANGE = Explanation(DifferenceReason.wrong_change, "找零多给了")
_keys = count(1)


@dataclass(frozen=True, slots=True)
class Box:
    shop: Shop
    keeper: Person
    officer: Person
    variant: Variant

    @property
    def name(self) -> str:
        return f"cash_box:{self.shop.id}"

    @property
    def held_fen(self) -> int:
        return balance(self.name)


def set_up_box(price_fen: int = 5200) -> Box:
    make_waybills()
    shop = make_shop()
    variant = make_variant(price_fen=price_fen)
    make_lot(variant, 20)
    return Box(shop, make_shopkeeper(shop), make_postal(), session.get_one(Variant, variant.id))


def sell(box: Box) -> Order:
    """To a neighbour who fetches it, paid in notes."""
    villager = make_villager(box.shop)
    make_consent(villager)
    order = make_order(
        (box.variant, 1),
        region_code=JIAOXI,
        channel=Channel.village,
        shop_id=box.shop.id,
        villager_id=villager.id,
        placed_by_id=box.keeper.id,
    )
    with transaction():
        take_cash(order.id, box.shop.id)
    return order


def notes_of(fen: int) -> dict[str, int]:
    """Some notes that come to this sum; it must be whole jiao."""
    notes = {}
    for kind, worth in KINDS.items():
        notes[kind], fen = divmod(fen, worth)
    assert fen == 0
    return notes


def next_key() -> str:
    return f"key-{next(_keys)}"


def counted(box: Box, fen: int, key: str = "") -> CashCount:
    with transaction():
        return count_cash(box.shop.id, notes_of(fen), box.keeper.id, key or next_key())


def closed(box: Box, fen: int, explanation: Explanation = NOTHING_TO_SAY) -> CashClose:
    count_ = counted(box, fen)
    with transaction():
        return close_day(count_.id, box.shop.id, explanation, box.keeper.id, next_key())


def handing(amount_fen: int, reference: str = "ICBC-0001", way: Way = Way.bank) -> Handing:
    return Handing(next_key(), way, reference, amount_fen)


def assert_books_balance() -> None:
    faults = {one.name: one.faults for one in check_books() if one.faults}
    assert faults == {}
