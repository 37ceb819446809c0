"""Each cause to each of its ends, and the books level after every one."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock as time
from app.claims.actions import (
    accept_claim,
    appeal,
    arbitrate,
    contest_claim,
    cooperative_photo_owner,
    decide_claim,
    pass_deadline,
    withdraw_claim,
)
from app.claims.carrier import (
    accept_carrier_claim,
    record_carrier_payment,
    record_carrier_refusal,
    send_carrier_claims,
)
from app.claims.models import CarrierClaim, Claim, ClaimEvent
from app.claims.opening import estimate, open_claim
from app.claims.queries import (
    claims_past_deadline,
    history_of_buyer,
    sub_orders_with_open_claims,
)
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ground.postings import Bearer
from app.ground.refusals import (
    AppealOver,
    ClaimOpenAlready,
    ClaimWindowOver,
    Missing,
    MoneyNotAllowed,
    NothingToClaim,
    NumberOutOfRange,
    PhotoMissing,
    RefundTooLarge,
    SamePersonTwice,
    StepNotAllowed,
)
from app.ledger.queries import balance
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.payments.models import Payment, Refund
from app.photos.actions import keep_photo
from app.photos.developing import Developed, Picture
from tests.claims.complaints import BUYER, CLERK, Sale, sell, sell_and_deliver
from tests.clocks import Clock
from tests.makers import make_person, make_postal
from tests.payments.test_disputes import hear, opened
from tests.payments.test_paying import books_balance

pytestmark = pytest.mark.usefixtures("database")
C = ClaimCause


@pytest.fixture
def first() -> Actor:
    return Actor(ActorKind.postal, make_postal("邮政老陈").id)


@pytest.fixture
def second() -> Actor:
    return Actor(ActorKind.postal, make_postal("邮政小李").id)


def turns(claim: Claim) -> list[str]:
    steps = select(ClaimEvent.step).where(ClaimEvent.claim_id == claim.id).order_by(ClaimEvent.id)
    return list(session.scalars(steps))


def act(step: object, *told: object) -> None:
    with transaction():
        step(*told)  # type: ignore[operator]
    session.expire_all()


def refunded() -> list[int]:
    return list(session.scalars(select(Refund.amount_fen).order_by(Refund.id)))


def bad(sale: Sale, **changes: object) -> Claim:
    return sale.complain(C.bad, **{"bad_count": 3, **changes})


def dear() -> Sale:
    """Three boxes for 468 yuan, so that no claim about them is small."""
    return sell_and_deliver(15_600, 3)


# ------------------------------------------------------------------------------- paid at once


def test_three_bad_pears_are_paid_for_at_once_by_the_cooperative() -> None:
    sale = sell_and_deliver()
    part = sale.order.sub_orders[0]
    held = balance(f"cooperative_held:{part.cooperative_id}")
    wish = sale.wish(C.bad, bad_count=3)
    before = estimate(sale.order, wish)
    assert (before.asked_fen, before.is_at_once) == (1950, True)
    with transaction():
        claim = open_claim(sale.order.id, wish, BUYER)
    session.expire_all()
    assert (claim.state, claim.asked_fen, claim.decided_fen, claim.is_automatic) == (
        "resolved",
        1950,
        1950,
        True,
    )
    assert turns(claim) == ["open", "accept", "close"]
    assert refunded() == [1950]
    assert balance(f"cooperative_held:{part.cooperative_id}") - held == 1950
    assert balance("refund_payable") == -1950
    assert sub_orders_with_open_claims([part.id]) == set()
    books_balance()


def test_the_same_form_sent_twice_is_one_claim() -> None:
    sale = sell_and_deliver()
    wish = sale.wish(C.bad, bad_count=3)
    for _ in range(2):
        with transaction():
            claim = open_claim(sale.order.id, wish, BUYER)
    assert session.scalar(select(func.count()).select_from(Claim)) == 1
    assert refunded() == [1950]
    assert claim.request_key == wish.request_key


def test_a_second_claim_about_the_same_boxes_is_not_paid_unasked_and_never_more_than_is_left() -> (
    None
):
    sale = sell_and_deliver()
    bad(sale)
    again = bad(sale, bad_count=8)
    # All of it would be 52 yuan; 19.50 have gone back.
    assert (again.state, again.asked_fen) == ("opened", 3250)
    with pytest.raises(ClaimOpenAlready):
        bad(sale)
    act(accept_claim, again, CLERK, "")
    with pytest.raises(NothingToClaim):
        bad(sale, bad_count=1)
    assert sum(refunded()) == 5200
    books_balance()


def test_what_one_buyer_is_paid_unasked_in_a_month_is_limited(clock: Clock) -> None:
    clock.stop("2026-09-01 09:00")
    person = make_person()
    sales = [sell_and_deliver(5000, person_id=person.id) for _ in range(5)]
    states = [bad(sale, bad_count=8).state for sale in sales]
    assert states == ["resolved"] * 4 + ["opened"]
    clock.stop("2026-10-03 09:00")
    assert bad(sell_and_deliver(5000, person_id=person.id), bad_count=8).state == "resolved"
    books_balance()


# ------------------------------------------------------------------------------- refused


def test_what_cannot_be_claimed_is_refused_and_changes_nothing(clock: Clock) -> None:
    clock.stop("2026-09-01 09:00")
    here, under_way, other = sell_and_deliver(), sell(), sell_and_deliver()
    refusals = [
        (here, here.wish(C.bad, bad_count=3, photos=[]), PhotoMissing),
        (here, here.wish(C.bad, bad_count=3, photos=[other.photo()]), Missing),
        (here, here.wish(C.bad, bad_count=0), NumberOutOfRange),
        (here, here.wish(C.bad, bad_count=9), NumberOutOfRange),
        (here, here.wish(C.short_weight, short_grams=2501), NumberOutOfRange),
        (here, here.wish(C.bad, bad_count=1, line_id=other.line_id), Missing),
        (here, here.wish(C.bad, bad_count=1, waybill=other.parcel.waybill_number), Missing),
        (here, here.wish(C.late), NothingToClaim),
        (here, here.wish(C.lost), NothingToClaim),
        (under_way, under_way.wish(C.bad, bad_count=1), NothingToClaim),
        (under_way, under_way.wish(C.lost), NothingToClaim),
    ]
    for sale, wish, refusal in refusals:
        with pytest.raises(refusal), transaction():
            open_claim(sale.order.id, wish, BUYER)
    clock.stop("2026-09-20 09:00")
    with pytest.raises(ClaimWindowOver):
        bad(here)
    assert session.scalar(select(func.count()).select_from(Claim)) == 0
    assert refunded() == []


# ------------------------------------------------------------------------------- the turns


def test_a_cooperative_that_is_silent_for_a_day_has_agreed(clock: Clock) -> None:
    clock.stop("2026-09-01 09:00")
    sale = dear()
    claim = bad(sale)
    part_id = sale.order.sub_orders[0].id
    assert (claim.state, claim.asked_fen, claim.answer_by) == (
        "opened",
        5850,
        time.now() + timedelta(hours=24),
    )
    assert sub_orders_with_open_claims([part_id, part_id + 1]) == {part_id}
    clock.stop("2026-09-02 08:59")
    assert claims_past_deadline() == []
    clock.stop("2026-09-03 15:00")
    assert claims_past_deadline() == [claim.id]
    for expected in (True, False):
        with transaction():
            assert pass_deadline(claim.id) is expected
    session.expire_all()
    assert (claim.state, refunded()) == ("resolved", [5850])
    books_balance()


def test_contested_the_office_decides_a_part_and_the_buyer_lets_it_be(
    clock: Clock, first: Actor
) -> None:
    clock.stop("2026-09-01 09:00")
    claim = bad(dear())
    developed = Developed("f" * 64, Picture(b"large", 1600, 1200), Picture(b"small", 400, 300))
    with transaction():
        photo = keep_photo(cooperative_photo_owner(claim.cooperative_id), developed)
    act(contest_claim, claim, CLERK, "出库时个个完好", [photo.name])
    assert (claim.state, claim.answer_by, claim.decide_by) == (
        "evidence",
        None,
        time.now() + timedelta(hours=72),
    )
    with pytest.raises(StepNotAllowed):
        act(accept_claim, sell_and_deliver().complain(C.bad, bad_count=1), CLERK, "")
    with pytest.raises(RefundTooLarge):
        act(decide_claim, claim, 5851, Bearer.cooperative, first, "")
    act(decide_claim, claim, 3000, Bearer.platform, first, "照片上只坏了一半")
    assert (claim.state, claim.decided_fen, balance("claims_expense")) == ("approved", 3000, 3000)
    clock.stop("2026-09-10 09:00")
    with pytest.raises(AppealOver):
        act(appeal, claim, BUYER, "太少了", [])
    assert pass_in_time(claim)
    assert claim.state == "resolved"
    assert turns(claim) == ["open", "contest", "approve", "close"]
    books_balance()


def pass_in_time(claim: Claim) -> bool:
    with transaction():
        passed = pass_deadline(claim.id)
    session.expire_all()
    return passed


def test_denied_the_buyer_appeals_once_and_another_person_has_the_last_word(
    first: Actor, second: Actor
) -> None:
    claim = bad(dear())
    act(contest_claim, claim, CLERK, "照片看不出坏果", [])
    act(decide_claim, claim, 0, Bearer.cooperative, first, "照片看不清")
    assert (claim.state, claim.decided_fen, refunded()) == ("denied", 0, [])
    assert sub_orders_with_open_claims([claim.sub_order_id]) == {claim.sub_order_id}
    act(appeal, claim, BUYER, "补拍了三张", [])
    assert claim.state == "appealed"
    with pytest.raises(SamePersonTwice):
        act(arbitrate, claim, 5850, Bearer.cooperative, first, "")
    act(arbitrate, claim, 5850, Bearer.cooperative, second, "补拍的照片清楚")
    assert (claim.state, claim.decided_fen, refunded()) == ("arbitrated", 5850, [5850])
    with pytest.raises(AppealOver):
        act(appeal, claim, BUYER, "再看看", [])
    assert sub_orders_with_open_claims([claim.sub_order_id]) == set()
    books_balance()


def test_an_appeal_adds_to_what_was_given_and_never_takes_of_it(
    first: Actor, second: Actor
) -> None:
    claim = bad(dear())
    act(contest_claim, claim, CLERK, "只坏了一个", [])
    act(decide_claim, claim, 1950, Bearer.cooperative, first, "")
    act(appeal, claim, BUYER, "坏了三个", [])
    with pytest.raises(MoneyNotAllowed):
        act(arbitrate, claim, 1949, Bearer.cooperative, second, "")
    act(arbitrate, claim, 3000, Bearer.cooperative, second, "")
    assert (claim.decided_fen, refunded()) == (3000, [1950, 1050])
    books_balance()


def test_who_was_denied_twice_lately_is_no_longer_paid_unasked(first: Actor) -> None:
    person = make_person()
    for _ in range(2):
        claim = bad(sell_and_deliver(15_600, 3, person_id=person.id))
        act(contest_claim, claim, CLERK, "不属实", [])
        act(decide_claim, claim, 0, Bearer.cooperative, first, "不属实")
    small = bad(sell_and_deliver(person_id=person.id))
    assert (small.asked_fen, small.state) == (1950, "opened")
    history = history_of_buyer(small)
    assert (history.claims, history.paid, history.denied, history.paid_fen) == (2, 0, 2, 0)


def test_a_claim_that_is_withdrawn_gives_nothing_and_another_may_be_opened() -> None:
    sale = dear()
    claim = bad(sale)
    act(withdraw_claim, claim, BUYER)
    assert (claim.state, refunded()) == ("withdrawn", [])
    assert bad(sale, bad_count=2).state == "opened"


def test_short_weight_and_wrong_goods_are_the_cooperatives() -> None:
    short = sell_and_deliver().complain(C.short_weight, short_grams=300)
    wrong = sell_and_deliver(4000).complain(C.wrong, bad_count=8)
    assert [(one.state, one.decided_fen, one.bearer) for one in (short, wrong)] == [
        ("resolved", 624, "cooperative"),
        ("resolved", 4000, "cooperative"),
    ]
    books_balance()


# ------------------------------------------------------------------------------- the carrier


def drafted(claim: Claim) -> CarrierClaim:
    found = select(CarrierClaim).where(CarrierClaim.claim_id == claim.id)
    return session.scalars(found).one()


def test_a_lost_parcel_is_paid_whole_and_the_carrier_pays_three_postages(first: Actor) -> None:
    sale = sell(3600)
    sale.scan("987")
    claim = sale.complain(C.lost)
    # 36 yuan of pears and 9 of postage; the tariff asks 9 for them, so the carrier owes 27.
    postage_fen = sale.order.postage_fen
    assert (claim.state, claim.decided_fen) == ("resolved", 3600 + postage_fen)
    asked = drafted(claim)
    owes = min(3 * sale.parcel.postage_fen, 3600 + postage_fen)
    assert (asked.loss_fen, asked.amount_fen, asked.state) == (3600 + postage_fen, owes, "drafted")
    assert balance("carrier_claims") == owes
    assert balance("claims_expense") == 3600 + postage_fen - owes
    act(send_carrier_claims, [asked.id])
    act(accept_carrier_claim, asked.id, "赔-0912")
    bank = balance("bank")
    with pytest.raises(MoneyNotAllowed):
        act(record_carrier_payment, asked.id, owes + 1, "", first)
    act(record_carrier_payment, asked.id, owes, "赔-0912", first)
    assert (asked.state, balance("carrier_claims"), balance("bank") - bank) == ("paid", 0, owes)
    with pytest.raises(StepNotAllowed):
        act(record_carrier_payment, asked.id, owes, "赔-0912", first)
    books_balance()


def test_what_the_carrier_pays_too_little_or_refuses_is_our_expense(first: Actor) -> None:
    claims = []
    for _ in range(2):
        sale = sell_and_deliver()
        sale.scan("damage")
        claims.append(bad(sale))
    assert {claim.bearer for claim in claims} == {"carrier"}
    part, refused = map(drafted, claims)
    act(send_carrier_claims, [part.id, refused.id])
    act(record_carrier_payment, part.id, 1000, "赔 10 元", first)
    act(record_carrier_refusal, refused.id, "包装不合格", first)
    assert (balance("bank"), balance("carrier_claims")) == (1000, 0)
    assert balance("claims_expense") == 950 + 1950
    assert {claim.decided_fen for claim in claims} == {1950}
    books_balance()


def test_a_second_claim_about_one_parcel_asks_the_carrier_only_for_what_is_left(
    first: Actor,
) -> None:
    sale = sell_and_deliver()
    sale.scan("damage")
    bad(sale, bad_count=4)
    again = bad(sale, bad_count=8)
    assert again.state == "evidence", "nobody's goods are to blame: the office looks"
    act(decide_claim, again, 2600, Bearer.carrier, first, "")
    amounts = list(session.scalars(select(CarrierClaim.amount_fen).order_by(CarrierClaim.id)))
    assert sum(amounts) == 3 * sale.parcel.postage_fen
    assert balance("carrier_claims") + balance("claims_expense") == 5200
    books_balance()


def test_late_by_two_days_is_paid_from_the_scans_alone(clock: Clock) -> None:
    clock.stop("2026-09-01 09:00")
    sale = sell()
    late = sale.order.sub_orders[0].arrives_to + timedelta(days=2)
    clock.stop(f"{late} 16:00")
    sale.scan("704")
    claim = sale.complain(C.late)
    assert (claim.state, claim.decided_fen, claim.bearer) == ("resolved", 520, "carrier")
    assert drafted(claim).amount_fen == 520
    books_balance()


def test_a_parcel_that_is_only_silent_is_looked_into(clock: Clock, first: Actor) -> None:
    clock.stop("2026-09-01 09:00")
    sale = sell(3600)
    clock.stop("2026-09-06 09:01")
    claim = sale.complain(C.lost)
    assert claim.state == "evidence"
    act(decide_claim, claim, claim.asked_fen, Bearer.platform, first, "")
    assert claim.state == "resolved"
    books_balance()


def test_a_dispute_holds_a_claim_and_no_other(clock: Clock) -> None:
    """Silence is a yes, but what a bank has taken back cannot be given: the next one goes on."""
    clock.stop("2026-09-01 09:00")
    disputed, other = sell_and_deliver(20_000), sell_and_deliver(20_000)
    payment = session.scalars(select(Payment).where(Payment.order_id == disputed.order.id)).one()
    hear(opened(payment))
    claims = [bad(disputed, bad_count=1), bad(other, bad_count=8)]
    clock.stop("2026-09-02 09:01")
    assert claims_past_deadline() == [claims[1].id]
    for claim in claims:
        act(pass_deadline, claim.id)
    session.expire_all()
    assert [one.state for one in claims] == ["opened", "resolved"]
    books_balance()
