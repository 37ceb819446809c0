"""Write app/ground/operation_codes.py from app/data/ems_operation_codes.csv.

The ground reads no files, so that the dictionary stands there as a table:
    python -m tools.write_operation_codes
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "app/data/ems_operation_codes.csv"
TARGET = ROOT / "app/ground/operation_codes.py"
_VOIDS = re.compile(r"作废 ([0-9A-Z_/]+)")
_HEAD = '''"""The post's operation codes: what it calls them, and what they mean in general.

Written by tools/write_operation_codes.py from app/data/ems_operation_codes.csv: change that
file, not this one. Source: operation-code dictionary of the China Post agreement-customer platform
(2026-05-13), as collected by OLTS (open-logistics-tracking, mappings/cn/ems.csv), data licence
CC BY 4.0.
"""

from collections.abc import Mapping

'''


def written() -> str:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    tables = {"OPERATIONS": "", "SIGNED": "signed:", "UNSIGNED": "unsigned:"}
    parts = [_HEAD]
    for name, prefix in tables.items():
        mine = [row for row in rows if _belongs(row["carrier_code"], prefix)]
        lines = "".join(
            f'    "{row["carrier_code"].removeprefix(prefix)}": '
            f'("{row["carrier_name"]}", "{row["olts_code"]}"),\n'
            for row in mine
        )
        parts.append(f"{name}: Mapping[str, tuple[str, str]] = {{\n{lines}}}\n")
    voids = "".join(
        f'    "{code}": frozenset({{{", ".join(f"{chr(34)}{one}{chr(34)}" for one in voided)}}}),\n'
        for code, voided in _voided(rows)
    )
    parts.append(f"VOIDS: Mapping[str, frozenset[str]] = {{\n{voids}}}\n")
    return "".join(parts)


def _belongs(code: str, prefix: str) -> bool:
    return code.startswith(prefix) if prefix else ":" not in code


def _voided(rows: list[dict[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for row in rows:
        if found := _VOIDS.search(row["notes"] or ""):
            yield row["carrier_code"], sorted(found[1].split("/"))


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
