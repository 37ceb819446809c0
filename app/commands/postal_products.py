"""The products of the post beside the ordinary parcel, for a market that offers them."""

from datetime import date

from app.commands.reference import FOLDER, rows
from app.ground.postal_products import PostalProduct
from app.postage.actions import publish_first
from app.postage.price_lists import read_tariff

ORIGIN = "320000"


def publish_postal_products(*wanted: PostalProduct) -> int:
    """Those of postal_products.csv, or only some of them, from the dates that stand there; what has
    a version for that day stays. Answers how many were new. Inside the caller's transaction; other
    processes know them from midnight on."""
    lines = [
        row
        for row in rows("demonstration/postal_products.csv")
        if not wanted or row["product"] in wanted
    ]
    return sum(
        publish_first(
            read_tariff(row, (FOLDER / row["file"]).read_text("utf-8")),
            ORIGIN,
            date.fromisoformat(row["effective_from"]),
            row["source"],
        )
        is not None
        for row in lines
    )
