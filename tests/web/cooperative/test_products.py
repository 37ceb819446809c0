import pytest

from app.catalogue.models import Badge, Product, Variant
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.outbox.models import Message
from tests.browser_of_pages import Page
from tests.makers import JIAOXI, make_product, make_variant
from tests.sheds import Shed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
TOLD = {
    "name": "焦溪白茶",
    "category": "white-tea",
    "origin_code": JIAOXI,
    "summary": "清明前采。",
    "selling": "season",
    "first_month": "3",
    "first_day": "25",
    "last_month": "4",
    "last_day": "20",
    "presale_days": "10",
    "temperature_class": "dry",
    "shelf_life_days": "540",
    "ship_within_hours": "48",
    "ship_zone": "national",
    "picture": "categories/white-tea",
}
PACK = {
    "name": "125克罐装",
    "price": "168.50",
    "net_grams": "125",
    "gross_grams": "305",
    "length_mm": "180",
    "width_mm": "130",
    "height_mm": "90",
}
NOT_NUMBERS = ("-1", "0", "1e3", "NaN", "1_000", "٣", "1.5", "", "十", "9" * 400, "2147483648")


def count(model: type[Product] | type[Variant]) -> int:
    session.rollback()
    return session.query(model).count()


def told(shed: Shed, expect: int = 200, **changes: str) -> Page:
    form = shed.pages.get("/cooperative/products/new").form("/cooperative/products/new")
    fields = TOLD | changes
    # A person can only tap what is offered; a forger sends what she likes.
    sent = dict(form.values()) | fields
    answer = shed.pages.client.post("/cooperative/products/new", data=sent)
    if answer.status_code == 303:
        return shed.pages.get(answer.headers["Location"])
    assert answer.status_code == expect, answer.status_code
    return Page("/cooperative/products/new", answer)


def newest() -> Product:
    session.rollback()
    return session.query(Product).order_by(Product.id.desc()).first()


def test_a_product_is_drafted_from_what_the_form_offers(shed: Shed) -> None:
    form = shed.pages.get("/cooperative/products/new").form("/cooperative/products/new")
    page = shed.pages.submit(form, **TOLD)
    assert page.h1 == "焦溪白茶的新规格"
    product = newest()
    assert (product.state, product.cooperative_id) == ("draft", shed.cooperative.id)
    assert (product.season_first, product.season_last) == ("03-25", "04-20")
    assert (product.category.slug, product.picture) == ("white-tea", "categories/white-tea")
    assert (product.shelf_life_days, product.presale_days) == (540, 10)
    assert product.is_perishable


WRONG = {
    "name": ("", "梨" * 41, "\u200b\u202e"),
    "category": ("fruit", "nothing"),
    "origin_code": ("", "999999"),
    "picture": ("", "../../etc/passwd", "products/nothing"),
    "temperature_class": ("hot",),
    "ship_zone": ("moon",),
    "selling": ("never",),
    "first_month": ("", "13"),
    "last_month": ("x",),
    "shelf_life_days": ("3651", *NOT_NUMBERS),
    "ship_within_hours": ("721", *NOT_NUMBERS),
    "presale_days": ("91", *(text for text in NOT_NUMBERS if text != "0")),
}


@pytest.mark.parametrize("field", WRONG)
def test_what_cannot_be_right_is_said_beside_its_field_and_nothing_is_kept(
    shed: Shed, field: str
) -> None:
    for wrong in WRONG[field]:
        page = told(shed, expect=422, **{field: wrong})
        assert page.one("div", role="alert")
        if field not in ("picture", "selling"):
            assert page.error(field), wrong
        if field != "name":
            assert page.value("name") == "焦溪白茶"
    assert count(Product) == 1


def test_a_name_with_a_nul_in_it_is_refused(shed: Shed) -> None:
    sent = TOLD | {"name": "梨\x00"}
    assert shed.pages.client.post("/cooperative/products/new", data=sent).status_code == 422
    assert count(Product) == 1


def test_a_day_that_is_not_in_its_month_is_no_season(shed: Shed) -> None:
    page = told(shed, expect=422, first_month="2", first_day="31")
    assert page.error("first_month")
    assert count(Product) == 1


def test_what_is_sold_all_the_year_needs_no_season(shed: Shed) -> None:
    told(shed, selling="all_year", first_month="", last_month="")
    assert newest().season_first is None


