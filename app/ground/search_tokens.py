"""Text into search tokens, the same way for what is kept and for what is asked.

Chinese has no blanks between words: runs of Han characters become overlapping pairs, so that
any two neighbouring characters of a name find it. The caller folds traditional characters to
simplified ones and brings the words and the pinyin: dictionaries do not belong here.
"""

import re
import unicodedata
from collections.abc import Iterable

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd〇"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_LETTERS_THEN_DIGITS = re.compile(r"[0-9]+|[^0-9]+")

WORD, PAIR, LATIN, CHARACTER, PINYIN, INITIALS = 8, 4, 6, 1, 3, 2
_LONGEST = 32
_MOST = 40


def query_tokens(text: str) -> list[str]:
    """What a search asks for, each token once, in order: pairs (or the one character) and words."""
    tokens: dict[str, None] = {}
    for run in _runs(text):
        tokens.update(dict.fromkeys(_pairs(run) if _IS_HAN.match(run) and run[1:] else [run]))
    return list(tokens)[:_MOST]


def index_tokens(
    simplified_text: str,
    words: Iterable[str],
    pinyin: Iterable[str],
    initials: Iterable[str],
) -> dict[str, int]:
    """What a kept text is found by: token → weight, the greatest where a token occurs twice.

    `words` are the text's Chinese words, `pinyin` spelled-out words ("cuiguanli"), `initials`
    their first letters ("cgl").
    """
    tokens: dict[str, int] = {}
    for run in _runs(simplified_text):
        if not _IS_HAN.match(run):
            _keep(tokens, [run, *_LETTERS_THEN_DIGITS.findall(run)], LATIN)
            continue
        _keep(tokens, run, CHARACTER)
        _keep(tokens, _pairs(run), PAIR)
    for given, weight in ((words, WORD), (pinyin, PINYIN), (initials, INITIALS)):
        _keep(tokens, (run for word in given for run in _runs(word)), weight)
    return tokens


def _runs(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [run if _IS_HAN.match(run) else run[:_LONGEST] for run in _RUN.findall(folded)]


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]


def _keep(tokens: dict[str, int], found: Iterable[str], weight: int) -> None:
    for token in found:
        tokens[token] = max(weight, tokens.get(token, 0))
