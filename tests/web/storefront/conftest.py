import pytest
from flask import Flask

from tests.clocks import Clock
from tests.order_sheets import make_waybills
from tests.stalls import Stalls, set_up_stalls


@pytest.fixture
def stalls(app: Flask, clock: Clock) -> Stalls:
    """Pears, tea and crabs on a morning in July."""
    make_waybills()
    return set_up_stalls(clock)
