"""Curated shelves 专题: all of them, and one with its produce."""

from flask import Blueprint

from app import clock
from app.catalogue.collections import (
    cards_of_collection,
    get_shown_collection,
    shown_collections,
)
from app.web.guard import public_page
from app.web.pages import page

pages = Blueprint("collections", __name__, url_prefix="/collections")


@pages.get("/")
@public_page(topics=("catalogue",))
def home() -> str:
    return page(collections=shown_collections())


@pages.get("/<slug>")
@public_page(topics=("catalogue",))
def show(slug: str) -> str:
    collection = get_shown_collection(slug)
    return page(collection=collection, cards=cards_of_collection(collection, clock.today()))
