"""How costs grow with what a file holds: the same calls at 30,000 rows and at many more.

The rows are groups with people who asked to join, and each call meets others of them, spread over the whole file.
`python -m bench.growth [--json] [--rounds N] [--rows N]`
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bench import rows
from bench.harness import Ratio, Result, about, reader, result, scratch, show, take_turns_once

from supportkit.core.ids import SeededIds
from supportkit.kit import Kit
from supportkit.storage import SQLiteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.rows import Asked

SMALL = 30_000
MILLION = 1_000_000
ASKING = 8
"""People who asked, in one group; with them a group takes 18 rows."""
ITEMS = 100
"""Calls of one turn."""


def filled(path: Path, count: int) -> tuple[Kit, list[Asked]]:
    """Make a file with so many rows, and answer a kit on it and who asked for what, in no order."""
    store = SQLiteStore(path)
    rows.begin(store)
    asked = list(rows.add(store, SeededIds(), groups=count // (2 + 2 * ASKING), asking=ASKING))
    random.Random(0).shuffle(asked)
    return Kit(store, actor=rows.LEADER), asked


def calls(kit: Kit, asked: Sequence[Asked]) -> dict[str, Callable[[int], object]]:
    """Answer the calls whose growth is measured; no two turns meet the same rows."""

    def part(number: int) -> Sequence[Asked]:
        return asked[number * ITEMS : (number + 1) * ITEMS]

    def get_group(number: int) -> None:
        for one in part(number):
            kit.groups.get(one.group_id)

    def get_tie(number: int) -> None:
        for one in part(number):
            kit.memberships.get(one.group_id, one.person_id)

    def describe(number: int) -> None:
        for one in part(number):
            kit.groups.set_capacity(one.group_id, rows.CAPACITY - 1 - number)

    def accept(number: int) -> None:
        for one in part(number):
            kit.memberships.accept(one.group_id, one.person_id)

    return {"get a group": get_group, "get a tie": get_tie, "change a group": describe, "accept": accept}


def measure(rounds: int, count: int) -> Result:
    """Let the small file and the large one take turns."""
    with scratch() as folder, ExitStack() as closing:
        contenders: dict[str, Callable[[int], object]] = {}
        for size, name in ((SMALL, "30k"), (count, "all")):
            kit, asked = filled(folder / f"{name}.db", size)
            closing.enter_context(kit)
            contenders |= {f"{title}, {name}": call for title, call in calls(kit, asked).items()}
        taken = take_turns_once(contenders, rounds, ITEMS)
    ratios = [
        Ratio("get a group (time-ordered id)", "get a group, all", "get a group, 30k", "<= 1.5"),
        Ratio("change a group (time-ordered id)", "change a group, all", "change a group, 30k", "<= 1.5"),
        Ratio("get a tie (composite key)", "get a tie, all", "get a tie, 30k", "<= 2"),
        Ratio("accept (composite key)", "accept, all", "accept, 30k", "<= 2"),
    ]
    return result(f"growth from {SMALL:,} to {count:,} rows", "microseconds each", taken, ratios)


def main() -> None:
    """Measure and print."""
    options = reader(__doc__, 10)
    options.add_argument("--rows", type=int, default=MILLION, help=f"rows of the large file ({MILLION:,})")
    given = options.parse_args()
    show([measure(given.rounds, given.rows)], about() | {"sqlite": sqlite3.sqlite_version}, given)


if __name__ == "__main__":
    main()
