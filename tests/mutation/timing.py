"""A pytest plugin that notes how long each test took that passed, for `python -m tests.mutation`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_took: dict[str, float] = {}
_failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up set-up, call and tear-down."""
    _took[report.nodeid] = _took.get(report.nodeid, 0) + report.duration
    if report.failed:
        _failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write it down."""
    passed = {name: duration for name, duration in _took.items() if name not in _failed}
    Path(os.environ["SUPPORTKIT_DURATIONS"]).write_text(json.dumps(passed), "utf-8")
