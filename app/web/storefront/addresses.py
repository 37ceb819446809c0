"""The address book, and addresses that were pasted as one text."""

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response as Answer

from app.db import transaction
from app.people.actions import forget_address
from app.web.guard import current_signed_in, private_page
from app.web.pages import back_to
from app.web.storefront.address_fields import SURE, as_fields, understand

pages = Blueprint("addresses", __name__, url_prefix="/addresses")


@pages.post("/parse.json")
@private_page
def parse() -> Answer:
    """Nothing is kept of it."""
    found = understand(request.form.get("pasted"))
    return jsonify({**as_fields(found), "is_sure": found.confidence >= SURE})


@pages.post("/<int:id>/remove")
@private_page
def remove(id: int) -> Answer:
    with transaction():
        forget_address(current_signed_in().person, id)
    return back_to("storefront.people.account")
