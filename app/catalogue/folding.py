"""What is asked, brought into the form in which the index keeps its tokens."""

from functools import cache, lru_cache

import opencc

from app.ground.search_tokens import query_tokens

# More words than anybody types; each costs a look into the index.
MOST_TOKENS = 10


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _simplified(character: str) -> str:
    return str(_converter().convert(character))


def simplify(text: str) -> str:
    """Traditional to simplified, character by character: by phrases 乾 would become 干 or stay,
    depending on its neighbours, and what is kept would no longer equal what is asked."""
    return "".join(_simplified(one) if one >= "\u2e80" else one for one in text)


def fold_query(text: str) -> list[str]:
    """The tokens that a product must have, those that fewest have first (longest, that is)."""
    tokens = sorted(query_tokens(simplify(text)), key=len, reverse=True)
    return tokens[:MOST_TOKENS]
