"""Digits as people type them: ASCII and the full-width ones of a Chinese keyboard, no others."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，＋－　", "0123456789.,+- ")


def plain(text: str) -> str:
    """Full-width digits and number signs become ASCII; the ends are trimmed.

    NFKC is not used: it would also turn ² and ① into digits.
    """
    return text.translate(_FULL_WIDTH).strip()


def whole_number(value: object, longest: int = 15) -> int | None:
    """A whole number ≥ 0 of at most `longest` digits, or None for everything else.

    A JSON integer is taken as it is; a boolean, a float, `1e3`, `1_000`, `-1`, `+1` and the
    digits of other scripts are not numbers here.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 10**longest else None
    if not isinstance(value, str) or len(value) > longest * 3:
        return None
    digits = plain(value)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= longest):
        return None
    return int(digits)


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
