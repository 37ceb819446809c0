"""The tables of orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_orders"
down_revision = "0010_stock"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER order_events_append_only_update BEFORE UPDATE ON order_events BEGIN SELECT RAISE(ABORT, 'order_events is append-only'); END",
        "CREATE TRIGGER order_events_append_only_delete BEFORE DELETE ON order_events BEGIN SELECT RAISE(ABORT, 'order_events is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION order_events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'order_events is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER order_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_events FOR EACH STATEMENT EXECUTE FUNCTION order_events_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "order_serials",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_order_serials")),
        sqlite_strict=True,
    )
    op.create_table(
        "carts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("key_hash", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (key_hash IS NULL)", name=op.f("ck_carts_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_carts_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_carts_key_hash")),
        sa.UniqueConstraint("person_id", name=op.f("uq_carts_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "cart_lines",
        sa.Column("cart_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("boxes BETWEEN 1 AND 99", name=op.f("ck_cart_lines_boxes_sane")),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["carts.id"], name=op.f("fk_cart_lines_cart_id_carts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_cart_lines_variant_id_variants")
        ),
        sa.PrimaryKeyConstraint("cart_id", "variant_id", name=op.f("pk_cart_lines")),
        sqlite_strict=True,
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("request_digest", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("placed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("villager_id", sa.BigInteger(), nullable=True),
        sa.Column("consent_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("recipient_phone", sa.Text(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("region_text", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("delivery_preference", sa.Text(), nullable=False),
        sa.Column("pickup_shop_id", sa.BigInteger(), nullable=True),
        sa.Column("neighbour", sa.Text(), nullable=True),
        sa.Column("delivery_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("perishable_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("goods_fen", sa.BigInteger(), nullable=False),
        sa.Column("postage_fen", sa.BigInteger(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pay_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(channel = 'village') = (shop_id IS NOT NULL AND villager_id IS NOT NULL AND placed_by_id IS NOT NULL)",
            name=op.f("ck_orders_village_order_names_three"),
        ),
        sa.CheckConstraint(
            "(delivery_preference = 'shop') = (pickup_shop_id IS NOT NULL)",
            name=op.f("ck_orders_pickup_shop_named"),
        ),
        sa.CheckConstraint(
            "(state = 'paid') <= (paid_at IS NOT NULL)", name=op.f("ck_orders_paid_when")
        ),
        sa.CheckConstraint(
            "channel IN ('storefront', 'village')", name=op.f("ck_orders_channel_known")
        ),
        sa.CheckConstraint(
            "delivery_preference = 'door' OR delivery_consent_at IS NOT NULL",
            name=op.f("ck_orders_consent_for_other_hands"),
        ),
        sa.CheckConstraint(
            "delivery_preference IN ('door', 'shop', 'neighbour')",
            name=op.f("ck_orders_delivery_preference_known"),
        ),
        sa.CheckConstraint(
            "state IN ('placed', 'paid', 'cancelled', 'expired')",
            name=op.f("ck_orders_state_known"),
        ),
        sa.CheckConstraint(
            "goods_fen >= 0 AND postage_fen >= 0", name=op.f("ck_orders_never_negative")
        ),
        sa.CheckConstraint(
            "total_fen = goods_fen + postage_fen", name=op.f("ck_orders_total_adds_up")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consents.id"], name=op.f("fk_orders_consent_id_consents")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_orders_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["pickup_shop_id"], ["shops.id"], name=op.f("fk_orders_pickup_shop_id_shops")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["persons.id"], name=op.f("fk_orders_placed_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_orders_region_code_regions")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_orders_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["villager_id"], ["villagers.id"], name=op.f("fk_orders_villager_id_villagers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_orders_request_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_orders_person_id_id", "orders", ["person_id", "id"], unique=False)
    op.create_index(op.f("ix_orders_pickup_shop_id"), "orders", ["pickup_shop_id"], unique=False)
    op.create_index(op.f("ix_orders_recipient_phone"), "orders", ["recipient_phone"], unique=False)
    op.create_index(op.f("ix_orders_secret_hash"), "orders", ["secret_hash"], unique=False)
    op.create_index("ix_orders_shop_id_id", "orders", ["shop_id", "id"], unique=False)
    op.create_index("ix_orders_state_pay_by", "orders", ["state", "pay_by"], unique=False)
    op.create_table(
        "sub_orders",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("goods_fen", sa.BigInteger(), nullable=False),
        sa.Column("postage_fen", sa.BigInteger(), nullable=False),
        sa.Column("postage_cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "packing_plan", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("ship_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrives_from", sa.Date(), nullable=False),
        sa.Column("arrives_to", sa.Date(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'confirmed', 'packing', 'shipped', 'delivered', 'received', 'closed', 'cancelled')",
            name=op.f("ck_sub_orders_state_known"),
        ),
        sa.CheckConstraint(
            "goods_fen >= 0 AND postage_fen >= 0 AND postage_cost_fen >= 0",
            name=op.f("ck_sub_orders_never_negative"),
        ),
        sa.CheckConstraint(
            "total_fen = goods_fen + postage_fen", name=op.f("ck_sub_orders_total_adds_up")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_sub_orders_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_sub_orders_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_sub_orders_number")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_sub_orders_cooperative_id_state_ship_by",
        "sub_orders",
        ["cooperative_id", "state", "ship_by"],
        unique=False,
    )
    op.create_index(op.f("ix_sub_orders_order_id"), "sub_orders", ["order_id"], unique=False)
    op.create_table(
        "order_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "actor_kind IN ('buyer', 'shopkeeper', 'cooperative', 'postal', 'carrier', 'system')",
            name=op.f("ck_order_events_actor_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["persons.id"], name=op.f("fk_order_events_actor_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_events_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"],
            ["sub_orders.id"],
            name=op.f("fk_order_events_sub_order_id_sub_orders"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_events")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_order_events_order_id"), "order_events", ["order_id"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("product_name", sa.Text(), nullable=False),
        sa.Column("variant_name", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("temperature_class", sa.Text(), nullable=False),
        sa.Column("net_grams", sa.BigInteger(), nullable=False),
        sa.Column("gross_grams", sa.BigInteger(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_fen", sa.BigInteger(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("commission_fen", sa.BigInteger(), nullable=False),
        sa.Column("shop_commission_fen", sa.BigInteger(), nullable=False),
        sa.Column("no_reason_return", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "boxes > 0 AND unit_price_fen > 0 AND total_fen = boxes * unit_price_fen",
            name=op.f("ck_order_lines_total_adds_up"),
        ),
        sa.CheckConstraint(
            "commission_fen BETWEEN 0 AND total_fen AND shop_commission_fen BETWEEN 0 AND commission_fen",
            name=op.f("ck_order_lines_commission_within"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_order_lines_lot_id_lots")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id_products")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"], ["sub_orders.id"], name=op.f("fk_order_lines_sub_order_id_sub_orders")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_order_lines_variant_id_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_order_lines_lot_id"), "order_lines", ["lot_id"], unique=False)
    op.create_index(op.f("ix_order_lines_product_id"), "order_lines", ["product_id"], unique=False)
    op.create_index(
        op.f("ix_order_lines_sub_order_id"), "order_lines", ["sub_order_id"], unique=False
    )
    op.create_index(op.f("ix_order_lines_variant_id"), "order_lines", ["variant_id"], unique=False)
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_index(op.f("ix_order_lines_variant_id"), table_name="order_lines")
    op.drop_index(op.f("ix_order_lines_sub_order_id"), table_name="order_lines")
    op.drop_index(op.f("ix_order_lines_product_id"), table_name="order_lines")
    op.drop_index(op.f("ix_order_lines_lot_id"), table_name="order_lines")
    op.drop_table("order_lines")
    op.drop_index(op.f("ix_order_events_order_id"), table_name="order_events")
    op.drop_table("order_events")
    op.drop_index(op.f("ix_sub_orders_order_id"), table_name="sub_orders")
    op.drop_index("ix_sub_orders_cooperative_id_state_ship_by", table_name="sub_orders")
    op.drop_table("sub_orders")
    op.drop_index("ix_orders_state_pay_by", table_name="orders")
    op.drop_index("ix_orders_shop_id_id", table_name="orders")
    op.drop_index(op.f("ix_orders_secret_hash"), table_name="orders")
    op.drop_index(op.f("ix_orders_recipient_phone"), table_name="orders")
    op.drop_index(op.f("ix_orders_pickup_shop_id"), table_name="orders")
    op.drop_index("ix_orders_person_id_id", table_name="orders")
    op.drop_table("orders")
    op.drop_table("cart_lines")
    op.drop_table("carts")
    op.drop_table("order_serials")
    if op.get_context().dialect.name == "postgresql":
        for table in ["order_events"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
