import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.search_tokens import index_tokens, query_tokens


@pytest.mark.parametrize(
    ("asked", "tokens"),
    [
        ("翠冠梨", ["翠冠", "冠梨"]),
        ("梨", ["梨"]),
        ("查家湾 梨", ["查家", "家湾", "梨"]),
        ("CuiGuanLi", ["cuiguanli"]),
        ("梨10斤", ["梨", "10", "斤"]),
        ("ＡＢＣ", ["abc"]),
        ("梨 梨 梨", ["梨"]),
        ("", []),
        ("！？%_*'\"", []),
        ("\U00020000\U00020001", ["\U00020000\U00020001"]),
    ],
)
def test_a_question_becomes_tokens(asked: str, tokens: list[str]) -> None:
    assert query_tokens(asked) == tokens


def test_a_name_is_found_by_its_characters_pairs_words_and_pinyin() -> None:
    tokens = index_tokens("翠冠梨 A5级", ["翠冠", "梨"], ["cuiguan", "li"], ["cg", "l"])
    assert tokens == {
        "翠": 1,
        "冠": 1,
        "梨": 8,
        "级": 1,
        "翠冠": 8,
        "冠梨": 4,
        "a5": 6,
        "a": 6,
        "5": 6,
        "cuiguan": 3,
        "li": 3,
        "cg": 2,
        "l": 2,
    }


han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)


@given(han, st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert set(query_tokens(part)) <= set(index_tokens(name, [], [], []))


@given(st.text(max_size=300))
def test_no_question_is_endless(text: str) -> None:
    tokens = query_tokens(text)
    assert len(tokens) <= 40
    assert len(tokens) == len(set(tokens))
    assert all(0 < len(token) <= 32 for token in tokens)
