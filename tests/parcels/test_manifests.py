"""Handover manifests: exact, whole or not at all, once, read back from paper, and counted."""

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import func, select

from app.catalogue.models import Variant
from app.clock import now as clock_now
from app.db import session, transaction
from app.ground.postal_products import PostalProduct
from app.ground.refusals import (
    FieldMissing,
    ManifestMixed,
    Missing,
    OnManifestAlready,
    Refusal,
    RequestKeyUsed,
    StepNotAllowed,
)
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.outbox.models import Message
from app.parcels.actions import locked, pack, print_labels
from app.parcels.box_rows import numbers_of
from app.parcels.kinds import EventSource
from app.parcels.manifest_lists import (
    get_manifest,
    ids_with_differences,
    manifest_of_cooperative,
    manifests_for_office,
    missing_in,
    totals_of,
)
from app.parcels.manifest_papers import manifest_pdf
from app.parcels.manifests import make_manifest, make_manifests, receive_manifest
from app.parcels.models import Manifest, ManifestParcel, Parcel, ParcelBox, ParcelException
from app.parcels.tracking import TrackingFact, record_scans
from app.parcels.waybills import draw_waybills
from tests.clocks import Clock
from tests.makers import make_cooperative, make_lot, make_outlet, make_product, make_variant
from tests.order_sheets import make_order, make_waybills
from tests.payments.test_paying import begin, paid, tell

CLERK = Actor(ActorKind.cooperative)
OFFICE = Actor(ActorKind.postal)


def packed(count: int) -> list[int]:
    """Of one cooperative, each of its own order."""
    lot = make_lot(make_variant(make_product(make_cooperative())), 2 * count)
    before = session.scalar(select(func.coalesce(func.max(Parcel.id), 0)))
    for _ in range(count):
        order = make_order((session.get_one(Variant, lot.variant_id), 1))
        tell(paid(begin(order), f"event {order.number}"))
    session.rollback()
    ids = list(session.scalars(select(Parcel.id).where(Parcel.id > before).order_by(Parcel.id)))
    with transaction():
        rows = locked(ids)
        print_labels(rows, CLERK)
        pack(rows, CLERK)
    return ids


@pytest.fixture
def parcels(database: Flask, clock: Clock) -> list[int]:
    make_waybills(20)
    return packed(3)


def hand(ids: list[int], key: str = "van") -> Manifest:
    with transaction():
        rows = locked(ids)
        return make_manifest(rows, rows[0].outlet_id, CLERK, key)


def standing() -> tuple[dict[str, int], int, int]:
    session.rollback()
    session.expire_all()
    counted = session.execute(select(Parcel.state, func.count()).group_by(Parcel.state))
    return (
        {row[0]: row[1] for row in counted},
        session.scalar(select(func.count()).select_from(Manifest)) or 0,
        session.scalar(select(func.count()).select_from(ManifestParcel)) or 0,
    )


def refused(expected: type[Refusal], ids: list[int], key: str = "van") -> None:
    before = standing()
    with pytest.raises(expected):
        hand(ids, key)
    assert standing() == before


def numbers(ids: list[int]) -> list[str]:
    return [session.get_one(Parcel, one).waybill_number for one in ids]


def test_its_totals_are_those_of_its_parcels_and_what_was_weighed_counts(
    parcels: list[int], clock: Clock
) -> None:
    first = session.get_one(Parcel, parcels[0])
    worked_out = first.gross_grams
    with transaction():
        (row,) = locked(parcels[:1])
        row.final_grams, row.weighed_at = worked_out + 123, row.changed_at
    manifest = hand(parcels)
    assert manifest.number == f"JJ{manifest.handed_at:%y%m%d}0001"
    assert (manifest.parcels, manifest.pieces) == (3, 3)
    assert manifest.grams == 3 * worked_out + 123
    assert [row.grams for row in manifest.rows] == [worked_out + 123, worked_out, worked_out]
    (total,) = totals_of(manifest)
    assert (total.parcels, total.pieces, total.grams) == (3, 3, 3 * worked_out + 123)
    assert standing() == ({"accepted": 3}, 1, 3)


def test_sent_twice_it_is_one_manifest_and_another_list_under_its_key_is_refused(
    parcels: list[int],
) -> None:
    first = hand(parcels[:2])
    assert hand(parcels[:2]).id == first.id
    assert standing() == ({"accepted": 2, "packed": 1}, 1, 2)
    refused(RequestKeyUsed, parcels)
    assert hand(parcels[2:], "next van").number == first.number[:-1] + "2"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_not_packed_or_not_of_one_sender_and_outlet_hands_nothing_over(
    parcels: list[int],
) -> None:
    hand(parcels[:1])
    refused(OnManifestAlready, parcels, "next van")
    refused(ManifestMixed, [*parcels[1:], *packed(1)], "next van")
    outlet = make_outlet()
    with transaction():
        locked(parcels[1:2])[0].outlet_id = outlet.id
    refused(ManifestMixed, parcels[1:], "next van")
    with transaction():
        made = make_manifests(locked(parcels[1:]), CLERK, "two outlets")
    assert sorted((one.outlet_id or 0, one.parcels) for one in made) == [(0, 1), (outlet.id, 1)]
    with pytest.raises(FieldMissing), transaction():
        make_manifest([], None, CLERK, "nothing")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_that_is_only_labelled_keeps_all_of_them_here(parcels: list[int]) -> None:
    lot = make_lot(make_variant(make_product(make_cooperative())), 2)
    order = make_order((session.get_one(Variant, lot.variant_id), 1))
    tell(paid(begin(order), "event of the fourth"))
    session.rollback()
    part = session.scalars(select(Parcel).where(Parcel.id.not_in(parcels))).one()
    refused(StepNotAllowed, [part.id])


