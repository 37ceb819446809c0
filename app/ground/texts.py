"""Text that people type, made fit for keeping: one form, nothing invisible, nothing endless."""

import re
import unicodedata

from app.ground.refusals import FieldMissing, TextNotAllowed, TextTooLong

_LINE_BREAKS = re.compile(r"\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def clean_line(
    text: object, longest: int, *, field: str | None = None, optional: bool = False
) -> str:
    """One line: inner runs of white space become one blank. `longest` counts characters.

    Refused, not repaired: NUL, lone surrogates, characters without a meaning. Taken out
    silently: zero-width, direction and control characters.
    """
    line = _SPACES.sub(" ", _visible(text, field)).strip()
    return _measured(line, longest, field, optional)


def clean_text(
    text: object, longest: int, *, field: str | None = None, optional: bool = False
) -> str:
    """Several lines: like clean_line, but line breaks stay (at most one empty line in a row)."""
    lines = _BLANKS.sub(" ", _visible(text, field)).split("\n")
    joined = "\n".join(line.strip() for line in lines).strip()
    return _measured(_EMPTY_LINES.sub("\n\n", joined), longest, field, optional)


def fold_name(text: str) -> str:
    """For comparing names: width, case, blanks and invisible characters do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFC", "".join(kept))


def _visible(text: object, field: str | None) -> str:
    if text is None:
        return ""
    if not isinstance(text, str) or not all(map(_means_something, text)):
        raise TextNotAllowed(field=field)
    broken = _LINE_BREAKS.sub("\n", text)
    kept = (c for c in broken if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFC", "".join(kept))


def _means_something(character: str) -> bool:
    """Not NUL, a surrogate, private, unassigned or already broken.

    Rare Han characters are newer than Python's table (Extension I holds just such personal
    names of GB 18030-2022), so the ideographic planes 2 and 3 pass but for their non-characters.
    """
    # U+FFFD stands where bytes could not be read: what was meant is lost.
    if character in "\0\ufffd":
        return False
    point = ord(character)
    if 0x20000 <= point <= 0x3FFFD:
        return point & 0xFFFF < 0xFFFE
    return unicodedata.category(character) not in ("Cs", "Cn", "Co")


def _measured(text: str, longest: int, field: str | None, optional: bool) -> str:
    if not text and not optional:
        raise FieldMissing(field=field)
    if len(text) > longest:
        raise TextTooLong(field=field, longest=longest)
    return text


def mask_name(name: str) -> str:
    """王小梅 → 王**: enough for whoever knows her, and no more for anybody else."""
    return f"{name[:1]}**"
