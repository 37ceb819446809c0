import pytest
from sqlalchemy import select

from app.catalogue.models import Variant
from app.db import session, transaction
from app.orders.actions import Actor
from app.orders.kinds import ActorKind, Channel, DeliveryPreference
from app.orders.wishes import Delivery, Recipient
from app.parcels.actions import CODE_TRIES, hand_over, locked, pack, print_labels
from app.parcels.models import Parcel, StrayEvent
from app.parcels.queries import parcels_of_order
from app.payments.actions import take_cash
from app.shelves.places import PlaceDraft, add_place
from app.shops.models import Shop
from tests.counters import Counter
from tests.makers import (
    make_consent,
    make_lot,
    make_product,
    make_shop,
    make_variant,
    make_villager,
)
from tests.order_sheets import make_order, make_waybills

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
CLERK = Actor(ActorKind.cooperative)
FOREIGN = "ZZ999999995CN"


@pytest.fixture(autouse=True)
def numbers(counter: Counter) -> None:
    make_waybills()


def send(counter: Counter, shop: Shop, phone: str | None, **product: object) -> Parcel:
    """A paid order of a villager, on its way to her shop."""
    villager = make_villager(shop, phone=phone)
    make_consent(villager)
    variant: Variant = make_variant(make_product(**product))
    make_lot(variant, 2)
    order = make_order(
        (variant, 1),
        channel=Channel.village,
        shop_id=shop.id,
        villager_id=villager.id,
        placed_by_id=counter.keeper.id,
        recipient=Recipient(
            name=villager.name, phone=phone, region_code=shop.village_code, detail=shop.detail
        ),
        delivery=Delivery(preference=DeliveryPreference.shop, shop_id=shop.id, has_consent=True),
    )
    with transaction():
        take_cash(order.id, shop.id)
    parcels = parcels_of_order(order.id)
    with transaction():
        rows = locked(one.id for one in parcels)
        print_labels(rows, CLERK)
        pack(rows, CLERK)
        hand_over(rows, CLERK)
    return parcels_of_order(order.id)[0]


def scan(counter: Counter, typed: str, expect: int = 200, place: str = "") -> str:
    form = counter.pages.get("/village/shelf/scan").form("/village/shelf/scan")
    page = counter.pages.submit(form, waybill=typed, place=place, expect=expect)
    return page.text if expect == 200 else page.error("waybill")


@pytest.mark.parametrize("shape", ["{}", " {} ", "lower", "gaps", "wide"])
def test_a_scan_is_read_however_it_comes(counter: Counter, shape: str) -> None:
    parcel = send(counter, counter.shop, None)
    number = parcel.waybill_number
    wide = number.translate({ord(str(d)): ord("０") + d for d in range(10)})
    gaps = f"{number[:2]} {number[2:7]}-{number[7:]}"
    typed = {"lower": number.lower(), "gaps": gaps, "wide": wide}.get(shape, shape.format(number))
    scan(counter, typed, place="B3")
    session.refresh(parcel)
    assert (parcel.state, parcel.shelf) == ("at_shop", "B3")


def test_what_is_cold_goes_into_the_fridge_first(counter: Counter) -> None:
    dry = send(counter, counter.shop, None, temperature_class="dry", name="大米")
    cool = send(counter, counter.shop, None, temperature_class="cool", name="白芹")
    assert "先进冰箱" not in scan(counter, dry.waybill_number)
    assert "先进冰箱" in scan(counter, cool.waybill_number)
    shelf = counter.pages.get("/village/shelf/").text
    assert shelf.index("白芹") < shelf.index("大米")
    assert "1 件要进冰箱" in counter.pages.get("/village/").text


def test_a_wrong_parcel_is_refused_beside_the_field(counter: Counter) -> None:
    elsewhere = send(counter, make_shop(), None)
    mine = send(counter, counter.shop, None)
    assert scan(counter, "ZZ 123", 422) != ""
    assert scan(counter, "", 422) != ""
    assert scan(counter, FOREIGN, 404) != ""
    assert scan(counter, elsewhere.waybill_number, 404) != ""
    session.refresh(elsewhere)
    assert elsewhere.state == "accepted"
    scan(counter, mine.waybill_number)


def collect(counter: Counter, parcel: Parcel) -> str:
    return f"/village/shelf/collect/{parcel.waybill_number}"


def test_with_the_code_and_only_with_it(counter: Counter) -> None:
    parcel = send(counter, counter.shop, "13800005678")
    scan(counter, parcel.waybill_number)
    session.refresh(parcel)
    page = counter.pages.get(collect(counter, parcel))
    assert parcel.pickup_code is not None
    assert parcel.pickup_code not in page.html
    form = page.form(collect(counter, parcel))
    answer = counter.pages.client.post(
        collect(counter, parcel), data={"known": "yes", "collected_by": "谁"}
    )
    assert answer.status_code == 422
    counter.pages.submit(form, code=f" {parcel.pickup_code} ", collected_by="王小妹")
    session.refresh(parcel)
    assert (parcel.state, parcel.collected_by) == ("collected", "王小妹")


