"""What a parcel costs when it has turned out heavier or lighter than was planned."""

from datetime import date

from app.clock import day_of
from app.ground.packing import PlannedParcel
from app.ground.postage import Quote, insured, quote
from app.ground.postal_products import PostalProduct
from app.ground.refusals import NoDeliveryThere
from app.orders.ways import ORIGIN_PROVINCE
from app.parcels.models import Parcel
from app.postage.queries import Published, find_in_force, get_version, rate_of


def requote(parcel: Parcel, grams: int) -> Quote:
    """By the version of the tariff that it was quoted by, whatever has been published since; one
    quoted before tariffs had versions by that of the day of its order. Its size and the declared
    value stay. TooHeavyForPost beyond what the product takes; nothing is changed.
    """
    order = parcel.sub_order.order
    planned = PlannedParcel.from_facts(parcel.plan)
    version = _version(planned.quote, day_of(order.placed_at))
    rate = rate_of(version, order.region_code[:6]) if version else None
    if rate is None:
        raise NoDeliveryThere(area=order.region_code)
    found = quote(rate, grams, planned.volumetric_grams)
    return insured(found, rate, parcel.declared_fen)


def _version(quoted: Quote, on: date) -> Published | None:
    if quoted.version_id:
        return get_version(quoted.version_id)
    return find_in_force(PostalProduct(quoted.product), ORIGIN_PROVINCE, on)
