"""Profiles of Hypothesis, the shared data, and skips that count as failures in CI.

SUPPORTKIT_PROFILE: `short` (the default) or `long`.
SUPPORTKIT_CI=1: a test that is skipped because something is missing (its reason starts with "needs ") fails.
SUPPORTKIT_DATA: the folder of the shared data; a copy of it may stand beside the repository.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SUPPORTKIT_DATA") or ROOT / "../shared/data").resolve()
NO_DATA = "needs the shared data"
IN_CI = os.environ.get("SUPPORTKIT_CI") == "1"
PROFILE = os.environ.get("SUPPORTKIT_PROFILE") or "short"

_common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}
settings.register_profile("short", max_examples=50, derandomize=IN_CI, **_common)
settings.register_profile("long", max_examples=1500, **_common)
settings.load_profile(PROFILE)


def pytest_configure(config: pytest.Config) -> None:
    """Watch the run for what is private; a copy of this file on its own has nothing to watch with."""
    if (ROOT / "tests" / "secrecy.py").is_file():
        config.pluginmanager.import_plugin("tests.secrecy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the golden files be written anew."""
    parser.addoption("--update", action="store_true", help="write the golden files anew instead of comparing them")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests marked `long` to the long profile."""
    if PROFILE != "long":
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="runs in the long profile"))


def counts_as_failure(reason: str) -> bool:
    """Tell whether a skip for this reason hides a missing part, and we are where nothing may be missing."""
    reason = reason.removeprefix("Skipped: ")
    return IN_CI and reason.startswith("needs ") and not (reason.startswith(NO_DATA) and not DATA.is_dir())


def _fail_on_missing(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.outcome == "skipped" and not hasattr(report, "wasxfail") and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2]
        if counts_as_failure(reason):
            report.outcome = "failed"
            report.longrepr = f"skipped, and nothing may be missing here: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Fail what was skipped while it ran."""
    report = yield
    _fail_on_missing(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    """Fail what was skipped while it was collected."""
    report = yield
    _fail_on_missing(report)
    return report


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the shared data."""
    if not DATA.is_dir():
        pytest.skip(f"{NO_DATA}: set SUPPORTKIT_DATA to its folder")
    return DATA
