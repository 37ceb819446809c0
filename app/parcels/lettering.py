"""Putting any text on paper as it is: wrapped by measure, clipped with a visible mark, and with the
code point in brackets where the font has no glyph, so that nobody takes an empty box for a name."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# Streams of a PDF may be bytes: writing them as letters costs a tenth of a label's time.
rl_config.useA85 = 0
FONT = "NotoSansSC"
FONT_FILE = Path(__file__).parent / "fonts" / "NotoSansSC-Regular.ttf"
CLIPPED = "…"
# More than any label could hold; what is longer is not even measured.
LONGEST = 400
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_PIECES = re.compile(r"\[U\+[0-9A-F]+\]|[!-~]+|.")


@dataclass(frozen=True, slots=True)
class Lettering:
    """`size` in points; the lines lie one beneath the other."""

    size: float
    lines: tuple[str, ...]
    is_clipped: bool


def make_ready() -> None:
    """Whoever writes on a canvas by the name FONT says so first."""
    _widths()


def literal(text: str) -> str:
    """Every character as its glyph or as [U+20BB7]; white space of any kind as one blank."""
    return "".join(_shown(character) for character in " ".join(text[: LONGEST + 1].split()))


def width_of(text: str, size: float) -> float:
    widths = _widths()
    return sum(widths.get(ord(character), 0.0) for character in text) * size


def fit(text: str, width: float, sizes: tuple[float, ...], most_lines: int = 1) -> Lettering:
    """In the first of the sizes, from large to small, in which all of it has room; in the last one
    it is clipped."""
    for size in sizes:
        found = _wrapped(text, width, size, most_lines)
        if not found.is_clipped:
            return found
    return _wrapped(text, width, sizes[-1], most_lines)


def _wrapped(text: str, width: float, size: float, most_lines: int) -> Lettering:
    lines: list[list[str]] = [[]]
    used = 0.0
    for piece in _pieces(literal(text), size, width):
        wide = width_of(piece, size)
        if used + wide <= width:
            lines[-1].append(piece)
            used += wide
        elif len(lines) < most_lines:
            lines.append([piece.lstrip()])
            used = width_of(lines[-1][0], size)
        else:
            return Lettering(size, _clipped(lines, size, width), True)
    if len(text) > LONGEST:
        return Lettering(size, _clipped(lines, size, width), True)
    return Lettering(size, tuple("".join(line).rstrip() for line in lines), False)


def _clipped(lines: list[list[str]], size: float, width: float) -> tuple[str, ...]:
    last = lines[-1]
    while last and width_of("".join(last).rstrip() + CLIPPED, size) > width:
        last.pop()
    whole = ["".join(line).rstrip() for line in lines]
    return (*whole[:-1], whole[-1] + CLIPPED)


def _pieces(text: str, size: float, width: float) -> Iterator[str]:
    """Words of Latin letters stay together where a line can hold them."""
    for piece in _PIECES.findall(text):
        if len(piece) > 1 and width_of(piece, size) > width:
            yield from piece
        else:
            yield piece


@lru_cache(5000)
def _shown(character: str) -> str:
    point = ord(character)
    # A variation selector only says how the character before it might be drawn.
    if 0xFE00 <= point <= 0xFE0F:
        return ""
    if point in _widths() and unicodedata.category(character) not in _INVISIBLE:
        return character
    return f"[U+{point:04X}]"


@cache
def _widths() -> dict[int, float]:
    """Of each character that has a glyph, how wide it is in a size of one point."""
    font = TTFont(FONT, str(FONT_FILE))
    pdfmetrics.registerFont(font)
    face = font.face
    return {
        point: face.charWidths.get(point, face.defaultWidth) / 1000 for point in face.charToGlyph
    }
