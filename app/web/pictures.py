"""Pictures by their key: static/pictures/pictures.json tells what there is of each.

    "products/jiaoxi-cuiguan-pear": {"width": 800, "height": 800, "widths": [400, 800],
                                     "colour": "#cfd25a"}

The files are pictures/<key>-<width>.webp. `colour` fills the place until the picture is there.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.photos.developing import SMALL
from app.web.statics import SOURCES, Shelf

INDEX = SOURCES / "pictures" / "pictures.json"
# Of a product that has no picture yet: our own mark.
NO_PICTURE = "favicon.svg"
_SENT = re.compile(r"sent/([0-9a-f]{32})/([0-9]{1,4})x([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Shot:
    src: str
    srcset: str
    width: int
    height: int
    colour: str


class Album:
    def __init__(self, entries: dict[str, dict[str, Any]], shelf: Shelf) -> None:
        self.nothing = Shot(shelf.address(NO_PICTURE), "", 800, 800, "")
        self.shots = {key: _shot(key, entry, shelf) for key, entry in entries.items()}

    def picture(self, key: str, sizes: str = "") -> Shot:
        """`sizes` is written by the template; what there is does not depend on it."""
        del sizes
        return self.shots.get(key) or _sent(key) or self.nothing


def _sent(key: str) -> Shot | None:
    """A cooperative's own: "sent/<name>/<width>x<height>", from the database."""
    found = _SENT.fullmatch(key)
    if found is None:
        return None
    name, width, height = found[1], int(found[2]), int(found[3])
    small = max(1, round(width * min(1, SMALL / max(width, height))))
    large = f"/pictures/{name}-large.webp"
    srcset = f"/pictures/{name}-small.webp {small}w, {large} {width}w"
    return Shot(src=large, srcset=srcset, width=width, height=height, colour="")


def _shot(key: str, entry: dict[str, Any], shelf: Shelf) -> Shot:
    files = {width: shelf.address(f"pictures/{key}-{width}.webp") for width in entry["widths"]}
    return Shot(
        src=files[max(files)],
        srcset=", ".join(f"{address} {width}w" for width, address in sorted(files.items())),
        width=entry["width"],
        height=entry["height"],
        colour=entry["colour"],
    )


def join(app: Flask, shelf: Shelf) -> None:
    entries = json.loads(INDEX.read_text("utf-8")) if INDEX.exists() else {}
    app.extensions["pictures"] = tuple(entries)
    app.jinja_env.globals["picture"] = Album(entries, shelf).picture
