"""A parcel at a shop: who agreed, where it lies, until when, who takes it, how it goes back.

What a rule refuses is the same on both databases and is asked on SQLite alone, to spare the time;
on both runs whatever counts, groups, locks or is decided by the table. Many hands at one shelf are
in tests/races/test_shelf.py, on both.
"""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.catalogue.models import Variant
from app.db import session, transaction
from app.ground.refusals import (
    ChoiceUnknown,
    CodeNeeded,
    DateNotAllowed,
    ExtendedAlready,
    FieldMissing,
    FridgeFull,
    Missing,
    NameTaken,
    NotOverdue,
    PhoneEndingWrong,
    PickupCodeWrong,
    PlaceFull,
    PlaceNotEmpty,
    ShelfConsentNeeded,
    ShopClosed,
    StepNotAllowed,
    TooManyTries,
)
from app.orders.actions import Actor
from app.orders.kinds import ActorKind, DeliveryPreference
from app.orders.wishes import Delivery, Recipient
from app.outbox.models import Message
from app.parcels.actions import locked
from app.parcels.kinds import EventSource
from app.parcels.models import Parcel, StrayEvent, TrackingEvent
from app.parcels.queries import parcels_of_order
from app.parcels.shelf import keep_unannounced, shelf_counts
from app.parcels.tracking import TrackingFact, record_scans
from app.people.models import Person, SignInTries
from app.people.tries import MOST_PER_SHOP
from app.shelves.actions import Collector, give_out, keep_longer, put_on_shelf, send_back
from app.shelves.agreements import a_sample_by_phone, agreed_by_phone
from app.shelves.consents import (
    agree_by_phone,
    agree_herself,
    find_door_parcel,
    look_up_door_parcel,
)
from app.shelves.kinds import CollectedAs, ReturnReason
from app.shelves.models import PickupAgreement, ShelfStay
from app.shelves.places import PlaceDraft, add_place, change_place, get_place_of, put_away, rooms_of
from app.shelves.queries import find_stay, parcels_of_same_person, scanned_today
from app.shelves.reminders import remind_of_parcels
from app.shops.actions import close_shop
from app.shops.models import Shop
from tests.clocks import Clock
from tests.makers import (
    XUEYAN,
    make_lot,
    make_person,
    make_product,
    make_shop,
    make_shopkeeper,
    make_variant,
)
from tests.order_sheets import JIAOXI, make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop(database: scoped_session[Session]) -> Shop:
    make_waybills()
    return make_shop()


@pytest.fixture
def stopped(request: pytest.FixtureRequest) -> Clock:
    stoppable: Clock = request.getfixturevalue("clock")
    stoppable.stop(clock.now())
    return stoppable


@pytest.fixture
def keeper(shop: Shop) -> Actor:
    return Actor(ActorKind.shopkeeper, make_shopkeeper(shop).id)


def variant(temperature_class: str = "dry") -> Variant:
    made = make_variant(make_product(temperature_class=temperature_class))
    make_lot(made, 20)
    return made


def bring(
    shop: Shop,
    temperature_class: str = "dry",
    *,
    buyer: Person | None = None,
    name: str = "王秀珍",
    phone: str = "13800005678",
    **changes: object,
) -> Parcel:
    """Paid, and with the postman who stands at the counter."""
    recipient = Recipient(name=name, phone=phone, region_code=JIAOXI, detail="焦溪老街 1 号")
    to_shop = Delivery(preference=DeliveryPreference.shop, shop_id=shop.id, has_consent=True)
    order = make_order(
        (variant(temperature_class), 1),
        **{
            "recipient": recipient,
            "delivery": to_shop,
            "person_id": buyer.id if buyer else None,
            **changes,
        },
    )
    tell(paid(begin(order), f"event of {order.number}"))
    session.expire_all()
    parcel = parcels_of_order(order.id)[0]
    tell_scan(parcel, "702")
    return parcel


def tell_scan(parcel: Parcel, code: str, reason: str = "") -> None:
    fact = TrackingFact(
        external_id=f"{code} of {parcel.waybill_number}",
        code=code,
        reason=reason,
        place="",
        note="",
        source=EventSource.carrier,
        happened_at=clock.now(),
    )
    with transaction():
        record_scans([(parcel.waybill_number, fact)])
    session.expire_all()


def put(parcel: Parcel, shop: Shop, keeper: Actor, place: str = "") -> ShelfStay:
    with transaction():
        stay = put_on_shelf(locked([parcel.id])[0], shop, place, keeper)
    session.expire_all()
    return stay


