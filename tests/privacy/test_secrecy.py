"""The watch over the test run sees what it is to see."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.kit.worlds import SECRET
from tests.privacy.test_erasure import CANARY
from tests.privacy.test_raw_files import canary
from tests.secrecy import CANARIES, WATCH, Watch, tells

from supportkit.errors import InvalidInput, NotFound, Problem, Refused

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def watching(request: pytest.FixtureRequest) -> Watch:
    """The watch of this run."""
    return request.config.stash[WATCH]


def told(watch: Watch) -> list[str]:
    """Answer what was told on purpose, and let the watch forget it."""
    found = list(watch.told)
    watch.told.clear()
    return found


def test_the_canaries_are_those_that_the_tests_write():
    for text in (SECRET, CANARY, canary("zed")):
        assert tells(text)
    assert all(tells(f"… {one} …") for one in CANARIES)
    assert not tells("nothing of it")


def test_every_error_is_looked_at(watching: Watch):
    before = watching.errors
    Refused("person.erased")
    assert watching.errors == before + 1
    assert told(watching) == []
    NotFound("record.not_found", kind="group", id=SECRET)
    Refused("person.erased", hint=SECRET)
    Refused("person.erased", staff={"why": SECRET})
    InvalidInput.of([Problem("text.empty", f"$.{SECRET}")])
    assert told(watching) == [
        "an error record.not_found",
        "an error person.erased",
        "an error person.erased",
        "an error text.empty",
    ]


def record(text: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    trace = None if error is None else (type(error), error, None)
    return logging.LogRecord("supportkit.kit", logging.WARNING, "kit.py", 1, text, args, trace)


def test_every_log_record_is_looked_at(watching: Watch):
    assert watching in logging.getLogger().handlers
    assert logging.getLogger("supportkit").isEnabledFor(logging.DEBUG)
    watching.handle(record("all is well"))
    assert told(watching) == []
    watching.handle(record("%s joined", SECRET))
    watching.handle(record("it broke", error=ValueError(SECRET)))
    assert told(watching) == ["a log record of supportkit.kit"] * 2


TELLING = f"""
import logging
def test_prints():
    print({SECRET!r})
def test_logs():
    logging.getLogger("x").warning({SECRET!r})
def test_raises():
    from supportkit.errors import Refused
    Refused("person.erased", name={SECRET!r})
def test_keeps():
    pass
"""


def test_a_test_that_told_something_fails(tmp_path: Path):
    (tmp_path / "test_telling.py").write_text(TELLING)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.secrecy",
        "--tb=no",
        "test_telling.py",
    ]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert "3 failed, 1 passed" in done.stdout
    assert done.returncode == 1
