"""Rules about the source that no linter knows."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

APP = Path(__file__).parent.parent.parent / "app"
DOORS = ("web/", "jobs/", "commands/")
CLOCKS = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(")


def sources_where(holds: Callable[[ast.AST], bool]) -> list[str]:
    return [
        path.relative_to(APP).as_posix()
        for path in sorted(APP.rglob("*.py"))
        if any(holds(node) for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    ]


def calls(method: str) -> Callable[[ast.AST], bool]:
    def holds(node: ast.AST) -> bool:
        called = node.func if isinstance(node, ast.Call) else None
        return isinstance(called, ast.Attribute) and called.attr == method

    return holds


def opens(node: ast.AST) -> bool:
    entered = [item.context_expr for item in node.items] if isinstance(node, ast.With) else []
    return any("transaction()" in ast.unparse(one) for one in entered)


def sources_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        path.relative_to(APP).as_posix()
        for path in sorted(APP.rglob("*.py"))
        if pattern.search(path.read_text("utf-8"))
    ]


def test_only_the_transaction_commits() -> None:
    assert sources_where(calls("commit")) == ["db.py"]


def test_only_the_transaction_takes_back_and_only_doors_end_their_reading() -> None:
    found = sources_where(calls("rollback"))
    assert [one for one in found if not one.startswith(DOORS)] == ["db.py"]


def test_only_doors_open_a_transaction() -> None:
    assert [one for one in sources_where(opens) if not one.startswith(DOORS)] == []


def test_only_the_clock_knows_the_time() -> None:
    assert sources_with(CLOCKS) == ["clock.py"]


def test_only_one_file_knows_how_people_sign_in() -> None:
    assert sources_with(re.compile(r"flask_login")) == ["web/sign_in.py"]


def test_only_the_guard_and_private_pages_know_of_sessions() -> None:
    users = sources_with(re.compile(r"from flask import .*\bsession\b"))
    shared = {"web/guard.py", "web/sign_in.py"}
    faces = ("web/storefront/", "web/village/", "web/cooperative/", "web/office/")
    assert [one for one in users if one not in shared and not one.startswith(faces)] == []


def test_nothing_is_half_a_transaction() -> None:
    """No savepoint and no flag: a step that may fail alone is a transaction alone."""
    assert sources_where(calls("begin_nested")) == []
    assert sources_with(re.compile(r"commit=(True|False)")) == []


def test_no_database_and_no_machine_tells_the_time() -> None:
    """Neither SQL's own clock nor the system's zone: tests stop one clock, and it must be all."""
    own = re.compile(r"func\.(now|current_timestamp|current_date)\(|CURRENT_TIMESTAMP|localtime\(")
    assert sources_with(own) == []


def test_features_ask_the_clock_for_the_moment() -> None:
    asking = sources_where(calls("now"))
    strange = [
        one
        for one in asking
        if "from app.clock import" not in (APP / one).read_text("utf-8")
        and "clock.now()" not in (APP / one).read_text("utf-8")
    ]
    assert [one for one in strange if one != "clock.py"] == []
