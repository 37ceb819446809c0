"""Measure, tell what is being done, print one table at the end."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.books import Booking, grow_books, measure_booking, measure_proof
from bench.cold_pages import Cold, measure_cold_pages
from bench.grounds import KINDS, Ground, lay_ground
from bench.growth import grow_to
from bench.kept_pages import measure_kept_page
from bench.orders import THREADS, Placing, measure_orders
from bench.searches import measure_searches

HALL = "/"
WIDTH = 46
BEGUN = time.monotonic()

# A line of the table: what, and its cell for each database.
Lines = dict[str, str]
Measured = TypeVar("Measured")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Products, and postings, each more than the one before."""

    few: int
    many: int
    very_many: int
    postings: tuple[int, ...]


def main() -> None:
    sizes = asked_sizes()
    with tempfile.TemporaryDirectory(prefix="postharvest-bench-") as folder, ExitStack() as stack:

        def lay(kind: str) -> Ground:
            return stack.enter_context(lay_ground(kind, Path(folder) / kind))

        say("fills a market on each database")
        with ThreadPoolExecutor() as pool:
            grounds = list(pool.map(lay, KINDS))
        columns = measure(grounds, sizes)
    print_table(columns)
    print(
        f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end, "
        f"{time.monotonic() - BEGUN:.0f} seconds. Compare ratios, not machines."
    )


def asked_sizes() -> Sizes:
    """As they are they take minutes; smaller ones show whether it runs at all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--products", nargs=3, type=int, default=[1_000, 10_000, 30_000])
    parser.add_argument("--postings", nargs="+", type=int, default=[100_000, 1_000_000])
    asked = parser.parse_args()
    few, many, very_many = asked.products
    return Sizes(few, many, very_many, tuple(asked.postings))


def measure(grounds: list[Ground], sizes: Sizes) -> list[Lines]:
    grow(grounds, sizes.few, 0)
    say("serves kept pages")
    kept = on_each(grounds, lambda ground: measure_kept_page(ground, HALL))
    say("makes cold pages and searches")
    few_pages = on_each(grounds, measure_cold_pages)
    few_searches = on_each(grounds, lambda _: measure_searches())
    say("places orders")
    placings = on_each(grounds, measure_orders)
    say("books entries")
    bookings = on_each(grounds, measure_booking)
    proofs = []
    for before, postings in zip((0, *sizes.postings), sizes.postings, strict=False):
        say(f"grows the books to {postings:,} postings and proves them")
        on_each(grounds, lambda _, more=postings - before: grow_books(more))
        proofs.append(on_each(grounds, lambda _: measure_proof()))
    grow(grounds, sizes.many, sizes.few)
    many_pages = on_each(grounds, measure_cold_pages)
    grow(grounds, sizes.very_many, sizes.many)
    searches = on_each(grounds, lambda _: measure_searches())
    return [
        kept_lines(*kept[place])
        | page_lines(sizes, few_pages[place], many_pages[place])
        | order_lines(placings[place])
        | book_lines(sizes, bookings[place], [proof[place] for proof in proofs])
        | search_lines(sizes, few_searches[place], searches[place])
        for place in range(len(grounds))
    ]


def grow(grounds: list[Ground], products: int, before: int) -> None:
    """Both at once: the databases work, Python waits. The rest is measured one after the other."""
    say(f"grows to {products:,} products")

    def grow_one(ground: Ground) -> None:
        with ground.app.app_context():
            grow_to(products, before)

    with ThreadPoolExecutor() as pool:
        list(pool.map(grow_one, grounds))


def on_each(grounds: list[Ground], work: Callable[[Ground], Measured]) -> list[Measured]:
    found = []
    for ground in grounds:
        with ground.app.app_context():
            found.append(work(ground))
    return found


def say(sentence: str) -> None:
    print(f"{time.monotonic() - BEGUN:5.0f} s  {sentence} ...", file=sys.stderr, flush=True)


def kept_lines(market: float, bare: float) -> Lines:
    return {
        "KEPT HALL, answers a second": "",
        "  out of the page store": f"{market:,.0f}",
        "  bare server, same bytes": f"{bare:,.0f}",
        "  market to bare server": f"{market / bare:.2f}",
    }


def page_lines(sizes: Sizes, few: dict[str, Cold], many: dict[str, Cold]) -> Lines:
    lines = {f"COLD PAGE, statements; ms at {sizes.few:,} and {sizes.many:,}": ""}
    for address, small in few.items():
        lines[f"  {address}"] = (
            f"{many[address].statements}; {pair(small.milliseconds, many[address].milliseconds)}"
        )
    return lines


def order_lines(placing: Placing) -> Lines:
    ratio = placing.orders.per_second / placing.bare.per_second
    return {
        f"ORDERS a second, {THREADS} threads, one process": "",
        "  place_order, two cooperatives each": f"{placing.orders.per_second:,.0f}",
        "  bare transactions of as many rows": f"{placing.bare.per_second:,.0f}",
        "  orders to bare transactions": f"{ratio:.2f}",
        "  statements and rows of one order": f"{placing.statements}, {placing.rows}",
        "  turned away as busy: orders, bare": (
            f"{placing.orders.turned_away}, {placing.bare.turned_away}"
        ),
    }


def book_lines(sizes: Sizes, booking: Booking, proofs: list[float]) -> Lines:
    ratio = booking.entries.per_second / booking.bare.per_second
    lines = {
        f"JOURNAL ENTRIES a second, {THREADS} threads": "",
        "  post, five accounts, chained": f"{booking.entries.per_second:,.0f}",
        "  bare transactions of as many rows": f"{booking.bare.per_second:,.0f}",
        "  entries to bare transactions": f"{ratio:.2f}",
        "  statements of one entry": f"{booking.statements}",
        "  turned away as busy: entries, bare": (
            f"{booking.entries.turned_away}, {booking.bare.turned_away}"
        ),
        "BOOKS PROVED, seconds": "",
    }
    for postings, seconds in zip(sizes.postings, proofs, strict=True):
        lines[f"  {postings:,} postings"] = f"{seconds:.1f}"
    return lines


def search_lines(sizes: Sizes, few: dict[str, float], very_many: dict[str, float]) -> Lines:
    lines = {f"SEARCH, ms at {sizes.few:,} and {sizes.very_many:,} products": ""}
    return lines | {f"  {one}": pair(few[one], very_many[one]) for one in few}


def pair(small: float, big: float) -> str:
    return f"{small:.1f} {big:.1f} (x{big / small:.1f})"


def print_table(columns: list[Lines]) -> None:
    print(f"\n{'':{WIDTH}}" + "".join(f"{kind:>24}" for kind in KINDS))
    for what in columns[0]:
        cells = "".join(f"{column[what]:>24}" for column in columns)
        print(f"{what:{WIDTH - wide_letters(what)}}{cells}".rstrip())


def wide_letters(words: str) -> int:
    """Chinese characters take two places in a terminal."""
    return sum(letter > "\u2e7f" for letter in words)


if __name__ == "__main__":
    main()
