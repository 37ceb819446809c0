"""China Post's open platform against a fake of ours over real HTTP: what is asked, what is
believed, and how little an ill carrier can do to us."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.clock import SHANGHAI
from app.ground.refusals import PartnerSilent
from app.partners.breaker import Breaker, BreakerState
from app.partners.cards import Forged
from app.partners.carriers import ActualPostage, Cargo, CarrierRefused, Consignment, Party
from app.partners.china_post import ChinaPost
from app.partners.china_post_values import fen_of
from app.partners.sm4 import Unsealed, seal, unseal
from app.partners.wire import Line, Patience
from tests.clocks import Clock
from tests.fake_post import AUTHORIZATION, SENDER, SIGN_KEY, FakePost, fake_post
from tests.fake_post.post import PDF, pushed

NUMBER = "EA900000019CN"
HURRY = Patience(connect_seconds=0.3, whole_seconds=0.3)
WHOLE = Consignment(
    waybill_number=NUMBER,
    origin_code="320402",
    destination_code="310115",
    gross_grams=5800,
    temperature_class="cool",
    to_shop=False,
    product="cold_express",
    declared_fen=9950,
    sender=Party("查家村合作社", "13800000001", "江苏省", "常州市", "武进区", "查家村 1 号"),
    recipient=Party("王秀英", "13812345678", "上海市", "上海市", "浦东新区", "世纪大道 1 号"),
    cargo=(Cargo("翠冠梨", 2, 5000, 9950),),
)
AT = datetime(2026, 7, 20, 8, 0, tzinfo=SHANGHAI)


@pytest.fixture
def fake() -> Iterator[FakePost]:
    with fake_post() as fake:
        yield fake


def post_of(
    fake: FakePost, breaker: Breaker | None = None, secret: str = AUTHORIZATION
) -> ChinaPost:
    return ChinaPost(
        Line(fake.base_url, HURRY, breaker),
        sender=SENDER,
        authorization=secret,
        sign_key=SIGN_KEY,
        secret="a-secret-between-carrier-and-us",
    )


@pytest.fixture
def post(fake: FakePost) -> ChinaPost:
    return post_of(fake)


# ---------------------------------------------------------------------------------------- the seal


def test_the_cipher_is_that_of_the_standard() -> None:
    """GB/T 32907-2016, example 1: the key enciphers itself."""
    plain = bytes.fromhex("0123456789abcdeffedcba9876543210")
    from_standard = "681edf34d206965e86b3e94f536e4246"
    encryptor = Cipher(algorithms.SM4(plain), modes.ECB()).encryptor()
    assert (encryptor.update(plain) + encryptor.finalize()).hex() == from_standard


def test_what_is_sealed_opens_with_its_key_only() -> None:
    other = "AAAAAAAAAAAAAAAAAAAAAA=="
    sealed = seal('{"waybillNo":"EA900000019CN","name":"王秀英"}', SIGN_KEY)
    assert sealed.startswith("|$4|")
    assert unseal(sealed, SIGN_KEY) == '{"waybillNo":"EA900000019CN","name":"王秀英"}'
    for bad in (
        sealed.removeprefix("|$4|"),
        "|$4|",
        "|$4|not base64",
        sealed[:-8],
        seal("{}", other),
    ):
        with pytest.raises(Unsealed):
            unseal(bad, SIGN_KEY)


# ------------------------------------------------------------------------------------ what is asked


def test_an_order_says_what_is_carried_and_gives_the_routing(
    fake: FakePost, post: ChinaPost
) -> None:
    routing = post.announce([WHOLE])[NUMBER]
    assert (routing.route_code, routing.package_name) == ("沪浦-A12-03", "上海浦东集")
    assert (routing.mark_code, routing.mark_name) == ("310115", "上海浦东")
    ((code, facts),) = fake.asked
    assert code == "020003"
    assert (facts["logisticsOrderNo"], facts["waybillNo"]) == (NUMBER, NUMBER)
    assert (facts["bizProductNo"], facts["weight"]) == ("1", 5800)
    assert (facts["insuranceFlag"], facts["insuranceAmount"]) == ("2", "99.50")
    assert facts["receiver"]["name"] == "王秀英"
    assert facts["cargos"] == [
        {"cargoName": "翠冠梨", "quantity": 2, "weight": 5000, "value": "99.50"}
    ]
    post.announce([WHOLE])
    assert len(fake.orders) == 1


def test_every_ability_is_one_question(fake: FakePost, post: ChinaPost) -> None:
    fake.charges[NUMBER] = ("13.5", 5920)
    fake.scan(NUMBER, "203", AT)
    assert post.label(NUMBER) == PDF
    assert post.postage(NUMBER) == ActualPostage(1350, 5920)
    assert post.postage("EA900000022CN") is None
    assert post.estimate(WHOLE) == 1250
    assert post.reaches(WHOLE)
    post.withdraw(NUMBER)
    assert fake.cancelled == [NUMBER]
    assert [one.code for one in post.trace(NUMBER)] == ["203"]
    assert post.trace("EA900000022CN") == []


def test_numbers_for_the_pool_are_the_same_for_the_same_question(post: ChinaPost) -> None:
    first = post.draw_numbers("express", 3, "R1")
    assert first == ["EZ700000013CN", "EZ700000027CN", "EZ700000035CN"]
    assert post.draw_numbers("express", 3, "R1") == first


def test_only_its_own_products_are_for_its_interface(post: ChinaPost) -> None:
    taken = {one: post.takes(one) for one in ("ordinary", "sticker", "express", "local")}
    assert taken == {"ordinary": False, "sticker": False, "express": True, "local": True}


def test_a_scan_is_read_with_place_reason_and_time(fake: FakePost, post: ChinaPost) -> None:
    fake.scan(NUMBER, "704", AT, deliverCode="20", desc="已妥投,他人代收", office="浦东投递部")
    fake.scan(NUMBER, "705", AT, attemptDeliveryCode="7", deliverCode="20")
    delivered, failed = post.trace(NUMBER)
    assert (delivered.reason, delivered.place, delivered.note) == (
        "20",
        "浦东投递部",
        "已妥投,他人代收",
    )
    assert (failed.reason, failed.happened_at) == ("7", AT)
    assert [one.external_id for one in post.trace(NUMBER)] == [
        delivered.external_id,
        failed.external_id,
    ]


def test_a_clear_no_is_told_as_one(fake: FakePost, post: ChinaPost) -> None:
    fake.noes["020003"] = ("B00042", "收件地址不在服务范围")
    with pytest.raises(CarrierRefused) as no:
        post.announce([WHOLE])
    assert no.value.reason == "B00042 收件地址不在服务范围"
    with pytest.raises(CarrierRefused):
        post_of(fake, secret="another").withdraw(NUMBER)
    assert fake.cancelled == []


# ------------------------------------------------------------------------------------- garbage (P2)

GARBAGE = [
    "html",
    "truncated",
    "bomb",
    "nested",
    "list",
    "inner garbage",
    "huge",
    "wrong number",
    "path number",
    "crlf number",
    "no number",
    "list of numbers",
    "redirect",
    "500",
    "404",
]


@pytest.mark.parametrize("fault", GARBAGE)
def test_garbage_is_believed_by_nobody(fake: FakePost, post: ChinaPost, fault: str) -> None:
    fake.faults = [fault]
    with pytest.raises(PartnerSilent):
        post.announce([WHOLE])
    assert list(post.announce([WHOLE])) == [NUMBER]
    assert fake.visits == 2


@pytest.mark.parametrize("sum_of_money", ["1e999999", "-1", "NaN", "1.005", True, 10**400])
def test_no_sum_of_money_is_believed_that_none_can_be(sum_of_money: object) -> None:
    with pytest.raises(ValueError, match=r"money|number"):
        fen_of(sum_of_money)


def test_a_number_given_twice_is_taken_by_nobody(fake: FakePost, post: ChinaPost) -> None:
    fake.faults = ["same number", "same number"]
    with pytest.raises(PartnerSilent) as silent:
        post.draw_numbers("express", 2, "R1")
    assert silent.value.facts == {"reason": "a number twice"}


def test_a_trace_of_another_parcel_is_not_ours(fake: FakePost, post: ChinaPost) -> None:
    fake.scan(NUMBER, "704", AT)
    fake.faults = ["other parcel"]
    with pytest.raises(PartnerSilent):
        post.trace(NUMBER)


@pytest.mark.parametrize(
    "total", ["12.505", "-1", "NaN", "1e9", "Infinity", "twelve", "9" * 30, True, [1]]
)
def test_a_postage_that_is_no_money_is_refused(
    fake: FakePost, post: ChinaPost, total: object
) -> None:
    fake.charges[NUMBER] = (total, 5920)  # type: ignore[assignment]
    with pytest.raises(PartnerSilent):
        post.postage(NUMBER)


# ------------------------------------------------------------------------------- slow or down (P1)


@pytest.mark.parametrize("fault", ["down", "slow", "drip", "drip headers", "429"])
def test_no_visit_outlasts_our_patience(fake: FakePost, post: ChinaPost, fault: str) -> None:
    fake.faults = [fault]
    began = time.monotonic()
    with pytest.raises(PartnerSilent):
        post.withdraw(NUMBER)
    # The fault itself lasts for a second or more.
    assert time.monotonic() - began < 0.9


def test_the_breaker_opens_tries_once_and_closes(fake: FakePost) -> None:
    moment = [0.0]
    breaker = Breaker(3, 30.0, lambda: moment[0])
    post = post_of(fake, breaker)
    fake.faults = ["down", "html", "500", "down"]
    for _ in range(5):
        with pytest.raises(PartnerSilent):
            post.withdraw(NUMBER)
    assert (fake.visits, breaker.state) == (3, BreakerState.open)
    moment[0] = 30.0
    assert breaker.state is BreakerState.trying
    for _ in range(2):
        with pytest.raises(PartnerSilent):
            post.withdraw(NUMBER)
    assert (fake.visits, breaker.state) == (4, BreakerState.open)
    moment[0] = 89.0
    assert breaker.state is BreakerState.open
    moment[0] = 90.0
    post.withdraw(NUMBER)
    assert (fake.visits, breaker.state) == (5, BreakerState.closed)


def test_while_one_question_tries_the_others_wait(fake: FakePost) -> None:
    moment = [0.0]
    breaker = Breaker(1, 30.0, lambda: moment[0])
    breaker.fail()
    moment[0] = 31.0
    breaker.enter()
    with pytest.raises(PartnerSilent):
        breaker.enter()
    breaker.succeed()
    breaker.enter()


def test_a_carrier_that_asks_for_rest_gets_it(fake: FakePost) -> None:
    moment = [0.0]
    breaker = Breaker(5, 30.0, lambda: moment[0])
    post = post_of(fake, breaker)
    fake.faults = ["429"]
    for at in (0.0, 119.0):
        moment[0] = at
        with pytest.raises(PartnerSilent):
            post.withdraw(NUMBER)
    assert fake.visits == 1
    moment[0] = 120.0
    post.withdraw(NUMBER)
    assert fake.visits == 2


def test_a_clear_no_is_no_illness(fake: FakePost) -> None:
    breaker = Breaker(2)
    post = post_of(fake, breaker)
    fake.noes["020006"] = ("B00001", "no")
    for _ in range(5):
        with pytest.raises(CarrierRefused):
            post.withdraw(NUMBER)
    assert (fake.visits, breaker.state) == (5, BreakerState.closed)


# -------------------------------------------------------------------------------------- pushes (P4)


def test_a_push_is_read_and_answered_for_each_serial(fake: FakePost, post: ChinaPost) -> None:
    good = fake.scan(NUMBER, "203", AT, serial="s1")
    bad = {**good, "serialNo": "s2", "opTime": "yesterday"}
    read = post.read_push(pushed([good, bad]))
    assert [one.code for one in read.scans] == ["203"]
    assert read.scans[0].external_id == post.trace(NUMBER)[0].external_id
    assert read.answer()["retBody"] == (
        '{"responseItems": [{"serialNo": "s1", "status": "1"}, '
        '{"serialNo": "s2", "status": "0", "reason": "unreadable"}]}'
    )


def test_two_items_of_one_serial_are_both_kept(fake: FakePost, post: ChinaPost) -> None:
    first = fake.scan(NUMBER, "203", AT, serial="s1")
    second = fake.scan(NUMBER, "389", AT, serial="s1")
    read = post.read_push(pushed([first, second]))
    assert [one.code for one in read.scans] == ["203", "389"]
    assert read.answer()["retBody"] == '{"responseItems": [{"serialNo": "s1", "status": "1"}]}'
    # Neither order hides that one of them could not be read.
    bad = {**second, "opTime": "yesterday"}
    for items in ([first, bad], [bad, first]):
        read = post.read_push(pushed(items))
        assert [one.code for one in read.scans] == ["203"]
        assert (read.readable, read.unreadable) == ((), ("s1",))


def test_a_forged_push_is_refused(fake: FakePost, post: ChinaPost, clock: Clock) -> None:
    item = fake.scan(NUMBER, "704", AT)
    clock.stop("2026-07-20 08:00")
    good = pushed([item])
    sealed_by_others = seal('{"responseItems":[]}', "AAAAAAAAAAAAAAAAAAAAAA==")
    forged = [
        b"",
        b"\xff",
        b"apiCode=040002",
        good[:-20],
        pushed([item], apiCode="040001"),
        pushed([item], senderNo="1100000000002"),
        pushed([item], authorization="邮"),
        pushed([item], timeStamp="now"),
        pushed([item], logitcsInterface=sealed_by_others),
        pushed([item], logitcsInterface='{"responseItems":[]}'),
        pushed([item] * 1001),
        pushed([{"no": "serial"}]),
    ]
    for body in forged:
        with pytest.raises(Forged):
            post.read_push(body)
    assert len(post.read_push(good).scans) == 1
    clock.move(minutes=11)
    with pytest.raises(Forged):
        post.read_push(good)


def test_more_than_one_sender_shares_no_breaker(fake: FakePost) -> None:
    ill, well = post_of(fake, Breaker(1)), post_of(fake, Breaker(1))
    fake.faults = ["down"]
    with pytest.raises(PartnerSilent):
        ill.announce([replace(WHOLE, declared_fen=0)])
    well.announce([WHOLE])
    assert (ill.breaker_state, well.breaker_state) == ("open", "closed")
    assert timedelta(seconds=HURRY.whole_seconds) < timedelta(seconds=1)
