"""E-mail addresses: the plain kind, in lower case, so that one mailbox has one spelling."""

import re
import unicodedata

from app.ground.digits import is_empty
from app.ground.refusals import EmailNotAllowed, FieldMissing

LONGEST = 254
_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_LOCAL}@(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]+)")


def parse_email(text: object, *, field: str | None = "email") -> str:
    """Full-width letters (a Chinese keyboard's ＠) are read; quoted and non-ASCII names are not."""
    if is_empty(text):
        raise FieldMissing(field=field)
    if not isinstance(text, str) or len(text) > LONGEST * 2:
        raise EmailNotAllowed(field=field)
    address = unicodedata.normalize("NFKC", text).strip().lower()
    if len(address) > LONGEST or not _EMAIL.fullmatch(address):
        raise EmailNotAllowed(field=field)
    return address
