"""Products are drafted, changed, published and withdrawn."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app.catalogue.actions import (
    change_price,
    change_product,
    draft_product,
    publish_product,
    save_attribute,
    save_category,
    save_variant,
    withdraw_product,
)
from app.catalogue.drafts import AttributeDraft, BadgeDraft
from app.catalogue.kinds import BadgeKind, ProductState
from app.catalogue.models import Product, SearchToken
from app.catalogue.queries import (
    categories,
    get_product_of_cooperative,
    get_variant_of_cooperative,
    products_of_cooperative,
    selling_state_of,
)
from app.cooperatives.models import Cooperative
from app.db import session, transaction
from app.editions.queries import numbers
from app.ground.refusals import (
    ChoiceUnknown,
    CooperativeSuspended,
    Missing,
    NameTaken,
    NotOnSale,
    RegionUnknown,
    StepNotAllowed,
    WeightNotAllowed,
)
from app.ground.seasons import Season, SellingKind
from app.outbox.models import Message
from tests.catalogue.goods import product_draft, publish, variant_draft
from tests.clocks import Clock
from tests.makers import make_cooperative
from tests.statements import count_statements

Database = scoped_session[Session]


@pytest.fixture
def seller(database: Database) -> Cooperative:
    return make_cooperative()


def drafted(seller: Cooperative, **changes: object) -> Product:
    with transaction():
        return draft_product(product_draft(seller, **changes))


def messages() -> list[tuple[str, dict[str, object]]]:
    rows = session.execute(select(Message.kind, Message.facts).order_by(Message.id))
    return [(kind, facts) for kind, facts in rows]


def count(model: type[Product] = Product) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


# ------------------------------------------------------------------------------------ drafts


def test_a_draft_keeps_what_was_said_and_nobody_hears_of_it(seller: Cooperative) -> None:
    with transaction():
        save_attribute("variety", "品种", "Variety")
    product = drafted(
        seller,
        season=Season.parse("07-20", "08-10"),
        badges=[BadgeDraft(BadgeKind.green_food, "LB-18-2026", "农业农村部")],
        attributes={"variety": AttributeDraft("翠冠", "Cuiguan")},
    )
    assert (product.state, product.slug) == ("draft", "zhajiawan-cuiguan-pear")
    assert (product.season_first, product.season_last) == ("07-20", "08-10")
    assert (product.county_code, product.category.slug) == ("320402", "pears")
    assert [(badge.kind, badge.number) for badge in product.badges] == [
        ("green_food", "LB-18-2026")
    ]
    assert [(one.attribute.code, one.value, one.value_en) for one in product.attributes] == [
        ("variety", "翠冠", "Cuiguan")
    ]
    assert messages() == []
    assert numbers([f"product:{product.id}"]) == {f"product:{product.id}": 0}


def test_products_of_the_same_english_name_get_addresses_of_their_own(seller: Cooperative) -> None:
    slugs = [drafted(seller).slug for _ in range(3)]
    base = "zhajiawan-cuiguan-pear"
    assert slugs == [base, f"{base}-2", f"{base}-3"]
    assert drafted(seller, name_en="梨").slug == "product"


def test_an_address_that_was_asked_for_is_given_once(seller: Cooperative) -> None:
    drafted(seller, slug="pears")
    with pytest.raises(NameTaken) as refused, transaction():
        draft_product(product_draft(seller, slug="pears"))
    assert refused.value.field == "slug"
    assert count() == 1


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"category_slug": "durians"}, ChoiceUnknown, "category"),
        ({"origin_code": "320402999999"}, RegionUnknown, "origin_code"),
        ({"attributes": {"colour": AttributeDraft("黄")}}, ChoiceUnknown, "attributes"),
    ],
)
def test_what_does_not_exist_cannot_be_said_of_a_product(
    seller: Cooperative, changes: dict[str, object], refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as refused, transaction():
        draft_product(product_draft(seller, **changes))
    assert refused.value.field == field  # type: ignore[attr-defined]
    assert count() == 0


def test_changing_replaces_words_badges_and_attributes_but_not_the_address(
    seller: Cooperative,
) -> None:
    with transaction():
        save_attribute("variety", "品种", "Variety")
    badge = BadgeDraft(BadgeKind.pledge, None, "合作社承诺")
    product = drafted(seller, badges=[badge, badge], attributes={"variety": AttributeDraft("翠冠")})
    with transaction():
        change_product(product, product_draft(seller, name="新梨", name_en="New", badges=[badge]))
    assert (product.name, product.slug) == ("新梨", "zhajiawan-cuiguan-pear")
    assert [one.kind for one in product.badges] == ["pledge"]
    assert product.attributes == []


def test_a_product_does_not_change_hands(seller: Cooperative) -> None:
    product, other = drafted(seller), make_cooperative()
    with pytest.raises(Missing), transaction():
        change_product(product, product_draft(other, name="偷来的梨"))
    session.refresh(product)
    assert product.name == "查家湾翠冠梨"


# ---------------------------------------------------------------------------------- variants


def test_the_price_of_lists_is_that_of_the_cheapest_pack_on_sale(seller: Cooperative) -> None:
    product = drafted(seller)
    assert product.from_price_fen is None
    with transaction():
        small = save_variant(product, variant_draft(3600))
        save_variant(product, variant_draft(5800))
        save_variant(product, variant_draft(100, is_on_sale=False))
    assert product.from_price_fen == 3600
    with transaction():
        change_price(small, 6000)
    assert product.from_price_fen == 5800
    with transaction():
        save_variant(product, variant_draft(5000), small.id)
    assert (product.from_price_fen, small.price_fen) == (5000, 5000)


def test_a_pack_of_another_product_cannot_be_changed(seller: Cooperative) -> None:
    mine, other = drafted(seller), publish(make_cooperative())
    variant = other.variants[0]
    for variant_id in (variant.id, 2**53):
        with pytest.raises(Missing), transaction():
            save_variant(mine, variant_draft(1), variant_id)
    session.refresh(variant)
    assert variant.price_fen == 3600


@pytest.mark.parametrize(("net", "gross"), [(0, 10), (2500, 2499), (2500, 50_001)])
def test_a_pack_weighs_no_less_than_what_is_in_it_and_the_post_can_carry_it(
    seller: Cooperative, net: int, gross: int
) -> None:
    product = drafted(seller)
    with pytest.raises(WeightNotAllowed), transaction():
        save_variant(product, variant_draft(net_grams=net, gross_grams=gross))
    assert product.variants == []


# --------------------------------------------------------------------- publish and withdraw


def test_publishing_leaves_work_for_the_index_and_dates_the_pages(
    seller: Cooperative, clock: Clock
) -> None:
    moment = clock.stop("2026-07-01 08:00")
    product = drafted(seller)
    topics = ["catalogue", f"product:{product.id}", f"cooperative:{seller.id}"]
    before = numbers(topics)
    with transaction():
        save_variant(product, variant_draft())
        publish_product(product)
    assert (product.state, product.published_at) == ("published", moment)
    assert messages() == [("index_product", {"product_id": product.id})]
    assert numbers(topics) == {topic: before[topic] + 1 for topic in topics}


@pytest.mark.parametrize("packs", [[], [variant_draft(is_on_sale=False)]])
def test_without_a_pack_on_sale_nothing_is_published(
    seller: Cooperative, packs: list[object]
) -> None:
    product = drafted(seller)
    with transaction():
        for pack in packs:
            save_variant(product, pack)  # type: ignore[arg-type]
    with pytest.raises(NotOnSale), transaction():
        publish_product(product)
    session.refresh(product)
    assert (product.state, product.published_at, messages()) == ("draft", None, [])


def test_a_suspended_cooperative_publishes_nothing(database: Database) -> None:
    seller = make_cooperative(state="suspended")
    product = drafted(seller)
    with transaction():
        save_variant(product, variant_draft())
    with pytest.raises(CooperativeSuspended), transaction():
        publish_product(product)
    session.refresh(product)
    assert product.state == "draft"


def test_what_is_published_is_not_published_again(seller: Cooperative) -> None:
    product = publish(seller)
    with pytest.raises(StepNotAllowed) as refused, transaction():
        publish_product(product)
    assert refused.value.facts == {"step": "publish", "state": "published"}


def test_a_withdrawn_product_leaves_the_index_at_once_and_comes_back_as_old_as_it_is(
    seller: Cooperative, clock: Clock
) -> None:
    first = clock.stop("2026-07-01 08:00")
    product = publish(seller)
    with transaction():
        withdraw_product(product)
    assert product.state == "withdrawn"
    assert session.scalars(select(SearchToken.token)).all() == []
    clock.move(days=30)
    with transaction():
        publish_product(product)
    assert product.published_at == first


def test_a_draft_cannot_be_withdrawn(seller: Cooperative) -> None:
    product = drafted(seller)
    with pytest.raises(StepNotAllowed), transaction():
        withdraw_product(product)


@pytest.mark.parametrize("step", ["words", "price", "pack"])
def test_what_is_published_tells_its_pages_of_every_change(seller: Cooperative, step: str) -> None:
    product = publish(seller)
    topic = f"product:{product.id}"
    before, left = numbers([topic])[topic], len(messages())
    with transaction():
        if step == "words":
            change_product(product, product_draft(seller, name="新梨"))
        elif step == "price":
            change_price(product.variants[0], 9900)
        else:
            save_variant(product, variant_draft(9900))
    assert numbers([topic])[topic] == before + 1
    assert messages()[left:] == [("index_product", {"product_id": product.id})]


# ------------------------------------------------------------- categories, and whose it is


def test_categories_are_two_levels_deep(seller: Cooperative) -> None:
    for parent in ("pears", "durians"):
        with pytest.raises(ChoiceUnknown), transaction():
            save_category("snow-pears", "雪梨", "Snow pears", parent)
    assert "snow-pears" not in [category.slug for category in categories()]


def test_saving_a_category_again_renames_it(seller: Cooperative) -> None:
    with transaction():
        save_category("pears", "香梨", "Fragrant pears", "fruit", 9)
    assert [one.name for one in categories() if one.slug == "pears"] == ["香梨"]


def test_parents_come_before_their_children(seller: Cooperative) -> None:
    seen: set[int | None] = {None}
    for category in categories():
        assert category.parent_id in seen
        seen.add(category.id)
    assert [category.slug for category in categories()][:2] == ["fruit", "vegetables"]


def test_a_cooperative_reaches_its_own_goods_only(seller: Cooperative) -> None:
    mine, other = drafted(seller), publish(make_cooperative())
    variant_id = other.variants[0].id
    assert get_product_of_cooperative(seller.id, mine.id) is mine
    assert get_variant_of_cooperative(other.cooperative_id, variant_id).product is other
    with pytest.raises(Missing):
        get_product_of_cooperative(seller.id, other.id)
    with pytest.raises(Missing):
        get_variant_of_cooperative(seller.id, variant_id)


def test_a_cooperatives_goods_are_listed_by_state_page_by_page(seller: Cooperative) -> None:
    first, second, third = drafted(seller), publish(seller), drafted(seller)
    publish(make_cooperative())
    assert products_of_cooperative(seller.id) == [third, second, first]
    assert products_of_cooperative(seller.id, [ProductState.draft]) == [third, first]
    assert products_of_cooperative(seller.id, before_id=third.id, limit=1) == [second]


def test_a_cooperatives_list_costs_two_statements_whatever_its_length(seller: Cooperative) -> None:
    seller_id, sent_by_size = seller.id, []
    for more in (2, 20):
        for _ in range(more):
            publish(seller)
        session.expire_all()
        with count_statements() as sent:
            goods = products_of_cooperative(seller_id)
            assert all(one.variants and one.category.name for one in goods)
        sent_by_size.append(len(sent))
    assert sent_by_size == [2, 2]


def test_whether_a_product_can_be_ordered_depends_on_the_day(seller: Cooperative) -> None:
    product = drafted(seller, season=Season.parse("07-20", "08-10"), presale_days=10)
    kinds = [
        selling_state_of(product, on).kind
        for on in (date(2026, 7, 9), date(2026, 7, 10), date(2026, 7, 20), date(2026, 8, 11))
    ]
    assert kinds == [SellingKind.soon, SellingKind.presale, SellingKind.open, SellingKind.closed]
