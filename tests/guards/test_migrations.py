"""The migrations give exactly the tables that the models describe, on both databases, and take
them away again; the database itself keeps what is written once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from app.claims.calling_off import call_off
from app.claims.remedies import RemedyWish, decide_remedy
from app.commands.altering import RowsAgainstRule, altering
from app.commands.reference import load_reference
from app.commands.schema import (
    FEATURES,
    MIGRATIONS,
    differences,
    downgrade,
    import_models,
    migrating,
    newest,
    upgrade,
    version_of,
)
from app.db import Base, db, transaction
from app.ground.postage import postage_fen
from app.ground.postings import Bearer, Posting
from app.ground.remedies import RemedyKind
from app.ledger.actions import post
from app.ledger.chain import find_head, first_break, strays
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.exceptions import open_exceptions_of
from app.postage.queries import forget_rates, rates_to
from app.reconciliation.actions import take_task
from app.reconciliation.kinds import TaskKind
from tests.claims.complaints import sell
from tests.makers import make_consent, make_lot, make_postal, make_shop, make_villager
from tests.markets import Markets, bare_app, close
from tests.order_sheets import make_waybills


def schema_of(connection: Connection) -> dict[str, set[str]]:
    if connection.dialect.name == "sqlite":
        return sqlite_schema(connection)
    return postgresql_schema(connection)


def sqlite_schema(connection: Connection) -> dict[str, set[str]]:
    """SQLite keeps the words of the statement: the parts of each, in any order. A column that is
    added later stands in the line of the last one before it."""
    found = {}
    for kind, name, words in connection.execute(text("SELECT type, name, sql FROM sqlite_master")):
        lines = re.split(r"\n|, (?![^(]*\))", words or "")
        found[f"{kind} {name}"] = {" ".join(line.strip(" ,\t").split()) for line in lines} - {""}
    return found


POSTGRESQL = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               rank() OVER (PARTITION BY c.oid ORDER BY a.attnum),
               pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
          AND NOT a.attisdropped""",
    "constraints": """
        SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "options": """
        SELECT relname, array(SELECT unnest(reloptions) ORDER BY 1) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'""",
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
}


def postgresql_schema(connection: Connection) -> dict[str, set[str]]:
    return {
        part: {str(tuple(row)) for row in connection.execute(text(query))}
        for part, query in POSTGRESQL.items()
    }


def test_every_feature_with_tables_takes_part() -> None:
    folders = {path.parent.name for path in Path("app").glob("*/models*")}
    assert folders == set(FEATURES)


def test_each_migration_follows_the_one_before_and_newest_names_the_last() -> None:
    paths = sorted(MIGRATIONS.glob("[0-9]*.py"))
    before = None
    for position, path in enumerate(paths, start=1):
        source = path.read_text(encoding="utf-8")
        assert path.stem.startswith(f"{position:04}_")
        assert f'revision = "{path.stem}"' in source
        assert f'down_revision = "{before}"' in source or before is None
        before = path.stem
    assert newest() == before


