"""After a change of texts: python -m tools.translations"""

import re

import pytest

from tools import translations
from tools.translations import DERIVED, FRAGMENTS, WRITTEN

PLACES = re.compile(r"%\(\w+\)[sd]")


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_every_text_of_a_page_is_translated(fragment: str) -> None:
    texts = translations.up_to_date(fragment)
    assert [m.id for m in texts if m.id and not translations.has_translation(m)] == []


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_the_files_hold_what_the_pages_say_now(fragment: str) -> None:
    texts = translations.up_to_date(fragment)
    written, derived = (
        translations.path_of(locale, fragment).read_bytes() if len(texts) else b""
        for locale in (WRITTEN, DERIVED)
    )
    if len(texts):
        assert written == translations.written(texts)
        assert derived == translations.written(translations.in_traditional(texts))


@pytest.mark.parametrize("locale", [WRITTEN, DERIVED])
def test_what_is_compiled_is_what_is_written(locale: str) -> None:
    compiled = translations.compiled_path(locale).read_bytes()
    assert compiled == translations.compiled(locale)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_translation_fills_in_the_same_facts(fragment: str) -> None:
    for message in translations.read(WRITTEN, fragment):
        if message.id and translations.has_translation(message):
            # Chinese has one form: it answers to the English plural.
            text = message.id[1] if isinstance(message.id, tuple) else message.id
            string = message.string[0] if isinstance(message.string, tuple) else message.string
            assert set(PLACES.findall(string)) == set(PLACES.findall(text)), text


def test_two_faces_do_not_call_one_thing_by_two_names() -> None:
    said: dict[object, dict[object, list[str]]] = {}
    for fragment in FRAGMENTS:
        for message in translations.read(WRITTEN, fragment):
            if message.id and translations.has_translation(message):
                said.setdefault(message.id, {}).setdefault(message.string, []).append(fragment)
    assert {text: words for text, words in said.items() if len(words) > 1} == {}