def test_a_season_may_lead_over_the_new_year(shed: Shed) -> None:
    told(shed, first_month="12", first_day="1", last_month="2", last_day="28")
    assert (newest().season_first, newest().season_last) == ("12-01", "02-28")


def test_a_certificate_needs_a_number_or_a_way_to_check_it(shed: Shed) -> None:
    page = told(shed, expect=422, **{"badge-organic": "yes"})
    assert page.error("badge-organic-proof")
    told(shed, **{"badge-organic": "yes", "badge-organic-number": "110OP2600001"})
    badge = session.query(Badge).one()
    assert (badge.kind, badge.number, badge.proof) == ("organic", "110OP2600001", "")


def test_ids_and_states_that_are_sent_along_are_not_looked_at(shed: Shed) -> None:
    told(shed, id="1", state="published", cooperative_id="999", slug="admin", from_price_fen="1")
    product = newest()
    assert (product.state, product.cooperative_id) == ("draft", shed.cooperative.id)
    assert product.from_price_fen is None


def test_markup_in_a_name_is_text(shed: Shed) -> None:
    told(shed, name="<script>alert(1)</script>")
    page = shed.pages.get("/cooperative/products/")
    assert "<script>alert(1)</script>" in page.text


def test_a_pack_is_added_and_the_product_published(shed: Shed) -> None:
    page = shed.pages.submit(told(shed).form(f"/cooperative/packs/new/{newest().id}"), **PACK)
    product = newest()
    pack = product.variants[0]
    assert (pack.price_fen, pack.net_grams, pack.gross_grams) == (16850, 125, 305)
    assert (pack.length_mm, pack.pieces, pack.is_on_sale) == (180, None, True)
    page = shed.press(page, f"products/{product.id}/publish")
    assert newest().state == "published"
    assert "已上架" in page.text
    page = shed.press(page, f"products/{product.id}/withdraw")
    assert newest().state == "withdrawn"


def test_without_a_pack_nothing_is_published(shed: Shed) -> None:
    told(shed)
    product_id = newest().id
    page = shed.pages.get(f"/cooperative/products/{product_id}")
    page = shed.press(page, f"products/{product_id}/publish", expect=409)
    assert "先加一个在卖的规格，再上架。" in page.text
    assert newest().state == "draft"


def test_a_pack_that_is_not_on_sale_is_none(shed: Shed) -> None:
    product = make_product(shed.cooperative, state="draft", published_at=None)
    make_variant(product, is_on_sale=False)
    page = shed.pages.get(f"/cooperative/products/{product.id}")
    shed.press(page, f"products/{product.id}/publish", expect=409)
    assert session.get_one(Product, product.id).state == "draft"


def test_nothing_is_published_twice(shed: Shed) -> None:
    address = f"/cooperative/products/{shed.product.id}"
    assert shed.pages.client.post(f"{address}/publish").status_code == 409
    assert shed.pages.client.post(f"{address}/withdraw").status_code == 303
    assert shed.pages.client.post(f"{address}/withdraw").status_code == 409


def test_a_suspended_cooperative_publishes_nothing(shed: Shed) -> None:
    product = make_product(shed.cooperative, state="draft", published_at=None)
    make_variant(product)
    with transaction():
        session.get_one(Cooperative, shed.cooperative.id).state = "suspended"
    page = shed.pages.get(f"/cooperative/products/{product.id}")
    shed.press(page, f"products/{product.id}/publish", expect=409)
    assert session.get_one(Product, product.id).state == "draft"


WRONG_PACK = {
    "name": ("", "装" * 41),
    "price": ("", "0", "0.00", "-5", "5.555", "1e3", "NaN", "1000000.01", "9" * 400),
    "net_grams": NOT_NUMBERS,
    "gross_grams": ("124", "50001", *NOT_NUMBERS),
    "pieces": tuple(text for text in NOT_NUMBERS if text),
    "height_mm": ("2001", *(text for text in NOT_NUMBERS if text != "0")),
}


