"""Same-city rounds: what comes along, in which order, and what each stop is answered with.

Asked on SQLite alone is what only rules decide; on both databases what queries choose and count.
"""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.db import session, transaction
from app.ground.parcel_steps import TrackingStep
from app.ground.refusals import (
    ChoiceUnknown,
    Missing,
    NothingToBring,
    NothingToCarry,
    ProxyNotAgreed,
    RoundNotAnswered,
    ShelfConsentNeeded,
    StepNotAllowed,
)
from app.ground.timetables import Pace, Window
from app.orders.actions import Actor
from app.orders.kinds import ActorKind, DeliveryPreference
from app.orders.wishes import Delivery, Recipient
from app.parcels.actions import locked
from app.parcels.desk import Seen, record_by_hand
from app.parcels.models import Parcel, TrackingEvent
from app.places.models import Outlet
from app.rounds.actions import (
    RoundWish,
    answer,
    build_round,
    call_off,
    close_round,
    set_out,
    set_window,
)
from app.rounds.kinds import Outcome
from app.rounds.models import Round, RoundParcel, RoundStop
from app.rounds.queries import (
    get_round,
    how_many_wait,
    next_stop,
    progress_of,
    town_loads,
    waiting_at,
)
from app.rounds.sheets import load_order, sheet_pdf, stop_name
from app.shelves.consents import agree_by_phone
from app.shops.models import Shop
from tests.makers import make_postal, make_shop
from tests.order_sheets import make_waybills
from tests.shelves.test_shelves import bring, tell_scan

pytestmark = pytest.mark.usefixtures("database")
VILLAGES = {"郑陆": "320402109001", "焦溪": "320402109003", "查家": "320402109223"}


def make_outlet(region_code: str = "320402109", **changes: object) -> Outlet:
    count = session.scalar(select(func.count()).select_from(Outlet)) or 0
    values = {
        "code": f"2130{count:04d}",
        "name": f"郑陆投递部{count}",
        "name_en": "Zhenglu",
        "kind": "delivery",
        "region_code": region_code,
        "detail": "郑陆镇舜山路",
        **changes,
    }
    with transaction():
        session.add(outlet := Outlet(**values))
    return outlet


@pytest.fixture
def outlet(database: scoped_session[Session]) -> Outlet:
    make_waybills(40)
    return make_outlet()


@pytest.fixture
def courier(outlet: Outlet) -> Actor:
    return Actor(ActorKind.postal, make_postal("快递员小周").id)


def at_office(
    village: str = "焦溪", *, cold: bool = False, shop: Shop | None = None, **changes: object
) -> Parcel:
    to = Recipient(
        name=f"{village}张三", phone="13900001111", region_code=VILLAGES[village], detail="1 号"
    )
    delivery = {} if shop else {"delivery": Delivery()}
    parcel = bring(
        shop or make_shop(),
        "cool" if cold else "dry",
        recipient=to,
        **{**delivery, **changes},
    )
    tell_scan(parcel, "742")
    tell_scan(parcel, "713")
    return parcel


def build(outlet: Outlet, courier: Actor, **wish: object) -> Round:
    values = {"courier_id": courier.person_id, "most_boxes": 40, "most_grams": 400_000, **wish}
    with transaction():
        built = build_round(outlet, RoundWish(**values), courier)  # type: ignore[arg-type]
    session.expire_all()
    return get_round(built.id)


def drive(found: Round, courier: Actor) -> None:
    with transaction():
        set_out(get_round(found.id), courier)
    session.expire_all()


def say(found: Round, parcel: Parcel, outcome: Outcome, reason: str, courier: Actor) -> None:
    with transaction():
        row = locked([parcel.id])[0]
        answer(get_round(found.id), row, outcome, reason, courier)
    session.expire_all()


def codes_of(parcel: Parcel) -> list[tuple[str, str]]:
    own = select(TrackingEvent).where(
        TrackingEvent.parcel_id == parcel.id, TrackingEvent.source == "office"
    )
    return [(one.code, one.reason) for one in session.scalars(own.order_by(TrackingEvent.id))]


