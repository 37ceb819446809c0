"""The tables of places."""

import sqlalchemy as sa
from alembic import op

revision = "0001_places"
down_revision = None
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "halls",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("code_prefix", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("motto", sa.Text(), nullable=False),
        sa.Column("motto_en", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["halls.id"], name=op.f("fk_halls_parent_id_halls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_halls")),
        sa.UniqueConstraint("code_prefix", name=op.f("uq_halls_code_prefix")),
        sa.UniqueConstraint("slug", name=op.f("uq_halls_slug")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_halls_parent_id"), "halls", ["parent_id"], unique=False)
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("lng", sa.Float(precision=53), nullable=True),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'county', 'town', 'village')",
            name=op.f("ck_regions_level_known"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["regions.code"], name=op.f("fk_regions_parent_code_regions")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_regions_parent_code"), "regions", ["parent_code"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_regions_parent_code"), table_name="regions")
    op.drop_table("regions")
    op.drop_index(op.f("ix_halls_parent_id"), table_name="halls")
    op.drop_table("halls")
