"""The fake post's desk: whoever plays the post moves parcels on, and scripts its faults."""

import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import click
import pytest

from app.commands.serve import post_of_our_own
from app.ground.refusals import PartnerSilent
from app.partners.china_post import ChinaPost
from app.partners.china_post_scans import read_pushed
from app.partners.wire import Line
from config import Settings
from tests.fake_post import AUTHORIZATION, SENDER, SIGN_KEY, FakePost
from tests.fake_post.server import serve
from tests.partners.servers import QuietHandler, QuietServer, served
from tests.partners.test_china_post import NUMBER, WHOLE

KEY = "/+7du6qZiHdmVUQzIhEA/w=="


class Hook(QuietHandler):
    heard: list[bytes]

    def do_POST(self) -> None:
        self.heard.append(self.body())
        self.answer(200, b"{}")


@pytest.fixture
def heard() -> list[bytes]:
    return []


@pytest.fixture
def hook(heard: list[bytes]) -> Iterator[str]:
    handler = type("Handler", (Hook,), {"heard": heard})
    with served(QuietServer(("127.0.0.1", 0), handler)) as server:
        yield server.base_url


def press(post: FakePost, what: str, **fields: str) -> str:
    body = urlencode({"press": what, **fields}).encode()
    with urllib.request.urlopen(post.base_url + "/", body) as page:
        return page.read().decode()


def customer(post: FakePost, sign_key: str = KEY) -> ChinaPost:
    return ChinaPost(
        Line(post.base_url),
        sender=SENDER,
        authorization=AUTHORIZATION,
        sign_key=sign_key,
        secret="x",
    )


def test_a_parcel_that_was_ordered_is_moved_on_pushed_and_kept(
    tmp_path: Path, hook: str, heard: list[bytes]
) -> None:
    state = tmp_path / "post.json"
    post = FakePost.kept_in(state)
    post.sign_key = KEY
    with served(serve(post, 0, hook)):
        (drawn,) = customer(post).draw_numbers("express", 1, "R1")
        customer(post).announce([WHOLE])
        page = press(post, f"next:{NUMBER}")
        assert (NUMBER in page, drawn in page) == (True, False)
        press(post, f"quiet:{NUMBER}")
        press(post, f"whole:{NUMBER}")
        press(post, f"743:{NUMBER}")
        assert "没有这件" in press(post, "next:EZ000000014CN")
        told = [
            [scan.code for scan in read_pushed(body, SENDER, AUTHORIZATION, KEY).scans]
            for body in heard
        ]
        assert told == [["203"], ["954", "713", "702", "704"], ["743"]]
        pulled = customer(post).trace(NUMBER)
        assert [one.code for one in pulled] == ["203", "389", "954", "713", "702", "704", "743"]
        assert len({one.external_id for one in pulled}) == 7
        press(post, f"weigh:{NUMBER}")
        charge = customer(post).postage(NUMBER)
        assert charge is not None
        assert charge.real_grams == 6380
    again = FakePost.kept_in(state)
    again.sign_key = KEY
    with served(serve(again)):
        assert customer(again).postage(NUMBER) == charge
        # Given to nobody else, also after another start.
        assert customer(again).draw_numbers("express", 1, "R2") != [drawn]
        assert customer(again).draw_numbers("express", 1, "R1") == [drawn]


def test_faults_are_scripted_for_so_many_questions_and_cleared() -> None:
    post = FakePost()
    with served(serve(post)):
        press(post, "ill", fault="html", times="2")
        press(post, "ill", fault="nonsense", times="2")
        press(post, "ill", fault="503", times="999")
        for _ in range(2):
            with pytest.raises(PartnerSilent):
                customer(post, SIGN_KEY).trace(NUMBER)
        assert customer(post, SIGN_KEY).trace(NUMBER) == []
        press(post, "ill", fault="down", times="5")
        press(post, "well")
        assert customer(post, SIGN_KEY).trace(NUMBER) == []


def test_the_market_is_joined_to_it_and_never_in_production(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path), "PORT": "18731"}
    settings = Settings.from_environment(environment)
    joined = Settings.from_environment(environment | post_of_our_own(settings))
    assert joined.china_post_base_url == "http://127.0.0.1:18733"
    with pytest.raises(click.ClickException):
        post_of_our_own(replace(settings, mode="production"))
