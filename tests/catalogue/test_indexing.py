"""What the index holds of a product."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.catalogue.actions import change_product
from app.catalogue.indexing import index_product, text_tokens
from app.catalogue.models import SearchToken
from app.db import session, transaction
from tests.catalogue.goods import product_draft, publish
from tests.makers import make_cooperative, make_product

Database = scoped_session[Session]


def tokens_of(product_id: int) -> dict[str, int]:
    rows = session.execute(
        select(SearchToken.token, SearchToken.weight).where(SearchToken.product_id == product_id)
    )
    return {token: weight for token, weight in rows}  # noqa: C416


@pytest.mark.parametrize(
    "token", ["翠", "翠冠", "冠梨", "cuiguan", "cuiguanli", "guanli", "cgl", "zhajiawan", "li"]
)
def test_a_name_is_held_by_character_pair_and_spelling(token: str) -> None:
    assert token in text_tokens("查家湾翠冠梨", is_name=True)


def test_readings_of_two_sounds_follow_the_word() -> None:
    assert {"changzhou", "cz"} <= set(text_tokens("常州"))
    assert "chongqing" in text_tokens("重庆")


def test_traditional_text_is_held_as_simplified() -> None:
    assert text_tokens("長蕩湖大閘蟹") == text_tokens("长荡湖大闸蟹")


def test_indexing_again_replaces_what_was_held(database: Database) -> None:
    seller = make_cooperative()
    product = publish(seller)
    before = tokens_of(product.id)
    with transaction():
        index_product(product.id)
    assert tokens_of(product.id) == before
    with transaction():
        change_product(product, product_draft(seller, name="水蜜桃", name_en="Peach"))
        index_product(product.id)
    held = tokens_of(product.id)
    assert "蜜桃" in held
    assert "湾翠" not in held


def test_a_village_is_held_as_its_people_say_it(database: Database) -> None:
    held = tokens_of(publish(make_cooperative()).id)
    assert {"查家", "zhajiacun", "zhenglu"} <= set(held)


def test_the_name_weighs_more_than_the_place(database: Database) -> None:
    held = tokens_of(publish(make_cooperative()).id)
    assert held["翠冠"] > held["郑陆"] > 0


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_nothing_is_held_of_what_is_not_published(database: Database, state: str) -> None:
    product = make_product(state=state)
    with transaction():
        index_product(product.id)
        index_product(2**40)
    assert tokens_of(product.id) == {}
