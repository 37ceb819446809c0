"""A Stripe of our own that we can make ill: a server apart that keeps state and speaks HTTP.

Checkout with a hosted page, refunds, disputes, transfers, the balance, idempotency keys and signed
events, by the rules of Stripe's manual. Tests hold it in the hand (`fake_stripe()`); beside the
market it is a program: python -m tests.fake_stripe --port 18440 --hook http://…/hooks/cards/stripe
"""

from tests.fake_stripe.bank import Bank
from tests.fake_stripe.server import fake_stripe
from tests.fake_stripe.stripe import KEY, SECRET, Asked, FakeStripe

__all__ = ["KEY", "SECRET", "Asked", "Bank", "FakeStripe", "fake_stripe"]
