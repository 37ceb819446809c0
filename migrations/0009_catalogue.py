"""The tables of catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0009_catalogue"
down_revision = "0008_shops"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "attributes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('text', 'number')", name=op.f("ck_attributes_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attributes")),
        sa.UniqueConstraint("code", name=op.f("uq_attributes_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "categories",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id_categories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("slug", name=op.f("uq_categories_slug")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_categories_parent_id"), "categories", ["parent_id"], unique=False)
    op.create_table(
        "collections",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("rule_category_id", sa.BigInteger(), nullable=True),
        sa.Column("rule_in_season", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_category_id"],
            ["categories.id"],
            name=op.f("fk_collections_rule_category_id_categories"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("slug", name=op.f("uq_collections_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "products",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("story_en", sa.Text(), nullable=False),
        sa.Column("storage_tip", sa.Text(), nullable=False),
        sa.Column("storage_tip_en", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("origin_code", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("temperature_class", sa.Text(), nullable=False),
        sa.Column("shelf_life_days", sa.BigInteger(), nullable=False),
        sa.Column("ship_within_hours", sa.BigInteger(), nullable=False),
        sa.Column("season_first", sa.Text(), nullable=True),
        sa.Column("season_last", sa.Text(), nullable=True),
        sa.Column("presale_days", sa.BigInteger(), nullable=False),
        sa.Column("ship_zone", sa.Text(), nullable=False),
        sa.Column("is_perishable", sa.Boolean(), nullable=False),
        sa.Column("from_price_fen", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ship_zone IN ('national', 'jiangzhehuwan', 'changzhou')",
            name=op.f("ck_products_ship_zone_known"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL",
            name=op.f("ck_products_published_when"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_products_state_known")
        ),
        sa.CheckConstraint(
            "temperature_class IN ('ambient', 'cool', 'frozen', 'live', 'dry')",
            name=op.f("ck_products_temperature_class_known"),
        ),
        sa.CheckConstraint(
            "(season_first IS NULL) = (season_last IS NULL)", name=op.f("ck_products_season_whole")
        ),
        sa.CheckConstraint(
            "shelf_life_days BETWEEN 0 AND 3650 AND ship_within_hours BETWEEN 1 AND 720 AND presale_days BETWEEN 0 AND 90",
            name=op.f("ck_products_promises_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_products_category_id_categories")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_products_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["origin_code"], ["regions.code"], name=op.f("fk_products_origin_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("slug", name=op.f("uq_products_slug")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_products_category_id"), "products", ["category_id"], unique=False)
    op.create_index(op.f("ix_products_county_code"), "products", ["county_code"], unique=False)
    op.create_index("ix_products_newest", "products", ["state", "published_at", "id"], unique=False)
    op.create_index(
        "ix_products_newest_of_category",
        "products",
        ["state", "category_id", "published_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_products_newest_of_cooperative",
        "products",
        ["cooperative_id", "state", "published_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_products_newest_of_county",
        "products",
        ["state", "county_code", "published_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_products_opening", "products", ["state", "season_first", "id"], unique=False
    )
    op.create_index(
        "ix_products_opening_of_county",
        "products",
        ["state", "county_code", "season_first", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_products_origin_code"), "products", ["origin_code"], unique=False)
    op.create_index(
        "ix_products_price", "products", ["state", "from_price_fen", "id"], unique=False
    )
    op.create_index(
        "ix_products_shown", "products", ["state", "county_code", "category_id"], unique=False
    )
    op.create_table(
        "badges",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('geographical_indication', 'green_food', 'organic', 'pledge', 'workshop_licence', 'production_licence', 'quarantine')",
            name=op.f("ck_badges_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_badges_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_badges_product_id"), "badges", ["product_id"], unique=False)
    op.create_table(
        "collection_items",
        sa.Column("collection_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_collection_items_collection_id_collections"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_collection_items_product_id_products")
        ),
        sa.PrimaryKeyConstraint("collection_id", "product_id", name=op.f("pk_collection_items")),
        sqlite_strict=True,
    )
    op.create_table(
        "product_attributes",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("attribute_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attribute_id"],
            ["attributes.id"],
            name=op.f("fk_product_attributes_attribute_id_attributes"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_attributes_product_id_products")
        ),
        sa.PrimaryKeyConstraint("product_id", "attribute_id", name=op.f("pk_product_attributes")),
        sqlite_strict=True,
    )
    op.create_table(
        "search_tokens",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_search_tokens_product_id_products")
        ),
        sa.PrimaryKeyConstraint("token", "product_id", name=op.f("pk_search_tokens")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_search_tokens_best", "search_tokens", ["token", "weight", "product_id"], unique=False
    )
    op.create_index(
        op.f("ix_search_tokens_product_id"), "search_tokens", ["product_id"], unique=False
    )
    op.create_table(
        "variants",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("net_grams", sa.BigInteger(), nullable=False),
        sa.Column("gross_grams", sa.BigInteger(), nullable=False),
        sa.Column("length_mm", sa.BigInteger(), nullable=False),
        sa.Column("width_mm", sa.BigInteger(), nullable=False),
        sa.Column("height_mm", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.BigInteger(), nullable=True),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("is_on_sale", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "price_fen BETWEEN 1 AND 100000000 AND net_grams BETWEEN 1 AND 50000 AND gross_grams BETWEEN net_grams AND 50000 AND length_mm >= 0 AND width_mm >= 0 AND height_mm >= 0",
            name=op.f("ck_variants_figures_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_variants_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_variants_product_id"), "variants", ["product_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_variants_product_id"), table_name="variants")
    op.drop_table("variants")
    op.drop_index(op.f("ix_search_tokens_product_id"), table_name="search_tokens")
    op.drop_index("ix_search_tokens_best", table_name="search_tokens")
    op.drop_table("search_tokens")
    op.drop_table("product_attributes")
    op.drop_table("collection_items")
    op.drop_index(op.f("ix_badges_product_id"), table_name="badges")
    op.drop_table("badges")
    op.drop_index("ix_products_shown", table_name="products")
    op.drop_index("ix_products_price", table_name="products")
    op.drop_index(op.f("ix_products_origin_code"), table_name="products")
    op.drop_index("ix_products_opening_of_county", table_name="products")
    op.drop_index("ix_products_opening", table_name="products")
    op.drop_index("ix_products_newest_of_county", table_name="products")
    op.drop_index("ix_products_newest_of_cooperative", table_name="products")
    op.drop_index("ix_products_newest_of_category", table_name="products")
    op.drop_index("ix_products_newest", table_name="products")
    op.drop_index(op.f("ix_products_county_code"), table_name="products")
    op.drop_index(op.f("ix_products_category_id"), table_name="products")
    op.drop_table("products")
    op.drop_table("collections")
    op.drop_index(op.f("ix_categories_parent_id"), table_name="categories")
    op.drop_table("categories")
    op.drop_table("attributes")
