"""What a shop has with us and how it came to that, for the shop itself and for the office."""

from collections.abc import Iterable
from typing import Any

from flask import request

from app.cash.queries import references_of_remittances
from app.ground.quantities import parse_id
from app.orders.shop_days import order_numbers_of_shop
from app.payments.shop_money import (
    Movement,
    credit_left,
    credit_limit,
    credit_used,
    movements_of_shop,
    prepaid_left,
    references_of_receipts,
)
from app.shops.queries import get_shop

ON_A_PAGE = 30


def account_of(shop_id: int) -> dict[str, Any]:
    text = request.args.get("before")
    before = parse_id(text) if text else None
    rows = movements_of_shop(shop_id, before, ON_A_PAGE)
    return {
        "shop": get_shop(shop_id),
        "prepaid_fen": prepaid_left(shop_id),
        "credit": {
            "used_fen": credit_used(shop_id),
            "limit_fen": credit_limit(shop_id),
            "left_fen": credit_left(shop_id),
        },
        "movements": rows,
        "numbers": order_numbers_of_shop(shop_id, [one.order_id for one in rows if one.order_id]),
        "references": {
            "receipt": references_of_receipts(_ids(rows, "receipt")),
            "cash_remittance": references_of_remittances(_ids(rows, "cash_remittance")),
        },
        "older": rows[-1].entry_id if len(rows) >= ON_A_PAGE else None,
        "is_first": before is None,
    }


def _ids(rows: Iterable[Movement], source: str) -> set[int]:
    return {int(one.source_id) for one in rows if one.source == source}
