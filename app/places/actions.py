"""Regions and halls are loaded from files, again and again without harm."""

from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select, update

from app.db import session
from app.places.halls import forget_halls
from app.places.models import Hall, Region
from app.places.tree import forget_trees

LEVELS = ("province", "city", "county", "town", "village")


def load_regions(rows: Iterable[Mapping[str, str]]) -> int:
    """New ones are added, changed ones changed, none removed: orders refer to them. Answers how
    many were added or changed.

    Three cities without counties (Dongguan, Zhongshan, Danzhou) come with a county of the same
    code; the city is what is kept.
    """
    wanted: dict[str, dict[str, object]] = {}
    for row in sorted(rows, key=lambda row: LEVELS.index(row["level"])):
        wanted.setdefault(row["code"], _region(row))
    kept = {region.code: region for region in session.scalars(select(Region))}
    added = [values for code, values in wanted.items() if code not in kept]
    changed = [
        values
        for code, values in wanted.items()
        if code in kept
        and any(getattr(kept[code], name) != value for name, value in values.items())
    ]
    # Level by level: PostgreSQL checks the parent at each statement's end, a batch may be several.
    for level in LEVELS:
        batch = [values for values in added if values["level"] == level]
        if batch:
            session.execute(insert(Region), batch)
    if changed:
        session.execute(update(Region), changed)
    forget_trees()
    return len(added) + len(changed)


def load_halls(rows: Iterable[Mapping[str, str]]) -> int:
    """In the file a hall stands below its parent. Answers how many the file has."""
    kept = {hall.slug: hall for hall in session.scalars(select(Hall))}
    count = 0
    for row in rows:
        hall = kept.setdefault(row["slug"], Hall(slug=row["slug"]))
        for name in ("code_prefix", "name", "name_en", "motto", "motto_en", "picture"):
            setattr(hall, name, row[name])
        hall.parent_id = kept[row["parent_slug"]].id if row["parent_slug"] else None
        session.add(hall)
        session.flush()
        count += 1
    forget_halls()
    return count


def _region(row: Mapping[str, str]) -> dict[str, object]:
    return {
        "code": row["code"],
        "level": row["level"],
        "name": row["name"],
        "name_en": row["name_en"],
        "pinyin": row["pinyin"],
        "parent_code": row["parent_code"] or None,
        "lng": float(row["lng"]) if row["lng"] else None,
        "lat": float(row["lat"]) if row["lat"] else None,
    }
