"""Squares that a phone reads an address from."""

import segno
from markupsafe import Markup


def code_of(address: str) -> Markup:
    """A QR code, to stand in a page as it is."""
    drawn = segno.make(address, error="m").svg_inline(border=2, omitsize=True)
    return Markup(drawn)  # noqa: S704 - segno draws squares only
