"""How Stripe is asked, whatever for: the client, its patience, and what its errors mean to us."""

from collections.abc import Callable
from typing import Any, TypeVar

import stripe

from app.ground.refusals import PartnerSilent

# To connect and to answer: a visitor waits for it, and a batch of the worker must end in its lease.
TIMEOUT_SECONDS = (3, 6)
TRIES_MORE = 1
Facts = dict[str, Any]
Answer = TypeVar("Answer")


class ClearNo(Exception):
    """Stripe has understood and refused; `reason` is its word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_client(key: str, api_base: str | None) -> stripe.StripeClient:
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        key,
        base_addresses={"api": api_base} if api_base else {},
        max_network_retries=TRIES_MORE,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )


def call(ask: Callable[[], stripe.StripeObject], read: Callable[[Facts], Answer]) -> Answer:
    """A clear no is ClearNo; PartnerSilent is anything whose outcome is unknown, and a key that is
    not accepted: that is ours to put right, and then the same question is asked again."""
    try:
        return read(ask().to_dict())
    except _UNKNOWN as fault:
        raise PartnerSilent from fault
    except stripe.StripeError as fault:
        raise ClearNo(fault.code or type(fault).__name__) from fault
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        # An answer that nobody can read.
        raise PartnerSilent from fault


_UNKNOWN = (
    stripe.APIConnectionError,
    stripe.RateLimitError,
    stripe.APIError,
    stripe.AuthenticationError,
    stripe.PermissionError,
)
