"""The tree is tidy: small files, no drawers, nothing that names a machine, no test that asserts a time."""

from __future__ import annotations

import ast
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.house.source import PACKAGE, ROOT, dotted, modules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINES = 450
DRAWERS = frozenset("utils util helpers helper manager managers base common misc".split())
LOCKS = re.compile(
    r"(uv|poetry|pdm|Pipfile|package-lock|yarn|pnpm-lock|pylock)[\w.-]*\.(lock|toml|json|yaml)|Pipfile\.lock"
)
# Spelt in pieces, so that this file does not name what it looks for.
MACHINE = re.compile(
    "|".join(
        [
            r"(?<![\w.~])/" + r"(work|root|opt|mnt|home)/\w",
            r"(?<![\w.~])/" + r"work\b",
            "files" + r"\.python" + r"hosted\.org",
            "pypi" + r"\.org",
            "registry" + r"\.npmjs\.(org|com)",
            "registry" + r"\.yarnpkg\.com",
            "deb" + r"\.debian\.org",
            "ext" + r"ra-index-url",
        ]
    )
)
CLOCKS = frozenset(
    "time.time time.time_ns time.monotonic time.monotonic_ns time.perf_counter time.perf_counter_ns "
    "time.process_time perf_counter perf_counter_ns monotonic process_time timeit.timeit timeit".split()
)
TEXT = {
    ".py",
    ".toml",
    ".md",
    ".txt",
    ".yml",
    ".yaml",
    ".cff",
    ".json",
    ".sql",
    ".sh",
    ".cfg",
    ".ini",
    ".css",
    ".js",
    ".html",
}


def kept_files() -> list[Path]:
    """Answer the files of the project: what git keeps or would keep, else all but hidden folders and builds."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        built = {"build", "dist", "site", "htmlcov", "__pycache__"}
        paths = [
            path
            for path in ROOT.rglob("*")
            if not any(
                part in built or (part.startswith(".") and part != ".ci") for part in path.relative_to(ROOT).parts
            )
        ]
    return sorted(path for path in paths if path.is_file())


def test_no_file_of_the_package_is_long():
    long = {
        module.name: count
        for module in modules()
        if (count := len(module.path.read_text("utf-8").splitlines())) > LINES
    }
    assert not long


def test_nothing_is_a_drawer():
    named = [path for path in PACKAGE.rglob("*") if path.stem.strip("_") in DRAWERS and "__pycache__" not in path.parts]
    assert not named


def test_no_lock_file_is_kept():
    assert not [path.name for path in kept_files() if LOCKS.fullmatch(path.name)]


def test_nothing_names_a_machine():
    found = []
    for path in kept_files():
        if path.suffix in TEXT or path.parent.name == ".ci" or not path.suffix:
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
                if MACHINE.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}")
    assert not found


@pytest.mark.parametrize(
    "text", ["see /" + "work/main", "cd /" + "root/x", "https://pypi" + ".org/simple", "(/" + "opt/dev/bin)"]
)
def test_the_rule_finds_machines(text: str):
    assert MACHINE.search(text)


@pytest.mark.parametrize("text", ["the work/life balance", "~/.pyenv", "framework/", "https://example.org/home/x"])
def test_the_rule_lets_words_be(text: str):
    assert not MACHINE.search(text)


def asserted_times(tree: ast.Module) -> Iterator[int]:
    """Answer the lines that assert about something measured with a clock."""
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        measured = _measured_names(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Assert) and (_asks_clock(node) or _names(node.test) & measured):
                yield node.lineno


def _asks_clock(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Call) and dotted(one.func) in CLOCKS for one in ast.walk(node))


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _measured_names(function: ast.AST) -> set[str]:
    measured: set[str] = set()
    for _ in range(3):  # a name made of measured names is measured too
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and (_asks_clock(node.value) or _names(node.value) & measured):
                measured |= {name for target in node.targets for name in _names(target)}
    return measured


def test_no_test_asserts_a_time():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in asserted_times(ast.parse(path.read_text("utf-8")))
    ]
    assert not found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("start = time.perf_counter()\n    f()\n    assert time.perf_counter() - start < 1", True),
        ("a = perf_counter()\n    b = a + 1\n    c = b * 2\n    assert c < 3", True),
        ("assert timeit(f) < 1", True),
        ("a = clock.now()\n    assert a < b", False),
        ("start = time.monotonic()\n    f(start)\n    assert x == 1", False),
    ],
)
def test_the_rule_finds_times(body: str, found: bool):
    assert bool(list(asserted_times(ast.parse(f"def test():\n    {body}\n")))) is found
