"""The tariff is loaded from a file; a date that has begun is never rewritten."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import insert, select

from app.db import session
from app.postage.models import PostageRate
from app.postage.queries import forget_rates

FIGURES = (
    "first_kg_fen",
    "next_kg_fen_to_10kg",
    "next_kg_fen_to_20kg",
    "next_kg_fen_to_50kg",
)


def load_rates(rows: Iterable[Mapping[str, str]]) -> int:
    """Adds what is not there yet and answers how many lines that were.

    A line that exists is left as it is: postage that was charged must stay explicable. A new
    tariff is a new `valid_from`.
    """
    key = (PostageRate.origin_province, PostageRate.destination_province, PostageRate.valid_from)
    kept = {tuple(row) for row in session.execute(select(*key))}
    lines = [_rate(row) for row in rows]
    added = [
        line
        for line in lines
        if (line["origin_province"], line["destination_province"], line["valid_from"]) not in kept
    ]
    if added:
        session.execute(insert(PostageRate), added)
    forget_rates()
    return len(added)


def _rate(row: Mapping[str, str]) -> dict[str, object]:
    return {
        "origin_province": row["origin_province"],
        "destination_province": row["destination_province"],
        "valid_from": date.fromisoformat(row["valid_from"]),
        "group": row["group"],
        **{name: int(row[name]) for name in FIGURES},
    }
