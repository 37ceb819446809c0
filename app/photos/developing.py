"""From a file that somebody sent to two small WebP pictures of our own.

Nothing of the file is kept: it is decoded and painted anew, upright, without its place, its camera,
its colour profile, its further frames, or whatever else was hidden in it. Needs no database, and is
never done inside a transaction.
"""

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass
from threading import Lock

from PIL import Image

from app.ground.photo_headers import PhotoHeader, PhotoKind, is_apple_photo, read_header
from app.ground.refusals import (
    PhotoBroken,
    PhotoFromApple,
    PhotoKindUnknown,
    PhotoTooHeavy,
    PhotoTooLarge,
)

MOST_BYTES = 10 * 1024 * 1024
MOST_MEGAPIXELS = 25
# WebP's decoder keeps several whole copies of the picture beside its own.
MOST_WEBP_MEGAPIXELS = 12
LARGE, SMALL = 1600, 400
# What one picture may take up with us; a noisy one is painted coarser until it fits.
MOST_KEPT_BYTES = 300_000
_QUALITIES = ((1600, 80), (1600, 60), (1200, 55), (1000, 40), (800, 30))
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# One picture at a time in each process, so that many at once do not take its memory.
_ONE_AT_A_TIME = Lock()
# What Pillow's decoders raise on files that are broken, on purpose or not.
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """WebP bytes, width and height in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Developed:
    """`digest` is of the file as it was sent: the same file sent twice is known by it."""

    digest: str
    large: Picture
    small: Picture


def develop(data: bytes, *, field: str | None = None) -> Developed:
    """Refuses what is no photo, too heavy, too large or broken; the file's name is never asked."""
    header = check(data, field=field)
    with _ONE_AT_A_TIME:
        try:
            return _painted(data, header)
        except _FAULTS as fault:
            raise PhotoBroken(field=field) from fault


def check(data: bytes, *, field: str | None = None) -> PhotoHeader:
    """What can be refused by the first bytes alone, before a single pixel is decoded."""
    if len(data) > MOST_BYTES:
        raise PhotoTooHeavy(field=field, most_megabytes=MOST_BYTES // 1024 // 1024)
    if is_apple_photo(data):
        raise PhotoFromApple(field=field)
    header = read_header(data)
    if header is None:
        raise PhotoKindUnknown(field=field)
    most = MOST_WEBP_MEGAPIXELS if header.kind is PhotoKind.webp else MOST_MEGAPIXELS
    if header.pixels > most * 1_000_000:
        raise PhotoTooLarge(field=field, most_megapixels=most)
    return header


def _painted(data: bytes, header: PhotoHeader) -> Developed:
    with Image.open(io.BytesIO(data), formats=[header.kind.value]) as photo:
        if photo.size != (header.width, header.height):
            raise ValueError("it is not as large as it says")
        # A JPEG is decoded at the smallest of its sizes that is enough.
        photo.draft("RGB", (LARGE, LARGE))
        upright = _upright(photo)
    large = _kept(upright)
    upright.thumbnail((SMALL, SMALL))
    return Developed(hashlib.sha256(data).hexdigest(), large, _webp(upright, 70))


def _upright(photo: Image.Image) -> Image.Image:
    """A new picture of nothing but colours, turned as the camera was held."""
    turn = photo.getexif().get(_ORIENTATION, 1)
    photo.thumbnail((LARGE, LARGE), reducing_gap=2.0)
    if photo.mode in ("RGBA", "LA", "PA", "P") or "transparency" in photo.info:
        seen = photo.convert("RGBA")
        bare = Image.new("RGB", seen.size, "white")
        bare.paste(seen, mask=seen.getchannel("A"))
    else:
        bare = Image.new("RGB", photo.size)
        bare.paste(photo.convert("RGB"))
    return bare.transpose(_TURNS[turn]) if turn in _TURNS else bare


def _kept(photo: Image.Image) -> Picture:
    for longest, quality in _QUALITIES:
        smaller = photo.copy()
        smaller.thumbnail((longest, longest))
        picture = _webp(smaller, quality)
        if len(picture.data) <= MOST_KEPT_BYTES:
            return picture
    raise ValueError("nothing but noise")


def _webp(photo: Image.Image, quality: int) -> Picture:
    paper = io.BytesIO()
    photo.save(paper, "WEBP", quality=quality, method=2, exif=b"", icc_profile=b"", xmp=b"")
    return Picture(paper.getvalue(), photo.width, photo.height)
