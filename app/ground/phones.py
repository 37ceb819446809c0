"""Phone numbers of mainland China: read, and hidden from those whom they do not concern."""

import re

from app.ground.digits import is_empty, plain
from app.ground.refusals import FieldMissing, PhoneNotAllowed

_DASHES = re.compile(r"[\s\-‐‑‒–—－()（）.]")
_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_D = "[0-9０-９]"
_MOBILE_IN_TEXT = re.compile(
    rf"(?<!{_D})((?:\+?86[- ]?)?[1１][3-9３-９]{_D})[- ]?{_D}{{4}}[- ]?({_D}{{4}})(?!{_D})"
)
_LANDLINE_IN_TEXT = re.compile(
    rf"(?<!{_D})([(（]?[0０]{_D}{{2,3}}[)）]?[-— ]?){_D}{{3,4}}[- ]?({_D}{{4}})(?!{_D})"
)


def parse_mobile(text: object, *, field: str | None = "phone") -> str:
    """Eleven digits "13812345678" out of what was typed: blanks, dashes, +86 and width go."""
    if is_empty(text):
        raise FieldMissing(field=field)
    found = _MOBILE.fullmatch(_DASHES.sub("", plain(text))) if isinstance(text, str) else None
    if found is None:
        raise PhoneNotAllowed(field=field)
    return found[1]


def mask(phone: str) -> str:
    """138****5678; of a short or foreign number only the last two digits stay."""
    masked = mask_in_text(phone)
    if masked != phone:
        return masked
    return "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_in_text(text: str) -> str:
    """Hide mobiles and landlines in free text; waybill and order numbers are longer and stay."""
    return _LANDLINE_IN_TEXT.sub(r"\1****\2", _MOBILE_IN_TEXT.sub(r"\1****\2", text))
