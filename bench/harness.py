"""What every benchmark shares: contenders take turns, and each ratio stands beside its budget.

Absolute times tell of a machine and of what else ran on it, so a ratio is only ever made within one turn of one run;
what is shown is the median of the turns. Where files are written, they lie in memory if the machine has such a place:
then the figures tell of the work and not of the disk.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import shutil
import statistics
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator, Mapping, Sequence

Contender = tuple["Callable[[], object]", int]
"""A call, and how many items one call comes to."""
Taken = dict[str, list[float]]
"""What each contender took at each turn."""

IN_MEMORY = Path("/dev/shm")
SLICE = 0.01
"""Seconds for which a contender runs at each turn, at least."""


class Ratio(NamedTuple):
    """One figure divided by another, and what was promised of it.

    Args:
        title: what the ratio says.
        above: the contender whose figure is divided.
        below: the contender by whose figure it is divided.
        budget: `<= 1.25` or `>= 4`; empty where nothing was promised.
    """

    title: str
    above: str
    below: str
    budget: str = ""


class Line(NamedTuple):
    """One row of a result: what was measured, what came out, what was promised and whether it holds."""

    title: str
    value: float
    budget: str
    holds: bool | None


class Result(NamedTuple):
    """What one benchmark found.

    Args:
        name: the benchmark.
        unit: what the figures count.
        figures: the median of each contender.
        lines: the ratios.
    """

    name: str
    unit: str
    figures: Mapping[str, float]
    lines: tuple[Line, ...]


def judged(title: str, value: float, budget: str = "") -> Line:
    """Hold a value against its budget."""
    if not budget:
        return Line(title, value, "", None)
    sign, _, limit = budget.partition(" ")
    return Line(title, value, budget, value <= float(limit) if sign == "<=" else value >= float(limit))


def result(name: str, unit: str, taken: Taken, ratios: Sequence[Ratio]) -> Result:
    """Make the ratios of what each contender took at each turn."""
    lines: list[Line] = []
    for one in ratios:
        each = [above / below for above, below in zip(taken[one.above], taken[one.below], strict=True)]
        lines.append(judged(one.title, statistics.median(each), one.budget))
    return Result(name, unit, {who: statistics.median(figures) for who, figures in taken.items()}, tuple(lines))


def take_turns(contenders: Mapping[str, Contender], rounds: int) -> Taken:
    """Answer the microseconds per item of each contender at each turn."""
    repeats: dict[str, int] = {}
    for name, (call, _) in contenders.items():
        call()
        began = time.perf_counter()
        call()
        repeats[name] = max(1, int(SLICE / (time.perf_counter() - began)))
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, (call, items) in contenders.items():
                turns = range(repeats[name])
                began = time.perf_counter()
                for _ in turns:
                    call()
                taken[name].append((time.perf_counter() - began) / repeats[name] / items * 1e6)
            gc.collect()
    finally:
        gc.enable()
    return taken


def take_turns_once(contenders: Mapping[str, Callable[[int], object]], rounds: int, items: int) -> Taken:
    """Answer the same of contenders whose work cannot be repeated: each is told the turn, and does `items` of it.

    A first turn that is not counted fills caches: of statements, of compiled readers, of the file.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        gc.collect()
        for name, call in contenders.items():
            began = time.perf_counter()
            call(number)
            took = (time.perf_counter() - began) / items * 1e6
            if number:
                taken[name].append(took)
    return taken


@contextmanager
def scratch(*, on_disk: bool = False) -> Iterator[Path]:
    """Lend a folder that is gone afterwards, in memory unless the disk is what is measured."""
    in_memory = IN_MEMORY if IN_MEMORY.is_dir() and not on_disk else None
    folder = Path(tempfile.mkdtemp(prefix="supportkit-bench-", dir=in_memory))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def about(*packages: str) -> dict[str, str]:
    """Answer what a figure must be read with: the date, the interpreter and the versions of what took part."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def reader(doc: str | None, rounds: int) -> ArgumentParser:
    """Make the reader of a benchmark's options."""
    options = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true", help="print figures as JSON")
    options.add_argument("--rounds", type=int, default=rounds, help=f"turns of each contender ({rounds})")
    return options


def show(results: Sequence[Result], versions: Mapping[str, str], options: Namespace) -> None:
    """Print results as tables, or as JSON."""
    if options.json:
        print(json.dumps({"about": versions, "results": [as_data(one) for one in results]}, indent=2))
        return
    print("  ".join(f"{name} {value}" for name, value in versions.items()))
    for one in results:
        print(f"\n{one.name}, {one.unit}")
        for name, figure in one.figures.items():
            print(f"  {name:<58}{figure:>12,.2f}")
        for line in one.lines:
            verdict = {None: "", True: "holds", False: "DOES NOT HOLD"}[line.holds]
            print(f"  {line.title:<58}{line.value:>12.2f}   {line.budget:<8} {verdict}".rstrip())


def as_data(one: Result) -> dict[str, object]:
    """Answer a result as plain data."""
    return {
        "name": one.name,
        "unit": one.unit,
        "figures": {name: round(value, 4) for name, value in one.figures.items()},
        "ratios": [line._asdict() | {"value": round(line.value, 4)} for line in one.lines],
    }
