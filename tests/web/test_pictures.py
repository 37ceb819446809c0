from pathlib import Path

import pytest

from app.web.pictures import Album
from app.web.statics import Shelf


@pytest.fixture
def album(tmp_path: Path) -> Album:
    folder = tmp_path / "sources" / "pictures" / "products"
    folder.mkdir(parents=True)
    for width in (400, 800):
        (folder / f"pear-{width}.webp").write_bytes(b"RIFF%d" % width)
    (tmp_path / "sources" / "favicon.svg").write_text("<svg/>")
    entry = {"width": 800, "height": 600, "widths": [800, 400], "colour": "#cfd25a"}
    return Album({"products/pear": entry}, Shelf(tmp_path / "sources", tmp_path / "built"))


def test_a_picture_is_offered_in_each_width_that_there_is(album: Album) -> None:
    shot = album.picture("products/pear", sizes="50vw")
    small, large = shot.srcset.split(", ")
    assert (shot.width, shot.height, shot.colour) == (800, 600, "#cfd25a")
    assert large == f"{shot.src} 800w"
    assert small.startswith("/static/pictures/products/pear-400.")
    assert small.endswith(".webp 400w")


def test_what_has_no_picture_yet_shows_our_mark(album: Album) -> None:
    shot = album.picture("products/crab")
    assert shot.src.startswith("/static/favicon.")
    assert shot.srcset == ""
