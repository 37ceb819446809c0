"""Works out the market's books anew, from the files beside it. Needs Python 3.9 and nothing else.

    python recompute.py                        the chain, closed months, and every balance
    python recompute.py --month 2026-07        the month's trial balance
    python recompute.py --account NAME         every posting of one account: a statement
    python recompute.py --since 17:ab12…       was what you were given then left alone?

Ends with 1 and names the first entry that is not what it was, if there is one.
"""

import argparse
import csv
import hashlib
import json
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

CHINA = timezone(timedelta(hours=8))


class Broken(Exception):
    pass


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def text(cell):
    """A spreadsheet would work out =1+1: such texts, and those that begin so, got an apostrophe."""
    return cell[1:] if cell.startswith("'") else cell


def read(folder):
    names = {row["account"]: text(row["name"]) for row in rows(folder, "accounts")}
    postings = defaultdict(list)
    for row in rows(folder, "postings"):
        for side in ("debit", "credit"):
            if row[side] not in names:
                raise Broken(f"posting {row['posting']} is on an account that is not there")
        moved = [names[row["debit"]], names[row["credit"]], int(row["amount_fen"])]
        postings[row["entry"]].append([int(row["posting"]), *moved])
    entries = {}
    for row in rows(folder, "entries"):
        entries[row["entry"]] = {
            "booked_at": row["booked_at"],
            "entry": int(row["entry"]),
            "fact": text(row["fact"]),
            "happened_at": row["happened_at"],
            "memo": text(row["memo"]),
            "order": int(row["order"]) if row["order"] else None,
            "postings": sorted(postings.pop(row["entry"], [])),
        }
    if postings:
        raise Broken(f"postings of entry {next(iter(postings))}, which is not there")
    return entries


def prove(folder, entries):
    """Every entry on its link, no link too many; the digests by position."""
    digest = "0" * 64
    digests = [digest]
    linked = set()
    for position, row in enumerate(rows(folder, "links"), start=1):
        if int(row["position"]) != position:
            raise Broken(f"link {position} is missing")
        entry = entries.get(row["entry"])
        if entry is None:
            raise Broken(f"link {position}: entry {row['entry']} is missing")
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(f"{digest}\n{line}".encode()).hexdigest()
        if digest != row["digest"]:
            raise Broken(f"link {position}: entry {row['entry']} ({entry['fact']}) was changed")
        digests.append(digest)
        linked.add(row["entry"])
    for number, entry in entries.items():
        if number not in linked:
            raise Broken(f"entry {number} ({entry['fact']}) hangs on no link")
    for row in rows(folder, "periods"):
        if digests_at(digests, int(row["position"])) != row["digest"]:
            raise Broken(f"month {row['month']} was closed over other entries")
    return digests


def digests_at(digests, position):
    return digests[position] if position < len(digests) else None


def month_of(entry):
    happened = datetime.strptime(f"{entry['happened_at']}+0000", "%Y-%m-%d %H:%M:%S.%f%z")
    return happened.astimezone(CHINA).strftime("%Y-%m")


def sides(entry):
    for _, debit, credit, fen in entry["postings"]:
        yield debit, fen
        yield credit, -fen


def balances(entries):
    sums = Counter()
    for entry in entries.values():
        for account, fen in sides(entry):
            sums[account] += fen
    return sums


def trial_balance(entries, month):
    """By account: before, debits, credits, after, in fen."""
    lines = defaultdict(lambda: [0, 0, 0, 0])
    for entry in entries.values():
        then = month_of(entry)
        if then > month:
            continue
        for account, fen in sides(entry):
            lines[account][3] += fen
            if then < month:
                lines[account][0] += fen
            elif fen > 0:
                lines[account][1] += fen
            else:
                lines[account][2] -= fen
    return lines


def yuan(fen):
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"


def show(asked, entries):
    if asked.month:
        for account, sums in sorted(trial_balance(entries, asked.month).items()):
            print("".join(f"{yuan(fen):>16}" for fen in sums), "", account)
    elif asked.account:
        left = 0
        for entry in entries.values():
            moved = sum(fen for account, fen in sides(entry) if account == asked.account)
            if moved:
                left += moved
                day = entry["happened_at"][:10]
                print(f"{day} {yuan(moved):>16}{yuan(left):>16}  {entry['fact']}")
    else:
        for account, fen in sorted(balances(entries).items()):
            print(f"{yuan(fen):>16}  {account}")


def main():
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    reader.add_argument("--month")
    reader.add_argument("--account")
    reader.add_argument("--since", metavar="POSITION:DIGEST")
    asked = reader.parse_args()
    try:
        entries = read(asked.folder)
        digests = prove(asked.folder, entries)
        if asked.since:
            position, _, digest = asked.since.partition(":")
            if digests_at(digests, int(position)) != digest:
                raise Broken(f"the first {position} entries are not those of then")
    except Broken as fault:
        print(f"THE BOOKS ARE BROKEN: {fault}")
        return 1
    show(asked, entries)
    print(f"The chain holds: {len(entries)} entries, {len(digests) - 1}:{digests[-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
