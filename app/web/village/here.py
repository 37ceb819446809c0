"""Who stands behind the counter, and the villages around it."""

from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.places.tree import short_name, tree
from app.web.guard import current_person_id


def current_keeper() -> Actor:
    return Actor(ActorKind.shopkeeper, current_person_id())


def villages_around(village_code: str) -> list[tuple[str, str]]:
    """Code and name of the villages of its town; of a town without known villages the town."""
    place = tree().get(village_code)
    town = place.code if place.level == "town" else place.parent_code
    villages = tree().children(town) or [place]
    return [(village.code, short_name(village)) for village in villages]
