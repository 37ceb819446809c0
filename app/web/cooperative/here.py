"""Whose shed this is, and who stands in it."""

from app.cooperatives.queries import Cooperative, get_cooperative
from app.ground.refusals import RoleNeeded
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.people.kinds import Role
from app.places.tree import Place, short_name, tree
from app.web.guard import (
    current_cooperative_id,
    current_person_id,
    current_signed_in,
    my_cooperative_ids,
)


def current_clerk() -> Actor:
    return Actor(ActorKind.cooperative, current_person_id())


def current_cooperative() -> Cooperative:
    return get_cooperative(current_cooperative_id())


def works_for_several() -> bool:
    return len(my_cooperative_ids()) > 1


def places_of_origin(origin_code: str, also: str = "") -> list[tuple[str, str]]:
    """Code and name of the villages of its town and of the towns of its county; `also` is one that
    is to be among them."""
    path = tree().path(origin_code)
    county = next((one for one in path if one.level == "county"), path[-1])
    town = next((one for one in path if one.level == "town"), None)
    found = [*(tree().children(town.code) if town else []), *tree().children(county.code), county]
    if also and all(one.code != also for one in found) and tree().find(also):
        found.insert(0, tree().get(also))
    return [(one.code, _with_town(one)) for one in found]


def _with_town(place: Place) -> str:
    if place.level != "village" or place.parent_code is None:
        return short_name(place)
    return f"{tree().get(place.parent_code).name} {short_name(place)}"


def require_manager() -> None:
    """Of this cooperative: a clerk packs, and money is not hers to send elsewhere."""
    if not is_manager():
        raise RoleNeeded


def is_manager() -> bool:
    ours, grants = current_cooperative_id(), current_signed_in().grants
    return any(one.role == Role.manager and one.cooperative_id == ours for one in grants)
