"""Waybill numbers come in ranges: only those that were drawn are rows."""

import sqlalchemy as sa
from alembic import op

from app.commands.altering import altering

revision = "0039_ranges_of_waybills"
down_revision = "0038_shelves"
branch_labels = depends_on = None

IS_S10 = "substr(waybills.number, 1, 1) NOT BETWEEN '0' AND '9'"
RANGE_OF_NUMBER = f"""(SELECT id FROM waybill_ranges
    WHERE indicator = CASE WHEN {IS_S10} THEN substr(waybills.number, 1, 2) ELSE '' END
    AND country = CASE WHEN {IS_S10} THEN substr(waybills.number, 12, 2) ELSE '' END
    AND CAST(CASE WHEN {IS_S10} THEN substr(waybills.number, 3, 8) ELSE waybills.number END
        AS BIGINT) BETWEEN first_serial AND last_serial)"""
MOMENT_OF_RANGE = (
    "(SELECT imported_at FROM waybill_ranges WHERE waybill_ranges.id = waybills.range_id)"
)
RANGES = sa.table(
    "waybill_ranges",
    *map(
        sa.column,
        (
            "kind",
            "indicator",
            "country",
            "first_serial",
            "last_serial",
            "next_serial",
            "roll_size",
            "source",
            "imported_at",
        ),
    ),
)


def upgrade() -> None:
    op.create_table(
        "waybill_ranges",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("outlet_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("first_serial", sa.BigInteger(), nullable=False),
        sa.Column("last_serial", sa.BigInteger(), nullable=False),
        sa.Column("next_serial", sa.BigInteger(), nullable=False),
        sa.Column("roll_size", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN kind = 's10' THEN last_serial <= 99999999 AND length(indicator) = 2 AND length(country) = 2 ELSE last_serial <= 9999999999999 AND indicator = '' AND country = '' END",
            name=op.f("ck_waybill_ranges_fits_kind"),
        ),
        sa.CheckConstraint(
            "kind IN ('s10', 'numeric13')", name=op.f("ck_waybill_ranges_kind_known")
        ),
        sa.CheckConstraint(
            "product IN ('ordinary', 'sticker', 'express', 'cold_express', 'local')",
            name=op.f("ck_waybill_ranges_product_known"),
        ),
        sa.CheckConstraint(
            "source IN ('roll', 'sheet', 'carrier')", name=op.f("ck_waybill_ranges_source_known")
        ),
        sa.CheckConstraint(
            "first_serial >= 0 AND first_serial <= last_serial AND next_serial >= first_serial AND next_serial <= last_serial + 1 AND roll_size > last_serial - first_serial",
            name=op.f("ck_waybill_ranges_serials_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_waybill_ranges_outlet_id_outlets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waybill_ranges")),
        sa.UniqueConstraint(
            "kind",
            "indicator",
            "country",
            "first_serial",
            name=op.f("uq_waybill_ranges_kind_indicator_country_first_serial"),
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("waybill_ranges", schema=None) as batch_op:
        batch_op.create_index(
            "ix_waybill_ranges_open",
            ["product", "outlet_id"],
            unique=False,
            sqlite_where=sa.text("next_serial <= last_serial"),
            postgresql_where=sa.text("next_serial <= last_serial"),
        )

    moved = _ranges_of_rows()
    if moved:
        op.bulk_insert(RANGES, moved)
    op.drop_index("ix_waybills_free", "waybills")
    op.execute("DELETE FROM waybills WHERE state = 'free'")
    with altering("waybills") as waybills:
        waybills.drop_column("imported_at")
        waybills.add_column("range_id", sa.BigInteger(), fill=RANGE_OF_NUMBER)
        waybills.set_check("state_known", "state IN ('drawn', 'void')")
        waybills.add_key("range_id", "waybill_ranges")
    op.create_index("ix_waybills_range_id", "waybills", ["range_id"])


def _ranges_of_rows() -> list[dict[str, object]]:
    """Numbers that follow one another become a range: first what is taken, then what is free."""
    rows = op.get_bind().execute(
        sa.text("SELECT number, state, imported_at FROM waybills ORDER BY number")
    )
    ranges: list[dict[str, object]] = []
    for number, state, imported_at in rows:
        is_s10 = number[:2].isalpha()
        series = ("s10", number[:2], number[11:]) if is_s10 else ("numeric13", "", "")
        serial, is_free = int(number[2:10] if is_s10 else number), state == "free"
        last = ranges[-1] if ranges else {}
        if (
            last
            and (last["kind"], last["indicator"], last["country"]) == series
            and last["last_serial"] == serial - 1
            and (is_free or last["next_serial"] == serial)
        ):
            last["last_serial"] = serial
            last["next_serial"] = last["next_serial"] if is_free else serial + 1
            last["roll_size"] = int(str(last["roll_size"])) + 1
            continue
        ranges.append(
            {
                "kind": series[0],
                "indicator": series[1],
                "country": series[2],
                "first_serial": serial,
                "last_serial": serial,
                "next_serial": serial if is_free else serial + 1,
                "roll_size": 1,
                "source": "roll",
                "imported_at": imported_at,
            }
        )
    return ranges


def downgrade() -> None:
    """Every number that is left becomes a row: of a great range, a great many."""
    op.drop_index("ix_waybills_range_id", "waybills")
    with altering("waybills") as waybills:
        waybills.add_column("imported_at", sa.DateTime(timezone=True), fill=MOMENT_OF_RANGE)
        waybills.set_check("state_known", "state IN ('free', 'drawn', 'void')")
    with altering("waybills") as waybills:
        waybills.drop_key("range_id", "waybill_ranges")
        waybills.drop_column("range_id")
    free = [
        {"number": _number(one.kind, one.indicator, one.country, serial), "at": one.imported_at}
        for one in op.get_bind().execute(sa.text("SELECT * FROM waybill_ranges")).all()
        for serial in range(one.next_serial, one.last_serial + 1)
    ]
    if free:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO waybills (number, state, imported_at) VALUES (:number, 'free', :at)"
            ),
            free,
        )
    op.create_index(
        "ix_waybills_free",
        "waybills",
        ["number"],
        sqlite_where=sa.text("state = 'free'"),
        postgresql_where=sa.text("state = 'free'"),
    )
    op.drop_index("ix_waybill_ranges_open", "waybill_ranges")
    op.drop_table("waybill_ranges")


def _number(kind: str, indicator: str, country: str, serial: int) -> str:
    if kind != "s10":
        return f"{serial:013d}"
    total = sum(w * int(d) for w, d in zip((8, 6, 4, 2, 3, 5, 9, 7), f"{serial:08d}", strict=True))
    check = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
    return f"{indicator}{serial:08d}{check}{country}"
