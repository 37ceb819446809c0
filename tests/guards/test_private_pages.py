"""Whose page it is, asked of every address that the market has: each role, and for what is in the
address her own, another town's, and nothing at all. An address that is new here must be told about.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.web.guard import PRIVATE, PUBLIC, Face, visibility_of
from tests.browser_of_pages import Browser
from tests.every_address import Address, addresses
from tests.two_towns import Town, build_two_towns

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
ROLES = ("shopper", "shopkeeper", "clerk", "manager", "postal", "administrator")
# Clerks pack; where the money goes is for managers.
FOR_MANAGERS = ("cooperative.payees.", "cooperative.carriage.put")
# Postal staff look, administrators decide.
FOR_ADMINISTRATORS = {
    "office.cooperatives.approve",
    "office.cooperatives.suspend",
    "office.cooperatives.set_free",
    "office.tariff_drafts.publish",
    "office.corrections.ask",
    "office.corrections.book",
    "office.corrections.decline",
    "office.people.grant",
    "office.people.revoke",
    "office.periods.close",
}
# Who has the secret of a letter's link may come, whoever she is.
BY_SECRET = {
    "storefront.orders.open",
    "storefront.grower.show",
    "storefront.pay_for.show",
    "storefront.pay_for.start",
}
# From then on what it opens is this browser's own.
BECOMES_HERS = {"storefront.orders.open"}
# Without an account there is nothing of one's own to come to: sign in first.
FOR_SIGNED_IN = {"storefront.people.account", "storefront.addresses.remove"}
# Evidence concerns more people than its buyer, each from her own face.
EVIDENCE = {"storefront.photos.show"}
SEE_OWN_EVIDENCE = ("shopper", "clerk", "manager", "postal", "administrator")
SEE_ALL_EVIDENCE = ("postal", "administrator")
# What is named in a form instead of the address, and must be as foreign there. The second is what
# stands in the other town's addresses.
NAMED_IN_FORMS: dict[str, dict[str, str]] = {
    "cooperative.team.choose": {"cooperative_id": "office.cooperatives.cooperative_id"},
    "cooperative.lots.take_in": {"variant_id": "cooperative.packs.variant_id"},
    "cooperative.packing.hand_over": {"waybill": "cooperative.parcels.waybill"},
    "village.counter.choose": {"shop": "village.shop"},
    "village.orders.place": {"villager": "village.villagers.villager_id"},
    "village.shelf.put": {"waybill": "village.shelf.waybill"},
    "village.drop_offs.hand": {"handed": "village.drop_offs.waybill"},
}
NAMES_NOTHING = {
    # Warehouses are everybody's, and only lots of one's own are looked for in the form.
    "cooperative.inbound.announce",
    # Provinces and sums: of one's own cooperative.
    "cooperative.carriage.put",
    "office.box_types.add",
    "office.tariffs.start",
    "cooperative.payees.put",
    "office.payouts.freeze",
    "village.payees.put",
    "cooperative.households.add",
    "office.commissions.start",
    "cooperative.packing.print_all",
    "cooperative.products.draft",
    "office.carrier_claims.send",
    "office.settlement.run",
    "office.shop_money.propose",
    "office.shop_money.record",
    "office.tasks.take",
    "office.waybills.take_in",
    "office.waybills.take_sheet_in",
    "office.outlets.add",
    "cooperative.labels.start",
    "office.labels.start",
    "office.shipping.read",
    "office.shipping.confirm",
    "cooperative.shipping.read",
    "cooperative.shipping.confirm",
    "office.carrier.again",
    "office.scans.take_in",
    # A returnable box may come back at any counter, whosever parcel it was in.
    "office.green.take",
    "village.boxes.take",
    # Whoever has a labelled return in her hands brings it to any counter.
    "village.drop_offs.take",
    "village.cash_days.record",
    "village.places.add",
    "village.places.begin",
    # Whatever number is typed, it is kept as a stray scan and touches no parcel.
    "village.shelf.keep",
    "village.remittances.hand_over",
    "village.villagers.add",
}
# Without a field that names something of hers there is nothing here.
NEEDS_MORE = {"storefront.orders.receive", "village.orders.confirm", "village.orders.place"}
WELL = {200, 303}
# An empty form is refused, or what it asks for is done or no longer possible.
DONE_OR_REFUSED = {200, 303, 409, 422}


@dataclass(frozen=True, slots=True)
class World:
    app: Flask
    home: Town
    abroad: Town
    browsers: dict[str, Browser]

    def ask(self, role: str, address: Address, path: str) -> TestResponse:
        return self.browsers[role].open(path, method=address.method, buffered=True)

    def roles_of(self, address: Address) -> tuple[str, ...]:
        face = self.app.blueprints[address.face]
        assert isinstance(face, Face)
        return face.roles


@pytest.fixture
def world(app: Flask) -> World:
    home, abroad = build_two_towns()
    browsers = {"guest": browser(app)}
    for role in ROLES:
        browsers[role] = browser(app)
        browsers[role].sign_in(home.people[role])
    return World(app, home, abroad, browsers)


def browser(app: Flask) -> Browser:
    made = app.test_client()
    assert isinstance(made, Browser)
    return made


def desk_cases(world: World, address: Address) -> Iterator[tuple[str, str, set[int]]]:
    """Role, path, and what is answered there."""
    own = address.of(world.home.own)
    lets_in = world.roles_of(address)
    well = WELL if address.method == "GET" else DONE_OR_REFUSED | {404}
    yield "guest", own, {303}
    for role in ROLES:
        is_above = (role == "postal" and address.endpoint in FOR_ADMINISTRATORS) or (
            role == "clerk" and address.endpoint.startswith(FOR_MANAGERS)
        )
        if role not in lets_in or is_above:
            yield role, own, {403}
            continue
        if address.arguments:
            theirs = well if address.face == "office" else {404}
            yield role, address.of(world.abroad.own), theirs
            yield role, address.of_nothing(), {404}
        if address.face != "office" or role == "administrator":
            # Of the office all is its own: what one has done the other need not do again.
            yield role, own, well_of(address)


def well_of(address: Address) -> set[int]:
    if address.endpoint in NEEDS_MORE:
        return {404}
    return WELL if address.method == "GET" else DONE_OR_REFUSED


def storefront_cases(world: World, address: Address) -> Iterator[tuple[str, str, set[int]]]:
    own, theirs = address.of(world.home.own), address.of(world.abroad.own)
    well = well_of(address)
    is_public = visibility_of(world.app, address.endpoint) == PUBLIC
    if address.arguments:
        needs_sign_in = address.endpoint in FOR_SIGNED_IN
        yield "guest", address.of_nothing(), {303} if needs_sign_in else {404}
        yield "shopper", address.of_nothing(), {404}
    for role in ("guest", *ROLES):
        if is_public or not address.arguments or address.endpoint in BY_SECRET:
            yield role, own, well
        elif role == "guest" and address.endpoint in FOR_SIGNED_IN:
            yield role, own, {303}
        elif address.endpoint in EVIDENCE:
            yield role, theirs, well if role in SEE_ALL_EVIDENCE else {404}
            yield role, own, well if role in SEE_OWN_EVIDENCE else {404}
        else:
            yield role, theirs, {404}
            yield role, own, well if role == "shopper" else {404}


def cases(world: World) -> Iterator[tuple[Address, str, str, set[int]]]:
    for address in addresses(world.app):
        if address.endpoint == "storefront.people.sign_out":
            continue
        of = storefront_cases if address.face == "storefront" else desk_cases
        for role, path, expected in of(world, address):
            yield address, role, path, expected


def is_private(world: World, address: Address) -> bool:
    return visibility_of(world.app, address.endpoint) == PRIVATE


def is_kept_nowhere(answer: TestResponse) -> bool:
    kept = answer.headers["Cache-Control"]
    return kept == "private, no-store" and "Cookie" in answer.headers["Vary"]


def is_doing(address: Address, role: str, path: str, expected: set[int]) -> bool:
    return address.method == "POST" and 409 in expected


def test_everybody_comes_to_what_is_hers_and_to_nothing_else(world: World) -> None:
    """First whatever must change nothing; then what a person may do with her own, and at last what
    a secret opens, for then it is her own."""
    asked = sorted(
        cases(world), key=lambda case: (case[0].endpoint in BECOMES_HERS, is_doing(*case))
    )
    wrong = []
    for address, role, path, expected in asked:
        answer = world.ask(role, address, path)
        status = answer.status_code
        if status not in expected:
            wrong.append(f"{role}: {address.method} {path} is {status}, not {sorted(expected)}")
        if is_private(world, address) and not is_kept_nowhere(answer):
            wrong.append(f"{role}: {path} may be kept on its way: {answer.headers}")
    assert not wrong, "\n".join(wrong)


def test_what_a_form_names_is_as_foreign_as_in_an_address(world: World) -> None:
    theirs = {**world.abroad.own, "village.shop": shop_of(world.abroad)}
    told = set(NAMED_IN_FORMS) | NAMES_NOTHING
    wrong = []
    for address in addresses(world.app):
        if address.face == "storefront" or address.method != "POST" or address.arguments:
            continue
        assert address.endpoint in told, f"say in NAMED_IN_FORMS what {address.endpoint} names"
        fields = {
            name: theirs[named] for name, named in NAMED_IN_FORMS.get(address.endpoint, {}).items()
        }
        if not fields:
            continue
        for role in world.roles_of(address):
            likely = {"boxes": "5", "harvested_on": "2026-01-01", "request_key": "x" * 30}
            answer = world.browsers[role].post(address.rule, data={**likely, **fields})
            if answer.status_code not in (403, 404, 422):
                wrong.append(f"{role}: {address.rule} {fields} is {answer.status_code}")
            if any(one in answer.get_data(as_text=True) for one in named_people(world.abroad)):
                wrong.append(f"{role}: {address.rule} {fields} names a person of the other town")
    assert not wrong, "\n".join(wrong)


def shop_of(town: Town) -> str:
    return str(town.people["shopkeeper"].grants[0].shop_id)


def named_people(town: Town) -> tuple[str, ...]:
    return tuple(f"{town.word}{one}" for one in ("阿婆", "塘岸", "买家"))


def test_no_list_and_no_search_shows_a_word_of_the_other_town(world: World) -> None:
    found = []
    for address in addresses(world.app):
        if address.method != "GET" or address.face == "office":
            continue
        if not is_private(world, address):
            continue
        face_roles = ("shopper",) if address.face == "storefront" else world.roles_of(address)
        for role in face_roles:
            own = address.of(world.home.own)
            for query in ("", *searches(world.abroad, address)):
                shown = world.ask(role, address, own + query).data
                for secret in world.abroad.secrets[address.face]:
                    if secret not in query and secret.encode() in shown:
                        found.append(f"{role}: {own}{query} shows {secret}")
    assert not found, "\n".join(found)


def searches(abroad: Town, address: Address) -> list[str]:
    """By what somebody could know of the other town."""
    if address.arguments:
        return []
    known = (abroad.own["village.orders.number"], abroad.own["cooperative.parcels.waybill"], "ap")
    return [f"?q={one}" for one in known]


def test_a_public_page_is_the_same_bytes_for_everybody(world: World) -> None:
    """With a word in the query that nobody knows, so that each is made anew and none is kept."""
    different = []
    for address in addresses(world.app):
        if visibility_of(world.app, address.endpoint) != PUBLIC:
            continue
        path = address.of(world.home.own) + "?made=anew"
        for prefix in ("", "/en"):
            nobody = world.browsers["guest"].get(prefix + path)
            assert "Set-Cookie" not in nobody.headers
            assert "Cookie" not in nobody.headers.get("Vary", "")
            assert "no-store" not in nobody.headers["Cache-Control"]
            for role in ROLES:
                answer = world.browsers[role].get(prefix + path)
                if answer.data != nobody.data or "Set-Cookie" in answer.headers:
                    different.append(f"{prefix}{path} is another page for a {role}")
    assert not different, "\n".join(different)
