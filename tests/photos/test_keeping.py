"""A photo is kept once per owner, so many a day, and for a day if nothing needs it."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.ground.refusals import Missing, TooManyPhotos, TooManyTries
from app.photos.actions import (
    MOST_A_DAY,
    MOST_OF_AN_OWNER,
    forget_loose_photos,
    keep_photo,
    need_photos,
)
from app.photos.developing import Developed, Picture
from app.photos.kinds import PhotoSize
from app.photos.models import Photo, PhotoBytes
from app.photos.queries import get_photo, photo_data, photos_of
from tests.clocks import Clock

pytestmark = pytest.mark.usefixtures("database")


def developed(number: int = 1) -> Developed:
    return Developed(f"{number:064x}", Picture(b"large", 1600, 1200), Picture(b"small", 400, 300))


def keep(owner: str, number: int = 1) -> Photo:
    with transaction():
        return keep_photo(owner, developed(number), field="photos")


def count(model: type[Photo] | type[PhotoBytes]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_file_of_the_same_owner_is_one_photo() -> None:
    first, again, another = keep("order:1"), keep("order:1"), keep("order:2")
    assert (first.id, first.name) == (again.id, again.name)
    assert another.name != first.name
    assert len(first.name) == 32
    assert (count(Photo), count(PhotoBytes)) == (2, 4)
    assert photo_data(first.id, PhotoSize.small) == b"small"
    assert photos_of("order:1", [first.name, another.name]) == [first]


def test_an_owner_has_so_many_a_day_and_so_many_at_all(clock: Clock) -> None:
    clock.stop("2026-08-01 09:00")
    for number in range(MOST_A_DAY):
        keep("order:1", number)
    with pytest.raises(TooManyTries):
        keep("order:1", 1000)
    assert keep("order:1", 0).id, "what is there already may be sent again"
    keep("order:2", 1000)
    for day in range(2, 5):
        clock.stop(f"2026-08-0{day} 10:00")
        for number in range(MOST_A_DAY):
            keep("order:1", 100 * day + number)
    clock.stop("2026-08-06 10:00")
    assert MOST_OF_AN_OWNER == 4 * MOST_A_DAY
    with pytest.raises(TooManyPhotos):
        keep("order:1", 1000)


def test_what_nothing_needs_goes_after_a_day_and_what_is_needed_stays(clock: Clock) -> None:
    clock.stop("2026-08-01 09:00")
    needed, loose = keep("order:1", 1), keep("order:1", 2).name
    with transaction():
        assert need_photos("order:1", [needed.name], 4, field="photos") == [needed]
    clock.stop("2026-08-02 09:00")
    with transaction():
        assert forget_loose_photos() == 0
    clock.stop("2026-08-02 09:01")
    for expected in (1, 0):
        with transaction():
            assert forget_loose_photos() == expected
    session.expire_all()
    assert get_photo(needed.name).kept_at is not None
    with pytest.raises(Missing):
        get_photo(loose)
    assert count(PhotoBytes) == 2


def test_nobody_needs_the_photo_of_another_or_more_than_are_allowed() -> None:
    mine, theirs = keep("order:1", 1), keep("order:2", 2)
    with pytest.raises(Missing), transaction():
        need_photos("order:1", [mine.name, theirs.name], 4, field="photos")
    with pytest.raises(TooManyPhotos), transaction():
        need_photos("order:1", [mine.name, theirs.name], 1, field="photos")
    session.expire_all()
    assert [one.kept_at for one in (mine, theirs)] == [None, None]


def test_the_table_refuses_what_is_too_large() -> None:
    vast = Developed("0" * 64, Picture(b"x" * 400_001, 1600, 1200), Picture(b"small", 400, 300))
    with pytest.raises(IntegrityError), transaction():
        keep_photo("order:1", vast)
    assert count(Photo) == 0
