import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import LazyString, force_locale

from app.ground.refusals import Refusal, every_refusal
from app.web.forms import FormRefused
from app.web.wording import SENTENCES, STATUS_SENTENCES, say

PLACES = re.compile(r"%\((\w+)\)s")
LANGUAGES = ("zh_Hans", "zh_Hant")
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def english(sentence: LazyString) -> str:
    with force_locale("en"):
        return str(sentence)


def made(refusal: type[Refusal]) -> Refusal:
    if issubclass(refusal, FormRefused):
        return FormRefused({})
    return refusal(**dict.fromkeys(refusal.needs, 1))


def every_sentence() -> Iterator[LazyString]:
    yield from SENTENCES.values()
    yield from STATUS_SENTENCES.values()


def test_every_refusal_is_worded(app: Flask) -> None:
    unworded = [one.__name__ for one in every_refusal() if one not in SENTENCES]
    assert unworded == []


def test_a_sentence_uses_no_fact_that_its_refusal_may_lack(app: Flask) -> None:
    with app.test_request_context("/"):
        lacking = {
            refusal.__name__: set(PLACES.findall(english(sentence))) - set(refusal.needs)
            for refusal, sentence in SENTENCES.items()
        }
    assert {name: facts for name, facts in lacking.items() if facts} == {}


def test_every_sentence_can_be_said_in_every_language(app: Flask) -> None:
    with app.test_request_context("/"):
        for locale in ("en", *LANGUAGES):
            with force_locale(locale):
                said = [say(made(refusal)) for refusal in SENTENCES]
            assert [one for one in said if not one or "%(" in one] == []


def test_every_sentence_is_translated(app: Flask) -> None:
    with app.test_request_context("/"):
        for sentence in every_sentence():
            original = english(sentence)
            for locale in LANGUAGES:
                with force_locale(locale):
                    assert str(sentence) != original
                    assert set(PLACES.findall(str(sentence))) == set(PLACES.findall(original))
