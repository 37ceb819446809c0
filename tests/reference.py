"""The reference data that every test database has."""

import csv
from collections.abc import Iterator
from pathlib import Path

from app.places.actions import load_regions
from app.postage.actions import load_rates

DATA = Path(__file__).parent.parent / "app" / "data"


def load_reference() -> None:
    load_regions(_rows("regions.csv"))
    load_rates(_rows("postage_ordinary_parcel_from_jiangsu.csv"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))
