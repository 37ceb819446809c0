import pytest

from app.ground import refusals


def test_a_code_is_the_name_in_snake_case() -> None:
    assert refusals.SoldOut.code == "sold_out"
    assert refusals.NotANumber.code == "not_a_number"
    assert refusals.Missing.code == "missing"
    assert refusals.TooHeavyForPost.code == "too_heavy_for_post"


def test_facts_and_field_are_kept() -> None:
    refusal = refusals.SoldOut(left=2, field="quantity")
    assert refusal.facts["left"] == 2
    assert refusal.field == "quantity"
    assert isinstance(refusal, refusals.Conflict)


def test_a_refusal_without_its_facts_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="SoldOut needs left"):
        refusals.SoldOut()


def test_more_facts_than_needed_are_welcome() -> None:
    assert refusals.Missing(what="order").facts == {"what": "order"}


def test_every_refusal_has_its_own_code_and_exactly_one_kind() -> None:
    every = list(refusals.every_refusal())
    assert len({refusal.code for refusal in every}) == len(every) > 60
    for refusal in every:
        assert len([kind for kind in refusals.KINDS if issubclass(refusal, kind)]) == 1


def test_a_wrong_sign_in_is_bad_input_and_not_a_lack_of_rights() -> None:
    assert issubclass(refusals.SignInWrong, refusals.Invalid)
