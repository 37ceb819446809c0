from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.chromium import ChromiumMissing, chromium, find_chromium

PAGE = """
<!doctype html><html lang="zh-Hans"><head><title>酥梨</title></head><body><main><h1>酥梨</h1>
<img src="data:,"></main></body></html>
"""
# Two letters of a font that has them look different; two empty boxes do not.
PAINT = """
(letters) => letters.map((letter) => {
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d");
  brush.font = "40px sans-serif";
  brush.fillText(letter, 0, 40);
  return canvas.toDataURL();
})
"""


@pytest.mark.browser
def test_the_browser_has_chinese_letters_and_finds_a_picture_without_a_text() -> None:
    # In a thread of its own: another browser of this process may be driving a loop already.
    with ThreadPoolExecutor(1) as pool:
        letters, found = pool.submit(_look).result()
    assert letters[0] != letters[1]
    assert found == ["image-alt"]


def _look() -> tuple[list[str], list[str]]:
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(PAGE)
        letters = page.evaluate(PAINT, ["梨", "桃"])
        return letters, [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_a_missing_browser_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(ChromiumMissing, match="No Chromium at /nowhere/chromium: apt-get install"):
        find_chromium()
