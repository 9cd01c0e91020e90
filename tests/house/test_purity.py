"""Domain code is pure: no I/O, clock, randomness, logging, threads or async in values and flows."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.house.source import DOMAIN, Module, dotted, imports, modules, running

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = frozenset(
    "time random secrets uuid os sys io logging warnings asyncio threading multiprocessing concurrent "
    "contextvars socket ssl http urllib subprocess shutil tempfile pathlib sqlite3 signal queue sched "
    "select glob getpass platform locale atexit importlib".split()
)
CALLS = frozenset(
    "open print input exec eval breakpoint __import__ datetime.now datetime.today datetime.utcnow "
    "date.today datetime.datetime.now datetime.datetime.today datetime.date.today pendulum.now "
    "pendulum.today pendulum.tomorrow pendulum.yesterday".split()
)
# The rooms where time, ids and zone data come in; those that drive flows, sync and async; and those that make code or
# modules available at their first use.
ROOMS = frozenset({"core.clock", "core.ids", "core.zones", "core.calls", "core.compiling", "core.driving", "core.lazy"})


def must_be_pure(module: Module) -> bool:
    """Tell whether a module is domain code."""
    return bool(module.parts) and module.parts[0] in DOMAIN | {"core"} and ".".join(module.parts) not in ROOMS


def impurities(tree: ast.Module) -> Iterator[str]:
    """Answer what in a module is not pure."""
    module = Module("supportkit.groups.example", Path("example.py"), tree)
    for found in imports(module):
        top = found.name.partition(".")[0]
        reads_shipped_data = found.name.startswith("importlib.resources")
        if top in MODULES and not reads_shipped_data:
            yield f"line {found.line}: import {found.name}"
    for node in running(tree):
        if isinstance(node, ast.Call) and dotted(node.func) in CALLS:
            yield f"line {node.lineno}: {dotted(node.func)}()"
        elif isinstance(node, (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)):
            yield f"line {node.lineno}: async"
        elif isinstance(node, ast.Global):
            yield f"line {node.lineno}: global"


@pytest.mark.parametrize("module", [one for one in modules() if must_be_pure(one)], ids=lambda one: one.name)
def test_domain_code_is_pure(module: Module):
    assert not list(impurities(module.tree))


@pytest.mark.parametrize(
    "text",
    [
        "import time",
        "from random import choice",
        "def f():\n    import logging",
        "import datetime\nx = datetime.datetime.now()",
        "from datetime import datetime, UTC\nx = datetime.now(UTC)",
        "x = open('a')",
        "async def f(): ...",
        "import os.path",
        "import asyncio",
    ],
)
def test_the_rule_finds(text: str):
    assert list(impurities(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime, timedelta",
        "from importlib.resources import files",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import random",
        "def f(now): return now.open()",
    ],
)
def test_the_rule_allows(text: str):
    assert not list(impurities(ast.parse(text)))
