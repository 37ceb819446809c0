"""Products are drafted, changed, published and withdrawn.

Whatever changes what the public sees bumps the editions of its pages and leaves a message for the
search index, in the same transaction.
"""

import re
from dataclasses import fields

from sqlalchemy import delete, func, or_, select, update

from app.catalogue.drafts import AttributeDraft, ProductDraft, VariantDraft
from app.catalogue.kinds import ProductState
from app.catalogue.models import (
    Attribute,
    Badge,
    Category,
    Product,
    ProductAttribute,
    SearchToken,
    Variant,
)
from app.clock import now
from app.cooperatives.kinds import CooperativeState
from app.cooperatives.models import Cooperative
from app.db import changed, session
from app.editions.actions import bump
from app.ground.refusals import (
    ChoiceUnknown,
    CooperativeSuspended,
    Missing,
    NameTaken,
    NotOnSale,
    StepNotAllowed,
    WeightNotAllowed,
)
from app.outbox.actions import leave
from app.places.tree import tree

HEAVIEST_GRAMS = 50_000
_NOT_OF_SLUGS = re.compile(r"[^a-z0-9]+")
_DRAFT_ONLY = ("category_slug", "season", "badges", "attributes", "slug")
_SAME_NAMED = tuple(f.name for f in fields(ProductDraft) if f.name not in _DRAFT_ONLY)


def draft_product(draft: ProductDraft) -> Product:
    """Nobody sees it until it is published. A slug in use: NameTaken, nothing changed."""
    moment = now()
    product = Product(state=ProductState.draft, created_at=moment, from_price_fen=None)
    product.slug = _free_slug(draft)
    _fill(product, draft)
    session.add(product)
    session.flush()
    _replace_badges(product, draft)
    _replace_attributes(product, draft)
    session.refresh(product)
    return product


def change_product(product: Product, draft: ProductDraft) -> None:
    """Its address stays as it is, so that no link breaks; nor does it change hands."""
    if draft.cooperative_id != product.cooperative_id:
        raise Missing()
    _fill(product, draft)
    session.flush()
    _replace_badges(product, draft)
    _replace_attributes(product, draft)
    session.refresh(product)
    _tell(product)


def show_picture(product: Product, picture: str) -> None:
    """From now on; orders keep the picture that they were placed with."""
    product.picture = picture
    session.flush()
    _tell(product)


def save_variant(product: Product, draft: VariantDraft, variant_id: int | None = None) -> Variant:
    """A new pack, or new words for one of this product (else: Missing)."""
    if not 0 < draft.net_grams <= draft.gross_grams <= HEAVIEST_GRAMS:
        raise WeightNotAllowed(field="gross_grams", least=draft.net_grams, most=HEAVIEST_GRAMS)
    variant = _variant(product, variant_id)
    for name in VariantDraft.__slots__:
        setattr(variant, name, getattr(draft, name))
    session.add(variant)
    session.flush()
    _price_anew(product)
    return variant


def change_price(variant: Variant, price_fen: int) -> None:
    """For orders from now on; those placed keep the price that they froze."""
    variant.price_fen = price_fen
    session.flush()
    _price_anew(variant.product)


def publish_product(product: Product) -> None:
    """From now on everybody sees it. It needs a variant on sale: NotOnSale, nothing changed."""
    cooperative = session.get(Cooperative, product.cooperative_id)
    if cooperative is None or cooperative.state != CooperativeState.approved:
        raise CooperativeSuspended()
    on_sale = select(Variant.id).where(Variant.product_id == product.id, Variant.is_on_sale)
    if session.scalar(on_sale.limit(1)) is None:
        raise NotOnSale()
    _step(product, "publish", (ProductState.draft, ProductState.withdrawn), ProductState.published)
    _tell(product)


def withdraw_product(product: Product) -> None:
    """Nobody finds it any more, at once; orders that hold it go on."""
    _step(product, "withdraw", (ProductState.published,), ProductState.withdrawn)
    session.execute(delete(SearchToken).where(SearchToken.product_id == product.id))
    _bump(product)


def save_category(
    slug: str, name: str, name_en: str, parent_slug: str | None = None, position: int = 0
) -> Category:
    """Two levels deep: a parent that has a parent itself is refused as ChoiceUnknown."""
    parent = None
    if parent_slug:
        parent = find_category(parent_slug)
        if parent is None or parent.parent_id is not None:
            raise ChoiceUnknown(field="parent")
    category = find_category(slug) or Category(slug=slug)
    category.name, category.name_en, category.position = name, name_en, position
    category.parent_id = parent.id if parent else None
    session.add(category)
    session.flush()
    bump("catalogue")
    return category


