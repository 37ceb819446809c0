"""Photos by their name. Who may see one is known above: by the claim that it belongs to."""

from collections.abc import Iterable

from sqlalchemy import select

from app.db import session
from app.ground.refusals import Missing
from app.photos.kinds import PhotoSize
from app.photos.models import Photo as Photo  # faces name what they were given
from app.photos.models import PhotoBytes


def get_photo(name: str) -> Photo:
    """For whoever has still to ask whether this visitor may see it."""
    photo = session.scalars(select(Photo).where(Photo.name == name)).one_or_none()
    if photo is None:
        raise Missing
    return photo


def photo_data(photo_id: int, size: PhotoSize) -> bytes:
    found = session.get(PhotoBytes, (photo_id, size))
    if found is None:
        raise Missing
    return found.data


def photos_of(owner: str, names: Iterable[str]) -> list[Photo]:
    """Those of the names that are this owner's, in the order they were sent in."""
    statement = select(Photo).where(Photo.owner == owner, Photo.name.in_(sorted(set(names))))
    return list(session.scalars(statement.order_by(Photo.id)))