def test_what_waits_in_the_district_is_brought_and_nothing_else(
    outlet: Outlet, courier: Actor
) -> None:
    near, elsewhere = at_office("郑陆"), make_outlet("320412")
    bring(make_shop())
    assert [one.id for one in waiting_at(outlet)] == [near.id]
    assert how_many_wait([outlet, elsewhere]) == {outlet.id: 1, elsewhere.id: 0}
    assert how_many_wait([]) == {}
    (load,) = town_loads(waiting_at(outlet))
    assert (load.town_code, load.parcels, load.cold) == ("320402109", 1, 0)
    with pytest.raises(NothingToBring):
        build(elsewhere, courier)
    with pytest.raises(NothingToBring):
        build(outlet, courier, most_grams=1)
    with pytest.raises(ChoiceUnknown):
        build(outlet, courier, courier_id=999_999)
    assert session.scalar(select(func.count()).select_from(Round)) == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_parcels_for_one_shop_are_one_stop_and_doors_are_one_each(
    outlet: Outlet, courier: Actor
) -> None:
    shop = make_shop(name="焦溪村邮站")
    for village in ("焦溪", "焦溪", "郑陆", "查家"):
        at_office(village, shop=shop if village == "焦溪" else None)
    found = build(outlet, courier)
    assert sorted(len(stop.parcels) for stop in found.stops) == [1, 1, 2]
    assert [stop.position for stop in found.stops] == [1, 2, 3]
    assert [one.position for one in load_order(found)] == [3, 2, 1]
    assert any(stop_name(stop).startswith("焦溪村邮站") for stop in found.stops)
    assert found.length_m > 0
    assert how_many_wait([outlet]) == {outlet.id: 0}
    assert sheet_pdf(found).startswith(b"%PDF-")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_full_van_takes_the_cold_ones_and_leaves_the_others_for_the_next(
    outlet: Outlet, courier: Actor
) -> None:
    dry, cold = at_office("焦溪"), at_office("郑陆", cold=True)
    first = build(outlet, courier, most_boxes=1)
    assert [one.parcel_id for stop in first.stops for one in stop.parcels] == [cold.id]
    second = build(outlet, courier, towns=["320402109"])
    assert [one.parcel_id for stop in second.stops for one in stop.parcels] == [dry.id]
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(NothingToBring):
        build(outlet, courier)