def save_attribute(
    code: str, name: str, name_en: str, kind: str = "text", unit: str | None = None
) -> Attribute:
    known = session.scalars(select(Attribute).where(Attribute.code == code)).one_or_none()
    attribute = known or Attribute(code=code)
    attribute.name, attribute.name_en, attribute.kind = name, name_en, kind
    attribute.unit = unit or None
    session.add(attribute)
    session.flush()
    return attribute


def find_category(slug: str) -> Category | None:
    return session.scalars(select(Category).where(Category.slug == slug)).one_or_none()


def _fill(product: Product, draft: ProductDraft) -> None:
    category = find_category(draft.category_slug)
    if category is None:
        raise ChoiceUnknown(field="category")
    for name in _SAME_NAMED:
        setattr(product, name, getattr(draft, name))
    product.county_code = tree().county_of(tree().get(draft.origin_code, field="origin_code").code)
    product.category_id = category.id
    product.season_first = str(draft.season.first) if draft.season else None
    product.season_last = str(draft.season.last) if draft.season else None
    product.updated_at = now()


def _free_slug(draft: ProductDraft) -> str:
    """The one asked for, or one of the English name with the first number that is free."""
    wish = draft.slug or _NOT_OF_SLUGS.sub("-", draft.name_en.lower()).strip("-") or "product"
    pattern = or_(Product.slug == wish, Product.slug.like(f"{wish}-%"))
    taken = set(session.scalars(select(Product.slug).where(pattern)))
    if wish not in taken:
        return wish
    if draft.slug:
        raise NameTaken(field="slug")
    return next(
        slug for number in range(2, len(taken) + 3) if (slug := f"{wish}-{number}") not in taken
    )


def _replace_badges(product: Product, draft: ProductDraft) -> None:
    session.execute(delete(Badge).where(Badge.product_id == product.id))
    session.add_all(
        Badge(product_id=product.id, kind=one.kind, number=one.number, proof=one.proof)
        for one in draft.badges
    )
    session.flush()


def _replace_attributes(product: Product, draft: ProductDraft) -> None:
    session.execute(delete(ProductAttribute).where(ProductAttribute.product_id == product.id))
    rows = session.execute(
        select(Attribute.code, Attribute.id).where(Attribute.code.in_(draft.attributes))
    )
    ids = {code: number for code, number in rows}  # noqa: C416
    if unknown := sorted(set(draft.attributes) - set(ids)):
        raise ChoiceUnknown(field="attributes", unknown=unknown)
    session.add_all(
        _attribute(product, ids[code], one) for code, one in draft.attributes.items() if one.value
    )
    session.flush()


def _attribute(product: Product, attribute_id: int, draft: AttributeDraft) -> ProductAttribute:
    return ProductAttribute(
        product_id=product.id,
        attribute_id=attribute_id,
        value=draft.value,
        value_en=draft.value_en,
    )


def _variant(product: Product, variant_id: int | None) -> Variant:
    if variant_id is None:
        return Variant(product_id=product.id)
    variant = session.get(Variant, variant_id)
    if variant is None or variant.product_id != product.id:
        raise Missing()
    return variant


def _price_anew(product: Product) -> None:
    cheapest = (
        select(func.min(Variant.price_fen))
        .where(Variant.product_id == product.id, Variant.is_on_sale)
        .scalar_subquery()
    )
    changed(
        update(Product)
        .where(Product.id == product.id)
        .values(from_price_fen=cheapest, updated_at=now())
    )
    session.refresh(product)
    _tell(product)


def _step(product: Product, step: str, allowed: tuple[ProductState, ...], to: ProductState) -> None:
    """`published_at` is the first time: what comes back from its pause is not new."""
    moment = now()
    values: dict[str, object] = {"state": to, "updated_at": moment}
    if to is ProductState.published:
        values["published_at"] = func.coalesce(Product.published_at, moment)
    statement = update(Product).where(Product.id == product.id, Product.state.in_(allowed))
    moved = changed(statement.values(**values))
    session.refresh(product)
    if not moved:
        raise StepNotAllowed(step=step, state=product.state)


def _tell(product: Product) -> None:
    """Drafts are nobody's business yet."""
    if product.state == ProductState.published:
        leave("index_product", {"product_id": product.id})
        _bump(product)


def _bump(product: Product) -> None:
    bump("catalogue", f"product:{product.id}", f"cooperative:{product.cooperative_id}")
