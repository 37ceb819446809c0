"""The packs in which a product is sold, with their weights and prices."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.catalogue.actions import save_variant
from app.catalogue.drafts import VariantDraft
from app.catalogue.queries import (
    Variant,
    get_product_of_cooperative,
    get_variant_of_cooperative,
)
from app.db import transaction
from app.ground.money import parse_yuan
from app.ground.quantities import parse_grams, parse_id, parse_whole
from app.ground.refusals import ChoiceUnknown, Missing, Refusal, WeightNotAllowed
from app.ground.texts import clean_line
from app.postage.queries import box_types
from app.web.formats import named, yuan
from app.web.forms import Form
from app.web.guard import current_cooperative_id
from app.web.pages import back_to, page, page_again, tell

pages = Blueprint("packs", __name__, url_prefix="/packs")
HEAVIEST_GRAMS = 50_000
DEAREST_FEN = 100_000_000
LONGEST_MM = 2_000
MOST_PIECES = 10_000
LONGEST_NAME = 40
LOOSE = "loose"
MEASURES = ("length_mm", "width_mm", "height_mm")


@pages.get("/new/<product_id>")
def new(product_id: str) -> str:
    product = get_product_of_cooperative(current_cooperative_id(), parse_id(product_id))
    return page(product=product, form=Form.filled(is_on_sale="yes"), boxes=_boxes())


@pages.post("/new/<product_id>")
def add(product_id: str) -> Answer:
    form, ours = Form(request.form), current_cooperative_id()
    product = get_product_of_cooperative(ours, parse_id(product_id))
    try:
        draft = _read_draft(form, position=len(product.variants) + 1)
        form.check()
        with transaction():
            save_variant(get_product_of_cooperative(ours, product.id), draft)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="new", product=product, boxes=_boxes())
    return back_to("cooperative.products.show", product_id=product_id)


@pages.get("/<variant_id>")
def edit(variant_id: str) -> str:
    pack = get_variant_of_cooperative(current_cooperative_id(), parse_id(variant_id))
    return page(pack=pack, form=_filled_form(pack), boxes=_boxes())


@pages.post("/<variant_id>")
def change(variant_id: str) -> Answer:
    form, ours = Form(request.form), current_cooperative_id()
    pack = get_variant_of_cooperative(ours, parse_id(variant_id))
    try:
        draft = _read_draft(form, position=pack.position)
        form.check()
        with transaction():
            pack = get_variant_of_cooperative(ours, parse_id(variant_id))
            save_variant(pack.product, draft, pack.id)
    except Missing:
        raise
    except Refusal as refusal:
        return page_again(refusal, form=form, like="edit", pack=pack, boxes=_boxes())
    tell(_("The pack is changed. Orders that were placed keep their price."))
    return back_to("cooperative.products.show", product_id=pack.product_id)


def _read_draft(form: Form, position: int) -> VariantDraft:
    pieces = form.values.get("pieces", "").strip()
    packing = form.values.get("packing", "").strip()
    measures = {name: form.take(name, parse_whole, least=0, most=LONGEST_MM) for name in MEASURES}
    net, gross = (
        form.take(name, parse_grams, least=1, most=HEAVIEST_GRAMS)
        for name in ("net_grams", "gross_grams")
    )
    if not form.errors.keys() & {"net_grams", "gross_grams"} and gross < net:
        form.refuse("gross_grams", WeightNotAllowed(least=net, most=HEAVIEST_GRAMS))
    return VariantDraft(
        name=form.take("name", clean_line, longest=LONGEST_NAME),
        name_en=form.take("name_en", clean_line, longest=LONGEST_NAME * 2, optional=True),
        net_grams=net,
        gross_grams=gross,
        packing_fen=form.take("packing", parse_yuan, most_fen=DEAREST_FEN) if packing else 0,
        price_fen=form.take("price", parse_yuan, least_fen=1, most_fen=DEAREST_FEN),
        pieces=form.take("pieces", parse_whole, least=1, most=MOST_PIECES) if pieces else None,
        is_on_sale=form.ticked("is_on_sale"),
        position=position,
        is_boxed=form.values.get("packed_in") != LOOSE,
        box_type_id=_box_type(form),
        **measures,
    )


def _box_type(form: Form) -> int | None:
    """Nothing chosen: the smallest that fits is found when it is packed."""
    chosen = form.values.get("packed_in", "")
    if not chosen or chosen == LOOSE:
        return None
    box_type_id = form.take("packed_in", parse_id)
    if box_type_id and str(box_type_id) not in {value for value, _ in _boxes()}:
        form.refuse("packed_in", ChoiceUnknown())
    return box_type_id


def _boxes() -> list[tuple[str, str]]:
    """Those in use, for the form."""
    return [(str(one.id), _called(one)) for one in box_types() if one.is_in_use]


def _called(box: Any) -> str:
    """With what its buyer is asked to put down."""
    if not box.deposit_fen:
        return named(box)
    return _("%(box)s, deposit ¥%(price)s", box=named(box), price=yuan(box.deposit_fen))


def _filled_form(pack: Variant) -> Form:
    values: dict[str, object] = {
        name: getattr(pack, name) for name in ("name", "name_en", "net_grams", "gross_grams")
    }
    values |= {name: getattr(pack, name) for name in MEASURES}
    values |= {"price": yuan(pack.price_fen), "pieces": pack.pieces or ""}
    values["packing"] = yuan(pack.packing_fen) if pack.packing_fen else ""
    values["packed_in"] = (pack.box_type_id or "") if pack.is_boxed else LOOSE
    return Form.filled(**values, **({"is_on_sale": "yes"} if pack.is_on_sale else {}))
