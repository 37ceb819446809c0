"""Fetch what is kept in the tree but not written here: `python tools/vendor.py` (needs npm).

Exact versions, because the files are committed with their checksums; nothing of this runs on a
server. tests/guards/test_vendored_files.py hashes them again.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "app/web/shared/static/vendor"
FONTS = ROOT / "app/parcels/fonts"
HTMX = ("htmx.org", "2.0.11")
NOTO = ("@fontsource/noto-sans-sc", "5.3.0")
# Slices are numbered as the font's publisher cuts them for the web; the others repeat them.
NOTO_SLICES = "noto-sans-sc-[0-9]*-400-normal.woff2"
FONT_NAMES = {
    1: "Noto Sans SC",
    2: "Regular",
    3: "Noto Sans SC Regular",
    4: "Noto Sans SC Regular",
    6: "NotoSansSC-Regular",
}
LARGEST_FONT_BYTES = 5_000_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        vendor_htmx(unpack(HTMX, Path(folder)))
        vendor_font(unpack(NOTO, Path(folder)), Path(folder))


def unpack(package: tuple[str, str], folder: Path) -> Path:
    name, version = package
    command = ["npm", "pack", "--silent", f"{name}@{version}"]
    archive = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    unpacked = folder / name.replace("/", "-")
    with tarfile.open(folder / archive.stdout.split()[-1]) as tar:
        tar.extractall(unpacked, filter="data")
    return unpacked / "package"


def vendor_htmx(package: Path) -> None:
    name = f"htmx-{HTMX[1]}.min.js"
    SCRIPTS.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "dist/htmx.min.js", SCRIPTS / name)
    shutil.copyfile(package / "LICENSE", SCRIPTS / "htmx-LICENSE.txt")
    write_manifest(SCRIPTS, {name: HTMX, "htmx-LICENSE.txt": HTMX}, licence_of(package))


def vendor_font(package: Path, folder: Path) -> None:
    """One TrueType file of all slices: the label maker reads no web fonts and no CFF outlines."""
    slices = sorted(
        (package / "files").glob(NOTO_SLICES), key=lambda path: int(path.name.split("-")[3])
    )
    font = Merger().merge([str(path) for path in plain_slices(slices, folder)])
    # The publisher's time, not ours, so that the same slices give the same bytes.
    font["head"].created = font["head"].modified = TTFont(slices[0])["head"].modified
    font.recalcTimestamp = False
    # The slices were cut at weight 400 but kept the names of the thinnest.
    for record in list(font["name"].names):
        if record.nameID in FONT_NAMES:
            record.string = FONT_NAMES[record.nameID]
    FONTS.mkdir(parents=True, exist_ok=True)
    path = FONTS / "NotoSansSC-Regular.ttf"
    font.save(path)
    if path.stat().st_size > LARGEST_FONT_BYTES:
        raise SystemExit(f"{path} has {path.stat().st_size} bytes; leave out some slices.")
    shutil.copyfile(package / "LICENSE", FONTS / "OFL.txt")
    write_manifest(FONTS, {path.name: NOTO, "OFL.txt": NOTO}, licence_of(package))


def plain_slices(slices: Iterable[Path], folder: Path) -> list[Path]:
    """Each character once, outlines only: labels need no hints and no typographic features."""
    options = subset.Options(
        hinting=False, layout_features=[], drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "STAT"]
    )
    options.drop_tables += ["vhea", "vmtx", "gasp"]
    taken: set[int] = set()
    plain = []
    for path in slices:
        font = TTFont(path)
        wanted = set(font.getBestCmap()) - taken
        taken |= wanted
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        font.flavor = None
        plain.append(folder / f"{path.stem}.ttf")
        font.save(plain[-1])
    return plain


def licence_of(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text())["license"])


def write_manifest(folder: Path, files: dict[str, tuple[str, str]], licence: str) -> None:
    manifest = {
        name: {
            "package": package,
            "version": version,
            "licence": licence,
            "sha384": sha384(folder / name),
        }
        for name, (package, version) in files.items()
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / "MANIFEST.json").write_text(text + "\n", encoding="utf-8")


def sha384(path: Path) -> str:
    """As a browser's integrity attribute wants it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


if __name__ == "__main__":
    main()
