"""The whole demonstration, filled once: whatever a visitor is promised is there, and adds up."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

import app as house
from app.clock import stopped_at
from app.commands.demo_people import SIGN_INS
from app.commands.demo_stories import NOBODYS
from app.db import session
from app.ground.parcel_exceptions import ExceptionKind
from app.ground.parcel_steps import ParcelState
from app.ground.postal_products import PostalProduct
from app.jobs.worker import Worker
from app.orders.models import BoxDeposit
from app.outbox.models import Message
from app.parcels.kinds import BatchState, ExceptionState, ParcelKind
from app.parcels.models import (
    BoxReturn,
    LabelBatch,
    Parcel,
    ParcelBox,
    ParcelException,
    StrayEvent,
    TrackingEvent,
)
from app.parcels.pools import pools
from app.people.kinds import Role
from app.people.models import Person
from app.postage.models import BoxType, TariffDraft, TariffVersion
from app.reports.checks import check_books
from app.rounds.kinds import RoundState
from app.rounds.models import Round
from app.stock.models import InboundLine, InboundShipment, Lot, Warehouse
from app.warehousing.kinds import WaveState
from app.warehousing.models import Wave, Weighing
from tests.browser.live import settings_for
from tests.markets import Markets, close

TODAY = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(markets: Markets, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = markets.copy("sqlite")
    app = house.create_app(settings_for(url, tmp_path_factory.mktemp("demonstration"), 8000))
    with stopped_at(TODAY):
        said = app.test_cli_runner().invoke(args=["demo", "fill"])
    assert said.exit_code == 0, said.output
    yield app
    close(app)
    markets.drop(url)


@pytest.fixture(autouse=True)
def _there(filled: Flask) -> Iterator[None]:
    with filled.app_context(), stopped_at(TODAY):
        yield
        session.remove()


def found(column: Any, *where: Any) -> set[Any]:
    return set(session.scalars(select(column).where(*where).distinct()))


def how_many(column: Any, *where: Any) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0


def test_every_fen_box_and_parcel_adds_up_and_nothing_waits_for_the_worker(filled: Flask) -> None:
    assert {check.name: check.faults for check in check_books() if check.faults} == {}
    assert how_many(Message.id, Message.done_at.is_(None), Message.due_at <= TODAY) == 0
    Worker(filled).drain()


def test_parcels_travel_by_every_product_and_in_every_kind_of_box() -> None:
    assert found(Parcel.product) == set(PostalProduct)
    assert found(TariffVersion.product) == set(PostalProduct)
    assert how_many(TariffDraft.id) == 1
    assert found(BoxType.is_degradable, BoxType.id == ParcelBox.box_type_id) == {True, False}
    assert how_many(Parcel.id, Parcel.insurance_fen > 0) > 5


def test_deposits_for_returnable_boxes_were_put_down_and_some_given_back() -> None:
    boxes, back = session.execute(
        select(func.sum(BoxDeposit.boxes), func.sum(BoxDeposit.boxes_back))
    ).one()
    scanned = session.scalar(select(func.count()).select_from(BoxReturn)) or 0
    assert 0 < scanned <= back < boxes


def test_there_is_a_parcel_in_every_kind_of_trouble() -> None:
    assert found(ParcelException.kind, ParcelException.state == ExceptionState.open) == set(
        ExceptionKind
    )
    assert how_many(ParcelException.id, ParcelException.snoozed_until.is_not(None)) == 1
    assert found(Parcel.kind) == set(ParcelKind)


def test_one_pool_is_nearly_used_up() -> None:
    scarce = [pool for pool in pools() if pool.is_low]
    assert [(pool.product, pool.free, pool.size) for pool in scarce] == [(None, 2, 20)]


def test_the_eight_warehouses_are_at_work() -> None:
    assert how_many(Warehouse.id) == 8
    assert found(Lot.warehouse_id, Lot.on_hand > 0) >= {1, 2, 3, 4, 6, 7, 8}
    assert found(InboundShipment.state) == {"announced", "received"}
    assert found(InboundLine.shortfall) == {None, "damaged", "lost"}
    assert found(Wave.state) == {WaveState.picking, WaveState.picked}
    assert how_many(Weighing.id, Weighing.reason != "") > 0


def test_the_first_shed_has_a_batch_of_labels_and_prints_some_of_them_again() -> None:
    mine = LabelBatch.cooperative_id == 1
    assert found(LabelBatch.state, mine) == {BatchState.ready}
    assert found(LabelBatch.is_reprint, mine) == {False, True}
    states = found(Parcel.state, Parcel.outlet_id == 2)
    assert states >= {ParcelState.created, ParcelState.labelled, ParcelState.packed}


def test_rounds_are_to_come_on_the_road_and_over() -> None:
    assert found(Round.state) == set(RoundState)


def test_the_carrier_told_what_it_took_back_what_nobody_knows_and_what_is_nobodys() -> None:
    assert found(TrackingEvent.code) >= {"203", "704", "743", "C_77"}
    assert found(StrayEvent.waybill_number) == {NOBODYS}


def test_the_first_keeper_has_parcels_on_every_kind_of_place_and_one_at_the_door() -> None:
    mine = (Parcel.pickup_shop_id == 1, Parcel.state == ParcelState.at_shop)
    assert found(Parcel.shelf, *mine) >= {None, "A1", "冰箱"}
    overdue = (*mine, Parcel.temperature_class == "cool", Parcel.collect_by < TODAY)
    assert how_many(Parcel.id, *overdue) == 1


def test_each_sign_in_belongs_to_somebody_of_its_role() -> None:
    kinds = {card.role.split()[0]: card.login for card in SIGN_INS}
    assert kinds.keys() == {"shopper", *Role}
    assert how_many(Person.id, Person.phone.in_([card.login for card in SIGN_INS])) == len(SIGN_INS)
