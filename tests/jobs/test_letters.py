"""What buyers with an e-mail address are told, in the language they ordered in."""

import pytest
from flask import Flask

from app import clock
from app.db import session, transaction
from app.ground.claim_states import ClaimCause
from app.ground.postal_products import PostalProduct
from app.jobs.worker import Worker
from app.orders.models import Order
from app.outbox.actions import leave
from app.outbox.models import Message
from app.outbox.queries import given_up, waiting_count
from app.parcels.models import Manifest, ManifestExtra, ManifestParcel, Parcel
from app.parcels.waybills import draw_waybill, draw_waybills
from app.people.actions import disable_person
from app.people.kinds import Role
from app.people.models import Person
from tests.claims.complaints import sell_and_deliver
from tests.letters import Letterbox
from tests.makers import give_role, make_cooperative, make_lot, make_person, make_shop, make_variant
from tests.order_sheets import make_order, make_waybills


def order_of(person: Person | None, language: str = "zh-Hans") -> Order:
    variant = make_variant()
    make_lot(variant)
    return make_order((variant, 1), person_id=person.id if person else None, language=language)


def tell(app: Flask, message: str, /, **facts: int | str) -> None:
    with transaction():
        leave(message, dict(facts))
    Worker(app).drain()
    session.rollback()
    assert (waiting_count(), given_up()) == (0, [])


def parcel_of(order: Order) -> Parcel:
    """On the shelf of a shop, with its code."""
    make_waybills(1)
    shop = make_shop(name="焦溪村邮站", name_en="Jiaoxi village shop")
    with transaction():
        parcel = Parcel(
            sub_order_id=order.sub_orders[0].id,
            position=1,
            waybill_number=draw_waybill(PostalProduct.ordinary, None),
            state="at_shop",
            temperature_class="ambient",
            gross_grams=2900,
            postage_fen=600,
            plan={},
            pickup_shop_id=shop.id,
            pickup_code="738291",
            created_at=clock.now(),
            changed_at=clock.now(),
        )
        session.add(parcel)
    return parcel


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("zh-Hans", "订单 {} 已付款"),
        ("zh-Hant", "訂單 {} 已付款"),
        ("en", "Order {} is paid"),
    ],
)
def test_a_paid_order_is_thanked_for_in_its_language(
    app: Flask, letters: Letterbox, language: str, subject: str
) -> None:
    order = order_of(make_person(email="wang@example.cn"), language)
    tell(app, "tell_order_paid", order_id=order.id)
    (letter,) = letters
    assert letter["To"] == "wang@example.cn"
    assert letter["Subject"] == subject.format(order.number)
    assert "http://localhost" in letter.get_content()


def test_guests_and_people_without_an_address_are_not_written_to(
    app: Flask, letters: Letterbox
) -> None:
    gone = make_person(email="gone@example.cn")
    for person in (None, make_person(), gone):
        order = order_of(person)
        with transaction():
            disable_person(gone)
        tell(app, "tell_order_paid", order_id=order.id)
    assert len(letters) == 0


def test_the_pickup_code_goes_to_the_buyer_and_into_no_message(
    app: Flask, letters: Letterbox
) -> None:
    parcel = parcel_of(order_of(make_person(email="wang@example.cn")))
    tell(app, "tell_pickup", parcel_id=parcel.id)
    (letter,) = letters
    assert "738291" in letter.get_content()
    assert "焦溪村邮站" in letter.get_content()
    kept = [str((one.facts, one.last_fault)) for one in session.query(Message)]
    assert not any("738291" in one or "wang@" in one for one in kept)


def test_an_english_order_names_the_shop_in_english(app: Flask, letters: Letterbox) -> None:
    parcel = parcel_of(order_of(make_person(email="wang@example.cn"), "en"))
    tell(app, "tell_pickup", parcel_id=parcel.id)
    assert "It is at Jiaoxi village shop, open 07:00–18:30." in letters[0].get_content()


def test_a_parcel_without_a_code_is_not_announced(app: Flask, letters: Letterbox) -> None:
    parcel = parcel_of(order_of(make_person(email="wang@example.cn")))
    with transaction():
        parcel.pickup_code = None
    tell(app, "tell_pickup", parcel_id=parcel.id)
    assert len(letters) == 0


