"""A small market joined to a China Post that speaks HTTP: a shed, a warehouse, a village shop, an
outlet with a courier, two of the office.

What several walks do is here; every walk ends with books that balance.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pypdfium2
import zxingcpp
from playwright.sync_api import Browser, Locator
from sqlalchemy import select

from app import clock
from app.catalogue.kinds import TemperatureClass
from app.catalogue.models import Variant
from app.db import session, transaction
from app.jobs.carrier import tell_of_parcels
from app.jobs.post import watch_parcels
from app.orders.kinds import DeliveryPreference
from app.orders.wishes import Delivery, Recipient
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_order
from app.people.actions import AddressDraft, save_address
from app.people.models import Person
from app.people.queries import saved_addresses
from app.shelves.places import PlaceDraft, add_place
from tests.browser.live import Market, cookie_of, open_market
from tests.browser.visitors import Visitors
from tests.browser.walker import Walker
from tests.catalogue.goods import publish
from tests.fake_post import FakePost, fake_post
from tests.fake_post.post import pushed
from tests.makers import (
    JIAOXI,
    make_administrator,
    make_clerk,
    make_cooperative,
    make_lot,
    make_manager,
    make_outlet,
    make_person,
    make_postal,
    make_shop,
    make_shopkeeper,
    make_warehouse,
)
from tests.order_sheets import PUDONG, make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

PEARS, SHRIMPS, CAKES = "查家湾翠冠梨", "溧湖青虾", "常州大麻糕"
COURIER = "快递员小周"
# Collected, on the road, at the office there, out for delivery; then signed for by herself.
WAY = {"203": "常州揽投部", "389": "常州处理中心", "713": "浦东投递部", "702": "浦东投递部"}
SIGNED = "704"


@dataclass
class Road(Visitors):
    """`packs`: the ids of what is sold, by name."""

    post: FakePost
    packs: dict[str, int]
    shop_id: int
    outlet_id: int
    shopper_id: int
    address_id: int
    warehouse_id: int
    warehouse_slug: str
    _told: dict[str, datetime] = field(default_factory=dict, kw_only=True)

    def work(self) -> None:
        """What the worker would do by now, and what its timetable says of parcels."""
        self.market.work()
        with self.market.lead.time(), self.market.app.app_context():
            tell_of_parcels()
            watch_parcels()
        self.market.work()

    def sell(self, what: str, boxes: int = 1, **wish: Any) -> Parcel:
        """Ordered and paid: its one parcel, to be read where there is no session."""
        with self.market.lead.time(), self.market.app.app_context():
            order = make_order((session.get_one(Variant, self.packs[what]), boxes), **wish)
            tell(paid(begin(order), f"event of {order.number}"))
            session.expire_all()
            (parcel,) = parcels_of_order(order.id)
            session.refresh(parcel)
            session.expunge(parcel)
        self.work()
        return parcel

    def sell_to_shop(self, what: str, name: str = "王秀珍", phone: str = "13800005678") -> Parcel:
        return self.sell(
            what,
            recipient=Recipient(name=name, phone=phone, region_code=JIAOXI, detail="老街 1 号"),
            delivery=Delivery(
                preference=DeliveryPreference.shop, shop_id=self.shop_id, has_consent=True
            ),
        )

    def pick(self, what: str, boxes: int) -> int:
        """A new lot in the shed; gives its id."""
        with self.market.lead.time(), self.market.app.app_context():
            return make_lot(session.get_one(Variant, self.packs[what]), boxes).id

    def scan(self, waybill: str, code: str, office: str = "", ago: int = 0, **more: str) -> None:
        """The carrier's platform pushes one scan to the market's hook, sealed; it happened `ago`
        seconds ago."""
        with self.market.lead.time():
            # Told in seconds: two of one second would have no order.
            at = clock.now() - timedelta(seconds=ago)
            at = max(at, self._told.get(waybill, at) + timedelta(seconds=1))
            self._told[waybill] = at
            office = office or WAY.get(code, "浦东投递部")
            item = self.post.scan(waybill, code, at, serial=f"{code} {at}", office=office, **more)
            body = pushed([item])
        with urlopen(f"{self.market.address}/hooks/carrier/china-post", body) as answer:
            assert answer.status == 200
        self.market.work()

    def bring(self, waybill: str, *further: str) -> None:
        """As far as the office there, a minute ago."""
        for code in ("203", "389", "713", *further):
            self.scan(waybill, code, "郑陆投递部", ago=60)

    def parcel(self, waybill: str) -> Parcel:
        with self.market.app.app_context():
            found = session.scalars(select(Parcel).where(Parcel.waybill_number == waybill)).one()
            session.expunge(found)
        return found


@contextmanager
def open_road(url: str, folder: Path, chrome: Browser) -> Iterator[Road]:
    with fake_post() as post, open_market(url, folder, post=post) as market:
        with market.app.app_context():
            people, facts = _build(market)
        yield Road(market, chrome, people, post, **facts)


def _build(market: Market) -> tuple[dict[str, str], dict[str, Any]]:
    make_waybills(60, first=70_000_000)
    growers = make_cooperative(name="查家林果合作社", name_en="Zhajia Orchards")
    shop = make_shop(name="焦溪村邮站")
    warehouse = make_warehouse(name="天宁仓", name_en="Tianning warehouse")
    outlet = make_outlet("320402109", name="郑陆投递部", name_en="Zhenglu depot", kind="delivery")
    packs = {}
    for name, slug, price_fen, kept in (
        (PEARS, "pear", 36_00, TemperatureClass.ambient),
        (SHRIMPS, "shrimps", 88_00, TemperatureClass.live),
        (CAKES, "cakes", 30_00, TemperatureClass.dry),
    ):
        product = publish(
            growers,
            price_fen,
            name=name,
            slug=slug,
            name_en=slug.title(),
            temperature_class=kept,
            is_perishable=kept is not TemperatureClass.dry,
        )
        make_lot(product.variants[0], 60)
        packs[name] = product.variants[0].id
    with transaction():
        for place in (PlaceDraft("A1", False, 20), PlaceDraft("冰箱", True, 6)):
            add_place(shop.id, place)
    shopper = make_person("李雷")
    with transaction():
        save_address(shopper, AddressDraft("李雷", "13912345678", PUDONG, "世纪大道100号"))
    people: dict[str, Person] = {
        "shopper": shopper,
        "keeper": make_shopkeeper(shop),
        "clerk": make_clerk(growers),
        "manager": make_manager(growers),
        "office": make_postal(),
        "colleague": make_postal("邮政小李"),
        "courier": make_postal(COURIER),
        "administrator": make_administrator(),
    }
    facts = {
        "packs": packs,
        "shop_id": shop.id,
        "outlet_id": outlet.id,
        "shopper_id": shopper.id,
        "address_id": saved_addresses(shopper.id)[0].id,
        "warehouse_id": warehouse.id,
        "warehouse_slug": warehouse.slug,
    }
    return {who: cookie_of(market.app, person) for who, person in people.items()}, facts


# ------------------------------------------------------------------------- what several walks do


def code_on(paper: bytes) -> str:
    """What a scanner reads from the bars of its only label."""
    (sheet,) = pypdfium2.PdfDocument(paper)
    codes = zxingcpp.read_barcodes(sheet.render(scale=203 / 72).to_pil())
    (code,) = {one.text for one in codes if one.format == zxingcpp.BarcodeFormat.Code128}
    return code


def print_labels(clerk: Walker, road: Road) -> str:
    """A batch, drawn by the worker while the clerk's page waits: what a scanner reads on it."""
    clerk.go("/cooperative/labels/").choose("size", "100x150")
    clerk.send("/cooperative/labels/", press="new")
    assert clerk.page.locator("[data-part=progress] .meter").is_visible()
    road.work()
    paper = clerk.page.locator("main a[href$='/labels.pdf']")
    paper.wait_for()
    address = paper.get_attribute("href") or ""
    return code_on(clerk.context.request.get(clerk.address + address).body())


def send(clerk: Walker, road: Road) -> str:
    """Labels, boxes, van: the number that is on the paper."""
    waybill = print_labels(clerk, road)
    clerk.go(f"/cooperative/packing/find?q={waybill}").send(f"{clerk.path}/pack")
    clerk.go("/cooperative/packing/ready")
    assert waybill in clerk.text
    clerk.send("/cooperative/packing/hand-over")
    road.work()
    return waybill


def type_into(walker: Walker, field: Locator | str, typed: str) -> Walker:
    """As a scanner or a scale does: the field has the cursor already, and Enter ends it."""
    where = walker.page.locator(field) if isinstance(field, str) else field
    assert where.evaluate("one => one === document.activeElement"), "the cursor is elsewhere"
    walker.page.keyboard.type(typed)
    with walker.page.expect_navigation(wait_until="load"):
        walker.page.keyboard.press("Enter")
    return walker.look()
