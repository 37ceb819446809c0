"""A cooperative at work: its clerk signed in, its pears on sale, and buyers who pay."""

from dataclasses import dataclass
from typing import Any

from app.catalogue.models import Product, Variant
from app.cooperatives.models import Cooperative
from app.orders.models import SubOrder
from app.parcels.models import Parcel
from app.parcels.queries import parcels_of_sub_orders
from app.people.models import Person
from app.stock.models import Lot
from tests.browser_of_pages import Page, Pages
from tests.makers import (
    make_clerk,
    make_cooperative,
    make_lot,
    make_product,
    make_variant,
)
from tests.order_sheets import make_order
from tests.payments.test_paying import begin, paid, tell


@dataclass
class Shed:
    pages: Pages
    cooperative: Cooperative
    clerk: Person
    product: Product
    variant: Variant
    lot: Lot

    def buy(self, boxes: int = 2, **changes: Any) -> SubOrder:
        """Somebody orders from here, and has paid."""
        order = make_order((self.variant, boxes), **changes)
        payment = begin(order)
        tell(paid(payment, f"event of {order.number}"))
        return order.sub_orders[0]

    def parcels(self, sub_order: SubOrder) -> list[Parcel]:
        return parcels_of_sub_orders([sub_order.id])

    def press(self, page: Page, address: str, expect: int = 200, **fields: Any) -> Page:
        return self.pages.submit(page.form(f"/cooperative/{address}"), expect=expect, **fields)


def open_shed(pages: Pages, boxes: int = 40) -> Shed:
    """Its clerk is who the browser belongs to afterwards."""
    cooperative = make_cooperative()
    product = make_product(cooperative)
    variant = make_variant(product)
    clerk = make_clerk(cooperative)
    shed = Shed(pages, cooperative, clerk, product, variant, make_lot(variant, boxes))
    pages.sign_in(clerk)
    return shed
