import psycopg
import pytest

from tests.databases import create_database, drop_database


def connect(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)


def test_a_copy_has_what_its_template_has_and_goes_its_own_way() -> None:
    template = create_database()
    with connect(template) as connection:
        connection.execute("CREATE TABLE pears (name text)")
        connection.execute("INSERT INTO pears VALUES ('砀山酥梨')")
    copy = create_database(template)
    with connect(copy) as connection:
        connection.execute("DELETE FROM pears")
    with connect(template) as connection:
        assert connection.execute("SELECT name FROM pears").fetchall() == [("砀山酥梨",)]
    drop_database(copy)
    drop_database(template)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(copy)


def test_chinese_letters_are_letters_to_the_server() -> None:
    """In a database of the C locale trigrams of Chinese come out empty."""
    url = create_database()
    with connect(url) as connection:
        assert connection.execute("SELECT '梨' ~ '[[:alpha:]]'").fetchone() == (True,)
    drop_database(url)
