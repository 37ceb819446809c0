"""The tables of shops."""

import sqlalchemy as sa
from alembic import op

revision = "0008_shops"
down_revision = "0007_cooperatives"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "shops",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("keeper_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=False),
        sa.Column("fridge_litres", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("commission_bp", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_shops_state_known")),
        sa.CheckConstraint(
            "commission_bp BETWEEN 0 AND 5000", name=op.f("ck_shops_commission_sane")
        ),
        sa.ForeignKeyConstraint(
            ["village_code"], ["regions.code"], name=op.f("fk_shops_village_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shops")),
        sa.UniqueConstraint("name", name=op.f("uq_shops_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_shops_slug")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_shops_village_code"), "shops", ["village_code"], unique=False)
    op.create_table(
        "villagers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pinyin_initials", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["persons.id"], name=op.f("fk_villagers_created_by_id_persons")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_villagers_shop_id_shops")),
        sa.ForeignKeyConstraint(
            ["village_code"], ["regions.code"], name=op.f("fk_villagers_village_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_villagers")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_villagers_phone"), "villagers", ["phone"], unique=False)
    op.create_index(
        "ix_villagers_shop_id_pinyin_initials",
        "villagers",
        ["shop_id", "pinyin_initials"],
        unique=False,
    )
    op.create_index(
        "uq_villagers_request_key", "villagers", ["shop_id", "request_key"], unique=True
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("villager_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("witness_name", sa.Text(), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "method <> 'spoken_before_witness' OR witness_name IS NOT NULL",
            name=op.f("ck_consents_witness_named"),
        ),
        sa.CheckConstraint(
            "method IN ('paper_slip', 'spoken_before_witness', 'signed_on_screen')",
            name=op.f("ck_consents_method_known"),
        ),
        sa.CheckConstraint(
            "purpose IN ('order_for_me', 'receive_for_me')", name=op.f("ck_consents_purpose_known")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["persons.id"], name=op.f("fk_consents_recorded_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["villager_id"], ["villagers.id"], name=op.f("fk_consents_villager_id_villagers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_consents_villager_id"), "consents", ["villager_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_consents_villager_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_index("uq_villagers_request_key", table_name="villagers")
    op.drop_index("ix_villagers_shop_id_pinyin_initials", table_name="villagers")
    op.drop_index(op.f("ix_villagers_phone"), table_name="villagers")
    op.drop_table("villagers")
    op.drop_index(op.f("ix_shops_village_code"), table_name="shops")
    op.drop_table("shops")
