"""Carts: of a person, or of a browser that holds a key; the second joins the first at sign-in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select

from app import clock
from app.catalogue.kinds import ProductState
from app.catalogue.models import Product, Variant
from app.db import session
from app.ground.refusals import Missing, QuantityNotAllowed, TooManyLines
from app.orders.models import Cart, CartLine

MOST_LINES = 30
MOST_BOXES = 99


@dataclass(frozen=True, slots=True)
class CartOwner:
    """Whose cart: the person if signed in, else the holder of the browser's key, else nobody."""

    person_id: int | None
    key: str | None

    @property
    def key_hash(self) -> str | None:
        return hash_key(self.key) if self.key and self.person_id is None else None


def hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def wanted_of(owner: CartOwner) -> dict[int, int]:
    """Boxes per variant, in the order in which they were put in."""
    statement = (
        select(CartLine.variant_id, CartLine.boxes)
        .join(Cart, Cart.id == CartLine.cart_id)
        .where(*_is_of(owner))
        .order_by(CartLine.added_at, CartLine.variant_id)
    )
    return dict(session.execute(statement).all())


def count_of(owner: CartOwner) -> int:
    statement = select(func.coalesce(func.sum(CartLine.boxes), 0)).join(
        Cart, Cart.id == CartLine.cart_id
    )
    return int(session.execute(statement.where(*_is_of(owner))).scalar_one())


def add_to_cart(owner: CartOwner, variant_id: int, boxes: int) -> None:
    """Put more of a pack in; what is on show may be put in, checkout decides what can be sold."""
    cart = _own_cart(owner)
    line = session.get(CartLine, (cart.id, variant_id))
    set_boxes(owner, variant_id, boxes + (line.boxes if line else 0))


def set_boxes(owner: CartOwner, variant_id: int, boxes: int) -> None:
    """0 takes the pack out."""
    if not 0 <= boxes <= MOST_BOXES:
        raise QuantityNotAllowed(least=0, most=MOST_BOXES, field=f"boxes-{variant_id}")
    cart = _own_cart(owner)
    line = session.get(CartLine, (cart.id, variant_id))
    if line is not None and boxes == 0:
        session.delete(line)
    elif line is not None:
        line.boxes = boxes
    elif boxes:
        _put_in(cart, variant_id, boxes)
    cart.changed_at = clock.now()
    session.flush()


def _put_in(cart: Cart, variant_id: int, boxes: int) -> None:
    shown = (
        select(Variant.id)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id == variant_id, Product.state == ProductState.published)
    )
    if session.execute(shown).first() is None:
        raise Missing
    lines = select(func.count()).select_from(CartLine).where(CartLine.cart_id == cart.id)
    if session.execute(lines).scalar_one() >= MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    session.add(CartLine(cart_id=cart.id, variant_id=variant_id, boxes=boxes, added_at=clock.now()))


def merge_carts(person_id: int, key: str) -> None:
    """What was put in before signing in is added; of a pack in both, the larger number stays."""
    guest = CartOwner(None, key)
    brought = wanted_of(guest)
    owner = CartOwner(person_id, None)
    own = wanted_of(owner)
    for variant_id, boxes in brought.items():
        if variant_id in own or len(own) < MOST_LINES:
            own[variant_id] = max(boxes, own.get(variant_id, 0))
            set_boxes(owner, variant_id, own[variant_id])
    empty_cart(guest)


def empty_cart(owner: CartOwner) -> None:
    carts = select(Cart.id).where(*_is_of(owner))
    session.execute(delete(CartLine).where(CartLine.cart_id.in_(carts)))


def take_out(owner: CartOwner, bought: Mapping[int, int]) -> None:
    """After ordering: only what was ordered leaves the cart."""
    carts = select(Cart.id).where(*_is_of(owner))
    session.execute(
        delete(CartLine).where(CartLine.cart_id.in_(carts), CartLine.variant_id.in_(sorted(bought)))
    )


def _own_cart(owner: CartOwner) -> Cart:
    cart = session.scalars(select(Cart).where(*_is_of(owner)).with_for_update()).first()
    if cart is None:
        cart = Cart(person_id=owner.person_id, key_hash=owner.key_hash, changed_at=clock.now())
        session.add(cart)
        session.flush()
    return cart


def _is_of(owner: CartOwner) -> tuple[ColumnElement[bool], ...]:
    if owner.person_id is not None:
        return (Cart.person_id == owner.person_id,)
    return (Cart.key_hash == (owner.key_hash or ""),)
