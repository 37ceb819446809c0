"""Photos of claims, for those whom they concern; for everybody else there is nothing here.

A fixed type that nobody may guess at, and a policy of their own: whatever a picture might turn out
to hold, it may do nothing.
"""

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response as Answer

from app.claims.queries import Viewer, get_photo_for
from app.people.kinds import Role
from app.photos.kinds import PhotoSize
from app.photos.queries import photo_data
from app.web.guard import find_signed_in, private_page
from app.web.storefront.shopping import held_secrets

pages = Blueprint("photos", __name__, url_prefix="/photos")
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@pages.get("/<name>.webp")
@private_page
def show(name: str) -> Answer:
    photo = get_photo_for(_viewer(), name)
    size = PhotoSize.small if "small" in request.args else PhotoSize.large
    answer = make_response(photo_data(photo.id, size))
    answer.headers["Content-Type"] = "image/webp"
    answer.headers["Content-Disposition"] = f'inline; filename="{photo.name}.webp"'
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _viewer() -> Viewer:
    signed_in = find_signed_in()
    grants = signed_in.grants if signed_in else []
    return Viewer(
        person_id=signed_in.person.id if signed_in else None,
        secrets=held_secrets(),
        shop_ids=[one.shop_id for one in grants if one.shop_id is not None],
        cooperative_ids=[one.cooperative_id for one in grants if one.cooperative_id is not None],
        is_office=any(one.role in (Role.postal, Role.administrator) for one in grants),
    )