def test_migrations_and_models_give_the_same_tables(
    empty: Flask, kind: str, markets: Markets
) -> None:
    with migrating() as connection:
        upgrade(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrated = schema_of(connection)
    modelled_url = markets.empty(kind)
    engine = create_engine(modelled_url)
    import_models()
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        modelled = schema_of(connection)
    engine.dispose()
    markets.drop(modelled_url)
    assert migrated == modelled


def test_the_schema_checks_itself(empty: Flask) -> None:
    with migrating() as connection:
        upgrade(connection)
        assert differences(connection) == []
        connection.execute(text("DROP TABLE order_events"))
        (missing, *_) = differences(connection)
    assert "order_events" in missing


def test_every_table_of_sqlite_is_strict(empty: Flask, kind: str) -> None:
    if kind == "sqlite":
        Base.metadata.create_all(db.engine)
        query = text(
            "SELECT name FROM pragma_table_list WHERE NOT strict AND name NOT LIKE 'sqlite%'"
        )
        with db.engine.connect() as connection:
            assert connection.execute(query).scalars().all() == []


def test_down_to_nothing_and_up_again_with_rows_in_it(empty: Flask) -> None:
    with migrating() as connection:
        upgrade(connection)
    fill()
    db.session.remove()
    with migrating() as connection:
        downgrade(connection)
    with migrating() as connection:
        assert version_of(connection) is None
        connection.execute(text("DROP TABLE alembic_version"))
        assert inspect(connection).get_table_names() == []
        assert not any(schema_of(connection).values())
    with migrating() as connection:
        upgrade(connection)
        assert version_of(connection) == newest()
        assert differences(connection) == []


def fill() -> None:
    with transaction():
        load_reference()
        post("fact:1", "票款", [Posting("a", "b", 5200)])
        take_task(TaskKind.bank_receipt, "1", None, "看网银")
    make_lot()
    make_consent(make_villager(make_shop()))


@pytest.fixture
def migrated(fresh_database: str) -> Iterator[Flask]:
    """With the newest tables and the reference data."""
    app = bare_app(fresh_database)
    with app.app_context():
        with migrating() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num TEXT PRIMARY KEY)"))
            version = {"newest": newest()}
            connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), version)
        yield app
        db.session.remove()
    close(app)


def test_what_was_called_off_is_told_as_rejected_by_the_tables_of_before(migrated: Flask) -> None:
    make_waybills()
    call_a_replacement_off()
    told = "SELECT kind, state, replacement_id FROM remedies ORDER BY id"
    with migrating() as connection:
        downgrade(connection, "0048_batches_of_labels")
        assert [tuple(row) for row in connection.execute(text(told))] == [
            ("resend", "rejected", None),
            ("refund", "agreed", None),
        ]
        claims = "SELECT state FROM carrier_claims ORDER BY id"
        assert connection.execute(text(claims)).scalars().all() == ["rejected", "drafted"]
        good = "SELECT made_good FROM parcels ORDER BY id"
        assert connection.execute(text(good)).scalars().all() == ["refunded", None]
    with migrating() as connection:
        upgrade(connection)
        assert differences(connection) == []


def call_a_replacement_off() -> None:
    sale, officer = sell(), Actor(ActorKind.postal, make_postal().id)
    sale.scan("987")
    (row,) = open_exceptions_of(sale.parcel.id)
    wish = RemedyWish(
        request_key="again", exception_id=row.id, kind=RemedyKind.resend, bearer=Bearer.carrier
    )
    with transaction():
        remedy = decide_remedy(wish, officer)
    with transaction():
        call_off(row.id, remedy.id, officer)
    with transaction():
        decide_remedy(replace(wish, request_key="money", kind=RemedyKind.refund), officer)


def test_a_rule_that_rows_speak_against_is_refused_and_changes_nothing(empty: Flask) -> None:
    with migrating() as connection:
        upgrade(connection, "0003_outbox")
        connection.execute(text(A_PROVINCE), {"code": "320000"})
        before = schema_of(connection)

    def forbid_provinces() -> None:
        with (
            migrating() as connection,
            Operations.context(MigrationContext.configure(connection)),
            altering("regions") as regions,
        ):
            regions.set_check("no_province", "level <> 'province'")

    with pytest.raises((RowsAgainstRule, IntegrityError), match="no_province"):
        forbid_provinces()
    with migrating() as connection:
        assert schema_of(connection) == before


