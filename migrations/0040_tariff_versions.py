"""Tariffs in versions, of every product; carriage that cooperatives pay, by province."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.commands.altering import altering

revision = "0040_tariff_versions"
down_revision = "0039_ranges_of_waybills"
branch_labels = depends_on = None

# The database itself refuses to change or remove these rows.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER tariff_versions_append_only_update BEFORE UPDATE ON tariff_versions BEGIN SELECT RAISE(ABORT, 'tariff_versions is append-only'); END",
        "CREATE TRIGGER tariff_versions_append_only_delete BEFORE DELETE ON tariff_versions BEGIN SELECT RAISE(ABORT, 'tariff_versions is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION tariff_versions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'tariff_versions is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER tariff_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tariff_versions FOR EACH STATEMENT EXECUTE FUNCTION tariff_versions_append_only()",
    ],
}


SOURCE = "github.com/ChouWanMail/mail-postage-web 15e91c0a (MIT)"
TERMS = {
    "first_grams": 1000,
    "step_grams": 1000,
    "volume_divisor": 6000,
    "volume_side_mm": 0,
    "insurance_bp": 100,
    "insurance_most_fen": 10_000_000,
    "cod_fen": 0,
    "cod_bp": 0,
    "most_boxes": 0,
    "months": [],
    "is_offered": True,
}
BANDS = (10_000, 20_000, 50_000)
FREE = (
    "INSERT INTO free_postage_rules (cooperative_id, province_code, from_fen) "
    "SELECT cooperatives.id, rates.destination_province, "
    "CASE WHEN free_postage_from_fen > 0 THEN free_postage_from_fen ELSE 1 END "
    "FROM cooperatives JOIN postage_rates AS rates ON rates.origin_province = '320000' "
    "AND ',' || free_postage_groups || ',' LIKE '%,' || rates.\"group\" || ',%' "
    "WHERE rates.valid_from = (SELECT max(valid_from) FROM postage_rates AS other "
    "WHERE other.origin_province = rates.origin_province "
    "AND other.destination_province = rates.destination_province)"
)
BACK = (
    "UPDATE cooperatives SET free_postage_from_fen = coalesce("
    "(SELECT min(from_fen) FROM free_postage_rules WHERE cooperative_id = cooperatives.id), 0)"
)


def versions_table() -> sa.TableClause:
    return sa.table(
        "tariff_versions",
        sa.column("product", sa.Text),
        sa.column("origin_province", sa.Text),
        sa.column("effective_from", sa.Date),
        sa.column("source", sa.Text),
        sa.column("rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
        sa.column("published_at", sa.DateTime(timezone=True)),
    )


def rates_table() -> sa.TableClause:
    return sa.table(
        "postage_rates",
        sa.column("origin_province", sa.Text),
        sa.column("destination_province", sa.Text),
        sa.column("valid_from", sa.Date),
        sa.column("group", sa.Text),
        sa.column("first_kg_fen", sa.BigInteger),
        *(sa.column(f"next_kg_fen_to_{grams // 1000}kg", sa.BigInteger) for grams in BANDS),
    )


def versions_of(rates: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """A date that brought lines for some destinations left the others as they were."""
    standing: dict[str, dict[str, Any]] = {}
    by_day: dict[tuple[str, date], dict[str, Any]] = {}
    for row in rates:
        there = standing.setdefault(row.origin_province, {})
        there[row.destination_province] = row
        by_day[row.origin_province, row.valid_from] = dict(there)
    for (origin, valid_from), lines in by_day.items():
        yield {
            "product": "ordinary",
            "origin_province": origin,
            "effective_from": valid_from,
            "source": SOURCE,
            "rules": {
                "product": "ordinary",
                "terms": TERMS,
                "zones": zones_of(lines),
                "areas": [],
            },
            "published_at": datetime.now(UTC),
        }


def zones_of(lines: dict[str, Any]) -> list[dict[str, Any]]:
    zones: dict[tuple[Any, ...], list[str]] = {}
    for code, row in lines.items():
        steps = tuple(getattr(row, f"next_kg_fen_to_{grams // 1000}kg") for grams in BANDS)
        zones.setdefault((row.group, row.first_kg_fen, *steps), []).append(code)
    names = [group for group, *_ in zones]
    return [
        {
            "group": group if names.count(group) == 1 else f"{min(codes)[:2]}-{group}",
            "destinations": sorted(codes),
            "bands": [[grams, first, step] for grams, step in zip(BANDS, steps, strict=True)],
            "days": None,
        }
        for (group, first, *steps), codes in sorted(zones.items())
    ]


def rates_of(version: Any) -> Iterator[dict[str, Any]]:
    for zone in version.rules["zones"]:
        for code in zone["destinations"]:
            yield {
                "origin_province": version.origin_province,
                "destination_province": code,
                "valid_from": version.effective_from,
                "group": zone["group"],
                "first_kg_fen": zone["bands"][0][1],
                **{
                    f"next_kg_fen_to_{limit // 1000}kg": step
                    for limit, (_, _, step) in zip(BANDS, zone["bands"], strict=True)
                },
            }


def upgrade() -> None:
    op.create_table(
        "tariff_versions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("origin_province", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "product IN ('ordinary', 'sticker', 'express', 'cold_express', 'local')",
            name=op.f("ck_tariff_versions_product_known"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["persons.id"], name=op.f("fk_tariff_versions_drafted_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["origin_province"],
            ["regions.code"],
            name=op.f("fk_tariff_versions_origin_province_regions"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["persons.id"],
            name=op.f("fk_tariff_versions_published_by_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_versions")),
        sa.UniqueConstraint(
            "product",
            "origin_province",
            "effective_from",
            name=op.f("uq_tariff_versions_product_origin_province_effective_from"),
        ),
        info={"append_only": True},
        sqlite_strict=True,
    )
    with op.batch_alter_table("tariff_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tariff_versions_origin_province"), ["origin_province"], unique=False
        )

    op.create_table(
        "tariff_drafts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("origin_province", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("copied_from_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "product IN ('ordinary', 'sticker', 'express', 'cold_express', 'local')",
            name=op.f("ck_tariff_drafts_product_known"),
        ),
        sa.ForeignKeyConstraint(
            ["copied_from_id"],
            ["tariff_versions.id"],
            name=op.f("fk_tariff_drafts_copied_from_id_tariff_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["persons.id"], name=op.f("fk_tariff_drafts_created_by_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["origin_province"],
            ["regions.code"],
            name=op.f("fk_tariff_drafts_origin_province_regions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_drafts")),
        sqlite_strict=True,
    )
    op.create_table(
        "free_postage_rules",
        sa.Column("cooperative_id", sa.BigInteger(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column("from_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("from_fen > 0", name=op.f("ck_free_postage_rules_from_positive")),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_free_postage_rules_cooperative_id_cooperatives"),
        ),
        sa.ForeignKeyConstraint(
            ["province_code"],
            ["regions.code"],
            name=op.f("fk_free_postage_rules_province_code_regions"),
        ),
        sa.PrimaryKeyConstraint(
            "cooperative_id", "province_code", name=op.f("pk_free_postage_rules")
        ),
        sqlite_strict=True,
    )
    rates, versions = rates_table(), versions_table()
    found = op.get_bind().execute(sa.select(rates).order_by(rates.c.valid_from)).all()
    if found:
        op.bulk_insert(versions, list(versions_of(found)))
    op.execute(FREE)
    op.drop_table("postage_rates")
    with altering("cooperatives") as cooperatives:
        cooperatives.set_check("figures_sane", "households >= 0 AND orchard_mu >= 0")
        cooperatives.drop_column("free_postage_from_fen")
        cooperatives.drop_column("free_postage_groups")
    for rule in APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(rule)


def downgrade() -> None:
    """Only the public tariff has a place in the old table, and free carriage to no province."""
    with altering("cooperatives") as cooperatives:
        cooperatives.add_column("free_postage_from_fen", sa.BigInteger(), fill="0")
        cooperatives.add_column("free_postage_groups", sa.Text(), fill="''")
        cooperatives.set_check(
            "figures_sane",
            "free_postage_from_fen >= 0 AND households >= 0 AND orchard_mu >= 0",
        )
    op.execute(BACK)
    op.create_table(
        "postage_rates",
        sa.Column("origin_province", sa.Text(), nullable=False),
        sa.Column("destination_province", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("first_kg_fen", sa.BigInteger(), nullable=False),
        sa.Column("next_kg_fen_to_10kg", sa.BigInteger(), nullable=False),
        sa.Column("next_kg_fen_to_20kg", sa.BigInteger(), nullable=False),
        sa.Column("next_kg_fen_to_50kg", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "first_kg_fen > 0 AND next_kg_fen_to_10kg > 0 AND next_kg_fen_to_20kg > 0 AND next_kg_fen_to_50kg > 0",
            name=op.f("ck_postage_rates_prices_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["destination_province"],
            ["regions.code"],
            name=op.f("fk_postage_rates_destination_province_regions"),
        ),
        sa.ForeignKeyConstraint(
            ["origin_province"],
            ["regions.code"],
            name=op.f("fk_postage_rates_origin_province_regions"),
        ),
        sa.PrimaryKeyConstraint(
            "origin_province", "destination_province", "valid_from", name=op.f("pk_postage_rates")
        ),
        sqlite_strict=True,
    )
    rates, versions = rates_table(), versions_table()
    kept = op.get_bind().execute(sa.select(versions).where(versions.c.product == "ordinary"))
    lines = [
        line
        for one in kept
        if all(len(zone["bands"]) == len(BANDS) for zone in one.rules["zones"])
        for line in rates_of(one)
        if line["destination_province"].endswith("0000")
    ]
    if lines:
        op.bulk_insert(rates, lines)
    op.drop_table("free_postage_rules")
    op.drop_table("tariff_drafts")
    with op.batch_alter_table("tariff_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tariff_versions_origin_province"))

    op.drop_table("tariff_versions")
    if op.get_context().dialect.name == "postgresql":
        for table in ["tariff_versions"]:
            op.execute(f"DROP FUNCTION {table}_append_only()")
