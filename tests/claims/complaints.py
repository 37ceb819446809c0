"""A sold box that has arrived (or not), and somebody who complains about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from app import clock
from app.claims.actions import lock_claim
from app.claims.models import Claim
from app.claims.opening import ClaimWish, open_claim, photo_owner
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ledger.queries import balances
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.orders.models import Order
from app.parcels.actions import hand_over, locked, pack, print_labels
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order
from app.parcels.tracking import TrackingFact, record_scans
from app.photos.actions import keep_photo
from app.photos.developing import Developed, Picture
from tests.makers import make_lot, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

BUYER, CLERK = Actor(ActorKind.buyer), Actor(ActorKind.cooperative)
_photos, _scans = count(1), count(1)


@dataclass
class Sale:
    order: Order
    parcel: Parcel

    @property
    def line_id(self) -> int:
        return self.order.sub_orders[0].lines[0].id

    def scan(self, code: str, at: datetime | None = None) -> None:
        fact = TrackingFact(
            external_id=f"scan-{next(_scans)}",
            code=code,
            place="上海浦东",
            note="",
            source=EventSource.carrier,
            happened_at=at or clock.now(),
        )
        with transaction():
            record_scans([(self.parcel.waybill_number, fact)])
        session.expire_all()

    def photo(self) -> str:
        digest = f"{next(_photos):064x}"
        developed = Developed(digest, Picture(b"large", 1600, 1200), Picture(b"small", 400, 300))
        with transaction():
            return keep_photo(photo_owner(self.order), developed).name

    def wish(self, cause: ClaimCause, **changes: Any) -> ClaimWish:
        of_goods = cause in ("bad", "short_weight", "wrong")
        defaults: dict[str, Any] = {
            "request_key": f"claim-{next(_photos)}",
            "waybill": self.parcel.waybill_number,
            "cause": cause,
            "line_id": self.line_id if of_goods else None,
        }
        if of_goods and "photos" not in changes:
            defaults["photos"] = [self.photo()]
        return ClaimWish(**{**defaults, **changes})

    def complain(self, cause: ClaimCause, **changes: Any) -> Claim:
        wish = self.wish(cause, **changes)
        with transaction():
            claim = open_claim(self.order.id, wish, BUYER)
        session.expire_all()
        return claim


def sell(price_fen: int = 5200, boxes: int = 1, **order: Any) -> Sale:
    """Paid by card and handed to the post."""
    make_waybills(5, first=80_000_000 + 5 * next(_scans))
    variant = make_variant(price_fen=price_fen)
    make_lot(variant, 20)
    return sent(make_order((variant, boxes), **order))


def sent(placed: Order) -> Sale:
    tell(paid(begin(placed), f"event of {placed.number}"))
    session.expire_all()
    ids = [parcel.id for parcel in parcels_of_order(placed.id)]
    with transaction():
        parcels = locked(ids)
        print_labels(parcels, CLERK)
        pack(parcels, CLERK)
        hand_over(parcels, CLERK)
    session.expire_all()
    return Sale(placed, parcels_of_order(placed.id)[0])


def sell_and_deliver(price_fen: int = 5200, boxes: int = 1, **order: Any) -> Sale:
    sale = sell(price_fen, boxes, **order)
    sale.scan("704")
    return sale


def locked_again(claim: Claim) -> Claim:
    session.expire_all()
    with transaction():
        return lock_claim(claim.id)


def owed() -> dict[str, int]:
    """Every account that is not level."""
    return {name: fen for name, fen in balances().items() if fen}


def later(days: int = 0, hours: int = 0) -> datetime:
    return clock.now() + timedelta(days=days, hours=hours)
