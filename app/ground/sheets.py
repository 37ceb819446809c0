"""Tables that spreadsheets write and open: how they are read, and what goes into their cells."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from app.ground.digits import plain
from app.ground.refusals import FileNotAllowed

# As spreadsheets write them in China.
ENCODINGS = ("utf-8-sig", "gb18030")

# What a spreadsheet takes for the beginning of a formula, or skips to find one.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def defused(text: str) -> str:
    """Somebody's "=HYPERLINK(…)" stays what it is, a text: an apostrophe goes before it. So does
    one before a text that begins with an apostrophe: whoever takes the first away has the text."""
    is_formula = text.lstrip(" \u3000").startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula or text.startswith("'") else text


def decoded(content: bytes, most_bytes: int, field: str) -> str:
    """FileNotAllowed for what is empty, too large, no text, or neither UTF-8 nor GB 18030."""
    if not content or len(content) > most_bytes or b"\x00" in content:
        raise FileNotAllowed(field=field)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileNotAllowed(field=field)


def named_cells(
    text: str,
    columns: Mapping[str, Sequence[str]],
    is_enough: Callable[[Set[str]], bool],
    cell: Callable[[str], str] = str.strip,
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not empty, with its line: every column, whatever their order and by any of
    their names, "" for what is not there. FileNotAllowed when the columns that are there are not
    enough, and for a row that is broken."""
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        places = _places([_name(one) for one in next(reader, [])], columns)
        if not is_enough(places.keys()):
            raise FileNotAllowed(field="file")
        for cells in reader:
            if any(one.strip() for one in cells):
                found = {name: cell(cells[at]) for name, at in places.items() if at < len(cells)}
                yield reader.line_num, dict.fromkeys(columns, "") | found
    except csv.Error as fault:
        raise FileNotAllowed(field="file") from fault


def _places(header: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {
        column: header.index(name)
        for column, names in columns.items()
        for name in [one for one in header if one in names][:1]
    }


def _name(head: str) -> str:
    return plain(head).replace("（", "(").replace("）", ")").lower()
