"""The post's dictionary, and what we make of it."""

import pytest

from app.ground.carrier_codes import CANCELS, CODES, name_of, reason_name, step_of
from app.ground.operation_codes import OPERATIONS, SIGNED, UNSIGNED
from tools.write_operation_codes import TARGET, written


def test_the_table_is_what_the_file_says() -> None:
    assert TARGET.read_text("utf-8") == written()
    assert (len(OPERATIONS), len(SIGNED), len(UNSIGNED)) == (197, 24, 16)


@pytest.mark.parametrize(
    ("code", "reason", "step"),
    [
        ("203", "", "accept"),
        ("305", "", "depart"),
        ("356", "", "sort"),
        ("954", "", "arrive"),
        ("V_954", "", "arrive"),
        ("V_398", "", "depart"),
        ("713", "", "arrive_office"),
        ("702", "", "go_out"),
        ("704", "", "deliver"),
        ("704", "161", "deliver"),
        ("704", "160", "hold_at_shop"),
        ("704", "180", "lose"),
        ("705", "", "attempt"),
        ("705", "7", "refuse"),
        ("705", "13", "lose"),
        ("705", "99", "attempt"),
        ("723", "", "hold_at_shop"),
        ("748", "", "collect"),
        ("711", "", "return"),
        ("801", "", "cancel"),
        ("987", "", "lose"),
        # Notices, internal notes, cancellations, and what happens abroad.
        ("651", "", None),
        ("756", "", None),
        ("303", "", None),
        ("743", "", None),
        ("463", "", None),
        ("O_016", "", None),
        ("EDA", "", None),
        ("999", "", None),
    ],
)
def test_a_code_means_a_step_or_nothing(code: str, reason: str, step: str | None) -> None:
    assert step_of(code, reason) == step


def test_every_code_of_the_dictionary_has_its_name() -> None:
    assert name_of("954") == "邮件到达处理中心"
    assert name_of("O_016") == "已妥投"
    assert all(name_of(code) for code in [*CODES, *CANCELS])
    assert (name_of("999"), name_of("pack")) == (None, None)


def test_a_sub_code_says_how_it_was_delivered_or_why_not() -> None:
    assert reason_name("704", "160") == "村（牧、矿）委会签收"
    assert reason_name("705", "7") == "拒收"
    assert reason_name("704", "") is None
    assert reason_name("203", "10") is None
