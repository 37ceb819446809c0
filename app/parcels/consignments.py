"""A parcel in the words in which a carrier is told of it."""

from app.ground.phones import mask_in_text
from app.parcels.box_rows import numbers_of
from app.parcels.models import Parcel
from app.partners.carriers import Cargo, Consignment, Party
from app.places.tree import tree

CHINESE = "zh"


def consignment_of(parcel: Parcel) -> Consignment:
    order, cooperative = parcel.sub_order.order, parcel.sub_order.cooperative
    grams = parcel.final_grams or parcel.gross_grams
    return Consignment(
        waybill_number=parcel.waybill_number,
        origin_code=cooperative.origin_code,
        destination_code=order.region_code,
        gross_grams=grams,
        temperature_class=parcel.temperature_class,
        to_shop=parcel.pickup_shop_id is not None,
        product=parcel.product,
        declared_fen=parcel.declared_fen,
        sender=_party(
            cooperative.name, cooperative.contact_phone, cooperative.origin_code, cooperative.name
        ),
        recipient=_party(
            order.recipient_name, order.recipient_phone or "", order.region_code, order.detail
        ),
        cargo=tuple(_cargo(parcel)),
        further=tuple(numbers_of(parcel)[1:]),
    )


def _cargo(parcel: Parcel) -> list[Cargo]:
    return [
        Cargo(
            name=mask_in_text(content.line.product_name),
            boxes=content.boxes,
            grams=content.line.net_grams * content.boxes,
            value_fen=content.line.unit_price_fen * content.boxes,
        )
        for content in parcel.contents
    ]


def _party(name: str, phone: str, region_code: str, detail: str) -> Party:
    """Villages and towns stand before the rest of the address."""
    above = [place.name for place in tree().path(region_code)]
    province, city, county, *rest = [*above, "", "", ""][: max(3, len(above))]
    return Party(name, phone, province, city, county, "".join([*rest, detail]))
