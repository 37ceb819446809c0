"""Whatever is sent, what is kept was painted by ourselves; what cannot be is refused by name."""

import contextlib
import io
import subprocess
import sys

import pytest
from PIL import Image

from app.ground.photo_headers import PhotoKind, read_header
from app.ground.refusals import Invalid, PhotoBroken
from app.photos.developing import LARGE, MOST_KEPT_BYTES, SMALL, develop
from tests.photos.hostile import HTML, REFUSED, TAKEN, exif, exploding_profile, jpeg, painted, saved


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_kept_is_a_small_webp_and_nothing_else(name: str) -> None:
    sent = TAKEN[name]()
    developed = develop(sent)
    for picture, longest in ((developed.large, LARGE), (developed.small, SMALL)):
        header = read_header(picture.data)
        assert header is not None
        assert (header.kind, header.width, header.height) == (
            PhotoKind.webp,
            picture.width,
            picture.height,
        )
        assert max(picture.width, picture.height) <= longest
        assert len(picture.data) <= MOST_KEPT_BYTES
        with Image.open(io.BytesIO(picture.data)) as kept:
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(kept.info)
            assert getattr(kept, "n_frames", 1) == 1
        for hidden in (HTML, b"<?php", b"PK\x03\x04", b"Farm phone"):
            assert hidden not in picture.data


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused_by_name(name: str) -> None:
    code, make = REFUSED[name]
    with pytest.raises(Invalid) as refused:
        develop(make(), field="photos")
    assert (refused.value.code, refused.value.field) == (code, "photos")


def test_a_profile_that_explodes_is_not_unfolded() -> None:
    """Passed over or refused, as the decoder likes, but never a hundred megabytes of it."""
    with contextlib.suppress(PhotoBroken):
        assert len(develop(exploding_profile()).large.data) < 1_000


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_as_the_camera_was_held(turn: int) -> None:
    """Red lies left in what was seen; the camera noted how it was held."""
    seen = painted(400, 300)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    taken = seen.transpose(undo[turn]) if turn in undo else seen
    large = develop(saved(taken, "JPEG", exif=exif(turn), quality=95)).large
    with Image.open(io.BytesIO(large.data)) as kept:
        assert kept.size == (400, 300)
        red, green, _ = kept.convert("RGB").getpixel((40, 150))  # type: ignore[misc]
    assert red > 180 > green


def test_the_same_file_is_known_again() -> None:
    first, second = develop(jpeg()), develop(jpeg())
    assert first == second
    assert develop(jpeg(641)).digest != first.digest


MEASURE = """
import time
from app.ground.refusals import Refusal
from app.photos.developing import develop
from tests.photos.hostile import REFUSED, TAKEN
files = [make() for make in TAKEN.values()] + [make() for _, make in REFUSED.values()]
# What making the files took does not count, nor what the program itself takes.
open("/proc/self/clear_refs", "w").write("5")
status = lambda name: next(
    int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name)
)
before = status("VmRSS")
slowest = 0
for data in files:
    begun = time.process_time()
    try:
        develop(data)
    except Refusal:
        pass
    slowest = max(slowest, time.process_time() - begun)
print((status("VmHWM") - before) // 1024, slowest)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel for the peak")
def test_no_file_takes_150_megabytes_or_two_seconds() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], check=True, capture_output=True, text=True
    )
    megabytes, seconds = done.stdout.split()
    assert int(megabytes) < 150, done.stdout
    assert float(seconds) < 2, done.stdout
