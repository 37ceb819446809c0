from sqlalchemy.orm import Session, scoped_session

from app.db import session, transaction
from app.editions.actions import bump
from app.editions.live import LiveNumbers
from app.editions.queries import numbers
from tests.markets import bare_app, close
from tests.statements import count_statements


def test_a_topic_never_bumped_stands_at_nought(database: scoped_session[Session]) -> None:
    assert numbers(["topic:b"]) == {"topic:b": 0}


def test_each_bump_is_one_more_and_leaves_the_others(database: scoped_session[Session]) -> None:
    with transaction():
        bump("topic:c", "topic:b")
        bump("topic:c")
    found = numbers(["topic:c", "topic:b", "topic:d"])
    assert found == {"topic:c": 2, "topic:b": 1, "topic:d": 0}


def test_a_topic_named_twice_in_one_bump_counts_once(database: scoped_session[Session]) -> None:
    with transaction():
        bump("topic:a", "topic:a")
    assert numbers(["topic:a"]) == {"topic:a": 1}


def test_asking_for_nothing_asks_nobody(database: scoped_session[Session]) -> None:
    with count_statements() as sent:
        assert numbers([]) == {}
    assert sent == []


def test_a_bump_counts_from_the_commit_on(fresh_database: str) -> None:
    app = bare_app(fresh_database)
    live = LiveNumbers(fresh_database, shared_seconds=0)
    with app.app_context():
        assert live.find(("topic:a",)) == {"topic:a": 0}
        with transaction():
            bump("topic:a")
            session.flush()
            assert live.find(("topic:a",)) == {"topic:a": 0}
        assert live.find(("topic:a", "topic:b")) == {"topic:a": 1, "topic:b": 0}
    live.close()
    close(app)


def test_visits_of_one_moment_share_an_answer(fresh_database: str) -> None:
    app = bare_app(fresh_database)
    sharing, asking = (LiveNumbers(fresh_database, seconds) for seconds in (3600, 0))
    with app.app_context():
        assert sharing.find(("topic:a",)) == asking.find(("topic:a",)) == {"topic:a": 0}
        with transaction():
            bump("topic:a", "topic:b")
        assert sharing.find(("topic:a",)) == {"topic:a": 0}
        assert sharing.find(("topic:b",)) == {"topic:b": 1}
        assert asking.find(("topic:a",)) == {"topic:a": 1}
    for live in (sharing, asking):
        live.close()
    close(app)


def test_a_database_that_does_not_answer_gives_none() -> None:
    live = LiveNumbers("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert live.find(("topic:a",)) is None


def test_a_database_without_tables_gives_none(tmp_path: object) -> None:
    live = LiveNumbers(f"sqlite:///{tmp_path}/empty.sqlite3")
    assert live.find(("topic:a",)) is None
    live.close()
