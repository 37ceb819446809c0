"""`flask reference load`: what the market knows before anybody sells: regions, halls, postage,
categories and attributes. It may run again and again; `flask schema upgrade` runs it too."""

import csv
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app.catalogue.actions import save_attribute, save_category
from app.commissions.actions import publish_first_version
from app.db import transaction
from app.places.actions import load_halls, load_regions
from app.postage.actions import load_rates
from app.postage.boxes import load_box_types

# Until the office publishes rules of its own: of the goods, in hundredths of a percent.
FIRST_COMMISSION_BP, FIRST_SHOP_BP = 600, 300
# Its rule, how sure it is and its licence: docs/postage.md and app/data/NOTICE.md.
ORDINARY_SOURCE = "github.com/ChouWanMail/mail-postage-web 15e91c0a (MIT)"
FOLDER = Path(__file__).parent.parent / "data"

reference = AppGroup("reference", help="What the market knows before anybody sells.")


@reference.command("load")
@with_appcontext
def load() -> None:
    """Bring regions, halls, postage rates, categories and attributes up to date."""
    with transaction():
        load_reference()
    click.echo("Reference data is up to date.")


def load_reference() -> None:
    """Inside the caller's transaction."""
    publish_first_version(FIRST_COMMISSION_BP, FIRST_SHOP_BP)
    load_regions(rows("regions.csv"))
    load_halls(rows("halls.csv"))
    load_rates(rows("postage_ordinary_parcel_from_jiangsu.csv"), ORDINARY_SOURCE)
    load_box_types(rows("box_types.csv"))
    for row in rows("demonstration/categories.csv"):
        parent = row["parent_slug"] or None
        save_category(row["slug"], row["name"], row["name_en"], parent, int(row["position"]))
    for row in rows("demonstration/attributes.csv"):
        save_attribute(row["code"], row["name"], row["name_en"], row["kind"], row["unit"] or None)


def rows(path: str) -> Iterator[dict[str, str]]:
    """Lines that begin with # are comments."""
    with (FOLDER / path).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))
