"""How it stands with the carrier, and trying again when the office says so."""

import pytest
from sqlalchemy import select

from app.db import session, transaction
from app.parcels.calls import keep_call
from app.parcels.carriage import note_refused, note_silence, note_told
from app.parcels.kinds import CallOutcome
from app.parcels.models import CarrierOrder, Parcel
from app.partners.carriers import ActualPostage
from app.payments.carriage_charges import record_charge
from app.people.models import Person
from tests.browser_of_pages import Pages
from tests.reports.markets_at_rest import MarketAtRest

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_what_waits_is_shown_with_its_reason_and_tried_again(
    pages: Pages, postal: Person, market: MarketAtRest
) -> None:
    shown = pages.get("/office/carrier/")
    assert shown.has_text("该告知的都已告知")
    first, second, *_ = session.scalars(select(Parcel).order_by(Parcel.id)).all()
    with transaction():
        note_refused(first.id, "B00042 不在服务范围")
        note_told([second.id], {})
        record_charge(second.id, ActualPostage(9_900, 12_340))
        note_silence([second.id], "404")
        keep_call("announce", CallOutcome.silent, "404", "open", 12)
    shown = pages.get("/office/carrier/")
    for words in ("B00042 不在服务范围", first.waybill_number, "99.00", "12.34", "90.00"):
        assert shown.has_text(words)
    for _ in range(2):
        pages.client.post("/office/carrier/again", data={"waybill": first.waybill_number})
    pages.client.post("/office/carrier/again", data={"waybill": "nonsense"})
    row = session.get_one(CarrierOrder, first.id)
    assert (row.state, row.tries) == ("waiting", 0)
    assert pages.get(f"/office/parcels/{first.waybill_number}").has_text("还没告知承运方")
