"""Search: a fixed set of questions with the same answers on every database."""

from datetime import date

import pytest
from sqlalchemy.orm import Session, scoped_session

from app.catalogue.actions import withdraw_product
from app.catalogue.facets import Option
from app.catalogue.folding import fold_query
from app.catalogue.kinds import TemperatureClass
from app.catalogue.search import SearchPage, search
from app.catalogue.wishes import SearchWish, Sort
from app.cooperatives.actions import suspend_cooperative
from app.db import session, transaction
from app.ground import keyset
from app.ground.refusals import ChoiceUnknown
from tests.catalogue.goods import make_goods, publish
from tests.makers import make_cooperative
from tests.statements import count_statements

Database = scoped_session[Session]
JULY, NOVEMBER = date(2026, 7, 25), date(2026, 11, 23)


def ask(text: str = "", **narrowing: object) -> SearchPage:
    return search(SearchWish(on=JULY, text=text, **narrowing))  # type: ignore[arg-type]


def slugs(page: SearchPage) -> list[str]:
    return [card.slug for card in page.cards]


PEARS = ["jiaoxi-pear", "zhajia-pear"]
QUESTIONS = [
    ("翠冠梨", PEARS),
    ("翠冠", PEARS),
    ("梨", [*PEARS, "syrup"]),
    ("梨膏", ["syrup"]),
    ("大闸蟹", ["crab"]),
    ("大閘蟹", ["crab"]),
    ("蟹", ["crab"]),
    ("白芹", ["celery"]),
    ("溧阳白芹", ["celery"]),
    ("溧陽白芹", ["celery"]),
    ("溧陽 白芹", ["celery"]),
    ("baiqin", ["celery"]),
    ("qingqin", []),
    ("cuiguanli", PEARS),
    ("CuiGuan", PEARS),
    ("cgl", PEARS),
    ("dazhaxie", ["crab"]),
    ("dzx", ["crab"]),
    ("pear", ["syrup", *PEARS]),
    ("Cuiguan Pear", PEARS),
    ("ｐｅａｒ", ["syrup", *PEARS]),
    ("strawberry", ["strawberry"]),
    ("查家 梨", ["zhajia-pear", "jiaoxi-pear", "syrup"]),
    ("焦溪的梨", []),
    ("时令鲜果", ["strawberry", *PEARS]),
    ("金坛", ["crab"]),
    ("Jintan", ["crab"]),
    ("榴莲", []),
    ("梨 榴莲", []),
    ("!!", []),
    ("' OR 1=1 --", []),
    ("%", []),
    ("梨" * 200, []),
]


def test_every_question_has_its_answer(database: Database) -> None:
    make_goods()
    answers = {text: slugs(ask(text)) for text, _ in QUESTIONS}
    assert {text: sorted(found) for text, found in answers.items()} == {
        text: sorted(wished) for text, wished in QUESTIONS
    }
    assert answers["梨"][:2] == PEARS
    assert answers["翠冠梨"] == PEARS


def test_an_empty_question_lists_everything_newest_first(database: Database) -> None:
    make_goods()
    wished = ["strawberry", "celery", "crab", "syrup", "jiaoxi-pear", "zhajia-pear"]
    for text in ("", "  ", "\t"):
        assert slugs(ask(text)) == wished


def test_simplified_and_traditional_ask_for_the_same(database: Database) -> None:
    assert fold_query("長蕩湖大閘蟹") == fold_query("长荡湖大闸蟹")
    assert fold_query("乾") == fold_query("干")


@pytest.mark.parametrize(
    ("narrowing", "wished"),
    [
        ({"category_slug": "pears"}, PEARS),
        ({"category_slug": "fruit"}, ["strawberry", *PEARS]),
        ({"category_slug": "durians"}, []),
        ({"hall_prefix": "3204"}, ["strawberry", "celery", "crab", "syrup", *PEARS]),
        ({"hall_prefix": "320402"}, ["syrup", *PEARS]),
        ({"hall_prefix": "33"}, []),
        ({"county_code": "320413"}, ["crab"]),
        ({"temperature_class": TemperatureClass.cool}, ["strawberry", "celery"]),
        ({"in_season": True}, PEARS),
        ({"in_season": True, "category_slug": "vegetables"}, []),
        ({"text": "梨", "category_slug": "pantry"}, ["syrup"]),
        ({"text": "梨", "hall_prefix": "320481"}, []),
    ],
)
def test_a_list_is_narrowed(
    database: Database, narrowing: dict[str, object], wished: list[str]
) -> None:
    make_goods()
    page = search(SearchWish(on=JULY, **narrowing))  # type: ignore[arg-type]
    assert slugs(page) == wished
    assert page.facets.found == len(wished)


def test_in_november_celery_and_crab_are_in_season(database: Database) -> None:
    make_goods()
    assert slugs(search(SearchWish(on=NOVEMBER, in_season=True))) == ["celery", "crab"]


