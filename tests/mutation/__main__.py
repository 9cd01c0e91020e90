"""Put small faults into a part of the library, one at a time, and see whether the tests notice them.

Run it as `python -m tests.mutation privacy`. Each fault is tried in a process of its own, by those tests only that
reach its line. The words of the command line are folders or files below src/supportkit; the last line says how many of
the faults were noticed.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from itertools import chain, zip_longest
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.mutation.mutants import Mutant, mutants, with_fault

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "supportkit"
FIRST = 40
"""Tests that are tried first; only where they notice nothing, all others that reach the line are."""
READING = ("tests/privacy/test_decided.py", "tests/privacy/test_stored_places.py")
"""Tests of what is decided when a module is loaded: they run none of its lines, so that no coverage tells of them."""
FOR_ALL = ("pytest", "attrs", "cattrs", "dateutil.relativedelta", "hypothesis.strategies", "hypothesis.stateful")
"""What nearly every test needs, imported once for all of them."""
PATIENCE = 120
"""Seconds after which a fault that makes the tests run on and on counts as noticed."""


class Faulty(MetaPathFinder, Loader):
    """Loads one module with a fault in it."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find the faulty module only."""
        return ModuleSpec(fullname, self, origin=str(self.path)) if fullname == self.name else None

    def create_module(self, spec: ModuleSpec) -> None:
        """Take the ordinary module object."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the faulty text."""
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


DATA, DURATIONS = ROOT / ".mutation-lines", ROOT / ".mutation-durations.json"


def collect(places: list[str], *, more: bool) -> None:
    """Run tests once without a fault, and note which lines each reaches, and how long it takes.

    Args:
        places: where the tests are.
        more: whether to keep what was noted of other tests.
    """
    if not more:
        DATA.unlink(missing_ok=True)
        DURATIONS.unlink(missing_ok=True)
    took = json.loads(DURATIONS.read_text("utf-8")) if DURATIONS.exists() else {}
    environment = os.environ | {"COVERAGE_FILE": str(DATA), "SUPPORTKIT_DURATIONS": str(DURATIONS)}
    words = [
        "--cov=supportkit",
        "--cov-context=test",
        "--cov-report=",
        *(["--cov-append"] if more else []),
        "-q",
        "--no-header",
        "-p",
        "tests.mutation.timing",
    ]
    subprocess.run([sys.executable, "-m", "pytest", *words, *places], cwd=ROOT, env=environment, check=False)
    DURATIONS.write_text(json.dumps(took | json.loads(DURATIONS.read_text("utf-8"))), "utf-8")


def reached() -> dict[tuple[str, int], list[str]]:
    """Answer, for each file and line, the tests that reach it, quick ones first; those that fail anyway are none."""
    from coverage import CoverageData

    kept = CoverageData(str(DATA))
    kept.read()
    took = json.loads(DURATIONS.read_text("utf-8"))
    lines: dict[tuple[str, int], set[str]] = defaultdict(set)
    for file in kept.measured_files():
        for line, contexts in kept.contexts_by_lineno(file).items():
            lines[file, line] |= {name.rpartition("|")[0] for name in contexts if name.endswith("|run")}
    return {place: sorted(names & took.keys(), key=took.__getitem__) for place, names in lines.items()}


def notice(path: Path, mutant: Mutant | None, tests: list[str]) -> bool:
    """Tell whether some of the tests notice a fault; without one, whether they fail for some other reason."""
    if not tests:
        return False
    child = os.fork()
    if child == 0:
        _try(path, mutant, tests)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _try(path: Path, mutant: Mutant | None, tests: list[str]) -> None:
    import pytest

    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    if mutant is not None:
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        sys.meta_path.insert(0, Faulty(name, path, with_fault(path.read_text("utf-8"), mutant)))
    code = 1
    try:
        # Everything that every test needs is imported before the fork, and so too early to be rewritten.
        ignored = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
        code = int(pytest.main(["-x", "-q", "--no-header", "-p", "no:cacheprovider", *ignored, *tests]))
    finally:
        os._exit(0 if code == 0 else 1)


def below(place: Path) -> list[Path]:
    """Answer the modules of a folder, or the one that is named."""
    return [place] if place.is_file() else sorted(file for file in place.rglob("*.py") if file.name != "__init__.py")


def of_file(lines: dict[tuple[str, int], list[str]], file: Path) -> list[str]:
    """Answer the tests that reach a file at all, one line after the other, for what only runs when it is loaded."""
    here = [names for (path, _), names in lines.items() if path == str(file)]
    turns = chain.from_iterable(zip_longest(*here))
    return [*READING, *dict.fromkeys(name for name in turns if name is not None)]


def main() -> int:
    """Try every fault, and say which were not noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", default=["privacy"], help="folders or files below src/supportkit")
    parser.add_argument("--tests", nargs="*", default=["tests"], help="where the tests are")
    parser.add_argument("--worker", default="0/1", help="which part of the faults: 0/2 is every second one")
    parser.add_argument("--only", type=int, default=1, help="every n-th fault only")
    parser.add_argument("--again", action="store_true", help="use what the last run noted of which test reaches what")
    parser.add_argument("--add", nargs="*", default=[], help="do so, and note it of these tests besides")
    options = parser.parse_args()
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.chdir(ROOT)
    os.environ["SUPPORTKIT_MUTATION"] = "1"
    part, parts = map(int, options.worker.split("/"))
    if options.add or not options.again:
        collect(options.add or options.tests, more=bool(options.add))
    lines = reached()
    files = [file for name in options.parts for file in below(PACKAGE / name)]
    for name in FOR_ALL:
        import_module(name)
    some = list(dict.fromkeys(test for file in files for test in of_file(lines, file)[:3]))
    if notice(files[0], None, some):
        parser.error("tests fail without any fault, and so would notice nothing")
    noticed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    number = 0
    for file in files:
        whole = of_file(lines, file)
        for mutant in mutants(file.read_text("utf-8")):
            number += 1
            if number % options.only or (number // options.only) % parts != part:
                continue
            tests = lines.get((str(file), mutant.line)) or whole
            found = notice(file, mutant, tests[:FIRST]) or notice(file, mutant, [*READING, *tests[FIRST:]])
            where = str(file.relative_to(PACKAGE))
            tried[where] += 1
            noticed[where] += found
            if not found:
                reach = "reached by no test" if not tests else f"{len(tests)} tests"
                print(f"not noticed: {where}:{mutant.line}: {mutant.what} ({reach})", flush=True)
    for where in tried:
        print(f"{where}: {noticed[where]} of {tried[where]}")
    share = noticed.total() / max(tried.total(), 1)
    print(f"{noticed.total()} of {tried.total()} faults noticed: {share:.1%}")
    return 0 if share >= 0.9 else 1


if __name__ == "__main__":
    raise SystemExit(main())
