"""Pictures of goods that cooperatives have sent: the same bytes for everybody, at an address that
never means another picture."""

from flask import Blueprint, make_response
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import Missing
from app.photos.kinds import PhotoSize
from app.photos.queries import get_public_photo, photo_data
from app.web.guard import public_page

pages = Blueprint("pictures", __name__, url_prefix="/pictures")
FOR_A_YEAR = "public, max-age=31536000, immutable"


@pages.get("/<name>-<size>.webp")
@public_page(topics=())
def show(name: str, size: str) -> Answer:
    if size not in set(PhotoSize):
        raise Missing
    answer = make_response(photo_data(get_public_photo(name).id, PhotoSize(size)))
    answer.headers["Content-Type"] = "image/webp"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.webp"'
    answer.headers["Cache-Control"] = FOR_A_YEAR
    return answer
