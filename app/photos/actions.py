"""Keeping photos, at most so many, and letting go of those that nothing needs."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import case, delete, func, select, update

from app import clock
from app.db import changed, insert_into, session
from app.ground.refusals import Missing, TooManyPhotos, TooManyTries
from app.photos.developing import Developed
from app.photos.kinds import PhotoSize
from app.photos.models import Photo, PhotoBytes

MOST_A_DAY = 30
MOST_OF_AN_OWNER = 120
DAY = timedelta(days=1)
# Long enough to fill in a form again after lunch.
LOOSE_FOR = timedelta(hours=24)


def check_quota(owner: str, wanted: int, *, field: str | None = None) -> None:
    """Asked before anything is decoded, and again when it is kept."""
    is_new = case((Photo.sent_at > clock.now() - DAY, 1), else_=0)
    counts = select(func.count(), func.coalesce(func.sum(is_new), 0)).where(Photo.owner == owner)
    all_of_it, today = session.execute(counts).one()
    if all_of_it + wanted > MOST_OF_AN_OWNER:
        raise TooManyPhotos(field=field, most=MOST_OF_AN_OWNER)
    if today + wanted > MOST_A_DAY:
        raise TooManyTries(field=field, minutes=int(DAY.total_seconds() // 60))


def keep_photo(owner: str, developed: Developed, *, field: str | None = None) -> Photo:
    """Loose until something needs it. The same file of the same owner is the one that is there."""
    known = select(Photo).where(Photo.owner == owner, Photo.digest == developed.digest)
    photo = session.scalars(known).one_or_none()
    if photo is not None:
        return photo
    check_quota(owner, 1, field=field)
    written = (
        insert_into(Photo)
        .values(
            name=secrets.token_hex(16),
            owner=owner,
            digest=developed.digest,
            width=developed.large.width,
            height=developed.large.height,
            sent_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[Photo.owner, Photo.digest])
        .returning(Photo.id)
    )
    new = session.execute(written).scalar_one_or_none()
    if new is not None:
        for size, picture in (
            (PhotoSize.large, developed.large),
            (PhotoSize.small, developed.small),
        ):
            session.add(PhotoBytes(photo_id=new, size=size, data=picture.data))
        session.flush()
    return session.scalars(known).one()


def need_photos(owner: str, names: Sequence[str], most: int, *, field: str) -> list[Photo]:
    """From now on they stay. Missing for one of another owner's, or gone; in the given order."""
    wanted = list(dict.fromkeys(names))
    if len(wanted) > most:
        raise TooManyPhotos(field=field, most=most)
    mine = update(Photo).where(Photo.owner == owner, Photo.name.in_(sorted(wanted)))
    if changed(mine.values(kept_at=clock.now())) != len(wanted):
        raise Missing
    statement = select(Photo).where(Photo.name.in_(sorted(wanted)))
    found = session.scalars(statement.execution_options(populate_existing=True))
    by_name = {photo.name: photo for photo in found}
    return [by_name[name] for name in wanted]


def forget_loose_photos() -> int:
    """Sent with a form that was never finished."""
    loose = Photo.kept_at.is_(None) & (Photo.sent_at < clock.now() - LOOSE_FOR)
    return changed(delete(Photo).where(loose))