def test_entries_of_before_the_chain_are_linked_by_their_numbers(empty: Flask) -> None:
    with migrating() as connection:
        upgrade(connection, "0013_payments")
        for name in ("bank", "suspense"):
            connection.execute(text("INSERT INTO accounts (name) VALUES (:name)"), {"name": name})
        for number in range(1, 4):
            values = {
                "id": number,
                "fact": f"旧账:{number}",
                "moment": "2026-07-20 01:02:03.000456",
            }
            connection.execute(
                text(
                    "INSERT INTO journal_entries VALUES (:id, :fact, '备注', 7, :moment, :moment)"
                ),
                values,
            )
            connection.execute(
                text(
                    "INSERT INTO postings (entry_id, debit_id, credit_id, amount_fen) "
                    "SELECT :id, a.id, b.id, 5 FROM accounts a, accounts b WHERE a.id <> b.id"
                ),
                values,
            )
    with migrating() as connection:
        upgrade(connection)
    with transaction():
        db.session.execute(text("SELECT 1"))
    assert (first_break(), strays(1)) == (None, [])
    head = find_head()
    assert head is not None
    assert head.position == 3


def test_free_numbers_become_ranges_and_rows_again(empty: Flask) -> None:
    rows = [
        ("EA473124829CN", "drawn"),
        ("EA473124832CN", "void"),
        ("EA473124846CN", "free"),
        ("EA473124850CN", "drawn"),
        ("9800000000001", "free"),
        ("9800000000002", "free"),
    ]
    with migrating() as connection:
        upgrade(connection, "0035_places_of_parcels")
        for number, state in rows:
            statement = "INSERT INTO waybills VALUES (:number, :state, :moment, NULL)"
            values = {"number": number, "state": state, "moment": "2026-07-20 01:02:03.000456"}
            connection.execute(text(statement), values)
    ranges = (
        "SELECT kind, indicator, first_serial, last_serial, next_serial FROM waybill_ranges "
        "ORDER BY first_serial"
    )
    drawn = (
        "SELECT number, first_serial FROM waybills "
        "JOIN waybill_ranges ON waybill_ranges.id = range_id ORDER BY number"
    )
    with migrating() as connection:
        upgrade(connection)
        assert [tuple(row) for row in connection.execute(text(ranges))] == [
            ("s10", "EA", 47312482, 47312484, 47312484),
            ("s10", "EA", 47312485, 47312485, 47312486),
            ("numeric13", "", 9800000000001, 9800000000002, 9800000000001),
        ]
        assert [tuple(row) for row in connection.execute(text(drawn))] == [
            ("EA473124829CN", 47312482),
            ("EA473124832CN", 47312482),
            ("EA473124850CN", 47312485),
        ]
    with migrating() as connection:
        downgrade(connection, "0035_places_of_parcels")
        kept = connection.execute(text("SELECT number, state FROM waybills")).all()
        assert sorted(map(tuple, kept)) == sorted(rows)


PRICES_OF_BEFORE = [
    # From, to, since, group, first kilogram, each further one in parcels up to 10, 20, 50 kg.
    ("320000", "320000", "2017-04-01", "JS-G1", 500, 100, 200, 300),
    ("320000", "310000", "2017-04-01", "JS-G2", 600, 150, 200, 300),
    ("320000", "650000", "2017-04-01", "JS-G6", 1000, 500, 700, 800),
    ("320000", "310000", "2026-09-01", "JS-G2", 650, 160, 210, 310),
]