def test_five_wrong_codes_need_a_new_one(counter: Counter) -> None:
    parcel = send(counter, counter.shop, "13800005678")
    scan(counter, parcel.waybill_number)
    session.refresh(parcel)
    right = parcel.pickup_code or ""
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    page = counter.pages.get(collect(counter, parcel))
    form, renew = (
        page.form(collect(counter, parcel)),
        page.form(f"{collect(counter, parcel)}/new-code"),
    )
    for tried in range(1, CODE_TRIES + 1):
        page = counter.pages.submit(form, code=wrong, expect=422)
        assert page.error("code") != ""
        session.refresh(parcel)
        assert parcel.pickup_code_tries == tried
    counter.pages.submit(form, code=right, expect=422)
    session.refresh(parcel)
    assert (parcel.state, parcel.collected_by) == ("at_shop", None)
    counter.pages.submit(renew)
    session.refresh(parcel)
    counter.pages.submit(form, code=parcel.pickup_code or "")
    session.refresh(parcel)
    assert parcel.state == "collected"


@pytest.mark.parametrize("code", ["", "四五六", "-1", "1e3", "9" * 30])
def test_what_is_no_code_costs_no_try(counter: Counter, code: str) -> None:
    parcel = send(counter, counter.shop, "13800005678")
    scan(counter, parcel.waybill_number)
    form = counter.pages.get(collect(counter, parcel)).form(collect(counter, parcel))
    page = counter.pages.submit(form, code=code, expect=422)
    assert page.error("code") != ""
    session.refresh(parcel)
    assert parcel.pickup_code_tries == 0


def test_the_one_box_finds_waybills_codes_phones_and_names(counter: Counter) -> None:
    parcel = send(counter, counter.shop, "13800005678")
    number = parcel.waybill_number
    assert counter.pages.get(f"/village/find?q={number}").path.startswith("/village/shelf/scan")
    scan(counter, number)
    session.refresh(parcel)
    there = collect(counter, parcel)
    assert counter.pages.get(f"/village/find?q={number.lower()}").path == there
    found = counter.pages.get(f"/village/find?q={parcel.pickup_code}")
    assert found.path.startswith(there)
    for sought in ("5678", "阿婆"):
        assert number in counter.pages.get(f"/village/find?q={sought}").text
    order_number = parcel.sub_order.order.number
    found = counter.pages.get(f"/village/find?q={order_number}")
    assert found.path == f"/village/orders/{order_number}"
    for nothing in ("", "zzz", "%", "_", "'", "12", FOREIGN.lower()):
        counter.pages.get(f"/village/find?q={nothing}")


def test_parcels_of_other_shops_are_not_handed_over(counter: Counter) -> None:
    elsewhere = send(counter, make_shop(), None)
    assert counter.pages.client.get(collect(counter, elsewhere)).status_code == 404
    answer = counter.pages.client.post(
        collect(counter, elsewhere), data={"known": "yes", "collected_by": "谁"}
    )
    assert answer.status_code == 404
    session.refresh(elsewhere)
    assert elsewhere.collected_by is None


def test_a_number_of_nobody_is_kept_for_the_post_office(counter: Counter) -> None:
    form = counter.pages.get("/village/shelf/scan").form("/village/shelf/scan")
    page = counter.pages.submit(form, waybill=FOREIGN, expect=404)
    page = counter.pages.submit(page.form("/village/shelf/strays"))
    assert f"{FOREIGN} 已登记为无主邮件" in page.text
    assert counter.pages.client.post("/village/shelf/strays", data={}).status_code == 422
    (kept,) = session.scalars(select(StrayEvent))
    assert (kept.waybill_number, kept.facts["place"]) == (FOREIGN, counter.shop.name)


def test_the_shelf_says_where_and_the_page_remembers_what_was_scanned(counter: Counter) -> None:
    with transaction():
        add_place(counter.shop.id, PlaceDraft("A1", False, 1))
        add_place(counter.shop.id, PlaceDraft("F1", True, 1))
    dry = send(counter, counter.shop, None, temperature_class="dry", name="大米")
    cool = [
        send(counter, counter.shop, None, temperature_class="cool", name=f"白芹{one}")
        for one in range(2)
    ]
    scan(counter, cool[0].waybill_number)
    form = counter.pages.get("/village/shelf/scan").form("/village/shelf/scan")
    page = counter.pages.submit(form, waybill=cool[1].waybill_number, expect=409)
    assert "冰箱没有空位了" in page.error("place")
    session.refresh(cool[1])
    assert cool[1].state == "accepted"
    counter.pages.submit(page.form("/village/shelf/scan"), place="A1")
    page = counter.pages.submit(form, waybill=dry.waybill_number, expect=409)
    assert "货架都满了" in page.error("place")
    assert "您今天扫进来的" in page.text
    assert page.text.index(cool[1].waybill_number) < page.text.index(cool[0].waybill_number)


def test_a_neighbour_known_to_the_keeper_says_the_last_digits(counter: Counter) -> None:
    parcel = send(counter, counter.shop, "13800005678")
    scan(counter, parcel.waybill_number)
    there = collect(counter, parcel)
    page = counter.pages.get(there)
    assert "5678" not in page.html
    form = page.form(there)
    page = counter.pages.submit(form, known="yes", ending="5679", expect=422)
    assert page.error("ending") != ""
    known = {"known": "yes", "ending": "5678"}
    page = counter.pages.submit(form, **known, collected_as="family", expect=422)
    assert page.error("relation") != ""
    page = counter.pages.submit(form, **known, collected_as="neighbour", expect=422)
    assert page.error("code") != ""
    page = counter.pages.submit(form, **known, collected_as="family", relation="女儿")
    assert "家里人（女儿）" in page.text
