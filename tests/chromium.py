"""The system's Chromium under Playwright: no browser is downloaded.

A machine without one fails its tests, unless BROWSER=none says that they may be left out.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
# Small shared memory, no graphics card, and the same letters on every machine.
FLAGS = ("--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none")


class ChromiumMissing(Exception):
    pass


@contextmanager
def chromium() -> Iterator[Browser]:
    if os.environ.get("BROWSER") == "none":
        pytest.skip("BROWSER=none")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def find_chromium() -> str:
    given = os.environ.get("CHROMIUM")
    for name in (given,) if given else NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise ChromiumMissing(
        f"No Chromium at {given or NAMES[0]}: apt-get install chromium fonts-noto-cjk, "
        "set CHROMIUM to another, or set BROWSER=none to leave these tests out."
    )
