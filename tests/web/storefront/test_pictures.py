"""A cooperative's own photo of its goods: everybody sees it, and nobody sees evidence this way."""

import pytest
from flask import Flask

from app.db import session
from app.ground.claim_states import ClaimCause
from app.photos.models import Photo
from tests.browser_of_pages import Pages
from tests.claims.complaints import sell_and_deliver
from tests.photos.hostile import HTML, exif, jpeg
from tests.sheds import open_shed
from tests.web.storefront.test_claims import post

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_a_photo_of_the_goods_is_shown_to_everybody(app: Flask, pages: Pages) -> None:
    shed = open_shed(pages)
    path = f"/cooperative/products/{shed.product.id}"
    refused = post(pages, f"{path}/picture", HTML)
    assert (refused.status_code, "不是我们能读的照片" in refused.text) == (422, True)
    assert post(pages, f"{path}/picture").status_code == 422
    assert post(pages, f"{path}/picture", jpeg(1200, 900, exif=exif(at=True))).status_code == 303
    session.expire_all()
    photo = session.query(Photo).one()
    assert shed.product.picture == f"sent/{photo.name}/1200x900"
    page = pages.get(f"{path}/edit")
    assert page.value("picture") == shed.product.picture
    pages.sign_out()
    page = pages.get(f"/products/{shed.product.slug}")
    shown = f"/pictures/{photo.name}-large.webp"
    assert shown in page.html
    for address in (shown, f"/pictures/{photo.name}-small.webp"):
        served = pages.client.get(address)
        assert served.status_code == 200
        assert served.headers["Content-Type"] == "image/webp"
        assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in served.headers
        assert b"Farm phone" not in served.data
    assert pages.client.get(f"/photos/{photo.name}.webp").status_code == 404


def test_evidence_is_no_picture_for_everybody(app: Flask, pages: Pages) -> None:
    sell_and_deliver().complain(ClaimCause.bad, bad_count=3)
    name = session.query(Photo).one().name
    for address in (f"{name}-large", f"{name}-huge", "x-large"):
        assert pages.client.get(f"/pictures/{address}.webp").status_code == 404
