"""Commission by rules in versions. What cooperatives and shops had agreed becomes the first version,
and each line that was sold is told which of its rules it followed."""

from collections import Counter
from datetime import date

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0019_commission_rules"
down_revision = "0018_cash"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER commission_versions_append_only_update BEFORE UPDATE ON commission_versions BEGIN SELECT RAISE(ABORT, 'commission_versions is append-only'); END",
        "CREATE TRIGGER commission_versions_append_only_delete BEFORE DELETE ON commission_versions BEGIN SELECT RAISE(ABORT, 'commission_versions is append-only'); END",
        "CREATE TRIGGER commission_rules_append_only_update BEFORE UPDATE ON commission_rules BEGIN SELECT RAISE(ABORT, 'commission_rules is append-only'); END",
        "CREATE TRIGGER commission_rules_append_only_delete BEFORE DELETE ON commission_rules BEGIN SELECT RAISE(ABORT, 'commission_rules is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION commission_versions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'commission_versions is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER commission_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON commission_versions FOR EACH STATEMENT EXECUTE FUNCTION commission_versions_append_only()",
        "CREATE FUNCTION commission_rules_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'commission_rules is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER commission_rules_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON commission_rules FOR EACH STATEMENT EXECUTE FUNCTION commission_rules_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "commission_drafts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["persons.id"],
            name=op.f("fk_commission_drafts_created_by_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_drafts")),
        sqlite_strict=True,
    )
    op.create_table(
        "commission_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "number = 1 OR (drafted_by_id IS NOT NULL AND published_by_id IS NOT NULL AND drafted_by_id <> published_by_id)",
            name=op.f("ck_commission_versions_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"],
            ["persons.id"],
            name=op.f("fk_commission_versions_drafted_by_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["persons.id"],
            name=op.f("fk_commission_versions_published_by_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_versions")),
        sa.UniqueConstraint("effective_from", name=op.f("uq_commission_versions_effective_from")),
        sa.UniqueConstraint("number", name=op.f("uq_commission_versions_number")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    op.create_table(
        "commission_draft_rules",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("commission_bp", sa.BigInteger(), nullable=False),
        sa.Column("shop_bp", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('storefront', 'village')",
            name=op.f("ck_commission_draft_rules_channel_known"),
        ),
        sa.CheckConstraint(
            "commission_bp BETWEEN 0 AND 5000 AND shop_bp BETWEEN 0 AND commission_bp",
            name=op.f("ck_commission_draft_rules_shares_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["categories.id"],
            name=op.f("fk_commission_draft_rules_category_id_categories"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_commission_draft_rules_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["commission_drafts.id"],
            name=op.f("fk_commission_draft_rules_draft_id_commission_drafts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_commission_draft_rules_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_draft_rules")),
        sa.UniqueConstraint("draft_id", "key", name=op.f("uq_commission_draft_rules_draft_id_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "commission_rules",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=True),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("commission_bp", sa.BigInteger(), nullable=False),
        sa.Column("shop_bp", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('storefront', 'village')", name=op.f("ck_commission_rules_channel_known")
        ),
        sa.CheckConstraint(
            "commission_bp BETWEEN 0 AND 5000 AND shop_bp BETWEEN 0 AND commission_bp",
            name=op.f("ck_commission_rules_shares_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["categories.id"],
            name=op.f("fk_commission_rules_category_id_categories"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_commission_rules_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_commission_rules_shop_id_shops")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["commission_versions.id"],
            name=op.f("fk_commission_rules_version_id_commission_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_rules")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_commission_rules_version_id_key")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    open_first_version()
    with altering("order_lines") as lines:
        for name, how in OF_LINES.items():
            lines.add_column(name, sa.BigInteger(), fill=how)
        lines.set_check("shares_sane", SHARES)
        lines.add_key("commission_rule_id", "commission_rules")
    with altering("cooperatives") as sellers:
        sellers.set_check("figures_sane", FIGURES)
        sellers.drop_column("commission_bp")
    with altering("shops") as shops:
        shops.drop_check("commission_sane")
        shops.drop_column("commission_bp")
    op.create_index(
        op.f("ix_order_lines_commission_rule_id"), "order_lines", ["commission_rule_id"]
    )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_index(op.f("ix_order_lines_commission_rule_id"), "order_lines")
    with altering("shops") as shops:
        shops.add_column("commission_bp", sa.BigInteger(), fill=OF_SHOP)
        shops.set_check("commission_sane", "commission_bp BETWEEN 0 AND 5000")
    with altering("cooperatives") as sellers:
        sellers.add_column("commission_bp", sa.BigInteger(), fill=OF_SELLER)
        sellers.set_check("figures_sane", f"commission_bp BETWEEN 0 AND 5000 AND {FIGURES}")
    with altering("order_lines") as lines:
        lines.drop_check("shares_sane")
        lines.drop_key("commission_rule_id", "commission_rules")
        for name in OF_LINES:
            lines.drop_column(name)
    op.drop_table("commission_rules")
    op.drop_table("commission_draft_rules")
    op.drop_table("commission_versions")
    op.drop_table("commission_drafts")
    if op.get_context().dialect.name == "postgresql":
        for table in ["commission_versions", "commission_rules"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")


def open_first_version() -> None:
    """Nothing in an empty market: the reference data opens that."""
    connection = op.get_bind()
    ask = "SELECT id, commission_bp FROM {} ORDER BY id"
    sellers = dict(connection.execute(sa.text(ask.format("cooperatives"))).all())
    shops = dict(connection.execute(sa.text(ask.format("shops"))).all())
    if not sellers and not shops:
        return
    commission = Counter(sellers.values()).most_common(1)[0][0] if sellers else 600
    shop_share = Counter(shops.values()).most_common(1)[0][0] if shops else 300
    others = {one: bp for one, bp in sellers.items() if bp != commission}
    other_shops = {one: bp for one, bp in shops.items() if bp != shop_share}
    version = sa.table(
        "commission_versions",
        *map(sa.column, ("id", "number", "note")),
        sa.column("effective_from", sa.Date()),
        sa.column("published_at", sa.DateTime(timezone=True)),
    )
    connection.execute(
        version.insert().values(
            id=1,
            number=1,
            note="",
            effective_from=date(2026, 1, 1),
            published_at=sa.func.current_timestamp(),
        )
    )
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT setval('commission_versions_id_seq', 1)"))
    shares = {(None, None): (commission, shop_share)}
    shares |= {(seller, None): (bp, shop_share) for seller, bp in others.items()}
    shares |= {(None, shop): (commission, bp) for shop, bp in other_shops.items()}
    shares |= {
        (seller, shop): (bp, share)
        for seller, bp in others.items()
        for shop, share in other_shops.items()
    }
    names = ("version_id", "key", "cooperative_id", "shop_id", "commission_bp", "shop_bp")
    connection.execute(
        sa.table("commission_rules", *map(sa.column, names)).insert(),
        [
            {
                "version_id": 1,
                "key": key_of(seller, shop),
                "cooperative_id": seller,
                "shop_id": shop,
                "commission_bp": bp,
                "shop_bp": min(share, bp),
            }
            for (seller, shop), (bp, share) in shares.items()
        ],
    )


def key_of(seller: int | None, shop: int | None) -> str:
    named = {"cooperative": seller, "shop": shop}
    return " ".join(f"{name}={one}" for name, one in named.items() if one is not None)


# Of the rules that fit a line the most specific one.
OF_LINE = """(
    SELECT {} FROM commission_rules AS r
    JOIN sub_orders AS s ON s.id = order_lines.sub_order_id
    JOIN orders AS o ON o.id = s.order_id
    WHERE (r.cooperative_id IS NULL OR r.cooperative_id = s.cooperative_id)
      AND (r.shop_id IS NULL OR r.shop_id = o.shop_id)
    ORDER BY r.cooperative_id IS NULL, r.shop_id IS NULL LIMIT 1)"""
OF_LINES = {
    "commission_rule_id": OF_LINE.format("r.id"),
    "commission_bp": OF_LINE.format("r.commission_bp"),
    "shop_bp": OF_LINE.format("CASE WHEN o.shop_id IS NULL THEN 0 ELSE r.shop_bp END"),
}
FIGURES = "free_postage_from_fen >= 0 AND households >= 0 AND orchard_mu >= 0"
SHARES = "commission_bp BETWEEN 0 AND 5000 AND shop_bp BETWEEN 0 AND commission_bp"
# Of a seller, and of a shop, by the newest version.
NEWEST = """COALESCE((
    SELECT r.{share} FROM commission_rules AS r
    JOIN commission_versions AS v ON v.id = r.version_id
    WHERE r.key = '' OR r.key = '{of}=' || {table}.id
    ORDER BY v.number DESC, r.key DESC LIMIT 1), {otherwise})"""
OF_SELLER = NEWEST.format(
    share="commission_bp", of="cooperative", table="cooperatives", otherwise=600
)
OF_SHOP = NEWEST.format(share="shop_bp", of="shop", table="shops", otherwise=300)
