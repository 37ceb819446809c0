"""The initials by which a shopkeeper finds a villager: 王阿婆 → wap."""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "data" / "pinyin_initials.txt"
# Read otherwise as a surname than as a word.
SURNAMES = {
    "单": "s",
    "解": "x",
    "仇": "q",
    "查": "z",
    "曾": "z",
    "朴": "p",
    "区": "o",
    "翟": "z",
    "乐": "y",
    "缪": "m",
    "覃": "q",
    "盛": "s",
    "沈": "s",
    "召": "s",
    "折": "s",
    "种": "c",
    "重": "c",
    "尉": "y",
    "长": "z",
    "万俟": "mq",
    "澹台": "tt",
    "尉迟": "yc",
    "长孙": "zs",
    "单于": "cy",
}


def initials(name: str) -> str:
    """In lower case; what is neither Han nor an ASCII letter or digit is left out."""
    for length in (2, 1):
        known = SURNAMES.get(name[:length]) if len(name) > length else None
        if known:
            return known + _letters(name[length:])
    return _letters(name)


def _letters(text: str) -> str:
    table = _table()
    return "".join(
        one.lower() if one.isascii() and one.isalnum() else table.get(one, "") for one in text
    )


@cache
def _table() -> dict[str, str]:
    lines = (line.split() for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {character: letter for letter, characters in lines for character in characters}
