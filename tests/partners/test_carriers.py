"""Carriers: the demonstration's plays whole journeys, and one over HTTP may be ill."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import clock
from app.ground.refusals import PartnerSilent
from app.partners.cards import Forged
from app.partners.carriers import Ability, Carrier, Consignment, NotOffered, Scan
from app.partners.china_post import ChinaPost
from app.partners.demo_post import PACE, DemoPost
from app.partners.demo_store import DemoStore
from app.partners.http_carrier import HttpCarrier
from app.partners.joined import join_partners
from app.partners.paper_post import PaperPost
from app.partners.signatures import HEADER, check_signature, sign
from app.partners.wire import Line as Wire
from app.partners.wire import Patience
from config import Settings
from tests.clocks import Clock
from tests.fake_post import AUTHORIZATION, SENDER, SIGN_KEY, fake_post
from tests.partners.servers import QuietHandler, QuietServer, served

SECRET = "a-secret-between-carrier-and-us"
HURRY = Patience(connect_seconds=0.3, whole_seconds=0.3)
TO_DOOR = Consignment(
    waybill_number="EA900000014CN",
    origin_code="320402",
    destination_code="310115",
    gross_grams=5800,
    temperature_class="ambient",
    to_shop=False,
)
TO_SHOP = replace(TO_DOOR, waybill_number="EA900000028CN", to_shop=True)


# ------------------------------------------------------------------------------ the demonstration


@dataclass
class Post:
    """The demonstration's carrier, and all that it has told us."""

    folder: Path
    status: int = 200
    scans: list[Scan] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        store = DemoStore(self.folder / "partners.sqlite3")
        self.carrier = DemoPost(store, SECRET, lambda code: f"局{code}", self.listen)

    def listen(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        self.paths.append(path)
        if self.status == 200:
            self.scans += self.carrier.read_scans(body, headers)
        return self.status


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path)


