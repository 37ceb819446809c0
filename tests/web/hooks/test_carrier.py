"""The carrier's hook: what it says of parcels is kept once, what is forged is not kept at all."""

import json

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import clock
from app.db import session
from app.parcels.models import StrayEvent, TrackingEvent
from app.partners.china_post import ChinaPost
from app.partners.joined import Partners
from app.partners.signatures import HEADER, sign
from app.partners.wire import Line
from tests.browser_of_pages import Browser
from tests.fake_post import AUTHORIZATION, SENDER, SIGN_KEY, FakePost
from tests.fake_post.post import pushed

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
SECRET = "a-carrier-secret-of-tests"
HOOK = "/hooks/carrier/scans"


def scan(number: str = "1", **changes: str) -> dict[str, str]:
    facts = {
        "id": number,
        "waybill_number": "ZZ999999995CN",
        "code": "203",
        "reason": "",
        "place": "常州市",
        "note": "已收寄",
        "happened_at": clock.now().isoformat(),
    }
    return {**facts, **changes}


def tell(client: Browser, *scans: object, secret: str = SECRET) -> TestResponse:
    body = json.dumps({"scans": scans}).encode()
    return client.post(HOOK, data=body, headers={HEADER: sign(body, secret)})


def kept() -> int:
    """Known parcels' scans and those of nobody's."""
    return sum(
        session.scalar(select(func.count()).select_from(model)) or 0
        for model in (TrackingEvent, StrayEvent)
    )


def test_a_scan_told_twice_is_kept_once_and_waits_when_nobody_knows_its_parcel(
    app: Flask, client: Browser
) -> None:
    for scans in ([scan("1"), scan("2")], [scan("2"), scan("3")]):
        assert tell(client, *scans).get_json() == {"outcome": "kept", "new": 0}
    assert kept() == 3


@pytest.mark.parametrize("secret", ["", "another-secret-of-somebody"])
def test_what_is_not_signed_with_our_secret_is_refused(
    app: Flask, client: Browser, secret: str
) -> None:
    answer = tell(client, scan(), secret=secret)
    assert (answer.status_code, kept()) == (400, 0)


def test_one_scan_that_cannot_be_read_keeps_the_others_out_too(app: Flask, client: Browser) -> None:
    for odd in (scan("2", happened_at="gestern"), scan("3", id=""), {}, None, 7, []):
        assert tell(client, scan("1"), odd).status_code == 400
    assert kept() == 0


def test_nothing_but_json_is_read(app: Flask, client: Browser) -> None:
    for body in (b"", b"\xff", b"[]", b"null", b"[" * 100_000):
        answer = client.post(HOOK, data=body, headers={HEADER: sign(body, SECRET)})
        assert answer.status_code == 400


def test_the_platforms_pushes_are_kept_once_and_forged_ones_not_at_all(
    app: Flask, client: Browser
) -> None:
    door = "/hooks/carrier/china-post"
    item = FakePost().scan("ZZ999999995CN", "203", clock.now(), serial="s1")
    assert client.post(door, data=pushed([item])).status_code == 404
    joined: Partners = app.extensions["partners"]
    post = ChinaPost(
        Line("http://127.0.0.1:1"),
        sender=SENDER,
        authorization=AUTHORIZATION,
        sign_key=SIGN_KEY,
        secret=SECRET,
    )
    app.extensions["partners"] = Partners(joined.cards, post, joined.payouts)
    for forged in (b"", b"\xff", pushed([item], authorization="another"), pushed([item])[:-9]):
        assert client.post(door, data=forged).status_code == 400
    assert kept() == 0
    for _ in range(2):
        answer = client.post(door, data=pushed([item])).get_json()
        assert (answer["retCode"], answer["retBody"]) == (
            "00000",
            '{"responseItems": [{"serialNo": "s1", "status": "1"}]}',
        )
    assert kept() == 1
    # Our plain protocol is understood beside it.
    assert tell(client, scan("7")).status_code == 200
