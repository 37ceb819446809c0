"""What is wrong with a parcel, whose move it is, and when to look at it again."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering
from app.db import UtcTime

revision = "0037_parcel_exceptions"
down_revision = "0036_warehouses_and_moves"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER exception_notes_append_only_update BEFORE UPDATE ON exception_notes BEGIN SELECT RAISE(ABORT, 'exception_notes is append-only'); END",
        "CREATE TRIGGER exception_notes_append_only_delete BEFORE DELETE ON exception_notes BEGIN SELECT RAISE(ABORT, 'exception_notes is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION exception_notes_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'exception_notes is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER exception_notes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exception_notes FOR EACH STATEMENT EXECUTE FUNCTION exception_notes_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "parcel_exceptions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good_until", sa.Date(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("next_action", sa.Text(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(owner_kind = 'shop') <= (shop_id IS NOT NULL)",
            name=op.f("ck_parcel_exceptions_shop_of_owner"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (outcome IS NOT NULL)",
            name=op.f("ck_parcel_exceptions_closed_when"),
        ),
        sa.CheckConstraint(
            "kind IN ('not_sent', 'silent', 'not_delivered', 'uncollected', 'will_spoil', 'late', 'address', 'refused', 'damaged', 'lost', 'returned', 'stopped', 'moving_cancelled', 'notice')",
            name=op.f("ck_parcel_exceptions_kind_known"),
        ),
        sa.CheckConstraint(
            "next_action IN ('send_now', 'ask_carrier', 'chase_delivery', 'remind_recipient', 'save_goods', 'ask_address', 'decide_remedy', 'receive_back', 'call_back')",
            name=op.f("ck_parcel_exceptions_next_action_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('gone', 'refunded', 'resent', 'claimed', 'received', 'found', 'settled')",
            name=op.f("ck_parcel_exceptions_outcome_known"),
        ),
        sa.CheckConstraint(
            "owner_kind IN ('carrier', 'cooperative', 'shop', 'office')",
            name=op.f("ck_parcel_exceptions_owner_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'closed')", name=op.f("ck_parcel_exceptions_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["persons.id"], name=op.f("fk_parcel_exceptions_closed_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_parcel_exceptions_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["persons.id"], name=op.f("fk_parcel_exceptions_owner_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_exceptions_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_parcel_exceptions_shop_id_shops")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_exceptions")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("parcel_exceptions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_parcel_exceptions_by_kind",
            ["kind", "good_until", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_parcel_exceptions_by_owner",
            ["owner_kind", "good_until", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_parcel_exceptions_inbox",
            ["good_until", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_parcel_exceptions_of_cooperative",
            ["cooperative_id", "good_until", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_parcel_exceptions_of_shop",
            ["shop_id", "good_until", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "uq_parcel_exceptions_cause", ["parcel_id", "kind", "since"], unique=True
        )
        batch_op.create_index(
            "uq_parcel_exceptions_open",
            ["parcel_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "exception_notes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("exception_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "actor_kind IN ('buyer', 'shopkeeper', 'cooperative', 'postal', 'carrier', 'system')",
            name=op.f("ck_exception_notes_actor_kind_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('opened', 'note', 'taken', 'handed', 'snoozed', 'asked', 'forwarded', 'closed')",
            name=op.f("ck_exception_notes_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["persons.id"], name=op.f("fk_exception_notes_actor_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["exception_id"],
            ["parcel_exceptions.id"],
            name=op.f("fk_exception_notes_exception_id_parcel_exceptions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception_notes")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("exception_notes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exception_notes_exception_id"), ["exception_id"], unique=False
        )

    with altering("parcels") as parcels:
        parcels.add_column("watch_at", UtcTime())
        parcels.add_column("made_good", sa.Text())
        parcels.add_column("received_back_at", UtcTime())
        parcels.set_check("made_good_known", "made_good IN ('refunded', 'resent')")
    # The worker looks at each once, and then at its next clock.
    op.execute(
        "UPDATE parcels SET watch_at = changed_at WHERE state NOT IN ('collected', 'cancelled')"
    )
    op.create_index(
        "ix_parcels_watch_at",
        "parcels",
        ["watch_at"],
        unique=False,
        sqlite_where=sa.text("watch_at IS NOT NULL"),
        postgresql_where=sa.text("watch_at IS NOT NULL"),
    )
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    op.drop_index("ix_parcels_watch_at", "parcels")
    with altering("parcels") as parcels:
        parcels.drop_check("made_good_known")
        for column in ("watch_at", "made_good", "received_back_at"):
            parcels.drop_column(column)
    with op.batch_alter_table("exception_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exception_notes_exception_id"))

    op.drop_table("exception_notes")
    with op.batch_alter_table("parcel_exceptions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_parcel_exceptions_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("uq_parcel_exceptions_cause")
        batch_op.drop_index(
            "ix_parcel_exceptions_of_shop",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_parcel_exceptions_of_cooperative",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_parcel_exceptions_inbox",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_parcel_exceptions_by_owner",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_parcel_exceptions_by_kind",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.drop_table("parcel_exceptions")
    if op.get_context().dialect.name == "postgresql":
        for table in ["exception_notes"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
