"""A product's texts into the search index. The worker's work: the dictionaries that cut words and
spell pinyin are not for the web processes."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import rjieba
from pypinyin import Style, lazy_pinyin, load_phrases_dict
from sqlalchemy import delete, insert

from app.catalogue.folding import simplify
from app.catalogue.kinds import ProductState
from app.catalogue.models import Category, Product, SearchToken
from app.cooperatives.models import Cooperative
from app.db import session
from app.editions.actions import bump
from app.ground.search_tokens import index_tokens
from app.places.tree import short_name, tree

# How much more a word in the name says than the same word elsewhere.
IN_NAME, IN_KIND, IN_PLACE, IN_WORDS = 8, 4, 3, 1
_LONGEST_SPELLED = 6

# As a family's name, and so a village's, 查 is read zha.
load_phrases_dict({"查家": [["zhā"], ["jiā"]]})


def index_product(product_id: int) -> None:
    """Replaces what the index holds of it; of what is not published it holds nothing. Harmless
    when repeated."""
    session.execute(delete(SearchToken).where(SearchToken.product_id == product_id))
    product = session.get(Product, product_id, populate_existing=True)
    if product is None or product.state != ProductState.published:
        return
    tokens = tokens_of(product)
    session.execute(
        insert(SearchToken),
        [
            {"token": token, "product_id": product_id, "weight": weight}
            for token, weight in sorted(tokens.items())
        ],
    )
    bump("catalogue")


def tokens_of(product: Product) -> dict[str, int]:
    tokens: dict[str, int] = {}
    for text, times in _texts(product):
        for token, weight in text_tokens(text, is_name=times == IN_NAME).items():
            tokens[token] = max(weight * times, tokens.get(token, 0))
    return tokens


def text_tokens(text: str, *, is_name: bool = False) -> dict[str, int]:
    """A name is also found by the pinyin of any part of it; of other texts only by that of words
    and of neighbouring words."""
    simplified = simplify(text)
    words = [word for word in rjieba.cut_for_search(simplified) if _is_han(word)]
    spelled = [*_spelled_words(simplified, words), *(_spelled_parts(simplified) if is_name else ())]
    return index_tokens(
        simplified,
        words,
        ("".join(syllables) for syllables in spelled),
        ("".join(syllable[:1] for syllable in syllables) for syllables in spelled),
    )


def _texts(product: Product) -> Iterator[tuple[str, int]]:
    category = session.get_one(Category, product.category_id)
    above = session.get(Category, category.parent_id) if category.parent_id else None
    cooperative = session.get_one(Cooperative, product.cooperative_id)
    yield product.name, IN_NAME
    yield product.name_en, IN_NAME
    for kind in filter(None, (category, above)):
        yield kind.name, IN_KIND
        yield kind.name_en, IN_KIND
    for place in tree().path(product.origin_code):
        yield short_name(place), IN_PLACE
        # Read by hand where the dictionary would not know: 查家村 is Zhajiacun.
        yield place.pinyin.replace(" ", ""), IN_PLACE
        yield place.name_en, IN_PLACE
    yield cooperative.name, IN_PLACE
    yield cooperative.name_en, IN_PLACE
    yield product.summary, IN_WORDS
    yield product.summary_en, IN_WORDS


def _spelled_words(text: str, words: Iterable[str]) -> Iterator[list[str]]:
    for word in words:
        yield lazy_pinyin(word, style=Style.NORMAL)
    for run in _han_runs(text):
        parts = [lazy_pinyin(word, style=Style.NORMAL) for word in rjieba.cut(run)]
        for one, next_one in pairwise(parts):
            yield one + next_one


def _spelled_parts(text: str) -> Iterator[list[str]]:
    """The dictionary cuts a name where it likes (查家·湾翠冠·梨), people do not."""
    for run in _han_runs(text):
        syllables = lazy_pinyin(run, style=Style.NORMAL)
        for length in range(2, _LONGEST_SPELLED + 1):
            for start in range(len(syllables) - length + 1):
                yield syllables[start : start + length]


def _han_runs(text: str) -> list[str]:
    return "".join(one if _is_han(one) else " " for one in text).split()


def _is_han(text: str) -> bool:
    return all("\u3400" <= one <= "\u9fff" or one >= "\U00020000" for one in text)