def give(taker: Collector, keeper: Actor, *parcels: Parcel) -> object:
    with transaction():
        rows = {one.id: one for one in locked(one.id for one in parcels)}
        refusal = give_out([rows[one.id] for one in parcels], taker, keeper)
    session.expire_all()
    return refusal


def board(shop: Shop, code: str, capacity: int = 8, *, fridge: bool = False) -> int:
    with transaction():
        return add_place(shop.id, PlaceDraft(code, fridge, capacity)).id


def messages(kind: str) -> list[dict[str, object]]:
    return [
        one.facts
        for one in session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id))
    ]


def counted(model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


# -------------------------------------------------------------------------------------- places


def test_cold_goods_go_into_the_fridge_and_others_where_there_is_most_room(
    shop: Shop, keeper: Actor
) -> None:
    board(shop, "A1", 2), board(shop, "A2", 8), board(shop, "F1", 1, fridge=True)
    codes = [put(bring(shop, name=name), shop, keeper).code for name in ("甲", "乙", "丙")]
    assert codes == ["A1", "A2", "A2"]
    assert put(bring(shop, "cool"), shop, keeper).code == "F1"
    assert [(room.code, room.taken, room.percent) for room in rooms_of(shop.id)] == [
        ("F1", 1, 100),
        ("A1", 1, 50),
        ("A2", 2, 25),
    ]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_persons_parcels_lie_together(shop: Shop, keeper: Actor) -> None:
    board(shop, "A1"), board(shop, "A2")
    buyer = make_person()
    assert put(bring(shop, buyer=buyer), shop, keeper).code == "A1"
    assert put(bring(shop, name="李红"), shop, keeper).code == "A2"
    # Also when there is more room elsewhere.
    for _ in range(2):
        assert put(bring(shop, buyer=buyer), shop, keeper).code == "A1"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_full_fridge_asks_the_keeper_and_changes_nothing(shop: Shop, keeper: Actor) -> None:
    board(shop, "A1", 1), board(shop, "F1", 1, fridge=True)
    put(bring(shop, "frozen", name="甲"), shop, keeper)
    crab = bring(shop, "live", name="乙")
    with pytest.raises(FridgeFull):
        put(crab, shop, keeper)
    with pytest.raises(PlaceFull):
        put(crab, shop, keeper, "F1")
    with pytest.raises(ChoiceUnknown):
        put(crab, shop, keeper, "Z9")
    session.expire_all()
    assert (crab.state, crab.pickup_code, find_stay(crab.id)) == ("out_for_delivery", None, None)
    assert put(crab, shop, keeper, "A1").code == "A1"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_scanned_again_it_moves_and_keeps_its_code_and_its_clock(shop: Shop, keeper: Actor) -> None:
    board(shop, "A1"), board(shop, "B1")
    parcel = bring(shop)
    put(parcel, shop, keeper)
    code, until = parcel.pickup_code, parcel.collect_by
    assert put(parcel, shop, keeper).code == "A1"
    assert put(parcel, shop, keeper, "B1").code == "B1"
    assert (parcel.pickup_code, parcel.collect_by, parcel.shelf) == (code, until, "B1")
    assert counted(ShelfStay) == 1
    assert [one.stay.code for one in scanned_today(shop.id, keeper.person_id)] == ["B1"]


def test_a_place_is_put_away_only_when_it_is_empty(shop: Shop, keeper: Actor) -> None:
    place_id = board(shop, "a 1")
    with pytest.raises(NameTaken):
        board(shop, "A1")
    parcel = bring(shop)
    put(parcel, shop, keeper)
    with pytest.raises(PlaceNotEmpty), transaction():
        put_away(get_place_of(shop.id, place_id))
    with pytest.raises(Missing):
        get_place_of(make_shop().id, place_id)
    give(Collector("王秀珍", code=parcel.pickup_code), keeper, parcel)
    with transaction():
        change_place(get_place_of(shop.id, place_id), PlaceDraft("A1", True, 3))
        put_away(get_place_of(shop.id, place_id))
    assert rooms_of(shop.id) == []
    assert board(shop, "A1", 5) == place_id


def test_a_service_centre_tells_place_and_running_number(keeper: Actor) -> None:
    make_waybills(10, first=95_000_000)
    centre = make_shop(kind="campus")
    board(centre, "B3", 60)
    assert [put(bring(centre), centre, keeper).code for _ in range(3)] == ["B3-1", "B3-2", "B3-3"]


# ------------------------------------------------------------------------------------- consent


def to_door(shop: Shop, **changes: object) -> Parcel:
    return bring(shop, **{"delivery": Delivery(), **changes})


def test_what_was_to_come_to_the_door_waits_for_the_recipients_word(
    shop: Shop, keeper: Actor
) -> None:
    parcel = to_door(shop)
    with pytest.raises(ShelfConsentNeeded):
        put(parcel, shop, keeper)
    session.expire_all()
    assert (parcel.state, parcel.pickup_shop_id) == ("out_for_delivery", None)
    with transaction():
        door = look_up_door_parcel(shop, parcel.waybill_number)
        assert door is not None
        found = locked([door.id])[0]
        agree_by_phone(found, shop, "王秀珍", clock.now(), keeper)
    put(parcel, shop, keeper)
    assert (parcel.state, parcel.pickup_shop_id) == ("at_shop", shop.id)
    assert messages("tell_agreement") == [{"parcel_id": parcel.id}]
    agreed = session.scalars(select(PickupAgreement)).one()
    assert (agreed.method, agreed.spoke_with, agreed.recorded_by_id) == (
        "by_phone",
        "王秀珍",
        keeper.person_id,
    )
    for listed in (agreed_by_phone(), a_sample_by_phone()):
        assert [(one.parcel.id, one.shop.id, one.agreement.id) for one in listed] == [
            (parcel.id, shop.id, agreed.id)
        ]
    assert agreed_by_phone(before_id=agreed.id) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_consent_names_somebody_and_a_time_that_has_been(shop: Shop, keeper: Actor) -> None:
    parcel = to_door(shop)
    for spoke_with, moment, refusal in (
        ("", clock.now(), FieldMissing),
        ("王秀珍", clock.now() + timedelta(minutes=5), DateNotAllowed),
        ("王秀珍", parcel.created_at - timedelta(days=1), DateNotAllowed),
    ):
        with pytest.raises(refusal), transaction():
            agree_by_phone(locked([parcel.id])[0], shop, spoke_with, moment, keeper)
    assert counted(PickupAgreement) == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_keeper_sees_no_parcel_of_another_county_or_shop(shop: Shop, keeper: Actor) -> None:
    elsewhere = make_shop(village_code=XUEYAN)
    assert find_door_parcel(elsewhere, to_door(shop).waybill_number) is None
    assert find_door_parcel(make_shop(), bring(shop).waybill_number) is None
    with pytest.raises(ShelfConsentNeeded):
        put(bring(shop), make_shop(), keeper)
    # Nor one that has not come near: it had not gone out after all.
    far = to_door(shop)
    assert find_door_parcel(shop, far.waybill_number) == far
    tell_scan(far, "742")
    assert find_door_parcel(shop, far.waybill_number) is None


@pytest.mark.parametrize("kind", ["sqlite"])
def test_only_numbers_that_are_not_hers_are_counted(shop: Shop, stopped: Clock) -> None:
    parcel = to_door(shop)
    for number in [parcel.waybill_number] * 2 + ["ZZ999999995CN"] * MOST_PER_SHOP:
        with transaction():
            look_up_door_parcel(shop, number)
    with pytest.raises(TooManyTries), transaction():
        look_up_door_parcel(shop, parcel.waybill_number)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_buyer_chooses_a_shop_near_her_address(shop: Shop, keeper: Actor) -> None:
    parcel, far = to_door(shop), make_shop(village_code=XUEYAN)
    closed = make_shop(state="closed")
    buyer = Actor(ActorKind.buyer)
    for shop_id in (far.id, closed.id, 999_999):
        with pytest.raises(FieldMissing), transaction():
            agree_herself(locked([parcel.id])[0], shop_id, buyer)
    with transaction():
        agree_herself(locked([parcel.id])[0], shop.id, buyer)
    put(parcel, shop, keeper)
    other = make_shop()
    with pytest.raises(StepNotAllowed), transaction():
        agree_herself(locked([parcel.id])[0], other.id, buyer)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_closed_shop_takes_no_more_in_by_phone(shop: Shop, keeper: Actor) -> None:
    parcel = to_door(shop)
    with transaction():
        close_shop(session.get_one(Shop, shop.id))
    with pytest.raises(ShopClosed), transaction():
        agree_by_phone(locked([parcel.id])[0], shop, "王秀珍", clock.now(), keeper)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_number_that_nobody_announced_is_kept_once_and_moves_no_parcel(shop: Shop) -> None:
    foreign = bring(make_shop())
    for number in ("ZZ999999995CN", foreign.waybill_number, foreign.waybill_number):
        with transaction():
            keep_unannounced(shop, number)
    session.expire_all()
    assert (foreign.state, counted(StrayEvent)) == ("out_for_delivery", 2)


# ---------------------------------------------------------------------------------- handing out


def test_several_of_one_person_go_out_with_one_code(shop: Shop, keeper: Actor) -> None:
    buyer = make_person()
    parcels = [bring(shop, buyer=buyer) for _ in range(3)]
    for parcel in parcels:
        put(parcel, shop, keeper)
    assert [one.id for one in parcels_of_same_person(parcels[0])] == [
        parcels[1].id,
        parcels[2].id,
    ]
    taker = Collector("王小妹", CollectedAs.family, "女儿", code=parcels[0].pickup_code)
    assert give(taker, keeper, *parcels) is None
    assert [(one.state, one.collected_by) for one in parcels] == [("collected", "王小妹")] * 3
    told = session.scalars(select(ShelfStay)).all()
    assert {(one.collected_as, one.relation, one.proof, one.outcome) for one in told} == {
        ("family", "女儿", "code", "collected")
    }


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_order_in_her_name_by_somebody_else_opens_nothing_of_hers(
    shop: Shop, keeper: Actor
) -> None:
    hers, bait = bring(shop, buyer=make_person()), bring(shop, buyer=make_person())
    put(hers, shop, keeper), put(bait, shop, keeper)
    assert parcels_of_same_person(bait) == []
    with pytest.raises(StepNotAllowed):
        give(Collector("王秀珍", code=bait.pickup_code), keeper, bait, hers)
    session.expire_all()
    assert (hers.state, bait.state) == ("at_shop", "at_shop")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_that_no_code_opens_any_more_stays_with_all_that_was_to_go_along(
    shop: Shop, keeper: Actor
) -> None:
    buyer = make_person()
    first, second = bring(shop, buyer=buyer), bring(shop, buyer=buyer)
    put(first, shop, keeper), put(second, shop, keeper)
    wrong = f"{(int(second.pickup_code or '0') + 1) % 1_000_000:06d}"
    for _ in range(5):
        give(Collector("谁", code=wrong), keeper, second)
    with pytest.raises(PickupCodeWrong):
        give(Collector("王秀珍", code=first.pickup_code), keeper, first, second)
    session.expire_all()
    for one in (first, second):
        stay = find_stay(one.id)
        assert (one.state, stay.ended_at if stay else "") == ("at_shop", None)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_wrong_code_hands_nothing_out_and_costs_a_try(shop: Shop, keeper: Actor) -> None:
    buyer = make_person()
    first, second = bring(shop, buyer=buyer), bring(shop, buyer=buyer)
    put(first, shop, keeper), put(second, shop, keeper)
    wrong = f"{(int(first.pickup_code or '0') + 1) % 1_000_000:06d}"
    refusal = give(Collector("谁", code=wrong), keeper, first, second)
    assert isinstance(refusal, PickupCodeWrong)
    assert (first.state, second.state, first.pickup_code_tries) == ("at_shop", "at_shop", 1)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_whom_the_keeper_knows_says_the_last_digits(shop: Shop, keeper: Actor) -> None:
    parcel = bring(shop)
    put(parcel, shop, keeper)
    assert isinstance(give(Collector("王秀珍", ending="5679"), keeper, parcel), PhoneEndingWrong)
    assert isinstance(
        give(Collector("王秀珍", ending="五六七八"), keeper, parcel), PhoneEndingWrong
    )
    assert (parcel.state, parcel.pickup_code_tries) == ("at_shop", 2)
    assert give(Collector("王秀珍", ending="5678"), keeper, parcel) is None
    stay = find_stay(parcel.id)
    assert stay is not None
    assert (parcel.state, stay.proof) == ("collected", "phone_ending")
    # Only what was wrong is counted against the shop.
    counted_tries = select(SignInTries.failures).where(SignInTries.key == f"pickup:{shop.id}")
    assert session.scalars(counted_tries).one() == 2


@pytest.mark.parametrize("kind", ["sqlite"])
def test_neighbours_need_the_code_and_family_a_relation(shop: Shop, keeper: Actor) -> None:
    parcel = bring(shop)
    put(parcel, shop, keeper)
    with pytest.raises(CodeNeeded):
        give(Collector("张三", CollectedAs.neighbour, ending="5678"), keeper, parcel)
    with pytest.raises(FieldMissing):
        give(Collector("王小妹", CollectedAs.family, code=parcel.pickup_code), keeper, parcel)
    session.expire_all()
    assert (parcel.state, parcel.pickup_code_tries) == ("at_shop", 0)
    taker = Collector("张三", CollectedAs.neighbour, code=parcel.pickup_code)
    assert give(taker, keeper, parcel) is None


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_shop_that_guesses_must_wait_a_minute(shop: Shop, keeper: Actor, stopped: Clock) -> None:
    parcels = [bring(shop, name=f"村民{one}") for one in range(5)]
    for parcel in parcels:
        put(parcel, shop, keeper)
    for parcel in parcels[:4]:
        for _ in range(5):
            give(Collector("谁", code="x"), keeper, parcel)
    last = parcels[4]
    with pytest.raises(TooManyTries):
        give(Collector("王秀珍", code=last.pickup_code), keeper, last)
    session.expire_all()
    assert (last.state, last.pickup_code_tries) == ("at_shop", 0)
    stopped.move(minutes=2)
    assert give(Collector("王秀珍", code=last.pickup_code), keeper, last) is None


# --------------------------------------------------------------------------------------- clocks


@pytest.mark.parametrize("kind", ["sqlite"])
def test_cold_goods_are_overdue_after_eighteen_hours_and_others_after_three_days(
    shop: Shop, keeper: Actor, stopped: Clock
) -> None:
    cool, dry = bring(shop, "cool", name="甲"), bring(shop, name="乙")
    put(cool, shop, keeper), put(dry, shop, keeper)
    waits = [one.collect_by - clock.now() for one in (cool, dry) if one.collect_by]
    assert waits == [timedelta(hours=18), timedelta(days=3)]
    stopped.move(hours=17)
    assert shelf_counts(shop.id).overdue == 0
    stopped.move(hours=1)
    assert shelf_counts(shop.id).overdue == 1


def test_she_is_reminded_at_half_time_and_when_it_is_over_once_each(
    shop: Shop, keeper: Actor, stopped: Clock
) -> None:
    parcel = bring(shop, "cool")
    put(parcel, shop, keeper)
    told = []
    for hours in (8, 1, 0, 8, 1, 0, 24):
        stopped.move(hours=hours)
        with transaction():
            told.append(remind_of_parcels())
    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert messages("remind_pickup") == [
        {"parcel_id": parcel.id, "is_over": False},
        {"parcel_id": parcel.id, "is_over": True},
    ]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nobody_is_reminded_of_what_she_has_fetched(
    shop: Shop, keeper: Actor, stopped: Clock
) -> None:
    parcel = bring(shop, "cool")
    put(parcel, shop, keeper)
    tell_scan(parcel, "748")
    stopped.move(hours=20)
    with transaction():
        assert remind_of_parcels() == 0
    assert shelf_counts(shop.id).overdue == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_it_is_kept_longer_once_with_a_reason(shop: Shop, keeper: Actor, stopped: Clock) -> None:
    parcel = bring(shop, "cool")
    put(parcel, shop, keeper)
    with pytest.raises(NotOverdue), transaction():
        keep_longer(locked([parcel.id])[0], "去城里了")
    stopped.move(hours=19)
    with pytest.raises(FieldMissing), transaction():
        keep_longer(locked([parcel.id])[0], "")
    with transaction():
        keep_longer(locked([parcel.id])[0], "去城里了")
    assert parcel.collect_by == clock.now() + timedelta(hours=18)
    stopped.move(hours=18)
    with transaction():
        assert remind_of_parcels() == 1
    with pytest.raises(ExtendedAlready), transaction():
        keep_longer(locked([parcel.id])[0], "还没回来")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_it_goes_back_when_nobody_came_or_she_will_not_have_it(
    shop: Shop, keeper: Actor, stopped: Clock
) -> None:
    late, unwanted = bring(shop, name="甲"), bring(shop, name="乙")
    put(late, shop, keeper), put(unwanted, shop, keeper)
    with pytest.raises(NotOverdue), transaction():
        send_back(locked([late.id])[0], ReturnReason.uncollected, keeper)
    with transaction():
        send_back(locked([unwanted.id])[0], ReturnReason.refused, keeper)
    stopped.move(hours=73)
    with transaction():
        send_back(locked([late.id])[0], ReturnReason.uncollected, keeper)
    session.expire_all()
    for parcel, steps in ((late, ["turn_back"]), (unwanted, ["refuse", "turn_back"])):
        stay = find_stay(parcel.id)
        assert stay is not None
        assert (parcel.state, parcel.pickup_code, stay.outcome) == ("returning", None, "sent_back")
        own = select(TrackingEvent.step).where(TrackingEvent.parcel_id == parcel.id)
        told = session.scalars(own.order_by(TrackingEvent.id)).all()
        assert [one for one in told if one in ("refuse", "turn_back")] == steps
    assert [one["parcel_id"] for one in messages("tell_sent_back")] == [unwanted.id, late.id]
    with pytest.raises(StepNotAllowed), transaction():
        send_back(locked([late.id])[0], ReturnReason.uncollected, keeper)
