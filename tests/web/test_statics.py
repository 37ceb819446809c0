import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from app.web.statics import Shelf
from tests.browser_of_pages import Browser

HASHED = re.compile(r"/static/tokens\.[0-9a-f]{12}\.css")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    sources = tmp_path / "sources"
    (sources / "pictures").mkdir(parents=True)
    (sources / "market.css").write_text(
        "a { background: url(mark.svg) url('data:,x') url(\"pictures/pear.webp\") }"
    )
    (sources / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (sources / "pictures" / "pear.webp").write_bytes(b"RIFF")
    (sources / "robots.txt").write_text("User-agent: *\n")
    return Shelf(sources, tmp_path / "built")


def test_the_address_holds_the_contents_hash(shelf: Shelf, tmp_path: Path) -> None:
    before = shelf.address("mark.svg")
    (tmp_path / "sources" / "mark.svg").write_text("<svg/>")
    after = Shelf(tmp_path / "sources", tmp_path / "built").address("mark.svg")
    assert re.fullmatch(r"/static/mark\.[0-9a-f]{12}\.svg", before)
    assert before != after


def test_a_style_sheet_names_pictures_by_their_hashed_addresses(shelf: Shelf) -> None:
    style = shelf.files[shelf.address("market.css")].read_text()
    pear, mark = shelf.address("pictures/pear.webp"), shelf.address("mark.svg")
    assert style == f'a {{ background: url("{mark}") url(\'data:,x\') url("{pear}") }}'


def test_texts_are_compressed_once_and_pictures_stay_where_they_are(shelf: Shelf) -> None:
    style = shelf.files[shelf.address("market.css")]
    assert brotli.decompress(Path(f"{style}.br").read_bytes()) == style.read_bytes()
    assert gzip.decompress(Path(f"{style}.gz").read_bytes()) == style.read_bytes()
    assert shelf.files[shelf.address("pictures/pear.webp")].parent.name == "pictures"


def test_robots_find_their_file_at_the_root(shelf: Shelf) -> None:
    assert shelf.files["/robots.txt"] == shelf.files["/static/robots.txt"]


def test_a_file_that_is_not_there_has_no_address(shelf: Shelf) -> None:
    with pytest.raises(KeyError):
        shelf.address("nothing.css")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_hashed_files_are_kept_for_ever_and_plain_ones_for_minutes(
    app: Flask, client: Browser
) -> None:
    address = app.extensions["shelf"].address("tokens.css")
    assert HASHED.fullmatch(address)
    kept = client.get(address, headers={"Accept-Encoding": "br"}, buffered=True)
    assert kept.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert kept.headers["Content-Encoding"] == "br"
    plain = client.get("/static/tokens.css", buffered=True)
    assert plain.headers["Cache-Control"] == "max-age=300, public"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("address", ["/static/../config.py", "/static/%2e%2e/config.py"])
def test_nothing_but_the_shelf_is_given_out(client: Browser, address: str) -> None:
    assert client.get(address, buffered=True).status_code == 404
