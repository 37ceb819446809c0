"""Every door of the market, and everybody who may knock at it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from app.people.models import Person
from tests.browser_of_pages import Browser
from tests.makers import (
    make_administrator,
    make_clerk,
    make_cooperative,
    make_lot,
    make_manager,
    make_person,
    make_postal,
    make_product,
    make_shop,
    make_shopkeeper,
    make_variant,
    make_villager,
)
from tests.order_sheets import make_order, make_waybills

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Door:
    endpoint: str
    method: str
    rule: Rule

    def address(self, value: str) -> str:
        """With the same value for each of the address's words."""
        path = self.rule.rule
        for name in self.rule.arguments:
            for written in (f"<{name}>", f"<int:{name}>", f"<path:{name}>"):
                path = path.replace(written, value)
        assert "<" not in path, path
        return path


def doors(app: Flask, *methods: str) -> Iterator[Door]:
    """One for each page and method, in the order of their addresses."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        for method in methods:
            if method in (rule.methods or ()):
                yield Door(rule.endpoint, method, rule)


def forms(app: Flask) -> list[Door]:
    return list(doors(app, *sorted(UNSAFE)))


def people() -> dict[str, Person | None]:
    """Somebody of every role, in a market where something stands in every list."""
    shop, cooperative = make_shop(), make_cooperative()
    variant = make_variant(make_product(cooperative))
    make_lot(variant, 20)
    make_waybills(3)
    make_order((variant, 1))
    make_villager(shop)
    return {
        "guest": None,
        "buyer": make_person(),
        "shopkeeper": make_shopkeeper(shop),
        "manager": make_manager(cooperative),
        "clerk": make_clerk(cooperative),
        "postal": make_postal(),
        "administrator": make_administrator(),
    }


def become(client: Browser, person: Person | None) -> None:
    if person is None:
        client.sign_out()
    else:
        client.sign_in(person)