def test_lists_go_by_the_price_of_the_cheapest_pack(database: Database) -> None:
    make_goods()
    rising = ["zhajia-pear", "celery", "jiaoxi-pear", "syrup", "strawberry", "crab"]
    assert slugs(ask(sort=Sort.cheapest)) == rising
    assert slugs(ask(sort=Sort.dearest)) == rising[::-1]


# ------------------------------------------------------------------------------------- facets


def counts(options: list[Option]) -> dict[str, int]:
    return {option.code: option.count for option in options}


def test_facets_count_what_each_choice_would_leave(database: Database) -> None:
    make_goods()
    facets = ask().facets
    assert counts(facets.categories) == {
        "fruit": 3, "pears": 2, "berries": 1, "vegetables": 1, "lake-catch": 1, "crab": 1,
        "pantry": 1,
    }  # fmt: skip
    assert [option.code for option in facets.categories][:3] == ["fruit", "pears", "berries"]
    assert counts(facets.counties) == {"320402": 3, "320411": 1, "320413": 1, "320481": 1}
    assert counts(facets.temperature_classes) == {"ambient": 2, "cool": 2, "dry": 1, "live": 1}
    assert (facets.in_season, facets.found, facets.are_whole) == (2, 6, True)


def test_a_facet_is_not_narrowed_by_its_own_choice(database: Database) -> None:
    make_goods()
    facets = ask(county_code="320402").facets
    assert counts(facets.counties) == {"320402": 3, "320411": 1, "320413": 1, "320481": 1}
    assert [option.code for option in facets.counties if option.is_chosen] == ["320402"]
    assert counts(facets.categories) == {"fruit": 2, "pears": 2, "pantry": 1}
    assert facets.found == 3


def test_facets_of_a_question_count_its_answers(database: Database) -> None:
    make_goods()
    facets = ask("梨", in_season=True).facets
    assert counts(facets.categories) == {"fruit": 2, "pears": 2}
    assert (facets.in_season, facets.found) == (2, 2)


def test_a_parent_category_comes_with_its_childrens_names_and_counts(database: Database) -> None:
    make_goods()
    first, second = ask(category_slug="fruit").facets.categories[:2]
    assert first == Option("fruit", "时令鲜果", "Fresh fruit", 3, True, None)
    assert second == Option("pears", "梨", "Pears", 2, False, "fruit")


# ------------------------------------------------------------------------------------- paging


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "梨"])
def test_every_product_is_on_exactly_one_page(database: Database, sort: Sort, text: str) -> None:
    cooperative = make_cooperative()
    # Few prices and the same names: only the ids tell them apart.
    made = [publish(cooperative, 1000 + number % 3).id for number in range(13)]
    seen: list[int] = []
    cursor: str | None = None
    for page_number in range(1, 5):
        page = ask(text, sort=sort, limit=4, cursor=cursor)
        seen += [card.id for card in page.cards]
        cursor = page.next_cursor
        assert (cursor is None) == (page_number == 4)
    assert sorted(seen) == made


def test_what_is_published_meanwhile_moves_no_product_from_page_to_page(
    database: Database,
) -> None:
    cooperative = make_cooperative()
    made = [publish(cooperative).id for _ in range(4)]
    first = ask(limit=2)
    publish(cooperative)
    second = ask(limit=2, cursor=first.next_cursor)
    assert [card.id for card in first.cards + second.cards] == made[::-1]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        keyset.encode([1, 2]),
        keyset.encode(["newest", 1]),
        keyset.encode(["cheapest", 1, 2]),
        keyset.encode(["newest", "1", 2]),
        keyset.encode(["newest", 2**62, 2]),
        keyset.encode(["newest", -(2**62), 2]),
    ],
)
def test_a_cursor_of_another_order_or_of_nobody_is_refused(database: Database, cursor: str) -> None:
    with pytest.raises(ChoiceUnknown):
        ask(sort=Sort.newest, cursor=cursor)


# ------------------------------------------------------------------------- what is not shown


def test_drafts_and_withdrawn_goods_are_not_found(database: Database) -> None:
    goods = make_goods()
    with transaction():
        withdraw_product(goods["zhajia-pear"])
    assert slugs(ask("翠冠梨")) == ["jiaoxi-pear"]
    assert "zhajia-pear" not in slugs(ask())


def test_goods_of_a_suspended_cooperative_are_not_found(database: Database) -> None:
    goods = make_goods()
    with transaction():
        suspend_cooperative(goods["crab"].cooperative_id)
    page = ask("蟹")
    assert (slugs(page), page.facets.found, page.facets.categories) == ([], 0, [])


# ----------------------------------------------------------------------------------- budgets


def test_a_search_costs_two_statements_whatever_its_length(database: Database) -> None:
    cooperative = make_cooperative()
    for more in (10, 90):
        for _ in range(more):
            publish(cooperative)
        for text in ("", "梨", "翠冠梨 pear"):
            session.expire_all()
            with count_statements() as sent:
                page = ask(text, limit=100)
            assert len(sent) == 2
    assert len(page.cards) == 100


def test_a_question_without_a_word_costs_no_statement(database: Database) -> None:
    with count_statements() as sent:
        ask("？！…")
    assert sent == []