def test_prices_and_free_carriage_of_before_the_versions_are_the_same_after(empty: Flask) -> None:
    with migrating() as connection:
        upgrade(connection, "0039_ranges_of_waybills")
        for code in ("320000", "310000", "650000"):
            connection.execute(text(A_PROVINCE), {"code": code})
        for number, (free_from, groups) in enumerate([(9_900, "JS-G1,JS-G2"), (0, "")], start=1):
            values = {"id": number, "free_from": free_from, "groups": groups}
            connection.execute(text(A_COOPERATIVE), values)
        for line in PRICES_OF_BEFORE:
            values = {f"v{place}": value for place, value in enumerate(line)}
            connection.execute(text(A_PRICE), values)
    with migrating() as connection:
        upgrade(connection)
        rules = "SELECT cooperative_id, province_code, from_fen FROM free_postage_rules"
        assert sorted(map(tuple, connection.execute(text(rules)))) == [
            (1, "310000", 9_900),
            (1, "320000", 9_900),
        ]
    forget_rates()
    with empty.app_context():
        asked = {
            (code, day): [
                postage_fen(one, grams)
                for one in rates_to(code, "320000", date.fromisoformat(day))
                for grams in (1_000, 2_700, 10_500, 25_000)
            ]
            for code in ("320000", "310000", "650000")
            for day in ("2026-08-31", "2026-09-01")
        }
    forget_rates()
    assert asked == {
        ("320000", "2026-08-31"): [500, 700, 2_500, 7_700],
        ("320000", "2026-09-01"): [500, 700, 2_500, 7_700],
        ("310000", "2026-08-31"): [600, 900, 2_600, 7_800],
        ("310000", "2026-09-01"): [650, 970, 2_750, 8_090],
        ("650000", "2026-08-31"): [1_000, 2_000, 8_000, 20_200],
        ("650000", "2026-09-01"): [1_000, 2_000, 8_000, 20_200],
    }
    with migrating() as connection:
        downgrade(connection, "0039_ranges_of_waybills")
        standing = connection.execute(text(STANDING)).all()
        assert [tuple(one) for one in standing] == [
            ("310000", 650, 160, 210, 310),
            ("320000", 500, 100, 200, 300),
            ("650000", 1000, 500, 700, 800),
        ]


A_PROVINCE = (
    "INSERT INTO regions (code, level, name, name_en, pinyin) "
    "VALUES (:code, 'province', :code, :code, '')"
)
A_COOPERATIVE = (
    "INSERT INTO cooperatives (id, slug, name, name_en, origin_code, story, story_en, picture, "
    "contact_name, contact_phone, households, orchard_mu, state, created_at, "
    "free_postage_from_fen, free_postage_groups) VALUES (:id, 'c' || :id, 'c' || :id, '', "
    "'320000', '', '', '', '', '', 0, 0, 'approved', '2026-07-20 01:02:03.000456', "
    ":free_from, :groups)"
)
A_PRICE = "INSERT INTO postage_rates VALUES (:v0, :v1, :v2, :v3, :v4, :v5, :v6, :v7)"
STANDING = (
    "SELECT destination_province, first_kg_fen, next_kg_fen_to_10kg, next_kg_fen_to_20kg, "
    "next_kg_fen_to_50kg FROM postage_rates WHERE valid_from = "
    "(SELECT max(valid_from) FROM postage_rates) ORDER BY destination_province"
)


def test_an_interrupted_migration_leaves_nothing_behind(empty: Flask) -> None:
    def migrate_and_fail() -> None:
        with migrating() as connection:
            upgrade(connection, "0003_outbox")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrate_and_fail()
    with db.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE postings SET amount_fen = 1",
        "UPDATE journal_entries SET memo = 'x'",
        "UPDATE journal_links SET digest = ''",
        "DELETE FROM postings",
        "DELETE FROM journal_links",
        "DELETE FROM journal_entries",
    ],
)
def test_what_is_booked_cannot_be_changed_by_anybody(database: object, change: str) -> None:
    with transaction():
        post("fact:1", "票款", [Posting("a", "b", 5200)])
    with pytest.raises(IntegrityError, match="is append-only"), transaction():
        db.session.execute(text(change))


def test_every_diary_is_append_only() -> None:
    import_models()
    kept = {table.name for table in Base.metadata.sorted_tables if table.info.get("append_only")}
    assert kept == {
        "journal_entries",
        "journal_links",
        "ledger_periods",
        "books_checks",
        "postings",
        "movements",
        "tracking_events",
        "order_events",
        "refund_slips",
        "cash_counts",
        "cash_closes",
        "commission_versions",
        "commission_rules",
        "tariff_versions",
        "household_shares",
        "household_payments",
        "claim_events",
        "claim_photos",
        "statements",
        "statement_lines",
        "payee_accounts",
        "payee_decisions",
        "payee_looks",
        "box_returns",
        "exception_notes",
        "sent_counts",
        "sent_days",
        "weighings",
        "free_postage_versions",
    }
