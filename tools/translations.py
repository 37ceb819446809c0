"""Keep the texts together: python -m tools.translations [fragment …]

Reads the English texts out of each fragment's sources, brings zh_Hans/<fragment>.po up to date
without losing a translation, derives zh_Hant from it with OpenCC, and compiles what the pages read.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import opencc
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
WEB = ROOT / "app" / "web"
CATALOGUES = ROOT / "app" / "translations"
WRITTEN, DERIVED = "zh_Hans", "zh_Hant"
WORDING = WEB / "wording.py"
# A text of an earlier fragment is not asked for again in a later one.
FRAGMENTS: dict[str, tuple[Path, ...]] = {
    "refusals": (WORDING,),
    "shared": (WEB, WEB / "shared"),
    "storefront": (WEB / "storefront",),
    "village": (WEB / "village",),
    "cooperative": (WEB / "cooperative",),
    "office": (WEB / "office",),
    "demonstration": (WEB / "demonstration",),
    "letters": (ROOT / "app" / "jobs",),
}
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
COMMON = ("refusals", "shared")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
TEMPLATES = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}


def sources(fragment: str) -> Iterator[Path]:
    for place in FRAGMENTS[fragment]:
        if place.is_file():
            yield place
        elif place == WEB:
            yield from (path for path in sorted(place.glob("*.py")) if path != WORDING)
        else:
            yield from sorted([*place.rglob("*.py"), *place.rglob("*.html")])


def found(fragment: str) -> Catalog:
    """The texts of the fragment's sources, as they stand now."""
    catalog = Catalog(locale=WRITTEN)
    for path in sources(fragment):
        reader, options = ("jinja2", TEMPLATES) if path.suffix == ".html" else ("python", {})
        with path.open("rb") as source:
            for _, text, comments, _ in extract(reader, source, KEYWORDS, options=options):
                place = (path.relative_to(ROOT).as_posix(), 0)
                catalog.add(text, None, [place], auto_comments=comments)
    return catalog


def asked_for(fragment: str) -> Catalog:
    catalog = found(fragment)
    earlier = COMMON[: COMMON.index(fragment)] if fragment in COMMON else COMMON
    for other in earlier:
        for message in found(other):
            if message.id:
                catalog.delete(message.id)
    return catalog


def path_of(locale: str, fragment: str) -> Path:
    return CATALOGUES / locale / f"{fragment}.po"


def read(locale: str, fragment: str) -> Catalog:
    path = path_of(locale, fragment)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def up_to_date(fragment: str) -> Catalog:
    """Known translations stay, new texts come empty, texts gone are kept as obsolete."""
    known = read(WRITTEN, fragment)
    wanted = asked_for(fragment)
    translated = {m.id: m for m in [*known.obsolete.values(), *known] if m.id and m.string}
    catalog = Catalog(locale=WRITTEN)
    for message in wanted:
        if message.id:
            before = translated.pop(message.id, None)
            string = before.string if before else None
            catalog.add(message.id, string, message.locations, message.flags - {"fuzzy"})
    catalog.obsolete.update({m.id: m for m in translated.values()})
    return catalog


def in_traditional(catalog: Catalog) -> Catalog:
    convert = opencc.OpenCC("s2twp").convert
    derived = Catalog(locale=DERIVED)
    for message in catalog:
        if message.id and has_translation(message):
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            turned = tuple(convert(string) for string in strings)
            string = turned if isinstance(message.string, tuple) else turned[0]
            derived.add(message.id, string, message.locations, message.flags)
    return derived


def has_translation(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(strings)


def merged(locale: str) -> Catalog:
    """All fragments in one; of two translations of a text the earlier fragment's counts."""
    whole = Catalog(locale=locale)
    for fragment in FRAGMENTS:
        for message in read(locale, fragment):
            if message.id and has_translation(message) and message.id not in whole:
                whole.add(message.id, message.string, flags=message.flags)
    return whole


def written(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    # No dates and no line numbers: a file changes only when a text does.
    write_po(buffer, catalog, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return buffer.getvalue()


def compiled(locale: str) -> bytes:
    buffer = io.BytesIO()
    whole = merged(locale)
    # The day of compiling is nobody's concern, and would make every file a new one.
    whole.creation_date = whole.revision_date = NO_DAY
    write_mo(buffer, whole)
    return buffer.getvalue()


def compiled_path(locale: str) -> Path:
    return CATALOGUES / locale / "LC_MESSAGES" / "messages.mo"


def keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def main(fragments: list[str]) -> None:
    for fragment in fragments or FRAGMENTS:
        catalog = up_to_date(fragment)
        if len(catalog) or catalog.obsolete:
            keep(path_of(WRITTEN, fragment), written(catalog))
            keep(path_of(DERIVED, fragment), written(in_traditional(catalog)))
            missing = sum(not has_translation(m) for m in catalog if m.id)
            print(f"{fragment}: {len(catalog)} texts, {missing} without translation")
    for locale in (WRITTEN, DERIVED):
        keep(compiled_path(locale), compiled(locale))


if __name__ == "__main__":
    main(sys.argv[1:])
