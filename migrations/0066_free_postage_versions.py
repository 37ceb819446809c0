"""Free carriage may begin from boxes too, and what it was before stays known."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.commands.altering import altering

revision = "0066_free_postage_versions"
down_revision = "0065_missing_at_outlets"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER free_postage_versions_append_only_update BEFORE UPDATE ON free_postage_versions BEGIN SELECT RAISE(ABORT, 'free_postage_versions is append-only'); END",
        "CREATE TRIGGER free_postage_versions_append_only_delete BEFORE DELETE ON free_postage_versions BEGIN SELECT RAISE(ABORT, 'free_postage_versions is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION free_postage_versions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'free_postage_versions is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER free_postage_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON free_postage_versions FOR EACH STATEMENT EXECUTE FUNCTION free_postage_versions_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "free_postage_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("set_by_id", sa.BigInteger(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_free_postage_versions_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["persons.id"], name=op.f("fk_free_postage_versions_set_by_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_postage_versions")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("free_postage_versions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_free_postage_versions_cooperative_id_id", ["cooperative_id", "id"], unique=False
        )

    with altering("free_postage_rules") as rules:
        rules.add_column("from_boxes", sa.BigInteger(), fill="0")
        rules.set_check("never_negative", "from_fen >= 0 AND from_boxes >= 0")
        rules.set_check("from_positive", "from_fen + from_boxes > 0")
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.execute("DELETE FROM free_postage_rules WHERE from_fen = 0")
    with altering("free_postage_rules") as rules:
        rules.drop_check("never_negative")
        rules.set_check("from_positive", "from_fen > 0")
        rules.drop_column("from_boxes")

    with op.batch_alter_table("free_postage_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_free_postage_versions_cooperative_id_id")

    op.drop_table("free_postage_versions")
    if op.get_context().dialect.name == "postgresql":
        for table in ["free_postage_versions"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