def test_the_outlet_counts_once_and_says_what_is_missing_and_what_is_extra(
    parcels: list[int],
) -> None:
    manifest = hand(parcels)
    first, second, third = numbers(parcels)
    with pytest.raises(FieldMissing), transaction():
        receive_manifest(get_manifest(manifest.number), [], False, OFFICE)
    assert [one.id for one in manifests_for_office("handed")] == [manifest.id]
    for found in ([first, third, "EE123456785CN"], [second]):
        with transaction():
            receive_manifest(get_manifest(manifest.number), found, False, OFFICE)
    session.expire_all()
    manifest = get_manifest(manifest.number)
    assert (manifest.state, manifest.received_at is not None) == ("received", True)
    assert [row.parcel.waybill_number for row in missing_in(manifest)] == [second]
    assert [one.waybill_number for one in manifest.extras] == ["EE123456785CN"]
    assert ids_with_differences([manifest]) == {manifest.id}
    assert manifests_for_office("handed") == []


def open_kinds(number: str) -> list[tuple[str, str, str]]:
    statement = (
        select(ParcelException.kind, ParcelException.owner_kind, ParcelException.next_action)
        .join(Parcel, Parcel.id == ParcelException.parcel_id)
        .where(Parcel.waybill_number == number, ParcelException.state == "open")
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def test_what_is_missing_or_not_listed_is_the_sheds_move_until_the_carrier_has_it(
    parcels: list[int],
) -> None:
    manifest = hand(parcels[:2])
    first, missing, unlisted = numbers(parcels)
    for _ in range(2):
        with transaction():
            receive_manifest(get_manifest(manifest.number), [first, unlisted], False, OFFICE)
    assert open_kinds(first) == []
    assert open_kinds(missing) == [("missing", "cooperative", "look_for_it")]
    assert open_kinds(unlisted) == [("unlisted", "cooperative", "list_it")]
    told = select(Message.facts).where(Message.kind == "tell_differences")
    assert session.scalars(told).all() == [{"manifest": manifest.number}]
    fact = TrackingFact(
        external_id="it came later",
        code="203",
        place="常州",
        note="",
        source=EventSource.carrier,
        happened_at=clock_now(),
    )
    with transaction():
        record_scans([(missing, fact)])
    assert open_kinds(missing) == []
    hand(parcels[2:], "next van")
    assert open_kinds(unlisted) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_parcel_in_the_wrong_bag_is_missing_only_until_it_is_found(
    parcels: list[int],
) -> None:
    ours, other = hand(parcels[:2]), hand(parcels[2:], "another van")
    first, second, third = numbers(parcels)
    with transaction():
        receive_manifest(get_manifest(ours.number), [first], False, OFFICE)
    assert [kind for kind, *_ in open_kinds(second)] == ["missing"]
    with transaction():
        receive_manifest(get_manifest(other.number), [second, third], False, OFFICE)
    assert open_kinds(second) == []
    assert open_kinds(third) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_of_one_waybill_with_several_pieces_every_piece_must_come(parcels: list[int]) -> None:
    with transaction():
        for row in locked(parcels[:2]):
            (further,) = draw_waybills(PostalProduct.ordinary, None, 1)
            kind = row.boxes[0].box_type_id
            box = ParcelBox(position=9, gross_grams=500, box_type_id=kind, waybill_number=further)
            row.boxes.append(box)
    manifest = hand(parcels)
    assert (manifest.parcels, manifest.pieces) == (3, 5)
    whole, part, single = (numbers_of(session.get_one(Parcel, one)) for one in parcels)
    with transaction():
        found = [*whole, part[1], *single]
        receive_manifest(get_manifest(manifest.number), found, False, OFFICE)
    session.expire_all()
    missing = missing_in(get_manifest(manifest.number))
    assert [row.parcel.waybill_number for row in missing] == [part[0]]
    assert get_manifest(manifest.number).extras == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_all_of_them_is_one_word(parcels: list[int]) -> None:
    manifest = hand(parcels)
    with transaction():
        receive_manifest(get_manifest(manifest.number), [], True, OFFICE)
    assert missing_in(get_manifest(manifest.number)) == []
    assert ids_with_differences([manifest]) == set()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_paper_says_its_number_in_bars_and_numbers_its_pages(
    parcels: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = hand(parcels)
    monkeypatch.setattr("app.parcels.manifest_papers.BOTTOM", 560)
    pages = list(pypdfium2.PdfDocument(manifest_pdf(get_manifest(manifest.number))))
    assert len(pages) > 1
    texts = [page.get_textpage().get_text_range() for page in pages]
    for at, (page, text) in enumerate(zip(pages, texts, strict=True), start=1):
        picture = page.render(scale=203 / 72).to_pil()
        codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128)
        assert {one.text for one in codes} == {manifest.number}
        assert f"第 {at} 页 / 共 {len(pages)} 页" in text
    whole = "".join(texts).replace(" ", "")
    assert all(number in whole for number in numbers(parcels))
    assert "交寄人（签字）" in texts[-1]
    assert "3票" in whole


@pytest.mark.parametrize("kind", ["sqlite"])
def test_another_cooperative_does_not_find_it(parcels: list[int]) -> None:
    manifest = hand(parcels)
    assert manifest.cooperative_id is not None
    assert manifest_of_cooperative(manifest.cooperative_id, manifest.number).id == manifest.id
    with pytest.raises(Missing):
        manifest_of_cooperative(make_cooperative().id, manifest.number)
