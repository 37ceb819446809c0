"""Words that orders are described with."""

from enum import StrEnum

from app.ground.channels import Channel as Channel  # rules below orders name it too


class DeliveryPreference(StrEnum):
    """Where the postman may leave it. Only what the recipient consented to (domain §2.6)."""

    door = "door"
    shop = "shop"
    neighbour = "neighbour"


class ActorKind(StrEnum):
    buyer = "buyer"
    shopkeeper = "shopkeeper"
    cooperative = "cooperative"
    postal = "postal"
    carrier = "carrier"
    system = "system"
