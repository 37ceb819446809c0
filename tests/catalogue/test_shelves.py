"""What halls, cooperatives and a product's own page show."""

from datetime import date

import pytest
from sqlalchemy.orm import Session, scoped_session

from app.catalogue.actions import save_attribute, save_variant, withdraw_product
from app.catalogue.cards import ProductCard, orders_open_on
from app.catalogue.drafts import AttributeDraft, BadgeDraft
from app.catalogue.kinds import BadgeKind
from app.catalogue.product_page import get_product_page
from app.catalogue.queries import cards_of_cooperative, cards_of_hall, growers_of_hall
from app.cooperatives.actions import suspend_cooperative
from app.db import session, transaction
from app.ground.refusals import Missing
from app.ground.seasons import Season, SellingKind
from tests.catalogue.goods import make_goods, publish, variant_draft
from tests.makers import XUEYAN, make_cooperative
from tests.statements import count_statements

Database = scoped_session[Session]
JULY, NOVEMBER = date(2026, 7, 25), date(2026, 11, 23)


def slugs(cards: list[ProductCard]) -> list[str]:
    return [card.slug for card in cards]


def test_in_july_pears_are_ripe_and_crabs_open_soon(database: Database) -> None:
    make_goods()
    shelves = cards_of_hall("3204", JULY)
    assert slugs(shelves.ripe) == ["jiaoxi-pear", "zhajia-pear"]
    assert slugs(shelves.soon) == ["crab"]
    assert slugs(shelves.all_year) == ["syrup"]


def test_over_the_new_year_the_soonest_season_stands_first(database: Database) -> None:
    seller = make_cooperative()
    for slug, first, last in (
        ("february", "02-01", "03-01"),
        ("january", "01-05", "03-01"),
        ("december", "12-28", "12-30"),
        ("yesterday", "12-01", "12-19"),
        ("august", "08-01", "08-30"),
    ):
        publish(seller, slug=slug, season=Season.parse(first, last))
    shelves = cards_of_hall("", date(2026, 12, 20))
    assert slugs(shelves.soon) == ["december", "january", "february"]


def test_what_can_be_ordered_ahead_is_shown_long_before_its_season(database: Database) -> None:
    season = Season.parse("11-20", "12-20")
    publish(make_cooperative(), slug="early", season=season, presale_days=60)
    (card,) = cards_of_hall("3204", JULY).soon
    assert (card.selling.kind, card.days) == (SellingKind.soon, 58)
    assert orders_open_on(card.selling) == date(2026, 9, 21)


def test_a_hall_shows_only_what_lies_below_it(database: Database) -> None:
    make_goods()
    shelves = cards_of_hall("320413", NOVEMBER)
    assert slugs(shelves.ripe) == ["crab"]
    assert (shelves.soon, shelves.all_year) == ([], [])


def test_a_shelf_is_no_longer_than_asked_for(database: Database) -> None:
    make_goods()
    assert slugs(cards_of_hall("", JULY, limit=1).ripe) == ["jiaoxi-pear"]


def test_a_card_tells_all_that_a_list_shows(database: Database) -> None:
    goods = make_goods()
    with transaction():
        save_variant(goods["zhajia-pear"], variant_draft(5800, name="10斤礼盒", net_grams=2800))
    card = cards_of_hall("3204", JULY).ripe[1]
    assert (card.name, card.name_en) == ("查家湾翠冠梨", "Zhajiawan Cuiguan pear")
    assert (card.place, card.place_en) == ("郑陆镇 · 查家村", "Zhenglu Town · Zhajia Village")
    assert (card.pack, card.price_fen, card.per_jin_fen) == ("5斤装", 3600, 720)
    assert (card.cooperative_name, card.category_slug) == ("查家林果合作社", "pears")
    assert (card.selling.kind, card.days) == (SellingKind.open, 16)
    assert card.thirds is not None
    assert [number for number, word in enumerate(card.thirds) if word == "open"] == [19, 20, 21]
    assert (card.today_third, card.left) == (20, None)


def test_plants_have_no_price_per_jin(database: Database) -> None:
    publish(make_cooperative(), category_slug="plants")
    assert [card.per_jin_fen for card in cards_of_hall("", JULY).all_year] == [None]


def test_a_cooperatives_cards_show_first_what_can_be_ordered(database: Database) -> None:
    seller_id = make_goods()["crab"].cooperative_id
    wished = ["zhajia-pear", "jiaoxi-pear", "syrup", "crab", "celery", "strawberry"]
    assert slugs(cards_of_cooperative(seller_id, JULY)) == wished


