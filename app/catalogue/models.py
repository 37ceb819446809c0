"""What is for sale: categories, products, variants (packs), badges, attributes, collections."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.kinds import BadgeKind, ProductState, ShipZone, TemperatureClass
from app.cooperatives.models import Cooperative
from app.db import Base, one_of


class Category(Base):
    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    position: Mapped[int]


class Product(Base):
    """`season_first`/`season_last` are 'MM-DD', inclusive, and may wrap the year; both empty: sold
    all year. `county_code` is the origin's county, kept beside it for facets, `from_price_fen`
    the price of the cheapest variant on sale (None: nothing to be had), for lists in its order.
    """

    __tablename__ = "products"
    __table_args__ = (
        one_of("state", ProductState),
        one_of("temperature_class", TemperatureClass),
        one_of("ship_zone", ShipZone),
        CheckConstraint("(season_first IS NULL) = (season_last IS NULL)", name="season_whole"),
        CheckConstraint(
            "shelf_life_days BETWEEN 0 AND 3650 AND ship_within_hours BETWEEN 1 AND 720 "
            "AND presale_days BETWEEN 0 AND 90",
            name="promises_sane",
        ),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_when"),
        Index("ix_products_shown", "state", "county_code", "category_id"),
        Index("ix_products_newest", "state", "published_at", "id"),
        Index("ix_products_newest_of_cooperative", "cooperative_id", "state", "published_at", "id"),
        Index("ix_products_newest_of_county", "state", "county_code", "published_at", "id"),
        Index("ix_products_newest_of_category", "state", "category_id", "published_at", "id"),
        Index("ix_products_price", "state", "from_price_fen", "id"),
        Index("ix_products_opening", "state", "season_first", "id"),
        Index("ix_products_opening_of_county", "state", "county_code", "season_first", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperatives.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str]
    summary: Mapped[str]
    summary_en: Mapped[str]
    story: Mapped[str]
    story_en: Mapped[str]
    storage_tip: Mapped[str]
    storage_tip_en: Mapped[str]
    picture: Mapped[str]
    origin_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    county_code: Mapped[str] = mapped_column(index=True)
    temperature_class: Mapped[str]
    shelf_life_days: Mapped[int]
    ship_within_hours: Mapped[int]
    season_first: Mapped[str | None]
    season_last: Mapped[str | None]
    presale_days: Mapped[int]
    ship_zone: Mapped[str]
    is_perishable: Mapped[bool]
    from_price_fen: Mapped[int | None]
    state: Mapped[str]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    cooperative: Mapped[Cooperative] = relationship()
    category: Mapped[Category] = relationship()
    variants: Mapped[list["Variant"]] = relationship(
        order_by="Variant.position, Variant.id", back_populates="product"
    )
    badges: Mapped[list["Badge"]] = relationship(order_by="Badge.id")
    attributes: Mapped[list["ProductAttribute"]] = relationship(
        order_by="ProductAttribute.attribute_id"
    )


class Variant(Base):
    """A pack. Its weights are whole grams: net is what is promised, gross is what the post carries;
    the measures are those of the closed carton, `packing_fen` what carton, filling and ice cost the
    cooperative. `is_boxed`: a closed carton as it is, of `box_type_id` (None: the smallest that
    fits); else a bag or small box that is put into a carton together with others."""

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint(
            "price_fen BETWEEN 1 AND 100000000 AND net_grams BETWEEN 1 AND 50000 "
            "AND gross_grams BETWEEN net_grams AND 50000 "
            "AND length_mm >= 0 AND width_mm >= 0 AND height_mm >= 0 AND packing_fen >= 0",
            name="figures_sane",
        ),
        CheckConstraint("is_boxed OR box_type_id IS NULL", name="box_of_boxed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str]
    net_grams: Mapped[int]
    gross_grams: Mapped[int]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    pieces: Mapped[int | None]
    price_fen: Mapped[int]
    position: Mapped[int]
    is_on_sale: Mapped[bool]
    packing_fen: Mapped[int] = mapped_column(default=0)
    is_boxed: Mapped[bool] = mapped_column(default=True)
    box_type_id: Mapped[int | None] = mapped_column(ForeignKey("box_types.id"), index=True)

    product: Mapped[Product] = relationship(back_populates="variants")


class Badge(Base):
    """A certificate or property with its proof: a number that can be looked up, or a sentence."""

    __tablename__ = "badges"
    __table_args__ = (one_of("kind", BadgeKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    kind: Mapped[str]
    number: Mapped[str | None]
    proof: Mapped[str]


class Attribute(Base):
    __tablename__ = "attributes"
    __table_args__ = (CheckConstraint("kind IN ('text', 'number')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    unit: Mapped[str | None]


class ProductAttribute(Base):
    __tablename__ = "product_attributes"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    attribute_id: Mapped[int] = mapped_column(ForeignKey("attributes.id"), primary_key=True)
    value: Mapped[str]
    value_en: Mapped[str] = mapped_column(default="")

    attribute: Mapped[Attribute] = relationship()


class Collection(Base):
    """A curated shelf. By rule (a category, only what is in season) or by hand (its items)."""

    __tablename__ = "collections"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    rule_category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    rule_in_season: Mapped[bool]
    position: Mapped[int]
    is_shown: Mapped[bool]


class CollectionItem(Base):
    __tablename__ = "collection_items"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collections.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    position: Mapped[int]


class SearchToken(Base):
    """The search index: equal tokens find a product, the same way on every database."""

    __tablename__ = "search_tokens"
    __table_args__ = (Index("ix_search_tokens_best", "token", "weight", "product_id"),)

    token: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True, index=True)
    weight: Mapped[int]
