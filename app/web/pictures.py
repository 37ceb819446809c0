"""Pictures by their key: static/pictures/pictures.json tells what there is of each.

    "products/jiaoxi-cuiguan-pear": {"width": 800, "height": 800, "widths": [400, 800],
                                     "colour": "#cfd25a"}

The files are pictures/<key>-<width>.webp. `colour` fills the place until the picture is there.
"""

import json
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.web.statics import SOURCES, Shelf

INDEX = SOURCES / "pictures" / "pictures.json"
# Of a product that has no picture yet: our own mark.
NO_PICTURE = "favicon.svg"


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
        return self.shots.get(key, self.nothing)


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