def test_growers_are_ripe_when_something_of_theirs_is(database: Database) -> None:
    pears, peaches = make_cooperative(), make_cooperative(XUEYAN)
    publish(pears, season=Season.parse("07-20", "08-10"))
    publish(peaches, season=Season.parse("06-01", "06-30"))
    growers = growers_of_hall("3204", JULY)
    assert [(one.id, one.is_ripe) for one in growers] == [(pears.id, True), (peaches.id, False)]
    assert [one.id for one in growers_of_hall("320412", JULY)] == [peaches.id]


# ------------------------------------------------------------------------- a product's page


def test_a_products_page_has_everything_in_its_order(database: Database) -> None:
    with transaction():
        save_attribute("variety", "品种", "Variety")
        save_attribute("piece_weight", "单果重", "Weight of one fruit", "number", "g")
    seller = make_cooperative()
    product = publish(
        seller,
        slug="pear",
        season=Season.parse("07-20", "08-10"),
        presale_days=19,
        badges=[BadgeDraft(BadgeKind.green_food, "LB-18", "绿色食品"), _pledge()],
        attributes={
            "piece_weight": AttributeDraft("400"),
            "variety": AttributeDraft("翠冠", "Cuiguan"),
        },
    )
    with transaction():
        save_variant(product, variant_draft(5800, name="10斤礼盒", position=2, pieces=12))
        save_variant(product, variant_draft(1, name="停售", is_on_sale=False))
    others = [publish(seller).slug for _ in range(5)]
    page = get_product_page("pear", JULY)
    assert page.product.name == "查家湾翠冠梨"
    assert (page.cooperative.id, page.category.slug) == (seller.id, "pears")
    assert [place.name for place in page.origin] == [
        "查家村村委会", "郑陆镇", "天宁区", "常州市", "江苏省",
    ]  # fmt: skip
    assert [(one.name, one.price_fen, one.pieces) for one in page.packs] == [
        ("5斤装", 3600, None),
        ("10斤礼盒", 5800, 12),
    ]
    assert [(one.kind, one.number) for one in page.badges] == [
        ("green_food", "LB-18"),
        ("pledge", None),
    ]
    assert [(one.code, one.value, one.value_en, one.unit) for one in page.attributes] == [
        ("variety", "翠冠", "Cuiguan", None),
        ("piece_weight", "400", "", "g"),
    ]
    assert [card.slug for card in page.more_from] == others[:0:-1]
    assert (page.selling.kind, page.days) == (SellingKind.open, 16)


def _pledge() -> BadgeDraft:
    return BadgeDraft(BadgeKind.pledge, None, "合作社承诺")


def test_a_bare_product_has_a_page_too(database: Database) -> None:
    publish(make_cooperative(), slug="bare")
    page = get_product_page("bare", JULY)
    assert (page.badges, page.attributes, page.more_from, page.thirds) == ((), (), (), None)
    assert page.selling.kind is SellingKind.all_year


@pytest.mark.parametrize("slug", ["durian", "", "'; --", "x" * 5000])
def test_a_page_that_is_none_is_missing(database: Database, slug: str) -> None:
    with pytest.raises(Missing):
        get_product_page(slug, JULY)


def test_what_is_withdrawn_or_whose_seller_is_suspended_has_no_page(database: Database) -> None:
    withdrawn, suspended = publish(make_cooperative()), publish(make_cooperative())
    with transaction():
        withdraw_product(withdrawn)
        suspend_cooperative(suspended.cooperative_id)
    for product in (withdrawn, suspended):
        with pytest.raises(Missing):
            get_product_page(product.slug, JULY)


def test_each_of_these_costs_one_statement_whatever_its_length(database: Database) -> None:
    seller = make_cooperative()
    seller_id = seller.id
    for number in range(30):
        publish(seller, slug=f"pear-{number}", season=Season.parse("07-20", "08-10"))
        if number not in (4, 29):
            continue
        session.expire_all()
        with count_statements() as sent:
            cards_of_hall("3204", JULY)
            cards_of_cooperative(seller_id, JULY)
            growers_of_hall("3204", JULY)
            page = get_product_page("pear-1", JULY)
            assert (page.product.story, page.cooperative.name, page.category.name) is not None
        assert len(sent) == 4
