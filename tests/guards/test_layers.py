"""Imports go down the storeys; what may know what is written in pyproject.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from importlinter import cli

SETTINGS = Path(__file__).parents[2] / "pyproject.toml"
KNOW_THE_WEB = {"commands", "web", "jobs"}
NO_FEATURES = {"db", "clock", "ground"}


def contracts() -> dict[str, Any]:
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["tool"]["importlinter"]
    return {contract["id"]: contract for contract in settings["contracts"]}


def test_every_import_goes_down(monkeypatch: pytest.MonkeyPatch) -> None:
    # It would silence the logs of all others, and with them the tests that read those.
    monkeypatch.setattr(cli, "_configure_logging", lambda verbose: None)
    code = cli.lint_imports(config_filename=str(SETTINGS), no_cache=True, no_logo=True)
    assert code == 0, "the contracts that are broken are told above"


def test_every_feature_is_kept_from_pages_and_requests() -> None:
    storeys = [line.split("|") for line in contracts()["storeys"]["layers"]]
    packages = {name.strip(" ()") for storey in storeys for name in storey}
    held = {source.split(".")[1] for source in contracts()["features"]["source_modules"]}
    assert held == packages - KNOW_THE_WEB - NO_FEATURES
