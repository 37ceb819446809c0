"""Photos by their name. Who may see one is known above: by the claim that it belongs to."""

from collections.abc import Iterable

from sqlalchemy import select

from app.db import session
from app.ground.refusals import Missing
from app.photos.kinds import PhotoSize
from app.photos.models import Photo as Photo  # faces name what they were given
from app.photos.models import PhotoBytes

PICTURES = "pictures:"


def get_photo(name: str) -> Photo:
    """For whoever has still to ask whether this visitor may see it."""
    photo = session.scalars(select(Photo).where(Photo.name == name)).one_or_none()
    if photo is None:
        raise Missing
    return photo


def get_public_photo(name: str) -> Photo:
    """Of goods, and chosen for them once: whoever has its address may see it."""
    photo = get_photo(name)
    if not photo.owner.startswith(PICTURES) or photo.kept_at is None:
        raise Missing
    return photo


def picture_owner(cooperative_id: int) -> str:
    """Pictures of goods lie apart from what a cooperative shows as evidence."""
    return f"{PICTURES}{cooperative_id}"


def picture_key(photo: Photo) -> str:
    """What products keep of their picture; it says how large it is without asking again."""
    return f"sent/{photo.name}/{photo.width}x{photo.height}"


def picture_keys_of(owner: str, limit: int = 24) -> list[str]:
    """What was chosen before, the newest first."""
    statement = select(Photo).where(Photo.owner == owner, Photo.kept_at.is_not(None))
    newest = statement.order_by(Photo.id.desc()).limit(limit)
    return [picture_key(photo) for photo in session.scalars(newest)]


def photo_data(photo_id: int, size: PhotoSize) -> bytes:
    found = session.get(PhotoBytes, (photo_id, size))
    if found is None:
        raise Missing
    return found.data


def photos_of(owner: str, names: Iterable[str]) -> list[Photo]:
    """Those of the names that are this owner's, in the order they were sent in."""
    statement = select(Photo).where(Photo.owner == owner, Photo.name.in_(sorted(set(names))))
    return list(session.scalars(statement.order_by(Photo.id)))
