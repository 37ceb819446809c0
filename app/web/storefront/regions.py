"""The regions below one, for the address picker."""

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response as Answer

from app.ground.refusals import Missing
from app.places.tree import tree
from app.web.formats import named
from app.web.guard import public_page

pages = Blueprint("regions", __name__, url_prefix="/regions")
DAY_SECONDS = 24 * 3600
ALL_PROVINCES = "000000"


@pages.get("/<code>.json")
@public_page(topics=())
def children(code: str) -> Answer:
    """000000: the provinces."""
    known = tree()
    if code != ALL_PROVINCES and known.find(code) is None:
        raise Missing
    below = known.children(None if code == ALL_PROVINCES else code)
    answer = jsonify([{"code": one.code, "name": named(one)} for one in below])
    answer.headers["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    return answer
