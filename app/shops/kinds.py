"""Words that shops, villagers and consents are described with."""

from enum import StrEnum


class ShopKind(StrEnum):
    """A village shop orders for its villagers; a service centre 快递服务中心 of a campus only hands
    parcels out, many of them."""

    village = "village"
    campus = "campus"


class ShopState(StrEnum):
    open = "open"
    closed = "closed"


class ConsentPurpose(StrEnum):
    order_for_me = "order_for_me"
    receive_for_me = "receive_for_me"


class ConsentMethod(StrEnum):
    paper_slip = "paper_slip"
    spoken_before_witness = "spoken_before_witness"
    signed_on_screen = "signed_on_screen"
