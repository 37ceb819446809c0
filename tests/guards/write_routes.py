"""Writes down what is promised from now on; the difference is what the commit is about."""

import tempfile
from pathlib import Path

from app import create_app
from config import Settings
from tests.guards.promises import PROMISED, promises

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({"DATA_DIR": folder}))
        Path(PROMISED).write_text("\n".join([*promises(app), ""]), encoding="utf-8")
