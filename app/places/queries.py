"""Which halls there are and how they lie within each other. No statement once they are known."""

from app.ground.refusals import Missing
from app.places.halls import HallSign, known_halls


def halls() -> tuple[HallSign, ...]:
    """From the nation down, in order of code."""
    return known_halls()


def find_hall(slug: str) -> HallSign | None:
    return next((hall for hall in known_halls() if hall.slug == slug), None)


def get_hall(slug: str) -> HallSign:
    hall = find_hall(slug)
    if hall is None:
        raise Missing()
    return hall


def hall_path(hall: HallSign) -> list[HallSign]:
    """From the nation down to the hall itself."""
    by_slug = {one.slug: one for one in known_halls()}
    found = [hall]
    while found[-1].parent_slug is not None:
        found.append(by_slug[found[-1].parent_slug])
    return found[::-1]


def halls_below(hall: HallSign) -> list[HallSign]:
    return [one for one in known_halls() if one.parent_slug == hall.slug]


def halls_holding(region_code: str) -> list[HallSign]:
    """Every hall that shows what comes from there, from the nation down."""
    return [hall for hall in known_halls() if hall.holds(region_code)]