@pytest.mark.parametrize("field", WRONG_PACK)
def test_a_pack_with_impossible_figures_is_refused(shed: Shed, field: str) -> None:
    address = f"/cooperative/packs/new/{shed.product.id}"
    form = shed.pages.get(address).form(address)
    for wrong in WRONG_PACK[field]:
        page = shed.pages.submit(form, expect=422, **(PACK | {field: wrong}))
        assert page.error(field), wrong
        assert page.value("width_mm") == "130"
    assert count(Variant) == 1


def test_what_is_promised_does_not_outweigh_the_carton(shed: Shed) -> None:
    address = f"/cooperative/packs/new/{shed.product.id}"
    form = shed.pages.get(address).form(address)
    page = shed.pages.submit(form, expect=422, **(PACK | {"net_grams": "306", "price": "0"}))
    assert page.error("gross_grams")
    assert page.error("price")
    assert count(Variant) == 1


def test_full_width_figures_are_read(shed: Shed) -> None:
    page = shed.pages.get(f"/cooperative/packs/new/{shed.product.id}")
    sent = PACK | {"price": "５２．５", "net_grams": "２５００", "gross_grams": "２９００"}
    shed.pages.submit(page.form(f"/cooperative/packs/new/{shed.product.id}"), **sent)
    pack = session.query(Variant).order_by(Variant.id.desc()).first()
    assert (pack.price_fen, pack.net_grams) == (5250, 2500)


def test_a_new_price_counts_from_now_on_and_the_market_is_told(shed: Shed) -> None:
    sub_order = shed.buy(1)
    address = f"/cooperative/packs/{shed.variant.id}"
    page = shed.pages.get(address)
    assert page.value("price") == "52"
    before = session.query(Message).filter_by(kind="index_product").count()
    page = shed.pages.submit(page.form(address), price="48")
    assert "已下的订单还按原价" in page.text
    session.expire_all()
    assert session.get_one(Variant, shed.variant.id).price_fen == 4800
    assert session.get_one(Product, shed.product.id).from_price_fen == 4800
    assert sub_order.lines[0].unit_price_fen == 5200
    assert session.query(Message).filter_by(kind="index_product").count() == before + 1


def test_a_product_is_changed_and_keeps_its_address(shed: Shed) -> None:
    slug = shed.product.slug
    address = f"/cooperative/products/{shed.product.id}/edit"
    form = shed.pages.get(address).form(address)
    with transaction():
        session.get_one(Product, shed.product.id).picture = "categories/pears"
    sent = dict(form.values()) | TOLD | {"name": "焦溪早梨"}
    assert shed.pages.client.post(address, data=sent).status_code == 303
    product = session.get_one(Product, shed.product.id)
    assert (product.name, product.slug, product.state) == ("焦溪早梨", slug, "published")
    answer = shed.pages.client.post(address, data=sent | {"first_month": "x"})
    assert answer.status_code == 422
    assert session.get_one(Product, shed.product.id).season_first == "03-25"


def test_the_form_shows_what_stands_and_changes_nothing_untouched(shed: Shed) -> None:
    told(
        shed, **{"badge-pledge": "yes", "badge-pledge-proof": "随箱附", "attribute-variety": "白叶"}
    )
    address = f"/cooperative/products/{newest().id}/edit"
    before = _facts(newest())
    page = shed.pages.submit(shed.pages.get(address).form(address))
    assert page.path == address.removesuffix("/edit")
    assert _facts(newest()) == before


def _facts(product: Product) -> dict[str, object]:
    kept = {name: getattr(product, name) for name in TOLD if hasattr(product, name)}
    badges = [(one.kind, one.number, one.proof) for one in product.badges]
    traits = [(one.attribute.code, one.value) for one in product.attributes]
    season = (product.season_first, product.season_last)
    return kept | {"category": product.category.slug, "more": (badges, traits, season)}


def test_products_come_page_by_page(shed: Shed) -> None:
    for _ in range(25):
        make_product(shed.cooperative)
    page = shed.pages.get("/cooperative/products/")
    assert len(page.all("a", class_="key")) == 24
    page = shed.pages.get(page.one("a", rel="next").attrib["href"])
    assert len(page.all("a", class_="key")) == 2
    assert shed.pages.client.get("/cooperative/products/?before=x").status_code == 404


def test_the_season_is_shown_in_words(shed: Shed) -> None:
    told(shed)
    page = shed.pages.get(f"/cooperative/products/{newest().id}")
    assert "采收期 3月25日至4月20日" in page.text
