import pytest

from app.ground.phones import mask, mask_in_text, parse_mobile
from app.ground.refusals import FieldMissing, PhoneNotAllowed


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        " 138 1234 5678 ",
        "138-1234-5678",
        "+86 138-1234-5678",
        "0086 13812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        "＋８６　１３８１２３４５６７８",
        "(+86)13812345678",
    ],
)
def test_one_mobile_has_many_spellings(typed: str) -> None:
    assert parse_mobile(typed) == "13812345678"


@pytest.mark.parametrize(
    "typed",
    [
        "12812345678",
        "1381234567",
        "138123456789",
        "0519-86661234",
        "١٣٨١٢٣٤٥٦٧٨",
        "1e10",
        13812345678,
    ],
)
def test_other_numbers_are_refused(typed: object) -> None:
    with pytest.raises(PhoneNotAllowed):
        parse_mobile(typed)


def test_no_phone_is_a_missing_field() -> None:
    with pytest.raises(FieldMissing):
        parse_mobile(" ")


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("0519-86661234", "0519-****1234"),
        ("95588", "***88"),
        ("", ""),
    ],
)
def test_a_phone_is_masked(phone: str, masked: str) -> None:
    assert mask(phone) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("投递员王师傅，电话13812345678，正在派送", "投递员王师傅，电话138****5678，正在派送"),
        ("电话：139-1234-5678", "电话：139****5678"),
        ("+86 139 1234 5678。", "+86 139****5678。"),
        ("网点0519-86661234，13900001111", "网点0519-****1234，139****1111"),
        ("(0519)86661234", "(0519)****1234"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("运单9812345678901", "运单9812345678901"),
        ("EA138123456CN 已收寄", "EA138123456CN 已收寄"),
        ("213116", "213116"),
    ],
)
def test_phones_in_a_carriers_text_are_masked(text: str, masked: str) -> None:
    assert mask_in_text(text) == masked
