"""Remedies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041_remedies"
down_revision = "0040_tariff_versions"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "remedies",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("exception_id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("bearer", sa.Text(), nullable=False),
        sa.Column("lots", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replacement_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'resend' AND state = 'agreed') = (replacement_id IS NOT NULL)",
            name=op.f("ck_remedies_replacement_of_resend"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_remedies_decided_when")
        ),
        sa.CheckConstraint(
            "bearer IN ('sale', 'cooperative', 'carrier', 'platform')",
            name=op.f("ck_remedies_bearer_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('refund', 'resend', 'claim')", name=op.f("ck_remedies_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'agreed', 'rejected')", name=op.f("ck_remedies_state_known")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_remedies_amount_positive")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_remedies_decided_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["exception_id"],
            ["parcel_exceptions.id"],
            name=op.f("fk_remedies_exception_id_parcel_exceptions"),
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_remedies_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["persons.id"], name=op.f("fk_remedies_proposed_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["replacement_id"], ["parcels.id"], name=op.f("fk_remedies_replacement_id_parcels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
        sa.UniqueConstraint("replacement_id", name=op.f("uq_remedies_replacement_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_remedies_request_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_remedies_exception_id"), ["exception_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_remedies_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index("ix_remedies_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            "uq_remedies_instead",
            ["parcel_id"],
            unique=True,
            sqlite_where=sa.text("kind IN ('refund', 'resend') AND state IN ('waiting', 'agreed')"),
            postgresql_where=sa.text(
                "kind IN ('refund', 'resend') AND state IN ('waiting', 'agreed')"
            ),
        )


def downgrade() -> None:
    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_remedies_instead",
            sqlite_where=sa.text("kind IN ('refund', 'resend') AND state IN ('waiting', 'agreed')"),
            postgresql_where=sa.text(
                "kind IN ('refund', 'resend') AND state IN ('waiting', 'agreed')"
            ),
        )
        batch_op.drop_index("ix_remedies_state_id")
        batch_op.drop_index(batch_op.f("ix_remedies_parcel_id"))
        batch_op.drop_index(batch_op.f("ix_remedies_exception_id"))

    op.drop_table("remedies")
