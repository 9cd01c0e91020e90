"""`import supportkit` loads nothing heavy: a host pays for what it uses."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.house.source import PACKAGE, ROOT

HEAVY = frozenset(
    "attr attrs cattrs pendulum dateutil tzdata sqlite3 asyncio psycopg sqlalchemy django fastapi "
    "pydantic rich pytest hypothesis typing logging json re inspect dataclasses tomllib argparse unittest".split()
)
ERRORS_MAY = frozenset({"typing", "re", "inspect"})


def loaded_by(statement: str) -> frozenset[str]:
    """Answer the top modules that a statement loads in a fresh interpreter which has loaded none."""
    program = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); before = set(sys.modules); {statement}; "
        "print(*sorted(name for name in set(sys.modules) - before))"
    )
    # without `site`, so that what other packages put into start-up is not counted as ours
    answer = subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return frozenset(name.partition(".")[0] for name in answer.stdout.split())


def test_the_front_door_is_light():
    loaded = loaded_by("import supportkit")
    assert "supportkit" in loaded
    assert not loaded & HEAVY


def test_errors_are_light():
    assert not (loaded_by("import supportkit.errors") & HEAVY) - ERRORS_MAY


@pytest.mark.parametrize("module", sorted(HEAVY & {"json", "sqlite3", "logging"}))
def test_the_measure_sees_what_is_loaded(module: str):
    assert module in loaded_by(f"import {module}")
