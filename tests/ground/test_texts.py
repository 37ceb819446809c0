import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.refusals import FieldMissing, TextNotAllowed, TextTooLong
from app.ground.texts import clean_line, clean_text, fold_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  查家湾  翠冠梨 ", "查家湾 翠冠梨"),
        ("王\u200b秀\u202e英\ufeff", "王秀英"),
        ("cafe\u0301", "café"),
        ("a\r\nb\tc", "a b c"),
        ("a\u0007b", "ab"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("\U0002ebf0", "\U0002ebf0"),
        ("🍐", "🍐"),
        ("　王　", "王"),
    ],
)
def test_a_line_is_cleaned(typed: str, kept: str) -> None:
    assert clean_line(typed, 50) == kept


@pytest.mark.parametrize(
    "typed", ["a\0b", "\ud800", "\U000e0fff", "\ue000", "\U0002ffff", 5, ["a"]]
)
def test_what_has_no_meaning_is_refused(typed: object) -> None:
    with pytest.raises(TextNotAllowed) as refused:
        clean_line(typed, 50, field="name")
    assert refused.value.field == "name"


@pytest.mark.parametrize("typed", [None, "", " \u200b\n"])
def test_an_empty_line_is_missing_unless_it_is_optional(typed: object) -> None:
    with pytest.raises(FieldMissing):
        clean_line(typed, 50)
    assert clean_line(typed, 50, optional=True) == ""


def test_length_counts_what_is_kept() -> None:
    assert clean_line(" 梨\u200b子 ", 2) == "梨子"
    with pytest.raises(TextTooLong) as refused:
        clean_line("三个字", 2)
    assert refused.value.facts == {"longest": 2}


def test_a_text_keeps_its_lines_but_no_heaps_of_empty_ones() -> None:
    assert clean_text(" 第一行 \r\n\r\n\r\n\r\n第二  行\n", 50) == "第一行\n\n第二 行"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        once = clean_text(text, 10_000, optional=True)
    except TextNotAllowed:
        return
    assert clean_text(once, 10_000, optional=True) == once
    line = clean_line(text, 10_000, optional=True)
    assert clean_line(line, 10_000, optional=True) == line
    assert "\n" not in line


def test_names_are_compared_without_width_case_and_blanks() -> None:
    assert fold_name("ＡＢＣ 合作社") == fold_name("abc合\u200b作社") == "abc合作社"
