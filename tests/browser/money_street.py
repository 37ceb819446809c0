"""A small market joined to a Stripe that speaks HTTP: two cooperatives, a shop, two of the office.

What several walks do is here; every walk ends with books that balance.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser
from sqlalchemy import select

from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.orders.models import Order
from app.parcels.models import Parcel
from app.people.actions import AddressDraft, save_address
from app.people.models import Person
from app.people.queries import saved_addresses
from app.shops.kinds import ConsentPurpose
from tests.browser.live import Market, cookie_of, open_market
from tests.browser.visitors import Visitors
from tests.browser.walker import Walker
from tests.catalogue.goods import publish
from tests.fake_stripe import FakeStripe, fake_stripe
from tests.fake_stripe.bank import Facts
from tests.fake_stripe.hooks import Deliveries
from tests.makers import (
    make_consent,
    make_cooperative,
    make_lot,
    make_manager,
    make_person,
    make_postal,
    make_shop,
    make_shopkeeper,
    make_villager,
)
from tests.order_sheets import PUDONG, make_waybills
from tests.photos.hostile import jpeg

PEARS, CAKES = "查家湾翠冠梨", "常州大麻糕"
PIECES = 12


@dataclass
class Street(Visitors):
    stripe: FakeStripe
    deliveries: Deliveries
    villager_id: int
    address_id: int

    def go_on(self) -> None:
        """Stripe's messages arrive, and the worker does what follows."""
        self.deliveries.go_on()
        self.market.work()
        self.deliveries.go_on()

    def deliver(self, number: str) -> None:
        """Both ends of a journey: out of the shed, and all the way."""
        self.market.send_everything()
        with self.market.app.app_context():
            wanted = select(Parcel.waybill_number).join(Parcel.sub_order).join(Order)
            waybills = list(session.scalars(wanted.where(Order.number == number)))
        self.market.deliver(waybills)

    def charges_of(self, number: str) -> list[Facts]:
        """What Stripe has taken for an order."""
        return [
            one
            for one in self.stripe.charges.values()
            if one["metadata"]["payment_number"].startswith(f"P{number}")
        ]

    def sums_of(self, number: str) -> tuple[list[int], list[int]]:
        """What Stripe has taken for an order, and what it has been asked to pay back, in fen."""
        self.go_on()
        charges = self.charges_of(number)
        ids = [one["id"] for one in charges]
        back = [one["amount"] for one in self.stripe.refunds.values() if one["charge"] in ids]
        return [one["amount"] for one in charges], back

    def end(self) -> None:
        self.go_on()
        super().end()


@contextmanager
def open_street(url: str, folder: Path, chrome: Browser) -> Iterator[Street]:
    with fake_stripe() as stripe, open_market(url, folder, stripe) as market:
        hook = f"{market.address}/hooks/cards/stripe"
        deliveries = Deliveries(stripe, hook)
        with market.app.app_context():
            built = _build(market)
        try:
            people, *ids = built
            yield Street(market, chrome, people, stripe, deliveries, *ids)
        finally:
            deliveries.stop()


def _build(market: Market) -> tuple[dict[str, str], int, int]:
    make_waybills(60, first=70_000_000)
    growers = make_cooperative(name="查家林果合作社", name_en="Zhajia Orchards")
    bakers = make_cooperative(name="常州糕团社", name_en="Changzhou Bakers")
    _sell(growers, PEARS, 6000, "pear")
    _sell(bakers, CAKES, 3600, "cakes")
    shop = make_shop(name="焦溪村邮站")
    keeper, shopper = make_shopkeeper(shop), make_person("李雷")
    with transaction():
        save_address(shopper, AddressDraft("李雷", "13912345678", PUDONG, "世纪大道100号"))
    villager = make_villager(shop, created_by_id=keeper.id)
    for purpose in ConsentPurpose:
        make_consent(villager, purpose)
    people: dict[str, Person] = {
        "shopper": shopper,
        "keeper": keeper,
        "manager": make_manager(growers),
        "office": make_postal(),
        "colleague": make_postal("邮政小李"),
    }
    cookies = {who: cookie_of(market.app, person) for who, person in people.items()}
    address_id = saved_addresses(shopper.id)[0].id
    return cookies, villager.id, address_id


def _sell(cooperative: Cooperative, name: str, price_fen: int, slug: str) -> None:
    product = publish(cooperative, price_fen, name=name, slug=slug, name_en=slug.title())
    make_lot(product.variants[0], 60)
    with transaction():
        product.variants[0].pieces = PIECES


# ------------------------------------------------------------------------- what several walks do


def order(walker: Walker, street: Street, **boxes: int) -> str:
    """boxes by slug. Ends on the page that asks how to pay; gives the order's number."""
    for slug, count in boxes.items():
        walker.go(f"/products/{slug}").fill(quantity=str(count)).send("/cart/add")
    walker.go(f"/checkout/?address={street.address_id}")
    if walker.page.locator("[name=perishable]").count():
        walker.tick("perishable")
    walker.send("/checkout/", press="place")
    assert walker.path.startswith("/pay/")
    return walker.path.removeprefix("/pay/")


def to_stripe(walker: Walker) -> str:
    """The session's name at Stripe."""
    walker.send(walker.path)
    _, _, name = walker.page.url.partition("/c/pay/")
    assert name
    return name


def press(walker: Walker, what: str, method: str = "") -> Walker:
    """On Stripe's own page."""
    if method:
        walker.page.locator(f"[name=method][value={method}]").check()
    return walker.follow(walker.page.locator(f"button[value={what}]"))


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def complain(buyer: Walker, number: str, about: str, bad: int) -> None:
    """What is wrong, how many, a photo, sent: there is no step more."""
    buyer.go(f"/orders/{number}")
    part = buyer.page.locator(".sub-order").filter(has_text=about)
    buyer.follow(part.locator("a[href*='/claims/new']"))
    with buyer.page.expect_response("**/claims/new?*"):
        buyer.choose("cause", "bad")
    with buyer.page.expect_response("**/claims/new?*"):
        buyer.fill(bad_count=str(bad)).page.locator("[name=bad_count]").blur()
    photo = {"name": "梨.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1200, 900)}
    buyer.page.locator("input[name=photos]").first.set_input_files([photo])  # type: ignore[list-item]
    buyer.page.locator("[data-previews] > *").first.wait_for()
    buyer.follow(buyer.page.locator("form.claim-form button.big"))


def buy(walker: Walker, street: Street, **boxes: int) -> str:
    """Ordered, paid by card, and the message has come."""
    number = order(walker, street, **boxes)
    to_stripe(walker)
    press(walker, "pay")
    street.go_on()
    return number
