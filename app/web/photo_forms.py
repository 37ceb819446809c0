"""Photos out of a form: decoded before any transaction, kept within the page's one.

sent = SentPhotos(form, owner, most=4)      # reads and paints; errors go to the form
names = sent.keep()                          # inside the transaction
"""

from flask import request
from werkzeug.datastructures import FileStorage

from app.db import session
from app.ground.refusals import Refusal, TooManyPhotos
from app.photos.actions import check_quota, keep_photo
from app.photos.developing import MOST_BYTES, Developed, develop
from app.photos.queries import Photo, photos_of
from app.web.forms import Form

FIELD = "photos"
KEPT = "kept"


class SentPhotos:
    """`kept` are those that an earlier try of the form has brought already."""

    def __init__(self, form: Form, owner: str, most: int) -> None:
        self.owner = owner
        self.kept = [photo.name for photo in photos_of(owner, form.sent.getlist(KEPT)[:most])]
        self.developed: list[Developed] = []
        files = [one for one in request.files.getlist(FIELD) if one.filename]
        try:
            if len(self.kept) + len(files) > most:
                raise TooManyPhotos(field=FIELD, most=most)
            if files:
                check_quota(owner, len(files), field=FIELD)
                # Nothing is held of the database while pictures are painted.
                session.rollback()
            for file in files:
                self.developed.append(develop(_content(file), field=FIELD))
        except Refusal as refusal:
            form.refuse(FIELD, refusal)
        finally:
            for file in files:
                file.close()

    @property
    def count(self) -> int:
        return len(self.kept) + len(self.developed)

    def keep(self) -> list[str]:
        """Loose still: whatever needs them says so. Call it inside the transaction."""
        new = [keep_photo(self.owner, one, field=FIELD).name for one in self.developed]
        self.developed.clear()
        self.kept = list(dict.fromkeys([*self.kept, *new]))
        return self.kept

    def shown(self) -> list[Photo]:
        return photos_of(self.owner, self.kept)


def _content(file: FileStorage) -> bytes:
    """One byte more than is allowed is enough to refuse it by."""
    return file.stream.read(MOST_BYTES + 1)
