"""What faces share of goods that are sent back: the boxes that are chosen, the return as it is
shown, and its label on the paper that is there."""

from typing import Any

from flask import current_app, make_response, request
from werkzeug.wrappers import Response as Answer

from app.claims.drop_offs import find_drop_off
from app.claims.return_queries import get_return_of_order
from app.claims.returns import ReturnWish, return_until
from app.ground.digits import is_empty
from app.ground.quantities import parse_whole
from app.ground.refusals import ChoiceUnknown, FieldMissing, Missing
from app.ground.return_states import ReturnReason
from app.ground.texts import clean_line
from app.ground.waybills import parse_waybill
from app.orders.actions import new_request_key
from app.orders.queries import Order
from app.parcels.kinds import LabelSize
from app.parcels.labels import labels_pdf
from app.parcels.queries import get_parcels, parcels_of_order
from app.web.forms import Form

LONGEST_NOTE = 200


def choice_of(order: Order, waybill: str, *, any_goods: bool = False) -> dict[str, Any]:
    """A parcel of the order with its boxes that may be sent back: those that do not spoil, or
    `any_goods`. Missing for another's."""
    wanted = parse_waybill(waybill)
    parcels = [one for one in parcels_of_order(order.id) if one.waybill_number == wanted]
    if not parcels:
        raise Missing
    contents = [one for one in parcels[0].contents if any_goods or one.line.no_reason_return]
    return {
        "order": order,
        "parcel": parcels[0],
        "contents": contents,
        "until": return_until(parcels[0]),
    }


def new_form() -> Form:
    return Form.filled(request_key=new_request_key())


def wish_of(form: Form, choice: dict[str, Any], reason: ReturnReason | None = None) -> ReturnWish:
    """`reason` None: the form says it. One that came without its key has it for the next try."""
    form.values.setdefault("request_key", new_request_key())
    boxes = {
        one.order_line_id: _boxes(form, f"boxes-{one.order_line_id}", one.boxes)
        for one in choice["contents"]
    }
    if boxes and not any(boxes.values()) and not form.errors:
        # Said beside a field that stands there: which line goes back is hers to choose.
        form.refuse(f"boxes-{next(iter(boxes))}", FieldMissing())
    wish = ReturnWish(
        request_key=form.take("request_key", clean_line, longest=80),
        waybill=choice["parcel"].waybill_number,
        reason=reason or form.choose("reason", ReturnReason),
        boxes=boxes,
        note=form.take("note", clean_line, longest=LONGEST_NOTE, optional=True) or "",
    )
    form.check()
    return wish


def _boxes(form: Form, name: str, most: int) -> int:
    if is_empty(form.sent.get(name)):
        return 0
    return form.take(name, parse_whole, least=0, most=most) or 0


def shown_return(order: Order, back: str) -> dict[str, Any]:
    found = get_return_of_order(order.id, back)
    return {
        "order": order,
        "back": found,
        "parcel": get_parcels([found.parcel_id])[0],
        "drop": find_drop_off(found.parcel_id),
        "papers": [one.value for one in LabelSize],
    }


def label_answer(order: Order, back: str) -> Answer:
    """On the paper that the address names, medium if it names none."""
    found = get_return_of_order(order.id, back)
    try:
        size = LabelSize(request.args.get("paper", LabelSize.medium))
    except ValueError:
        raise ChoiceUnknown(field="paper") from None
    base_url = current_app.extensions["settings"].base_url
    answer = make_response(labels_pdf(get_parcels([found.parcel_id]), base_url, size))
    answer.mimetype = "application/pdf"
    return answer
