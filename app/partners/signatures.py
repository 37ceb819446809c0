"""Messages signed with a shared secret: HMAC-SHA256 over time, a dot and the body.

Used by the demonstration's partners and by carriers that speak our plain protocol.
"""

import hashlib
import hmac
from collections.abc import Mapping

from app import clock
from app.partners.cards import Forged

HEADER = "Postharvest-Signature"
GOOD_FOR_SECONDS = 300
# A million commas would keep us busy for seconds.
LONGEST_HEADER = 4096


def sign(body: bytes, secret: str) -> str:
    stamp = str(int(clock.now().timestamp()))
    return f"t={stamp},v1={_digest(stamp, body, secret)}"


def check_signature(body: bytes, headers: Mapping[str, str], secret: str) -> None:
    """Forged unless signed with the secret within five minutes of now, earlier or later."""
    header = headers.get(HEADER, "")
    if len(header) > LONGEST_HEADER:
        raise Forged("too long")
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    stamp, digest = parts.get("t", ""), parts.get("v1", "")
    if not secret or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Forged("unsigned")
    if abs(clock.now().timestamp() - int(stamp)) > GOOD_FOR_SECONDS:
        raise Forged("not now")
    # compare_digest takes no text beyond ASCII (reliability E1).
    if not digest.isascii() or not hmac.compare_digest(digest, _digest(stamp, body, secret)):
        raise Forged("wrong signature")


def _digest(stamp: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
