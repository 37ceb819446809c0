"""Every page of every face, looked at as it is: for those who do not see well, by day and by night,
on a phone and on a table, and for whatever jumps, sticks out or is complained about.

Each page is judged once: on the phone by day, on the table by night, on the phone by night, on the
table by day, in turn; what they are made of is the same. Judging takes most of the time.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser

from app.web.guard import PUBLIC, visibility_of
from tests.browser.busy_post import fill_post
from tests.browser.live import Market, cookie_of, open_market
from tests.browser.walker import PHONE, TABLE, Walker
from tests.every_address import Address, addresses
from tests.two_towns import Town, build_two_towns

pytestmark = pytest.mark.browser
# Storefront: what everybody sees, as a guest; what is one's own, as a shopper.
TURNS = ((PHONE, "light"), (TABLE, "dark"), (PHONE, "dark"), (TABLE, "light"))
VISITS = {
    "everybody": ("storefront", None),
    "shopper": ("storefront", "shopper"),
    "shopkeeper": ("village", "shopkeeper"),
    "manager": ("cooperative", "manager"),
    "administrator": ("office", "administrator"),
}
# Of these a guest sees what a shopper is led past.
FOR_GUESTS = {"storefront.people.sign_in", "storefront.people.sign_up"}
NO_PAGES = (
    ".csv",
    ".pdf",
    ".xlsx",
    ".zip",
    ".webp",
    ".json",
    ".txt",
    ".xml",
    "/sign-out",
    "/label",
    "/file",
    "<secret>",
)
LATER = {
    "storefront.search.results": "?q=梨",
    "storefront.products.show": "?province=110000",
    "village.counter.find": "?q=a",
    "village.orders.new": "?villager={villager}",
    "village.orders.confirm": "?villager={villager}&boxes-{pack}=2",
    "cooperative.packing.find": "?q=没有",
    "office.desk.find": "?q=13912341234",
    "office.inbound.find": "?q=RK0",
    "office.station.home": "?packed={packed}",
    "office.tariff.home": "?origin=320000&destination=310000&weight=5800",
    "office.tariff_drafts.line": "?group=JS-G1",
    "village.shelf.scan": "?done={shelved}",
}
# Only what is wrong comes back, and nothing is fetched for rules that nobody asked for.
JUDGE = """
() => axe.run({ resultTypes: ["violations"], preload: false, iframes: false }).then((found) =>
  found.violations.map(({ id, nodes: [node] }) =>
    `${id}: ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`))
"""
AXE = Axe().axe_script
OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
# Colours on their way from day to night are nobody's.
AT_ONCE = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
"""


@dataclass(frozen=True, slots=True)
class Street:
    market: Market
    town: Town
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def street(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """The whole demonstration, and two towns with orders, parcels and money on their ways."""
    folder = tmp_path_factory.mktemp("street")
    shutil.copyfile(demonstration, folder / "market.sqlite3")
    with open_market(f"sqlite:///{folder / 'market.sqlite3'}", folder) as market:
        with market.app.app_context():
            town, _ = build_two_towns()
            fill_post(town)
            cookies = {role: cookie_of(market.app, person) for role, person in town.people.items()}
        market.work()
        yield Street(market, town, cookies)


def pages_of(app: Flask, visit: str) -> list[Address]:
    face, role = VISITS[visit]
    return [
        one
        for one in addresses(app)
        if one.face == face
        and one.method == "GET"
        and not one.rule.endswith(NO_PAGES)
        and (face != "storefront" or is_for_guests(app, one) == (role is None))
    ]


def is_for_guests(app: Flask, address: Address) -> bool:
    return visibility_of(app, address.endpoint) == PUBLIC or address.endpoint in FOR_GUESTS


def come_in(chrome: Browser, street: Street, visit: str) -> Walker:
    role = VISITS[visit][1]
    context = chrome.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")
    if role is not None:
        name = street.market.app.config["SESSION_COOKIE_NAME"]
        value, url = street.cookies[role], street.market.address
        context.add_cookies([{"name": name, "value": value, "url": url}])
    walker = Walker.come(context, street.market.address)
    if role == "shopper":
        walker.go(f"/products/{street.town.own['storefront.products.slug']}").send("/cart/add")
    return walker


def look_at(walker: Walker, path: str, width: dict[str, int], scheme: str) -> list[str]:
    """`scheme`: light or dark. Sideways it is looked at in both widths, folded up and open."""
    page = walker.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    walker.go(path)
    page.evaluate(AXE)
    page.evaluate(AT_ONCE)
    faults = judged(walker, path, scheme) if width == PHONE else []
    page.set_viewport_size(TABLE)  # type: ignore[arg-type]
    page.evaluate(OPEN_ALL)
    walker.look_sideways()
    return faults + (judged(walker, path, scheme) if width == TABLE else [])


def judged(walker: Walker, path: str, scheme: str) -> list[str]:
    width = walker.page.viewport_size
    return [f"{path} {width}, {scheme}: {one}" for one in walker.page.evaluate(JUDGE)]


@pytest.mark.parametrize("visit", VISITS)
def test_no_page_has_anything_to_stumble_over(chrome: Browser, street: Street, visit: str) -> None:
    own = street.town.own
    filled = {
        "villager": own["village.villagers.villager_id"],
        "pack": own["cooperative.packs.variant_id"],
        "packed": own["office.station.waybill"],
        "shelved": own["village.shelf.waybill"],
    }
    walker = come_in(chrome, street, visit)
    faults = []
    for number, address in enumerate(pages_of(street.market.app, visit)):
        path = address.of(own) + LATER.get(address.endpoint, "").format(**filled)
        faults += look_at(walker, path, *TURNS[number % len(TURNS)])
    walker.context.close()
    faults += walker.faults
    assert not faults, "\n".join(dict.fromkeys(faults))
