"""A claim by a guest with her photos, through the pages; who may see what she sent."""

import io
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from app.claims.models import Claim
from app.db import session
from app.ground.claim_states import ClaimCause
from app.ground.photo_headers import read_header
from app.photos.models import Photo
from tests.browser_of_pages import Page, Pages
from tests.claims.complaints import Sale, sell_and_deliver
from tests.makers import make_clerk, make_cooperative, make_person, make_postal
from tests.photos.hostile import HTML, exif, heic, jpeg, vast_png

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def buyer(pages: Pages) -> Sale:
    person = make_person()
    sale = sell_and_deliver(person_id=person.id)
    pages.sign_in(person)
    return sale


def post(pages: Pages, path: str, *files: bytes, **fields: Any) -> TestResponse:
    """As a browser sends a form with files; their names are whatever a person calls them."""
    sent = [FileStorage(io.BytesIO(data), f"../../梨 {n}.php.jpg") for n, data in enumerate(files)]
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    boundary, body = encode_multipart(MultiDict({**fields, "photos": sent} if sent else fields))
    kind = f"multipart/form-data; boundary={boundary}"
    return pages.client.post(path, data=body, content_type=kind, headers=headers)


def fields_of(page: Page) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in page.form("/orders/" + page.path.split("/")[2] + "/claims/").values():
        values.setdefault(name, []).append(value)
    return values


def test_three_bad_pears_with_a_photo_are_paid_at_once(pages: Pages, buyer: Sale) -> None:
    number = buyer.order.number
    page = pages.get(f"/orders/{number}")
    page = pages.get(page.links["这箱有问题，要理赔"])
    fields = fields_of(page) | {"cause": "bad", "bad_count": "3"}
    look = pages.get(f"{page.path}&cause=bad&bad_count=3&box={fields['box'][0]}")
    assert "马上退您 19.50 元" in look.text
    photo = jpeg(3000, 2000, exif=exif(6, at=True)) + HTML
    answer = post(pages, f"/orders/{number}/claims/", photo, **fields)
    assert answer.status_code == 303, answer.text
    page = pages.get(answer.headers["Location"])
    assert "19.50 元 原路退回" in page.text
    shown = page.all("img", loading="lazy")[0].attrib["src"]
    for path in (shown, shown.partition("?")[0]):
        served = pages.client.get(path)
        assert served.status_code == 200
        header = read_header(served.data)
        assert header is not None
        assert header.height > header.width, "it stands as the camera was held"
        assert HTML not in served.data
        assert b"Farm phone" not in served.data
        assert served.headers["Content-Type"] == "image/webp"
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        assert served.headers["Cache-Control"] == "private, no-store"
        policies = served.headers.getlist("Content-Security-Policy")
        assert "default-src 'none'; sandbox; frame-ancestors 'none'" in policies
    assert "已办结" in pages.get(f"/orders/{number}").text


def test_what_is_wrong_with_a_photo_stands_beside_it_and_the_others_are_kept(
    pages: Pages, buyer: Sale
) -> None:
    path = f"/orders/{buyer.order.number}/claims/"
    fields = fields_of(pages.get(f"{path}new")) | {"cause": "bad", "bad_count": "3"}
    for bad, words in ((HTML, "不是我们能读的照片"), (heic(), "HEIC"), (vast_png(), "百万像素")):
        answer = post(pages, path, jpeg(640, 480), bad, **fields)
        assert answer.status_code == 422
        page = Page(path, answer)
        assert words in page.text
        assert len(page.form(path).controls["kept"]) == 1, "the good one is there already"
    assert session.scalar(select(func.count()).select_from(Photo)) == 1
    assert session.scalar(select(func.count()).select_from(Claim)) == 0
    kept = page.form(path).controls["kept"][0].attrib["value"]
    answer = post(pages, path, **(fields | {"kept": kept}))
    assert answer.status_code == 303
    assert (
        post(pages, path, **(fields | {"kept": kept})).headers["Location"]
        == (answer.headers["Location"])
    )
    assert session.scalar(select(func.count()).select_from(Claim)) == 1


def test_a_form_without_a_photo_or_with_too_many_is_refused(pages: Pages, buyer: Sale) -> None:
    path = f"/orders/{buyer.order.number}/claims/"
    fields = fields_of(pages.get(f"{path}new")) | {"cause": "bad", "bad_count": "3"}
    assert "请附一张照片" in Page(path, post(pages, path, **fields)).text
    five = [jpeg(64 + n, 64) for n in range(5)]
    answer = post(pages, path, *five, **fields)
    assert (answer.status_code, "最多 4 张" in answer.text) == (422, True)
    answer = post(pages, path, **(fields | {"bad_count": "9"}))
    assert (answer.status_code, Page(path, answer).value("bad_count")) == (422, "9")


def test_only_forms_for_photos_may_be_large(pages: Pages, buyer: Sale) -> None:
    large = jpeg(64, 64) + b"\0" * 3_000_000
    path = f"/orders/{buyer.order.number}"
    fields = fields_of(pages.get(f"{path}/claims/new")) | {"cause": "bad", "bad_count": "3"}
    assert post(pages, f"{path}/receive", large).status_code == 413
    assert post(pages, f"{path}/claims/", large, **fields).status_code == 303
    over = b"\xff\xd8" + b"\0" * 48_000_000
    assert post(pages, f"{path}/claims/", over, **fields).status_code == 413


def test_a_photo_is_there_only_for_those_whom_it_concerns(pages: Pages, buyer: Sale) -> None:
    claim = buyer.complain(ClaimCause.bad, bad_count=3)
    name = session.scalars(select(Photo.name)).one()
    path = f"/photos/{name}.webp"
    part = buyer.order.sub_orders[0]
    concerned = [
        make_clerk(part.cooperative),
        make_postal(),
    ]
    others = [make_person(), make_clerk(make_cooperative())]
    assert pages.client.get(path).status_code == 200
    for person in concerned:
        pages.sign_in(person)
        assert pages.client.get(path).status_code == 200
    for person in others:
        pages.sign_in(person)
        assert pages.client.get(path).status_code == 404
        assert (
            pages.client.get(f"/orders/{buyer.order.number}/claims/{claim.number}").status_code
            == 404
        )
    pages.sign_out()
    assert pages.client.get(path).status_code == 404
    assert pages.client.get("/photos/nothing.webp").status_code == 404


def test_an_appeal_is_told_with_its_reason_and_a_claim_can_be_withdrawn(
    pages: Pages, buyer: Sale
) -> None:
    claim = buyer.complain(ClaimCause.bad, bad_count=3, note="x")
    path = f"/orders/{buyer.order.number}/claims/{claim.number}"
    assert post(pages, f"{path}/appeal", words="再看看").status_code == 409
    assert post(pages, f"{path}/withdraw").status_code == 409
    again = buyer.complain(ClaimCause.bad, bad_count=4)
    page = pages.get(f"/orders/{buyer.order.number}/claims/{again.number}")
    assert "合作社还有" in page.text
    page = pages.submit(page.form(f"{page.path}/withdraw"))
    assert "理赔已撤回" in page.text
