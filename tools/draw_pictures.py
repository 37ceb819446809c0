"""Draw the demonstration's pictures and the list of them. For developers only.

    npm pack @iconify-json/noto@1.2.9      # unpacked into ICONS/iconify-json-noto-1.2.9
    python -m tools.draw_pictures ICONS [name ...]

Needs resvg-py and Pillow. The pictures are kept in the repository, so nobody has to run this to use
the project; run it after changing a drawing. A name picks what begins with it: products/zhaji.
"""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import resvg_py
from PIL import Image

from tools.pictures import (
    cooperative_pictures,
    field_pictures,
    fruit_pictures,
    grain_and_tea_pictures,
    hall_pictures,
    icons,
    larder_pictures,
    paint,
    small_pictures,
    water_and_farm_pictures,
)

ROOT = Path(__file__).resolve().parent.parent
GOODS = ROOT / "app/data/demonstration/products.csv"
PICTURES = ROOT / "app/web/shared/static/pictures"

GOODS_ROOMS = (
    fruit_pictures,
    field_pictures,
    water_and_farm_pictures,
    grain_and_tea_pictures,
    larder_pictures,
)

# folder: size of the drawing, widths given out, most bytes of the widest
SHAPES = {
    "products": ((800, 800), (400, 800), 24_000),
    "cooperatives": ((900, 600), (400, 800), 17_000),
    "halls": ((1600, 640), (800, 1600), 34_000),
    "categories": ((320, 320), (160, 320), 8_000),
    "empty": ((640, 427), (320, 640), 10_000),
}


def drawings() -> dict[str, Callable[[], str]]:
    found: dict[str, Callable[[], str]] = {}
    with GOODS.open(encoding="utf-8") as goods:
        for row in csv.DictReader(goods):
            name = row["slug"].replace("-", "_")
            room = next(room for room in GOODS_ROOMS if hasattr(room, name))
            found[f"products/{row['slug']}"] = getattr(room, name)
    for folder, drawn in (
        ("cooperatives", cooperative_pictures.cooperatives()),
        ("halls", hall_pictures.halls()),
        ("categories", small_pictures.categories()),
        ("empty", small_pictures.empty()),
    ):
        found |= {f"{folder}/{slug}": draw for slug, draw in drawn.items()}
    return found


def painted(draw: Callable[[], str], size: tuple[int, int]) -> Image.Image:
    paint.DEFS.clear()
    drawing = draw()
    png = bytes(resvg_py.svg_to_bytes(svg_string=paint.sheet(*size, drawing)))
    return Image.open(io.BytesIO(png)).convert("RGB")


def packed(image: Image.Image, most: int) -> bytes:
    """WebP of the best quality from 80 down to 40 that keeps within `most` bytes."""
    for quality in range(80, 39, -5):
        kept = io.BytesIO()
        image.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= most:
            break
    return kept.getvalue()


def average(image: Image.Image) -> str:
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return f"#{red:02x}{green:02x}{blue:02x}"


def draw_one(name: str, draw: Callable[[], str]) -> dict[str, object]:
    size, widths, most = SHAPES[name.split("/")[0]]
    image = painted(draw, size)
    (PICTURES / name).parent.mkdir(parents=True, exist_ok=True)
    height = 0
    for width in widths:
        height = round(size[1] * width / size[0])
        scaled = image.resize((width, height), Image.Resampling.LANCZOS)
        share = (width / widths[-1]) ** 1.2
        (PICTURES / f"{name}-{width}.webp").write_bytes(packed(scaled, int(most * share)))
    return {"width": widths[-1], "height": height, "widths": list(widths), "colour": average(image)}


def main(icons_folder: str, *wanted: str) -> None:
    icons.HOME[0] = Path(icons_folder)
    listing = PICTURES / "pictures.json"
    known = json.loads(listing.read_text(encoding="utf-8")) if wanted else {}
    for name, draw in drawings().items():
        if not wanted or name.startswith(wanted):
            known[name] = draw_one(name, draw)
    lines = ",\n".join(f"  {json.dumps(n)}: {json.dumps(known[n])}" for n in sorted(known))
    listing.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    print(
        f"{len(known)} pictures, {sum(p.stat().st_size for p in PICTURES.rglob('*.webp')):,} bytes"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