def test_a_round_that_is_called_off_leaves_no_trace(outlet: Outlet, courier: Actor) -> None:
    at_office()
    found = build(outlet, courier)
    with transaction():
        call_off(get_round(found.id))
    for model in (Round, RoundStop, RoundParcel):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    assert how_many_wait([outlet]) == {outlet.id: 1}
    found = build(outlet, courier)
    drive(found, courier)
    with pytest.raises(StepNotAllowed), transaction():
        call_off(get_round(found.id))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_round_leaves_without_what_cannot_go_out_any_more(outlet: Outlet, courier: Actor) -> None:
    good, damaged, refused = (at_office(village) for village in VILLAGES)
    found = build(outlet, courier)
    length = found.length_m
    assert len(found.stops) == 3
    tell_scan(refused, "702")
    tell_scan(refused, "705", "7")
    by_hand(damaged, TrackingStep.damage)
    with transaction():
        left_out = set_out(get_round(found.id), courier)
        assert {one.id for one in left_out} == {damaged.id, refused.id}
    session.expire_all()
    found = get_round(found.id)
    assert [(stop.position, len(stop.parcels)) for stop in found.stops] == [(1, 1)]
    assert found.stops[0].parcels[0].parcel_id == good.id
    assert (found.state, found.length_m < length) == ("out", True)
    states = [session.get_one(Parcel, one.id).state for one in (good, damaged, refused)]
    assert states == ["out_for_delivery", "damaged", "refused"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_round_of_which_nothing_is_left_says_so_and_stays(outlet: Outlet, courier: Actor) -> None:
    parcel = at_office()
    found = build(outlet, courier)
    by_hand(parcel, TrackingStep.damage)
    with pytest.raises(NothingToCarry):
        drive(found, courier)
    session.expire_all()
    assert (get_round(found.id).state, counted_on_rounds()) == ("planned", 1)


def by_hand(parcel: Parcel, step: TrackingStep) -> None:
    seen = Seen(step=step, place="郑陆", note="", happened_at=clock.now())
    with transaction():
        record_by_hand(locked([parcel.id])[0], seen, Actor(ActorKind.postal))
    session.expire_all()


def counted_on_rounds() -> int:
    return session.scalar(select(func.count()).select_from(RoundParcel)) or 0


def test_every_answer_is_the_carriers_code_with_its_sub_code(
    outlet: Outlet, courier: Actor
) -> None:
    shop = make_shop()
    hers, out, to_shop = at_office("焦溪"), at_office("郑陆"), at_office("查家", shop=shop)
    found = build(outlet, courier)
    with pytest.raises(StepNotAllowed):
        say(found, hers, Outcome.delivered, "10", courier)
    drive(found, courier)
    say(found, hers, Outcome.delivered, "10", courier)
    say(found, out, Outcome.attempted, "4", courier)
    with pytest.raises(RoundNotAnswered), transaction():
        close_round(get_round(found.id))
    assert next_stop(get_round(found.id)) is not None
    say(found, to_shop, Outcome.at_point, "", courier)
    assert [one.state for one in (hers, out, to_shop)] == ["delivered", "attempted", "at_shop"]
    assert codes_of(hers) == [("702", ""), ("704", "10")]
    assert codes_of(out) == [("702", ""), ("705", "4")]
    assert codes_of(to_shop) == [("702", ""), ("704", "30")]
    done = progress_of([found.id])[found.id]
    assert (done.answered, done.delivered, done.attempted, done.at_point, done.percent) == (
        3,
        1,
        1,
        1,
        100,
    )
    with transaction():
        close_round(get_round(found.id))
    assert [one.id for one in waiting_at(outlet)] == [out.id]
    assert next_stop(get_round(found.id)) is None


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_round_can_be_closed_when_the_shop_was_quicker_than_the_courier(
    outlet: Outlet, courier: Actor
) -> None:
    fetched = at_office("查家", shop=make_shop())
    found = build(outlet, courier)
    drive(found, courier)
    tell_scan(fetched, "723")
    tell_scan(fetched, "748")
    assert fetched.state == "collected"
    say(found, fetched, Outcome.at_point, "", courier)
    assert (fetched.state, codes_of(fetched)) == ("collected", [("702", "")])
    with transaction():
        close_round(get_round(found.id))
    assert progress_of([found.id])[found.id].at_point == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nobody_signs_and_nothing_is_left_without_her_word(outlet: Outlet, courier: Actor) -> None:
    shop = make_shop()
    door = at_office("焦溪")
    named = at_office(
        "郑陆",
        delivery=Delivery(
            preference=DeliveryPreference.neighbour, neighbour="李婶", has_consent=True
        ),
    )
    found = build(outlet, courier)
    drive(found, courier)
    for outcome, reason, refusal in (
        (Outcome.delivered, "20", ProxyNotAgreed),
        (Outcome.delivered, "161", ChoiceUnknown),
        (Outcome.attempted, "99", ChoiceUnknown),
        (Outcome.at_point, "", ShelfConsentNeeded),
    ):
        with pytest.raises(refusal):
            say(found, door, outcome, reason, courier)
    session.expire_all()
    assert (door.state, progress_of([found.id])[found.id].answered) == ("out_for_delivery", 0)
    say(found, named, Outcome.delivered, "20", courier)
    with transaction():
        agree_by_phone(locked([door.id])[0], shop, "张三", clock.now(), courier)
    with pytest.raises(ChoiceUnknown):
        say(found, door, Outcome.delivered, "10", courier)
    say(found, door, Outcome.at_point, "", courier)
    assert (door.state, named.state) == ("at_shop", "delivered")
    with pytest.raises(StepNotAllowed):
        say(found, named, Outcome.delivered, "20", courier)


def test_shops_are_met_while_they_are_open_and_doors_when_somebody_is_at_home(
    outlet: Outlet, courier: Actor
) -> None:
    late = make_shop(VILLAGES["郑陆"], opening_hours="13:00-18:00")
    shut = make_shop(VILLAGES["焦溪"], opening_hours="05:00-06:00")
    at_office("郑陆", shop=late)
    at_office("焦溪", shop=shut)
    door = at_office("查家")
    found = build(outlet, courier, pace=Pace(8 * 60, 10, 2))
    assert [stop.shop_id for stop in found.stops].index(late.id) == 2
    last = found.stops[2]
    assert (last.opens_at, last.closes_at, last.arrives_at) == (780, 1080, 780)
    assert [stop.is_too_late for stop in found.stops if stop.shop_id == shut.id] == [True]
    assert sheet_pdf(found).startswith(b"%PDF-")

    (home,) = [one for one in found.stops if one.shop_id is None]
    with transaction():
        set_window(get_round(found.id), home.position, Window(15 * 60, 18 * 60))
    session.expire_all()
    again = get_round(found.id)
    assert [stop.shop_id for stop in again.stops] == [shut.id, late.id, None]
    assert (again.stops[2].parcels[0].parcel_id, again.stops[2].arrives_at) == (door.id, 900)
    with pytest.raises(Missing), transaction():
        set_window(get_round(found.id), 1, None)
    drive(found, courier)
    with pytest.raises(StepNotAllowed), transaction():
        set_window(get_round(found.id), 3, None)
    assert get_round(found.id).stops[2].closes_at == 1080
