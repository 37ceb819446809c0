"""The tables of cooperatives."""

import sqlalchemy as sa
from alembic import op

revision = "0007_cooperatives"
down_revision = "0006_postage"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "cooperatives",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("origin_code", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("story_en", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("orchard_mu", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("commission_bp", sa.BigInteger(), nullable=False),
        sa.Column("free_postage_from_fen", sa.BigInteger(), nullable=False),
        sa.Column("free_postage_groups", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('applied', 'approved', 'suspended', 'closed')",
            name=op.f("ck_cooperatives_state_known"),
        ),
        sa.CheckConstraint(
            "commission_bp BETWEEN 0 AND 5000 AND free_postage_from_fen >= 0 AND households >= 0 AND orchard_mu >= 0",
            name=op.f("ck_cooperatives_figures_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["origin_code"], ["regions.code"], name=op.f("fk_cooperatives_origin_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperatives")),
        sa.UniqueConstraint("name", name=op.f("uq_cooperatives_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_cooperatives_slug")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_cooperatives_origin_code"), "cooperatives", ["origin_code"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_cooperatives_origin_code"), table_name="cooperatives")
    op.drop_table("cooperatives")
