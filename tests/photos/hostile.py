"""Files that somebody might send as a photo, made in code: honest, odd and hostile ones."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image
from PIL.PngImagePlugin import PngInfo

HTML = b"<!doctype html><script>alert(document.domain)</script>"


def painted(width: int = 640, height: int = 480) -> Image.Image:
    """The left half red, the rest green, so that one sees which way up it is."""
    photo = Image.new("RGB", (width, height), (40, 160, 60))
    photo.paste((220, 40, 40), (0, 0, width // 2, height))
    return photo


def saved(photo: Image.Image, kind: str, **options: object) -> bytes:
    paper = io.BytesIO()
    photo.save(paper, kind, **options)
    return paper.getvalue()


def jpeg(width: int = 640, height: int = 480, **options: object) -> bytes:
    return saved(painted(width, height), "JPEG", **options)


def exif(turn: int | None = None, at: bool = False, maker: bytes = b"") -> bytes:
    tags = Image.Exif()
    if turn is not None:
        tags[0x0112] = turn
    tags[0x010F] = "Farm phone"
    if maker:
        tags[0x9286] = maker
    if at:
        tags.get_ifd(0x8825).update({1: "N", 2: (31.0, 46.0, 12.0), 3: "E", 4: (119.0, 58.0, 1.0)})
    return tags.tobytes()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bare_png(width: int, height: int, *chunks: bytes, colour: int = 0, depth: int = 1) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join([chunk(b"IHDR", head), *chunks, chunk(b"IEND", b"")])


def vast_png(side: int = 13_000) -> bytes:
    """169 million points in a few kilobytes."""
    rows = zlib.compress((b"\0" + b"\0" * ((side + 7) // 8)) * side, 9)
    return bare_png(side, side, chunk(b"IDAT", rows))


def lying_png() -> bytes:
    """Small in its own header, vast in a second one."""
    second = struct.pack(">IIBBBBB", 13_000, 13_000, 1, 0, 0, 0, 0)
    return bare_png(8, 8, chunk(b"IHDR", second), chunk(b"IDAT", zlib.compress(b"\0" * 100)))


def exploding_text() -> bytes:
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 50_000_000, 9))
    return bare_png(8, 8, text, chunk(b"IDAT", zlib.compress(b"\0\0" * 8)))


def exploding_profile() -> bytes:
    profile = chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 100_000_000, 9))
    return bare_png(8, 8, profile, chunk(b"IDAT", zlib.compress(b"\0\0" * 8)))


def many_frames(kind: str, count: int) -> bytes:
    frames = [Image.new("L", (8, 8), shade % 256) for shade in range(count)]
    first = frames[0].convert("RGB")
    return saved(first, kind, save_all=True, append_images=[f.convert("RGB") for f in frames[1:]])


def endless_gif(frames: int = 10_000) -> bytes:
    frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


def script_gif() -> bytes:
    return b"GIF89a/*\0\0" + b"\0" * 16 + b"*/=1;alert(1)"


def vast_webp() -> bytes:
    body = struct.pack("<I", 0) + (16_382).to_bytes(3, "little") * 2
    whole = b"WEBP" + b"VP8X" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def vast_jpeg() -> bytes:
    """A real one that says 60,000 × 60,000 in its frame."""
    photo = jpeg(64, 64)
    place = photo.index(b"\xff\xc0")
    return photo[: place + 5] + struct.pack(">HH", 60_000, 60_000) + photo[place + 9 :]


def endless_jpeg() -> bytes:
    return b"\xff\xd8" + b"\xff\xe1\x00\x02" * 500_000


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


def with_text(text: bytes) -> bytes:
    about = PngInfo()
    about.add_text("Comment", text.decode())
    return saved(painted(32, 32), "PNG", pnginfo=about)


# Taken in, and nothing of what came with it is kept.
TAKEN: dict[str, Callable[[], bytes]] = {
    "a phone’s JPEG": lambda: jpeg(3000, 2000),
    "a PNG": lambda: saved(painted(), "PNG"),
    "a PNG one can see through": lambda: saved(painted().convert("RGBA"), "PNG"),
    "a PNG with a palette": lambda: saved(painted().convert("P"), "PNG"),
    "a PNG of 16 grey bits": lambda: saved(Image.new("I;16", (64, 64), 40_000), "PNG"),
    "a PNG of single bits": lambda: saved(painted().convert("1"), "PNG"),
    "a WebP": lambda: saved(painted(), "WEBP"),
    "a lossless WebP": lambda: saved(painted(), "WEBP", lossless=True),
    "a JPEG for printers": lambda: saved(painted().convert("CMYK"), "JPEG"),
    "a grey JPEG": lambda: saved(painted().convert("L"), "JPEG"),
    "a progressive JPEG": lambda: jpeg(progressive=True),
    "one point": lambda: saved(painted(2, 1), "PNG"),
    "very wide": lambda: saved(painted(20_000, 2), "PNG"),
    "a JPEG with a page behind it": lambda: jpeg() + HTML,
    "a JPEG with a page in its comment": lambda: jpeg(comment=HTML),
    "a PNG with a page in its text": lambda: with_text(HTML),
    "a JPEG with a ZIP behind it": lambda: jpeg() + b"PK\x03\x04" + b"\0" * 100,
    "a JPEG with PHP in its maker’s note": lambda: jpeg(exif=exif(maker=b"<?php evil();")),
    "a JPEG with the farmer’s home in it": lambda: jpeg(exif=exif(at=True)),
    "a JPEG with a huge EXIF": lambda: jpeg(exif=exif(maker=b"m" * 60_000)),
    "a JPEG with a huge colour profile": lambda: jpeg(icc_profile=b"p" * 1_000_000),
    "a moving WebP": lambda: many_frames("WEBP", 50),
    "a moving PNG": lambda: many_frames("PNG", 50),
    "noise": lambda: saved(Image.effect_noise((1200, 900), 100).convert("RGB"), "JPEG"),
    "twenty-four million points": lambda: saved(painted(6000, 4000), "PNG"),
}
# Refused, each with the code of what is said beside the field.
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("photo_kind_unknown", lambda: b""),
    "a page": ("photo_kind_unknown", lambda: HTML),
    "a drawing with a script": (
        "photo_kind_unknown",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    ),
    "XML that reads files": (
        "photo_kind_unknown",
        lambda: b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    ),
    "a PDF": ("photo_kind_unknown", lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"),
    "PostScript": ("photo_kind_unknown", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run\n"),
    "a GIF of ten thousand frames": ("photo_kind_unknown", endless_gif),
    "a GIF that is a script": ("photo_kind_unknown", script_gif),
    "a TIFF": ("photo_kind_unknown", lambda: saved(painted(), "TIFF")),
    "a BMP": ("photo_kind_unknown", lambda: saved(painted(), "BMP")),
    "a PSD": ("photo_kind_unknown", lambda: b"8BPS\0\x01" + b"\0" * 6 + b"\0\x03" + b"\xff" * 20),
    "a ZIP": ("photo_kind_unknown", lambda: b"PK\x03\x04" + b"\0" * 40),
    "a film": ("photo_kind_unknown", lambda: b"\0\0\0\x18ftypisom" + b"\0" * 40),
    "an iPhone’s HEIC": ("photo_from_apple", heic),
    "eleven megabytes": ("photo_too_heavy", lambda: jpeg(64, 64) + b"\0" * 11_000_000),
    "a PNG of 13,000 × 13,000": ("photo_too_large", vast_png),
    "a WebP of 16,383 × 16,383": ("photo_too_large", vast_webp),
    "a JPEG of 60,000 × 60,000": ("photo_too_large", vast_jpeg),
    "a PNG with two heads": ("photo_broken", lying_png),
    "a PNG whose text explodes": ("photo_broken", exploding_text),
    "half a JPEG": ("photo_broken", lambda: jpeg(1600, 1200)[:9_000]),
    "half a PNG": ("photo_broken", lambda: saved(painted(), "PNG")[:600]),
    "half a WebP": ("photo_broken", lambda: saved(painted(), "WEBP")[:200]),
    "a JPEG’s first bytes": ("photo_kind_unknown", lambda: jpeg()[:20]),
    "a JPEG without an end of tables": ("photo_kind_unknown", endless_jpeg),
    "a PNG without points": ("photo_kind_unknown", lambda: bare_png(0, 0)),
    "a PNG of nonsense": ("photo_broken", lambda: bare_png(8, 8, chunk(b"IDAT", b"nonsense"))),
    "a WebP of nonsense": ("photo_kind_unknown", lambda: b"RIFF\x10\0\0\0WEBPVP8 " + b"\xff" * 16),
}
