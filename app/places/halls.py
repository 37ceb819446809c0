"""The halls 地方馆 in memory: reference data like the regions, and as small as a street."""

from dataclasses import dataclass

from sqlalchemy import select

from app.db import session
from app.places.models import Hall


@dataclass(frozen=True, slots=True)
class HallSign:
    """What hangs over a hall's door. `code_prefix` is '' for the nation."""

    slug: str
    code_prefix: str
    name: str
    name_en: str
    motto: str
    motto_en: str
    picture: str
    parent_slug: str | None

    def holds(self, region_code: str) -> bool:
        return region_code.startswith(self.code_prefix)


_halls: dict[str, tuple[HallSign, ...]] = {}


def known_halls() -> tuple[HallSign, ...]:
    key = str(session.get_bind().engine.url)
    known = _halls.get(key)
    if known is None:
        known = _read()
        if known:
            _halls[key] = known
    return known


def forget_halls() -> None:
    _halls.clear()


def _read() -> tuple[HallSign, ...]:
    rows = list(session.scalars(select(Hall).order_by(Hall.code_prefix)))
    slugs = {hall.id: hall.slug for hall in rows}
    return tuple(
        HallSign(
            slug=hall.slug,
            code_prefix=hall.code_prefix,
            name=hall.name,
            name_en=hall.name_en,
            motto=hall.motto,
            motto_en=hall.motto_en,
            picture=hall.picture,
            parent_slug=slugs[hall.parent_id] if hall.parent_id else None,
        )
        for hall in rows
    )
