"""What every page of the market owes its reader."""

import re
from collections import Counter
from xml.etree.ElementTree import Element

SEPARATORS = (" · ", " | ", " — ", " – ", " - ", "｜")
UNLABELLED = ("hidden", "submit", "button", "image", "reset")
DATA = ("application/ld+json", "application/json")
# Blocks part words; these do not.
_INLINE = "a abbr b bdi data del em i ins mark s small span strong sub sup time u var wbr"
INLINE = frozenset(_INLINE.split())
HAN = re.compile(r"[\u4e00-\u9fff]")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list")


def inner_text(element: Element) -> str:
    return " ".join(_words(element).split())


def _words(element: Element) -> str:
    if element.tag in ("script", "style", "template"):
        return ""
    parts = [element.text or ""]
    for child in element:
        # Comments have a function for a tag.
        parts.append(_words(child) if isinstance(child.tag, str) else "")
        parts.append(child.tail or "")
    edge = "" if element.tag in INLINE else " "
    return edge + "".join(parts) + edge


def check_page(path: str, root: Element) -> None:
    faults = [fault for check in CHECKS for fault in check(path, root)]
    assert not faults, "\n".join([f"{path} is not in order:", *faults])


def _language(path: str, root: Element) -> list[str]:
    first = path.strip("/").partition("?")[0].partition("/")[0]
    wanted = {"en": "en", "zh-hant": "zh-Hant"}.get(first, "zh-Hans")
    spoken = root.get("lang", "")
    faults = [] if spoken.split("-CN")[0] == wanted else [f'lang is "{spoken}", not "{wanted}"']
    if wanted != "en" and not HAN.search(inner_text(root)):
        faults.append("a Chinese page without a Chinese character")
    return faults


def _title_and_h1(path: str, root: Element) -> list[str]:
    titles = [inner_text(one) for one in root.findall("./head/title")]
    headings = [inner_text(one) for one in root.iter("h1")]
    if len(titles) != 1 or len(headings) != 1:
        return [f"{len(titles)} titles and {len(headings)} h1"]
    title, heading = titles[0], headings[0]
    fits = title == heading or any(title.startswith(heading + one) for one in SEPARATORS)
    return [] if fits and heading else [f'the title "{title}" does not begin with h1 "{heading}"']


def _ids(path: str, root: Element) -> list[str]:
    ids = Counter(one.attrib["id"] for one in root.iter() if "id" in one.attrib)
    faults = [f'id "{name}" stands {times} times' for name, times in ids.items() if times > 1]
    for one in root.iter():
        for attribute in REFERENCES:
            for name in one.get(attribute, "").split():
                if name not in ids:
                    faults.append(f'<{one.tag} {attribute}="{name}"> points to nothing')
    return faults


def _labels(path: str, root: Element) -> list[str]:
    labelled = {one.get("for") for one in root.iter("label") if inner_text(one)}
    wrapped = {
        control for label in root.iter("label") if inner_text(label) for control in label.iter()
    }
    faults = []
    for one in root.iter():
        if one.tag not in ("input", "select", "textarea") or one.get("type") in UNLABELLED:
            continue
        named = one.get("aria-label") or one.get("aria-labelledby")
        if not (named or one in wrapped or one.get("id") in labelled):
            faults.append(f'<{one.tag} name="{one.get("name")}"> has no label')
    for one in root.iter():
        if one.tag == "button" or (one.tag == "a" and "href" in one.attrib):
            pictured = any(image.get("alt") for image in one.iter("img"))
            if not (inner_text(one) or one.get("aria-label") or pictured):
                faults.append(f"<{one.tag} {one.attrib}> says nothing")
    return faults


def _forms(path: str, root: Element) -> list[str]:
    faults = []
    for form in root.iter("form"):
        if not form.get("action") or form.get("method") not in ("get", "post"):
            faults.append(f"<form {form.attrib}> needs an action and a method")
    return faults


def _images(path: str, root: Element) -> list[str]:
    return [
        f'<img src="{image.get("src")}"> needs {name}'
        for image in root.iter("img")
        for name in ("alt", "width", "height")
        if name not in image.attrib
    ]


def _inline_code(path: str, root: Element) -> list[str]:
    faults = []
    for one in root.iter():
        tag = str(one.tag).rpartition("}")[2]
        if tag == "script" and "src" not in one.attrib and one.get("type") not in DATA:
            faults.append("an inline <script>")
        if tag == "style":
            faults.append("a <style>")
        for name, value in one.attrib.items():
            if name == "style" or name.startswith("on"):
                faults.append(f'<{tag} {name}="{value}">')
            if name in ("href", "src", "action") and value.strip().lower().startswith("javascript"):
                faults.append(f'<{tag} {name}="{value}">')
    return faults


CHECKS = (_language, _title_and_h1, _ids, _labels, _forms, _images, _inline_code)