def test_a_buyer_is_told_of_every_turn_of_her_claim(app: Flask, letters: Letterbox) -> None:
    sale = sell_and_deliver(person_id=make_person(email="wang@example.cn").id)
    claim = sale.complain(ClaimCause.bad, bad_count=3)
    Worker(app).drain()
    session.rollback()
    turns = [one for one in letters if claim.number in one.get_content()]
    assert ["已经收到" in one.get_content() for one in turns] == [True, False]
    assert "¥19.50" in turns[1].get_content()
    for step, words in (
        ("contest", "由邮政来裁定"),
        ("approve", "七天内可以申诉一次"),
        ("deny", "不予赔付"),
        ("arbitrate", "申诉已复核"),
    ):
        with transaction():
            leave("tell_claim", {"claim_id": claim.id, "step": step})
        Worker(app).drain()
        session.rollback()
        assert words in letters[len(letters) - 1].get_content()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_office_is_told_which_pool_runs_out(app: Flask, letters: Letterbox) -> None:
    give_role(make_person(email="clerk@example.cn"), Role.postal)
    make_waybills(10)
    with transaction():
        draw_waybills(PostalProduct.ordinary, None, 9)
    Worker(app).drain()
    (letter,) = letters
    assert (letter["To"], letter["Subject"]) == ("clerk@example.cn", "单号快用完了")
    assert "各网点通用，各类产品，还剩 1 个单号" in letter.get_content()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_shed_hears_what_its_outlet_missed_and_found(app: Flask, letters: Letterbox) -> None:
    parcel = parcel_of(order_of(None))
    cooperative = parcel.sub_order.cooperative
    give_role(make_person(email="wu@example.cn"), Role.clerk, cooperative=cooperative)
    give_role(make_person(email="others@example.cn"), Role.clerk, cooperative=make_cooperative())
    with transaction():
        manifest = Manifest(
            number="JJ2611280001",
            request_key="van",
            cooperative_id=cooperative.id,
            state="received",
            parcels=1,
            pieces=1,
            grams=2900,
            handed_at=clock.now(),
            received_at=clock.now(),
        )
        row = ManifestParcel(position=1, parcel_id=parcel.id, pieces=1, grams=2900, is_missing=True)
        manifest.rows.append(row)
        manifest.extras.append(ManifestExtra(waybill_number="EE123456785CN"))
        session.add(manifest)
    tell(app, "tell_differences", manifest="JJ2611280001")
    (letter,) = letters
    assert (letter["To"], letter["Subject"]) == ("wu@example.cn", "交接单 JJ2611280001 清点有出入")
    assert f"网点清点短少：{parcel.waybill_number}。" in letter.get_content()
    assert "EE123456785CN" in letter.get_content()


@pytest.mark.parametrize(
    ("kind", "news"),
    [
        ("late", "It is late: it should have been with you by now."),
        ("damaged", "It was damaged on its way."),
        ("lost", "It was lost on its way. We are sorry."),
    ],
)
def test_a_buyer_hears_of_her_parcels_trouble_before_she_asks(
    app: Flask, letters: Letterbox, kind: str, news: str
) -> None:
    order = order_of(make_person(email="li@example.com"), language="en")
    parcel = parcel_of(order)
    tell(app, "tell_trouble", parcel_id=parcel.id, kind=kind)
    (letter,) = letters
    assert letter["Subject"] == f"About your parcel of order {order.number}"
    assert letter.get_content().startswith(news)


def test_what_was_made_good_is_told_and_its_trouble_no_more(app: Flask, letters: Letterbox) -> None:
    order = order_of(make_person(email="li@example.com"))
    parcel = parcel_of(order)
    with transaction():
        session.get_one(Parcel, parcel.id).made_good = "resent"
    tell(app, "tell_trouble", parcel_id=parcel.id, kind="lost")
    assert len(letters) == 0
    tell(app, "tell_made_good", parcel_id=parcel.id)
    (letter,) = letters
    assert letter.get_content().startswith("同样的货已经给您补寄一份。")
