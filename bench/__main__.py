"""All benchmarks, one after another: what was promised, what was measured, and whether it holds.

Nothing passes or fails here. `python -m bench [NAME ...] [--json] [--rounds N] [--rows N] [--page docs/about/speed.md]`
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench import codec, commands, growth, imports, occurrence, redaction, values
from bench.harness import about, reader, show

from supportkit.core.zones import tzdata_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bench.harness import Line, Result

PACKAGES = ("attrs", "cattrs", "pendulum", "python-dateutil", "pydantic", "eventsourcing", "sqlalchemy")
ROWS = 200_000
BEGIN, END = "<!-- figures: python -m bench --page -->", "<!-- end of figures -->"


def table(results: Iterable[Result], versions: Mapping[str, str]) -> str:
    """Write the ratios as a table of Markdown."""
    about_it = ", ".join(f"{name} {value}" for name, value in versions.items())
    lines = [about_it + ".", "", "| What | Promised | Measured | Holds |", "|---|---|---|---|"]
    for one in results:
        lines.append(f"| **{one.name}** | | | |")
        lines += [_row(line) for line in one.lines]
    return "\n".join(lines)


def _row(line: Line) -> str:
    verdict = {None: "", True: "yes", False: "**no**"}[line.holds]
    return f"| {line.title} | {line.budget} | {line.value:.2f} | {verdict} |"


def write_page(path: Path, text: str) -> None:
    """Put a table between the two marks of a page."""
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        sys.exit(f"{path} has no marks for the figures")
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


def main() -> None:
    """Measure and print, or write."""
    options = reader(__doc__, 0)
    options.add_argument(
        "names", nargs="*", help="imports, values, codec, commands, growth, occurrences, redaction; all if none"
    )
    options.add_argument("--rows", type=int, default=ROWS, help=f"rows of the large file of growth ({ROWS:,})")
    options.add_argument("--page", type=Path, help="write the ratios into this page")
    given = options.parse_args()

    def rounds(usual: int) -> int:
        return given.rounds or usual

    benchmarks: dict[str, Callable[[], list[Result]]] = {
        "imports": lambda: [imports.measure(rounds(15))],
        "values": lambda: values.measure(rounds(30)),
        "codec": lambda: [codec.measure(rounds(20))],
        "commands": lambda: commands.measure_all(rounds(12)),
        "growth": lambda: [growth.measure(rounds(10), given.rows)],
        "occurrences": lambda: [occurrence.measure(rounds(20))],
        "redaction": lambda: redaction.measure_all(rounds(5)),
    }
    unknown = [name for name in given.names if name not in benchmarks]
    if unknown:
        options.error(f"no benchmark is called {unknown[0]}")
    results = [found for name in given.names or benchmarks for found in benchmarks[name]()]
    versions = about(*PACKAGES) | {"SQLite": sqlite3.sqlite_version, "tzdata": tzdata_version()}
    if given.page:
        write_page(given.page, table(results, versions))
    show(results, versions, given)


if __name__ == "__main__":
    main()
