from enum import StrEnum

import pytest
from werkzeug.datastructures import MultiDict

from app.ground.phones import parse_mobile
from app.ground.quantities import parse_id, parse_quantity
from app.ground.refusals import FieldMissing, PhoneTaken, QuantityNotAllowed, SoldOut
from app.ground.texts import clean_line
from app.web.forms import Form, FormRefused, errors_of


class Way(StrEnum):
    POST = "post"
    SHOP = "shop"


def sent(*pairs: tuple[str, str]) -> Form:
    return Form(MultiDict(pairs))


def test_what_is_right_is_taken_by_its_rule() -> None:
    form = sent(("name", "  王 秀英 "), ("boxes", "３"), ("way", "shop"), ("agreed", "yes"))
    assert form.take("name", clean_line, longest=50) == "王 秀英"
    assert form.take("boxes", parse_quantity, most=20) == 3
    assert form.choose("way", Way) is Way.SHOP
    assert form.ticked("agreed")
    assert not form.ticked("other")
    form.check()


def test_all_that_is_wrong_is_told_at_once() -> None:
    form = sent(("boxes", "-1"), ("phone", "12"), ("way", "rocket"))
    form.take("name", clean_line, longest=50)
    form.take("boxes", parse_quantity)
    form.take("phone", parse_mobile)
    form.choose("way", Way)
    with pytest.raises(FormRefused) as caught:
        form.check()
    codes = {name: refusal.code for name, refusal in caught.value.errors.items()}
    assert codes == {
        "name": "field_missing",
        "boxes": "quantity_not_allowed",
        "phone": "phone_not_allowed",
        "way": "choice_unknown",
    }


def test_what_was_typed_is_kept_as_it_was_typed() -> None:
    form = sent(("boxes", " minus one "), ("boxes", "2"))
    form.take("boxes", parse_quantity)
    assert form.values == {"boxes": " minus one "}
    assert isinstance(form.errors["boxes"], QuantityNotAllowed)


def test_ticks_of_one_name_are_taken_together() -> None:
    assert sent(("lot", "3"), ("lot", "5")).take_each("lot", parse_id) == [3, 5]


def test_a_field_refused_twice_keeps_its_first_reason() -> None:
    form = sent(("phone", ""))
    form.take("phone", parse_mobile)
    form.refuse("phone", PhoneTaken())
    assert isinstance(form.errors["phone"], FieldMissing)


def test_a_refusal_of_a_rule_stands_beside_its_field() -> None:
    about_boxes, about_all = SoldOut(left=2, field="boxes"), SoldOut(left=2)
    assert errors_of(about_boxes) == {"boxes": about_boxes}
    assert errors_of(about_all) == {}