def test_a_parcel_travels_to_the_door(post: Post, clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    post.carrier.announce([TO_DOOR])
    while post.carrier.play_next(TO_DOOR.waybill_number):
        clock.move(hours=6)
    assert [(one.code, one.reason, one.place) for one in post.scans] == [
        ("203", "", "局320402"),
        ("389", "", "局320402"),
        ("954", "", "局310115"),
        ("713", "", "局310115"),
        ("702", "", "局310115"),
        ("704", "10", "局310115"),
    ]
    assert len({one.external_id for one in post.scans}) == 6
    moments = [one.happened_at for one in post.scans]
    assert moments[-1] - moments[0] == timedelta(hours=30)
    assert set(post.paths) == {"/hooks/carrier/scans"}


def test_a_parcel_for_a_shop_ends_at_the_shop(post: Post) -> None:
    post.carrier.announce([TO_SHOP])
    while post.carrier.play_next(TO_SHOP.waybill_number):
        pass
    assert [one.code for one in post.scans] == ["203", "389", "954", "713", "702", "704"]
    assert (post.scans[-1].reason, post.scans[-1].note) == ("160", "已送达村邮站，等待取件")


def test_parcels_move_on_at_the_carriers_pace(post: Post, clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    post.carrier.announce([TO_DOOR, TO_SHOP])
    assert (post.carrier.play_due(), post.carrier.play_due()) == (2, 0)
    clock.stop(clock.move(seconds=0) + PACE)
    assert post.carrier.play_due() == 2
    assert len(post.paths) == 2


def test_what_we_do_not_take_is_told_again(post: Post) -> None:
    post.carrier.announce([TO_DOOR])
    post.status = 503
    assert not post.carrier.play_next(TO_DOOR.waybill_number)
    post.status = 200
    assert post.carrier.play_next(TO_DOOR.waybill_number)
    assert [one.code for one in post.scans] == ["203"]


def test_announced_twice_a_parcel_goes_on_where_it_is(post: Post) -> None:
    for _ in range(2):
        post.carrier.announce([TO_DOOR])
        post.carrier.play_next(TO_DOOR.waybill_number)
    assert [one.code for one in post.scans] == ["203", "389"]


def test_a_withdrawn_or_unknown_parcel_does_not_travel(post: Post) -> None:
    post.carrier.announce([TO_DOOR])
    post.carrier.withdraw(TO_DOOR.waybill_number)
    post.carrier.withdraw("EA000000000CN")
    assert not post.carrier.play_next(TO_DOOR.waybill_number)
    assert not post.carrier.play_next("EA000000000CN")
    assert (post.carrier.play_due(), post.scans) == (0, [])
    assert post.carrier.stops("EA000000000CN") == []


# --------------------------------------------------------------------------------- over the wire


@dataclass
class Line:
    """What arrived at the carrier, and how it answers: a function of its handler."""

    base_url: str = ""
    asked: list[tuple[str, str, bytes, str]] = field(default_factory=list)
    answer: Callable[[QuietHandler], None] = lambda handler: handler.answer(204, b"")


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            signature = self.headers.get(HEADER, "")
            line.asked.append((self.command, self.path, self.body(), signature))
            line.answer(self)

        do_DELETE = do_GET = do_POST

    with served(QuietServer(("127.0.0.1", 0), Handler)) as server:
        line.base_url = server.base_url
        yield line


@pytest.fixture
def carrier(line: Line) -> HttpCarrier:
    return HttpCarrier(Wire(line.base_url, HURRY), SECRET)


def test_parcels_are_announced_and_withdrawn_signed(line: Line, carrier: HttpCarrier) -> None:
    carrier.announce([TO_DOOR, TO_SHOP])
    carrier.withdraw("EA9/../x?y\r\nZ: 1")
    (announced, withdrawn) = line.asked
    assert announced[:2] == ("POST", "/parcels")
    assert [one["to_shop"] for one in json.loads(announced[2])["parcels"]] == [False, True]
    assert json.loads(announced[2])["parcels"][0]["waybill_number"] == "EA900000014CN"
    assert withdrawn[:3] == ("DELETE", "/parcels/EA9%2F..%2Fx%3Fy%0D%0AZ%3A%201", b"")
    for _, _, body, signature in line.asked:
        check_signature(body, {HEADER: signature}, SECRET)


def be_silent(handler: QuietHandler) -> None:
    time.sleep(0.5)
    handler.hang_up()


def say(words: bytes) -> Callable[[QuietHandler], None]:
    def answer(handler: QuietHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(words)

    return answer


ILL: dict[str, Callable[[QuietHandler], None]] = {
    "says 500": lambda handler: handler.answer(500, b"{}"),
    "says 503": lambda handler: handler.answer(503, b"later"),
    "says 404": lambda handler: handler.answer(404, b""),
    "says 429": lambda handler: handler.answer(429, b""),
    "is silent": be_silent,
    "hangs up": lambda handler: handler.hang_up(),
    "speaks no HTTP": say(b"\x00\xff\xfe garbage\r\n\r\n"),
    "says a status of words": say(b"HTTP/1.1 fine thanks\r\n\r\n"),
    "says a status below any": say(b"HTTP/1.1 099 low\r\n\r\n"),
    "sends a header without end": say(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000),
    "sends a thousand headers": say(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n"),
}


@pytest.mark.parametrize("answer", ILL.values(), ids=ILL)
def test_a_carrier_that_is_ill_is_silent(
    line: Line, carrier: HttpCarrier, answer: Callable[[QuietHandler], None]
) -> None:
    line.answer = answer
    with pytest.raises(PartnerSilent):
        carrier.announce([TO_DOOR])
    line.answer = Line.answer
    if carrier.breaker_state == "closed":
        carrier.announce([TO_DOOR])


def test_a_redirect_is_not_followed(line: Line, carrier: HttpCarrier) -> None:
    elsewhere = f"{line.base_url}/elsewhere"
    for status in (301, 302, 303, 307, 308):
        line.answer = lambda handler, status=status: handler.answer(status, b"", Location=elsewhere)
        with pytest.raises(PartnerSilent) as silent:
            carrier.announce([TO_DOOR])
        assert silent.value.facts == {"status": status}
    assert [path for _, path, _, _ in line.asked] == ["/parcels"] * 5


def test_an_endless_answer_is_not_read(line: Line, carrier: HttpCarrier) -> None:
    line.answer = say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n" + b"a" * 2_000_000)
    with pytest.raises(PartnerSilent) as silent:
        carrier.announce([TO_DOOR])
    assert silent.value.facts == {"reason": "ValueError"}


def test_a_carrier_that_is_not_there_is_silent() -> None:
    with pytest.raises(PartnerSilent):
        HttpCarrier(Wire("http://127.0.0.1:1", HURRY), SECRET).announce([TO_DOOR])


# -------------------------------------------------------------------------------- scans for us


@pytest.fixture(params=["demonstration", "http", "paper", "china post"])
def any_carrier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Carrier]:
    """Each with its own other side, and well."""
    with fake_post() as fake:
        china_post = ChinaPost(
            Wire(fake.base_url, HURRY),
            sender=SENDER,
            authorization=AUTHORIZATION,
            sign_key=SIGN_KEY,
            secret=SECRET,
        )
        with answering_plainly() as base_url:
            made: dict[str, Carrier] = {
                "demonstration": Post(tmp_path).carrier,
                "http": HttpCarrier(Wire(base_url, HURRY), SECRET),
                "paper": PaperPost(SECRET),
                "china post": china_post,
            }
            yield made[request.param]


@contextmanager
def answering_plainly() -> Iterator[str]:
    class Handler(QuietHandler):
        def do_POST(self) -> None:
            self.body()
            self.answer(200, b'{"scans": []}')

        do_DELETE = do_GET = do_POST

    with served(QuietServer(("127.0.0.1", 0), Handler)) as server:
        yield server.base_url


EXPRESS = replace(TO_DOOR, waybill_number="EA900000019CN", product="express")
QUESTIONS: dict[Ability, Callable[[Carrier], object]] = {
    Ability.numbers: lambda one: one.draw_numbers("express", 2, "R1"),
    Ability.labels: lambda one: one.label(EXPRESS.waybill_number),
    Ability.trace: lambda one: one.trace(EXPRESS.waybill_number),
    Ability.postage: lambda one: one.postage(EXPRESS.waybill_number),
    Ability.estimate: lambda one: one.estimate(EXPRESS),
    Ability.reach: lambda one: one.reaches(EXPRESS),
}


class TestEveryCarrier:
    """The contract: what holds whoever carries."""

    def test_asking_twice_is_harmless(self, any_carrier: Carrier) -> None:
        assert any_carrier.takes(EXPRESS.product)
        first = any_carrier.announce([EXPRESS])
        assert any_carrier.announce([EXPRESS]) == first
        assert set(first) <= {EXPRESS.waybill_number}
        any_carrier.withdraw(EXPRESS.waybill_number)
        any_carrier.withdraw(EXPRESS.waybill_number)

    @pytest.mark.parametrize("ability", QUESTIONS)
    def test_what_it_offers_it_does_and_nothing_else(
        self, any_carrier: Carrier, ability: Ability
    ) -> None:
        ask = QUESTIONS[ability]
        if ability in any_carrier.abilities:
            assert ask(any_carrier) == ask(any_carrier)
        else:
            with pytest.raises(NotOffered):
                ask(any_carrier)

    def test_a_parcel_that_it_does_not_know_has_no_scans(self, any_carrier: Carrier) -> None:
        if Ability.trace in any_carrier.abilities:
            assert any_carrier.trace("EA900000022CN") == []

    def test_only_what_is_asked_over_a_wire_has_a_breaker(self, any_carrier: Carrier) -> None:
        has_wire = isinstance(any_carrier, HttpCarrier | ChinaPost)
        assert any_carrier.breaker_state == ("closed" if has_wire else None)


def example(**changes: Any) -> dict[str, Any]:
    return {
        "id": "s1",
        "waybill_number": "EA900000014CN",
        "code": "203",
        "happened_at": "2026-07-20T08:00:00+08:00",
        **changes,
    }


def read(carrier: Carrier, facts: object) -> list[Scan]:
    body = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
    return carrier.read_scans(body, {HEADER: sign(body, SECRET)})


def test_scans_are_read_whole(any_carrier: Carrier) -> None:
    scans = read(any_carrier, {"scans": [example(), example(id="s2", place="常州", note="到")]})
    assert [(one.external_id, one.place, one.note) for one in scans] == [
        ("carrier:s1", "", ""),
        ("carrier:s2", "常州", "到"),
    ]


UNREADABLE: dict[str, object] = {
    "a list": [],
    "nothing": None,
    "an object": {},
    "scans that are none": {"scans": {"a": 1}},
    "scans of numbers": {"scans": [1]},
    "a scan without a time": {"scans": [{"id": "s1", "code": "203", "waybill_number": "E"}]},
    "too many": {"scans": [example(id=str(n)) for n in range(1001)]},
    "deeply nested": b"[" * 100_000,
    "no text": b"\xff\xfe",
}
BAD_SCANS: dict[str, dict[str, Any]] = {
    "no id": {"id": ""},
    "a number for an id": {"id": 1},
    "no code": {"code": ""},
    "NUL": {"note": "a\x00b"},
    "half a character": {"place": "\ud800"},
    "a long note": {"note": "a" * 501},
    "a long number": {"waybill_number": "E" * 41},
    "a time without its zone": {"happened_at": "2026-07-20T08:00:00"},
    "no time": {"happened_at": "yesterday"},
    "the beginning of time": {"happened_at": "0001-01-01T00:00:00+14:00"},
    "the end of time": {"happened_at": "9999-12-31T23:59:59-14:00"},
}


@pytest.mark.parametrize("facts", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_message_is_forged(any_carrier: Carrier, facts: object) -> None:
    with pytest.raises(Forged):
        read(any_carrier, facts)


@pytest.mark.parametrize("changes", BAD_SCANS.values(), ids=BAD_SCANS)
def test_one_bad_scan_spoils_the_message(any_carrier: Carrier, changes: dict[str, Any]) -> None:
    with pytest.raises(Forged):
        read(any_carrier, {"scans": [example(id="fine"), example(**changes)]})


def test_unsigned_scans_are_forged(any_carrier: Carrier) -> None:
    body = json.dumps({"scans": [example()]}).encode()
    for header in ("", "t=1,v1=1", sign(body, "another"), sign(body + b" ", SECRET), "t=,v1="):
        with pytest.raises(Forged):
            any_carrier.read_scans(body, {HEADER: header})
    with clock.stopped_at(clock.now() + timedelta(seconds=301)):
        early = sign(body, SECRET)
    with pytest.raises(Forged):
        any_carrier.read_scans(body, {HEADER: early})


def test_a_carrier_on_paper_is_told_nothing() -> None:
    carrier = PaperPost(SECRET)
    carrier.announce([TO_DOOR])
    carrier.withdraw(TO_DOOR.waybill_number)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_is_played_in_production(settings: Settings) -> None:
    def carrier(**changes: str) -> Carrier:
        return join_partners(replace(settings, **changes), str, lambda *_: 200).carrier

    assert isinstance(carrier(), DemoPost)
    assert isinstance(carrier(mode="production"), PaperPost)
    assert isinstance(carrier(carrier_base_url="http://127.0.0.1:1"), HttpCarrier)
    assert isinstance(carrier(china_post_base_url="http://127.0.0.1:1"), ChinaPost)


def test_the_demonstrations_carrier_can_be_asked_as_well(post: Post, clock: Clock) -> None:
    clock.stop("2026-07-20 08:00")
    post.carrier.announce([TO_DOOR])
    for _ in range(3):
        post.carrier.play_next(TO_DOOR.waybill_number)
        clock.move(hours=6)
    assert post.carrier.trace(TO_DOOR.waybill_number) == post.scans
    assert post.carrier.trace("EA900000022CN") == []


def test_what_a_carrier_tells_when_asked_is_of_that_parcel(
    line: Line, carrier: HttpCarrier
) -> None:
    scans = {"scans": [example(note="到")]}
    line.answer = lambda handler: handler.answer(200, json.dumps(scans).encode())
    (scan,) = carrier.trace("EA900000014CN")
    assert (scan.external_id, scan.note) == ("carrier:s1", "到")
    for number in ("EA900000028CN", "../x"):
        with pytest.raises(PartnerSilent):
            carrier.trace(number)
    assert [path for _, path, _, _ in line.asked][-1] == "/parcels/..%2Fx/scans"
    line.answer = lambda handler: handler.answer(200, b"<html>")
    with pytest.raises(PartnerSilent):
        carrier.trace("EA900000014CN")
