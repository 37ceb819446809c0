"""A bigger market: the demonstration's products copied by the database itself, with packs, lots and
search words, under names of their own."""

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    true,
)

from app.catalogue.models import Badge, Product, ProductAttribute, SearchToken, Variant
from app.db import Base, db
from app.stock.models import Lot

# Copies of row 7 are 1007, 2007 …: wide enough for what the demonstration has of anything.
STEP = 1000
COPIED = (Product, Variant, Badge, ProductAttribute, Lot, SearchToken)
SHIFTED = frozenset({"id", "product_id", "variant_id"})
NAMED = frozenset({"slug", "number"})
# Of a copy's search words those that say most: some seventy of some hundred and eighty.
LEAST_WEIGHT = 12


def grow_to(products: int, before: int) -> None:
    """Copy everything once more and again, until there are so many products or a few more;
    `before` is what it was told the last time, or nothing."""
    with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        _hurry(connection)
        statement = select(func.count()).select_from(Product).where(Product.id < STEP)
        originals = connection.execute(statement).scalar_one()
        for model in COPIED:
            _copy(connection, model, _copies(before, originals) + 1, _copies(products, originals))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _copies(products: int, originals: int) -> int:
    return max(0, -(-products // originals) - 1)


def _hurry(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -400000")
    else:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '400MB'")


def _copy(connection: Connection, model: type[Base], first: int, last: int) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    numbers = select(literal(first, Integer).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))
    key = table.c.id if "id" in table.c else table.c.product_id
    copies = (
        select(*(_copied(column, numbers) for column in table.columns))
        .select_from(table.join(numbers, true()))
        .where(key < STEP)
    )
    if model is SearchToken:
        copies = copies.where(SearchToken.weight >= LEAST_WEIGHT)
    # An index that is made at once is made sooner than one that grows row by row.
    for index in table.indexes:
        index.drop(connection)
    connection.execute(insert(table).from_select([column.name for column in table.columns], copies))
    for index in table.indexes:
        index.create(connection)


def _copied(column: Column[object], numbers: CTE) -> ColumnElement[object]:
    if column.name in SHIFTED:
        return column + numbers.c.n * STEP
    if column.name in NAMED:
        return column + literal("-") + cast(numbers.c.n, String)
    return column
