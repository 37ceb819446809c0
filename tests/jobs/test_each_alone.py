"""One thing that is refused holds up no other."""

import logging

import pytest

from app.db import session
from app.ground.refusals import Missing
from app.jobs.each_alone import each_alone
from app.places.models import Outlet
from tests.makers import make_outlet

pytestmark = pytest.mark.usefixtures("database")


def test_what_is_refused_changes_nothing_and_the_others_are_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ids = [make_outlet(code=f"2130010{at}", name=f"旧名{at}").id for at in (1, 2, 3)]

    def rename(outlet_id: int) -> None:
        session.get_one(Outlet, outlet_id).name = f"新名{outlet_id}"
        session.flush()
        if outlet_id == ids[1]:
            raise Missing

    with caplog.at_level(logging.WARNING, logger="market.jobs"):
        assert each_alone("naming", ids, rename) == 1
    session.expire_all()
    names = [session.get_one(Outlet, one).name for one in ids]
    assert names == [f"新名{ids[0]}", "旧名2", f"新名{ids[2]}"]
    assert caplog.messages == [f"naming: {ids[1]} was refused: missing"]
