"""Box returns."""

import sqlalchemy as sa
from alembic import op

revision = "0051_box_returns"
down_revision = "0050_parcels_come_up_short"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER box_returns_append_only_update BEFORE UPDATE ON box_returns BEGIN SELECT RAISE(ABORT, 'box_returns is append-only'); END",
        "CREATE TRIGGER box_returns_append_only_delete BEFORE DELETE ON box_returns BEGIN SELECT RAISE(ABORT, 'box_returns is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION box_returns_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'box_returns is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER box_returns_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON box_returns FOR EACH STATEMENT EXECUTE FUNCTION box_returns_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "box_returns",
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_by_id", sa.BigInteger(), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["parcel_id", "position"],
            ["parcel_boxes.parcel_id", "parcel_boxes.position"],
            name=op.f("fk_box_returns_parcel_id_parcel_boxes"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_box_returns_shop_id_shops")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["persons.id"], name=op.f("fk_box_returns_taken_by_id_persons")
        ),
        sa.PrimaryKeyConstraint("parcel_id", "position", name=op.f("pk_box_returns")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("box_returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_box_returns_shop_id"), ["shop_id"], unique=False)
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    with op.batch_alter_table("box_returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_box_returns_shop_id"))

    op.drop_table("box_returns")
    if op.get_context().dialect.name == "postgresql":
        for table in ["box_returns"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
