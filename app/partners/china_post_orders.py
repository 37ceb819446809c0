"""What an order says to the open platform (020003), and what a question about one does."""

from datetime import datetime
from typing import Any

from app.clock import SHANGHAI
from app.partners.carriers import Cargo, Consignment, Party

TO_DOOR, TO_SHOP = "2", "4"
BASIC_COVER, DECLARED_VALUE = "1", "2"
LONGEST_NAME, LONGEST_DETAIL = 50, 100
FEN = 100


def order_facts(one: Consignment, sender: str, product: str, at: datetime) -> dict[str, Any]:
    """The waybill number is the order's number as well: asked twice, it is one order."""
    return {
        "ecommerceUserId": sender,
        "logisticsOrderNo": one.waybill_number,
        "waybillNo": one.waybill_number,
        "createdTime": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        "oneBillFlag": "0",
        "contentsAttribute": "3",
        "bizProductNo": product,
        "weight": one.gross_grams,
        "insuranceFlag": DECLARED_VALUE if one.declared_fen else BASIC_COVER,
        **({"insuranceAmount": _yuan(one.declared_fen)} if one.declared_fen else {}),
        "deliverType": TO_SHOP if one.to_shop else TO_DOOR,
        "pickupType": "0",
        "paymentMode": "1",
        "codFlag": "9",
        "sender": _party(one.sender),
        "receiver": _party(one.recipient),
        "cargos": [_cargo(cargo) for cargo in one.cargo],
    }


def place_facts(order_number: str, sender: str, product: str) -> dict[str, Any]:
    """An order whose number is wanted now and whose parcel is not known yet."""
    return {
        "ecommerceUserId": sender,
        "logisticsOrderNo": order_number,
        "oneBillFlag": "0",
        "contentsAttribute": "3",
        "bizProductNo": product,
    }


def _party(party: Party | None) -> dict[str, str]:
    if party is None:
        return {}
    return {
        "name": party.name[:LONGEST_NAME],
        "mobile": party.phone,
        "prov": party.province,
        "city": party.city,
        "county": party.county,
        "address": party.detail[:LONGEST_DETAIL],
    }


def _cargo(cargo: Cargo) -> dict[str, Any]:
    return {
        "cargoName": cargo.name[:LONGEST_NAME],
        "quantity": cargo.boxes,
        "weight": cargo.grams,
        "value": _yuan(cargo.value_fen),
    }


def _yuan(fen: int) -> str:
    return f"{fen // FEN}.{fen % FEN:02d}"
