"""Who is shopping: a person, or a browser that holds a cart's key and the secrets of orders."""

import hashlib
import hmac
import secrets

from flask import current_app, session

from app.ground.refusals import Missing
from app.orders.cart import CartOwner
from app.orders.queries import Order, get_order_by_secret, get_order_for, orders_by_secrets
from app.places.tree import tree
from app.web.sign_in import find_person_id

CART_KEY, ORDER_SECRETS, WHERETO = "cart_key", "order_secrets", "whereto"
# They travel in the cookie: browsers keep four kilobytes of it.
MOST_SECRETS = 20
CHANGZHOU, JIANGSU = "320400", "320000"


def cart_owner() -> CartOwner:
    return CartOwner(find_person_id(), session.get(CART_KEY))


def own_cart() -> CartOwner:
    """For putting something in: a browser without a cart gets the key of one."""
    if find_person_id() is None and CART_KEY not in session:
        session[CART_KEY] = secrets.token_urlsafe(24)
        session.permanent = True
    return cart_owner()


def order_secret(request_key: str) -> str:
    """Opens the order of this request for whoever filled in its form. The same for every try of it,
    and not to be worked out from what the database holds."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"order:{request_key}".encode(), hashlib.sha256).hexdigest()[:40]


def held_secrets() -> list[str]:
    return list(session.get(ORDER_SECRETS, []))


def hold_secret(secret: str) -> None:
    """The newest ones stay."""
    kept = [one for one in held_secrets() if one != secret]
    session[ORDER_SECRETS] = [*kept, secret][-MOST_SECRETS:]
    session.permanent = True


def get_own_order(number: str) -> Order:
    """Of the person who is signed in, or of this browser."""
    person_id = find_person_id()
    if person_id is not None:
        try:
            return get_order_for(person_id, number)
        except Missing:
            # She may have ordered as a guest before she signed in.
            pass
    return get_order_by_secret(held_secrets(), number)


def find_order_of_request(request_key: str) -> Order | None:
    """What an earlier try of the same form has ordered already."""
    found = orders_by_secrets([order_secret(request_key)]) if request_key else []
    return found[0] if found else None


def find_whereto() -> str | None:
    """The province (or Changzhou itself) that this browser looked at last."""
    code = session.get(WHERETO)
    return code if isinstance(code, str) and tree().find(code) else None


def remember_whereto(region_code: str) -> None:
    """Of any place its province, of one in the city the city."""
    path = tree().path(region_code)
    in_city = any(place.code == CHANGZHOU for place in path)
    session[WHERETO] = CHANGZHOU if in_city else path[0].code
