"""What an import costs: whole processes that take turns, and the modules that each of them loads.

The interpreter runs without `site`, so that what other packages put into its start is not counted.
`python -m bench.imports [--json] [--rounds N]`
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import attrs
from bench.harness import Ratio, Result, Taken, about, reader, result, scratch, show

import supportkit

PROGRAMS = {
    "python": "pass",
    "import supportkit": "import supportkit",
    "import attrs": "import attrs",
    "from supportkit.groups import Group": "from supportkit.groups import Group",
    "from supportkit.sessions import Recurrence": "from supportkit.sessions import Recurrence",
    "attrs, cattrs, sqlite3": "import attrs, cattrs, sqlite3",
    "attrs, cattrs, pendulum, sqlite3": "import attrs, cattrs, pendulum, sqlite3",
    "a kit on a SQLite file": "import supportkit as sk; sk.open('sqlite:///a.db', actor='ruth')",
    "the same, and one command": "import supportkit as sk; kit = sk.open('sqlite:///a.db', actor='ruth'); "
    "kit.setup.found('Example', owner='ruth', mode=sk.Mode.REHEARSAL)",
    "import pydantic.BaseModel": "from pydantic import BaseModel",
}
RATIOS = [
    Ratio("import supportkit / python", "import supportkit", "python", "<= 1.25"),
    Ratio("first use of an area / import attrs", "from supportkit.groups import Group", "import attrs", "<= 1.6"),
    Ratio("the same, sessions", "from supportkit.sessions import Recurrence", "import attrs", "<= 1.6"),
    Ratio("a kit on SQLite / attrs, cattrs and sqlite3", "a kit on a SQLite file", "attrs, cattrs, sqlite3", "<= 1.3"),
    Ratio("a kit on SQLite / its dependencies", "a kit on a SQLite file", "attrs, cattrs, pendulum, sqlite3"),
    Ratio("a kit and its first command / the same", "the same, and one command", "attrs, cattrs, pendulum, sqlite3"),
    Ratio("import pydantic / first use of an area", "import pydantic.BaseModel", "from supportkit.groups import Group"),
]
HEAVY = ("attr", "cattrs", "pendulum", "dateutil", "sqlite3", "asyncio", "json", "typing", "pydantic")


def _environment() -> dict[str, str]:
    homes = {Path(supportkit.__file__).parents[1], Path(attrs.__file__).parents[1]}
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, homes)), "PYTHONDONTWRITEBYTECODE": ""}


def _run(program: str, folder: Path, environment: dict[str, str]) -> str:
    (folder / "a.db").unlink(missing_ok=True)
    return subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


def loads(program: str, folder: Path) -> tuple[str, ...]:
    """Answer which of the heavy modules a program loads."""
    text = f"{program}\nimport sys; print(*sorted(sys.modules))"
    loaded = set(_run(text, folder, _environment()).split())
    return tuple(name for name in HEAVY if name in loaded)


def measure(rounds: int) -> Result:
    """Let whole processes take turns."""
    taken: Taken = {name: [] for name in PROGRAMS}
    environment = _environment()
    with scratch() as folder:
        for turn in range(rounds + 1):
            for name, program in PROGRAMS.items():
                began = time.perf_counter()
                _run(program, folder, environment)
                if turn:  # the first turn may compile
                    taken[name].append((time.perf_counter() - began) * 1e3)
    return result("imports", "milliseconds of a whole process", taken, RATIOS)


def main() -> None:
    """Measure and print."""
    options = reader(__doc__, 15).parse_args()
    show([measure(options.rounds)], about("attrs", "cattrs", "pendulum", "pydantic"), options)
    if not options.json:
        with scratch() as folder:
            for name, program in PROGRAMS.items():
                print(f"  {name:<58}{' '.join(loads(program, folder)) or 'none of the heavy ones'}")


if __name__ == "__main__":
    main()
