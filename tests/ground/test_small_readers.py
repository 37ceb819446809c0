from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground import keyset
from app.ground.dates import parse_day
from app.ground.emails import parse_email
from app.ground.passwords import check_password
from app.ground.refusals import (
    ChoiceUnknown,
    DateNotAllowed,
    EmailNotAllowed,
    FieldMissing,
    PasswordTooCommon,
    PasswordTooShort,
    TextNotAllowed,
    TextTooLong,
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Wang.Xiuying+pears@Example.COM", "wang.xiuying+pears@example.com"),
        (" a@b.cn ", "a@b.cn"),
        ("ｗａｎｇ＠ｑｑ．ｃｏｍ", "wang@qq.com"),
        ("a@xn--fiqs8s.xn--fiqs8s", "a@xn--fiqs8s.xn--fiqs8s"),
    ],
)
def test_one_mailbox_has_one_spelling(typed: str, address: str) -> None:
    assert parse_email(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["a", "@b.cn", "a@", "a@b", "a@b.c", "a b@c.cn", "a@@b.cn", "a@-b.cn", "a..b@c.cn", ".a@c.cn",
     "王@c.cn", "a@c.cn\nbcc:x@y.cn", f"{'a' * 65}@b.cn", f"a@{'b' * 250}.cn",
     "a\0@b.cn", 5, "a@1.2.3.4"],
)  # fmt: skip
def test_other_addresses_are_refused(typed: object) -> None:
    with pytest.raises(EmailNotAllowed):
        parse_email(typed)


def test_no_address_is_a_missing_field() -> None:
    with pytest.raises(FieldMissing):
        parse_email("")


def test_a_password_is_kept_with_its_blanks_and_in_one_form() -> None:
    assert check_password("四个 good 词语") == "四个 good 词语"
    assert check_password("ｇｏｏｄ pears 42") == "good pears 42"


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", FieldMissing),
        (None, FieldMissing),
        (12345678, FieldMissing),
        ("1234567", PasswordTooShort),
        ("Password1", PasswordTooCommon),
        ("5201314520", PasswordTooCommon),
        ("xyxyxyxyxy", PasswordTooCommon),
        ("a" * 129, TextTooLong),
        ("pears\0pears", TextNotAllowed),
        ("pears \ud800 pears", TextNotAllowed),
    ],
)
def test_weak_passwords_are_refused(typed: object, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_password(typed)


@pytest.mark.parametrize("typed", ["2026-07-20", " ２０２６-０７-２０ ", "2026年7月20日"])
def test_a_day_is_read(typed: str) -> None:
    assert parse_day(typed) == date(2026, 7, 20)


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "20260720", "26-07-20", "1999-12-31", "2200-01-01", "٢٠٢٦-07-20", 20]
)
def test_no_day_is_refused(typed: object) -> None:
    with pytest.raises(DateNotAllowed):
        parse_day(typed)
    with pytest.raises(FieldMissing):
        parse_day("")


values = st.lists(
    st.one_of(
        st.integers(-(2**63) + 1, 2**63 - 1),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    ),
    max_size=4,
)


@given(values)
def test_a_cursor_is_read_again(kept: list[keyset.Value]) -> None:
    assert keyset.decode(keyset.encode(kept), [type(value) for value in kept]) == kept


@pytest.mark.parametrize(
    "cursor",
    [
        None,
        "",
        "!!!!",
        "梨",
        "a",
        keyset.encode([1]),
        keyset.encode([1, 2, 3]),
        keyset.encode(["x", "y"]),
        keyset.encode([2**63, "x"]),
        keyset.encode([1, "\0"]),
        "W3RydWUsIngiXQ",
        "WzEuNSwieCJd",
        "eyJhIjoxfQ",
        "W1td" * 120,
        "WzEsIlx1ZDgwMCJd",
    ],
)
def test_garbage_is_no_cursor(cursor: object) -> None:
    with pytest.raises(ChoiceUnknown) as refused:
        keyset.decode(cursor, [int, str])
    assert refused.value.field == "after"


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    try:
        keyset.decode(text, [int])
    except ChoiceUnknown:
        return
    assert isinstance(keyset.decode(text, [int])[0], int)
