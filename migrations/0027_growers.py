"""Households of cooperatives, what they brought, earned and were paid."""

import sqlalchemy as sa
from alembic import op

revision = "0027_growers"
down_revision = "0026_packing_costs"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER household_payments_append_only_update BEFORE UPDATE ON household_payments BEGIN SELECT RAISE(ABORT, 'household_payments is append-only'); END",
        "CREATE TRIGGER household_payments_append_only_delete BEFORE DELETE ON household_payments BEGIN SELECT RAISE(ABORT, 'household_payments is append-only'); END",
        "CREATE TRIGGER household_shares_append_only_update BEFORE UPDATE ON household_shares BEGIN SELECT RAISE(ABORT, 'household_shares is append-only'); END",
        "CREATE TRIGGER household_shares_append_only_delete BEFORE DELETE ON household_shares BEGIN SELECT RAISE(ABORT, 'household_shares is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION household_payments_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'household_payments is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER household_payments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON household_payments FOR EACH STATEMENT EXECUTE FUNCTION household_payments_append_only()",
        "CREATE FUNCTION household_shares_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'household_shares is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER household_shares_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON household_shares FOR EACH STATEMENT EXECUTE FUNCTION household_shares_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "households",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("mu_tenths", sa.BigInteger(), nullable=False),
        sa.Column("page_key_hash", sa.Text(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mu_tenths >= 0", name=op.f("ck_households_never_negative")),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_households_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["village_code"], ["regions.code"], name=op.f("fk_households_village_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
        sa.UniqueConstraint("page_key_hash", name=op.f("uq_households_page_key_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_households_cooperative_id"), ["cooperative_id"], unique=False
        )

    op.create_table(
        "household_payments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("paid_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "way IN ('cash', 'bank', 'wechat')", name=op.f("ck_household_payments_way_known")
        ),
        sa.CheckConstraint("fen > 0", name=op.f("ck_household_payments_fen_positive")),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["households.id"],
            name=op.f("fk_household_payments_household_id_households"),
        ),
        sa.ForeignKeyConstraint(
            ["paid_by_id"], ["persons.id"], name=op.f("fk_household_payments_paid_by_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_payments")),
        sa.UniqueConstraint("request_key", name=op.f("uq_household_payments_request_key")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("household_payments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_household_payments_household_id"), ["household_id"], unique=False
        )

    op.create_table(
        "lot_growers",
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("boxes > 0", name=op.f("ck_lot_growers_boxes_positive")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_lot_growers_household_id_households")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_lot_growers_lot_id_lots")),
        sa.PrimaryKeyConstraint("lot_id", "household_id", name=op.f("pk_lot_growers")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("lot_growers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lot_growers_household_id"), ["household_id"], unique=False
        )

    op.create_table(
        "household_shares",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("box_thousandths", sa.BigInteger(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("box_thousandths >= 0", name=op.f("ck_household_shares_never_negative")),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["households.id"],
            name=op.f("fk_household_shares_household_id_households"),
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["lots.id"], name=op.f("fk_household_shares_lot_id_lots")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_household_shares_order_line_id_order_lines"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_shares")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("household_shares", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_household_shares_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_household_shares_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(
            "uq_household_shares_once", ["order_line_id", "household_id"], unique=True
        )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    with op.batch_alter_table("household_shares", schema=None) as batch_op:
        batch_op.drop_index("uq_household_shares_once")
        batch_op.drop_index(batch_op.f("ix_household_shares_lot_id"))
        batch_op.drop_index(batch_op.f("ix_household_shares_household_id"))

    op.drop_table("household_shares")
    with op.batch_alter_table("lot_growers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_growers_household_id"))

    op.drop_table("lot_growers")
    with op.batch_alter_table("household_payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_payments_household_id"))

    op.drop_table("household_payments")
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_households_cooperative_id"))

    op.drop_table("households")
    if op.get_context().dialect.name == "postgresql":
        for table in ["household_payments", "household_shares"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
