"""Claims."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020_claims"
down_revision = "0019_commission_rules"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER claim_events_append_only_update BEFORE UPDATE ON claim_events BEGIN SELECT RAISE(ABORT, 'claim_events is append-only'); END",
        "CREATE TRIGGER claim_events_append_only_delete BEFORE DELETE ON claim_events BEGIN SELECT RAISE(ABORT, 'claim_events is append-only'); END",
        "CREATE TRIGGER claim_photos_append_only_update BEFORE UPDATE ON claim_photos BEGIN SELECT RAISE(ABORT, 'claim_photos is append-only'); END",
        "CREATE TRIGGER claim_photos_append_only_delete BEFORE DELETE ON claim_photos BEGIN SELECT RAISE(ABORT, 'claim_photos is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION claim_events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'claim_events is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER claim_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_events FOR EACH STATEMENT EXECUTE FUNCTION claim_events_append_only()",
        "CREATE FUNCTION claim_photos_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'claim_photos is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER claim_photos_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_photos FOR EACH STATEMENT EXECUTE FUNCTION claim_photos_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("bad_count", sa.BigInteger(), nullable=False),
        sa.Column("of_count", sa.BigInteger(), nullable=False),
        sa.Column("short_grams", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column(
            "asked", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("asked_fen", sa.BigInteger(), nullable=False),
        sa.Column("decided_fen", sa.BigInteger(), nullable=True),
        sa.Column("bearer", sa.Text(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_decider_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(cause IN ('late', 'lost')) = (order_line_id IS NULL)",
            name=op.f("ck_claims_of_goods_or_parcel"),
        ),
        sa.CheckConstraint(
            "(state = 'opened') = (answer_by IS NOT NULL)", name=op.f("ck_claims_answer_awaited")
        ),
        sa.CheckConstraint(
            "(state IN ('appealed', 'evidence')) = (decide_by IS NOT NULL)",
            name=op.f("ck_claims_decision_awaited"),
        ),
        sa.CheckConstraint(
            "bearer IN ('sale', 'cooperative', 'carrier', 'platform')",
            name=op.f("ck_claims_bearer_known"),
        ),
        sa.CheckConstraint(
            "cause IN ('bad', 'short_weight', 'late', 'lost', 'wrong')",
            name=op.f("ck_claims_cause_known"),
        ),
        sa.CheckConstraint(
            "state IN ('opened', 'evidence', 'approved', 'denied', 'appealed', 'arbitrated', 'resolved', 'withdrawn')",
            name=op.f("ck_claims_state_known"),
        ),
        sa.CheckConstraint(
            "asked_fen > 0 AND (decided_fen IS NULL OR decided_fen BETWEEN 0 AND asked_fen)",
            name=op.f("ck_claims_decided_within"),
        ),
        sa.CheckConstraint("bad_count <= of_count", name=op.f("ck_claims_bad_within")),
        sa.CheckConstraint(
            "bad_count >= 0 AND of_count >= 0 AND short_grams >= 0",
            name=op.f("ck_claims_never_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_claims_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["first_decider_id"], ["persons.id"], name=op.f("fk_claims_first_decider_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_claims_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_claims_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["sub_order_id"], ["sub_orders.id"], name=op.f("fk_claims_sub_order_id_sub_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("number", name=op.f("uq_claims_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_claims_request_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(
            "ix_claims_answer_by",
            ["answer_by"],
            unique=False,
            sqlite_where=sa.text("state = 'opened'"),
            postgresql_where=sa.text("state = 'opened'"),
        )
        batch_op.create_index(
            "ix_claims_appeal_by",
            ["appeal_by"],
            unique=False,
            sqlite_where=sa.text("state IN ('approved', 'denied')"),
            postgresql_where=sa.text("state IN ('approved', 'denied')"),
        )
        batch_op.create_index("ix_claims_buyer_opened_at", ["buyer", "opened_at"], unique=False)
        batch_op.create_index("ix_claims_cooperative_id_id", ["cooperative_id", "id"], unique=False)
        batch_op.create_index(
            "ix_claims_decide_by",
            ["decide_by"],
            unique=False,
            sqlite_where=sa.text("state IN ('appealed', 'evidence')"),
            postgresql_where=sa.text("state IN ('appealed', 'evidence')"),
        )
        batch_op.create_index(batch_op.f("ix_claims_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index("ix_claims_sub_order_id", ["sub_order_id"], unique=False)
        batch_op.create_index(
            "uq_claims_live",
            ["subject"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('appealed', 'approved', 'denied', 'evidence', 'opened')"
            ),
            postgresql_where=sa.text(
                "state IN ('appealed', 'approved', 'denied', 'evidence', 'opened')"
            ),
        )

    op.create_table(
        "carrier_claims",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("parcel_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("loss_fen", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('paid', 'rejected')) = (ended_at IS NOT NULL)",
            name=op.f("ck_carrier_claims_ended_when"),
        ),
        sa.CheckConstraint(
            "state IN ('drafted', 'sent', 'accepted', 'rejected', 'paid')",
            name=op.f("ck_carrier_claims_state_known"),
        ),
        sa.CheckConstraint(
            "amount_fen BETWEEN 1 AND loss_fen AND paid_fen BETWEEN 0 AND amount_fen",
            name=op.f("ck_carrier_claims_amounts_within"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_carrier_claims_claim_id_claims")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["persons.id"], name=op.f("fk_carrier_claims_ended_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_carrier_claims_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_claims")),
        sa.UniqueConstraint("number", name=op.f("uq_carrier_claims_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("carrier_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carrier_claims_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_carrier_claims_parcel_id"), ["parcel_id"], unique=False
        )
        batch_op.create_index("ix_carrier_claims_state_id", ["state", "id"], unique=False)

    op.create_table(
        "claim_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "actor_kind IN ('buyer', 'shopkeeper', 'cooperative', 'postal', 'carrier', 'system')",
            name=op.f("ck_claim_events_actor_kind_known"),
        ),
        sa.CheckConstraint(
            "state_after IN ('opened', 'evidence', 'approved', 'denied', 'appealed', 'arbitrated', 'resolved', 'withdrawn')",
            name=op.f("ck_claim_events_state_after_known"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["persons.id"], name=op.f("fk_claim_events_actor_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_events_claim_id_claims")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_events")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("claim_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_events_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "claim_photos",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("photo_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["claim_events.id"], name=op.f("fk_claim_photos_event_id_claim_events")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_claim_photos_photo_id_photos")
        ),
        sa.PrimaryKeyConstraint("event_id", "photo_id", name=op.f("pk_claim_photos")),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("claim_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_photos_photo_id"), ["photo_id"], unique=False)
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    with op.batch_alter_table("claim_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_photos_photo_id"))

    op.drop_table("claim_photos")
    with op.batch_alter_table("claim_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_events_claim_id"))

    op.drop_table("claim_events")
    with op.batch_alter_table("carrier_claims", schema=None) as batch_op:
        batch_op.drop_index("ix_carrier_claims_state_id")
        batch_op.drop_index(batch_op.f("ix_carrier_claims_parcel_id"))
        batch_op.drop_index(batch_op.f("ix_carrier_claims_claim_id"))

    op.drop_table("carrier_claims")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_claims_live",
            sqlite_where=sa.text(
                "state IN ('appealed', 'approved', 'denied', 'evidence', 'opened')"
            ),
            postgresql_where=sa.text(
                "state IN ('appealed', 'approved', 'denied', 'evidence', 'opened')"
            ),
        )
        batch_op.drop_index("ix_claims_sub_order_id")
        batch_op.drop_index(batch_op.f("ix_claims_parcel_id"))
        batch_op.drop_index(
            "ix_claims_decide_by",
            sqlite_where=sa.text("state IN ('appealed', 'evidence')"),
            postgresql_where=sa.text("state IN ('appealed', 'evidence')"),
        )
        batch_op.drop_index("ix_claims_cooperative_id_id")
        batch_op.drop_index("ix_claims_buyer_opened_at")
        batch_op.drop_index(
            "ix_claims_appeal_by",
            sqlite_where=sa.text("state IN ('approved', 'denied')"),
            postgresql_where=sa.text("state IN ('approved', 'denied')"),
        )
        batch_op.drop_index(
            "ix_claims_answer_by",
            sqlite_where=sa.text("state = 'opened'"),
            postgresql_where=sa.text("state = 'opened'"),
        )

    op.drop_table("claims")
    if op.get_context().dialect.name == "postgresql":
        for table in ["claim_events", "claim_photos"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
