"""What the carrier is handed: a table for the batch, a paper for the parcel."""

import csv
import io

import pytest

from app.claims.carrier_papers import COLUMNS, carrier_csv, carrier_pdf
from app.claims.queries import carrier_claims
from app.db import session
from app.ground.claim_states import CarrierClaimState, ClaimCause
from app.photos.developing import develop
from app.photos.models import PhotoBytes
from tests.claims.complaints import sell_and_deliver
from tests.photos.hostile import jpeg

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.parametrize("kind", ["sqlite"])]


def test_the_batch_is_a_table_and_each_parcel_has_its_paper(kind: str) -> None:
    sale = sell_and_deliver()
    sale.scan("damage")
    sale.complain(ClaimCause.bad, bad_count=3)
    sale.parcel.sub_order.cooperative.name = ' =HYPERLINK("http://x")'
    large = develop(jpeg(1200, 900)).large.data
    for row in session.query(PhotoBytes).all():
        row.data = large
    session.flush()
    (one,) = carrier_claims([CarrierClaimState.drafted])
    told = carrier_csv([one])
    assert told.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(told.removeprefix("\ufeff")))
    assert tuple(head) == COLUMNS
    assert row[1] == sale.parcel.waybill_number
    assert row[3] == '\' =HYPERLINK("http://x")'
    assert row[8:11] == ["内件损坏", "19.50", "19.50"]
    paper = carrier_pdf(one)
    assert paper.startswith(b"%PDF-")
    assert paper == carrier_pdf(one)
    assert paper.count(b"/Subtype /Image") == 1
