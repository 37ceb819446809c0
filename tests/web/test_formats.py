from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from app.ground.seasons import MonthDay
from app.web import formats

LATE = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
PEAR = SimpleNamespace(name="砀山酥梨", name_en="Dangshan pear", motto="树上熟", motto_en="")


def test_money_and_weights_are_short() -> None:
    assert [formats.yuan(fen) for fen in (5200, 5250, 5, 0, -990)] == [
        "52",
        "52.50",
        "0.05",
        "0",
        "-9.90",
    ]
    assert formats.yuan_exact(5200) == "52.00"
    assert [formats.kilograms(g) for g in (2500, 3000, 1, 30000)] == ["2.5", "3", "0.001", "30"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_days_are_shanghais(app: Flask) -> None:
    with app.test_request_context("/"):
        assert formats.day(date(2026, 11, 3)) == "11月3日"
        assert formats.day(LATE) == "11月24日"
        assert formats.full_day(LATE) == "2026年11月24日"
        assert formats.moment(LATE) == "11月24日 00:05"
        assert formats.month_day(MonthDay(2, 29)) == "2月29日"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_english_pages_have_english_days_and_names(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"postharvest.language": formats.ENGLISH}):
        assert formats.day(date(2026, 11, 23)) == "23 Nov"
        assert formats.moment(LATE) == "24 Nov 00:05"
        assert formats.named(PEAR) == "Dangshan pear"
        assert formats.named(PEAR, "motto") == "树上熟"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_people_wrote_is_turned_for_readers_of_traditional_chinese(app: Flask) -> None:
    traditional = {"postharvest.language": formats.TRADITIONAL}
    with app.test_request_context("/", environ_overrides=traditional):
        assert formats.named(PEAR) == "碭山酥梨"
        assert formats.han("焦溪翠冠梨") == "焦溪翠冠梨"
    with app.test_request_context("/"):
        assert formats.named(PEAR) == "砀山酥梨"
