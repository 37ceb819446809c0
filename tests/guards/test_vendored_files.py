"""What others wrote and we keep is what they published, and all of it has a licence."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MANIFESTS = sorted(ROOT.glob("app/**/MANIFEST.json"))


def named(path: Path) -> str:
    return str(path.parent.relative_to(ROOT))


def test_scripts_and_fonts_have_a_manifest() -> None:
    assert [named(path) for path in MANIFESTS] == [
        "app/parcels/fonts",
        "app/web/shared/static/vendor",
    ]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=named)
def test_each_vendored_file_is_listed_and_unchanged(manifest: Path) -> None:
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    found = {path.name: path for path in manifest.parent.iterdir() if path != manifest}
    assert {name: file["sha384"] for name, file in listed.items()} == {
        name: "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
        for name, path in found.items()
    }


@pytest.mark.parametrize("manifest", MANIFESTS, ids=named)
def test_each_vendored_file_names_its_licence_and_brings_its_text(manifest: Path) -> None:
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    assert {file["licence"] for file in listed.values()} <= {"0BSD", "MIT", "OFL-1.1"}
    assert [name for name in listed if "LICENSE" in name or "OFL" in name] != []
