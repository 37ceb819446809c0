"""The post office's own desk: for postal staff and administrators."""

from app.web.guard import make_face
from app.web.office.agreements import pages as agreements
from app.web.office.books import pages as books
from app.web.office.box_types import pages as box_types
from app.web.office.carrier import pages as carrier
from app.web.office.carrier_claims import pages as carrier_claims
from app.web.office.cash import pages as cash
from app.web.office.claims import pages as claims
from app.web.office.commissions import pages as commissions
from app.web.office.cooperatives import pages as cooperatives
from app.web.office.corrections import pages as corrections
from app.web.office.courier import pages as courier
from app.web.office.desk import pages as desk
from app.web.office.disputes import pages as disputes
from app.web.office.exceptions import pages as exceptions
from app.web.office.fees import pages as fees
from app.web.office.green import pages as green
from app.web.office.here import is_administrator
from app.web.office.inbound import pages as inbound
from app.web.office.labels import pages as labels
from app.web.office.late_returns import pages as late_returns
from app.web.office.manifests import pages as manifests
from app.web.office.messages import pages as messages
from app.web.office.moves import pages as moves
from app.web.office.orders import pages as orders
from app.web.office.outlets import pages as outlets
from app.web.office.parcels import pages as parcels
from app.web.office.payees import pages as payees
from app.web.office.payments import pages as payments
from app.web.office.payouts import pages as payouts
from app.web.office.people import pages as people
from app.web.office.periods import pages as periods
from app.web.office.reconciliation import pages as reconciliation
from app.web.office.refunds import pages as refunds
from app.web.office.returns import pages as returns
from app.web.office.rounds import pages as rounds
from app.web.office.scans import pages as scans
from app.web.office.settlement import pages as settlement
from app.web.office.shipping import pages as shipping
from app.web.office.shop_money import pages as shop_money
from app.web.office.shops import pages as shops
from app.web.office.station import pages as station
from app.web.office.suspense import pages as suspense
from app.web.office.tariff import pages as tariff
from app.web.office.tariff_drafts import pages as tariff_drafts
from app.web.office.tariffs import pages as tariffs
from app.web.office.tasks import pages as tasks
from app.web.office.transit import pages as transit
from app.web.office.warehouses import pages as warehouses
from app.web.office.waves import pages as waves
from app.web.office.waybills import pages as waybills

face = make_face("office", prefix="/office", roles=("postal", "administrator"))
for pages in (
    desk,
    orders,
    parcels,
    carrier,
    scans,
    rounds,
    courier,
    exceptions,
    agreements,
    books,
    periods,
    corrections,
    payments,
    refunds,
    returns,
    late_returns,
    disputes,
    shop_money,
    cash,
    claims,
    carrier_claims,
    settlement,
    payees,
    payouts,
    fees,
    tasks,
    reconciliation,
    suspense,
    messages,
    labels,
    shipping,
    manifests,
    waybills,
    outlets,
    cooperatives,
    shops,
    people,
    tariff,
    tariffs,
    tariff_drafts,
    transit,
    box_types,
    commissions,
    warehouses,
    inbound,
    moves,
    waves,
    station,
    green,
):
    face.register_blueprint(pages)


@face.context_processor
def know_the_rights() -> dict[str, object]:
    """Functions, because a page of the guard's own has nobody signed in."""
    return {"is_administrator": is_administrator}
