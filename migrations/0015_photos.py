"""Photos."""

import sqlalchemy as sa
from alembic import op

revision = "0015_photos"
down_revision = "0014_deadlines"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("name", name=op.f("uq_photos_name")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.create_index(
            "ix_photos_loose",
            ["sent_at"],
            unique=False,
            sqlite_where=sa.text("kept_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NULL"),
        )
        batch_op.create_index("ix_photos_owner_sent_at", ["owner", "sent_at"], unique=False)
        batch_op.create_index("uq_photos_owner_digest", ["owner", "digest"], unique=True)

    op.create_table(
        "photo_bytes",
        sa.Column("photo_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size IN ('large', 'small')", name=op.f("ck_photo_bytes_size_known")),
        sa.CheckConstraint(
            "length(data) BETWEEN 1 AND 400000", name=op.f("ck_photo_bytes_of_a_size")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"],
            ["photos.id"],
            name=op.f("fk_photo_bytes_photo_id_photos"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("photo_id", "size", name=op.f("pk_photo_bytes")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("photo_bytes")
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index("uq_photos_owner_digest")
        batch_op.drop_index("ix_photos_owner_sent_at")
        batch_op.drop_index(
            "ix_photos_loose",
            sqlite_where=sa.text("kept_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NULL"),
        )

    op.drop_table("photos")
