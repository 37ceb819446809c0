"""Noto's icons (Apache-2.0), by name, from their npm package."""

import json
import re
from functools import cache
from pathlib import Path

from tools.pictures import paint

FOLDER = "iconify-json-noto-1.2.9/package/icons.json"
HOME = [Path()]


@cache
def _bodies() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, dict[str, str]]] = json.loads(
        (HOME[0] / FOLDER).read_text(encoding="utf-8")
    )
    return loaded["icons"]


def icon(name: str) -> str:
    """The icon in a field of 200 around 0,0, its ids made its own."""
    own = f"noto-{name}-"
    body = re.sub(r'\bid="([^"]+)"', rf'id="{own}\1"', _bodies()[name]["body"])
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{own}\1)", body)
    body = re.sub(r'href="#([^"]+)"', rf'href="#{own}\1"', body)
    # Some icons keep stray shapes outside their field.
    seen = paint.clipped(body, paint.box(0, 0, 128, 128, "#000"))
    return paint.stamp(f'<g transform="scale({200 / 128}) translate(-64 -64)">{seen}</g>')
