"""Watches the whole test run: no log record, no error and no report of a test that passed tells what is private.

What the tests keep on the private side holds one of the canaries. Each error of supportkit is looked at when it is
made, each log record when it is written, whoever writes it, and each test's captured output when the test has passed.
The report of a test that failed is left out: it shows the source of the test. It is a plugin of pytest, taken
in by `conftest.py`.
"""

from __future__ import annotations

import functools
import logging
import traceback
from typing import Any

import pytest

CANARIES = ("Zq7-my-scan-is-on-Friday", "kept-between-us", "canary-of-")
"""What the tests write into private fields; none of it stands anywhere else."""


def tells(text: str) -> bool:
    """Tell whether a text has one of the canaries in it."""
    return any(canary in text for canary in CANARIES)


class Watch(logging.Handler):
    """Looks at every log record and every error, and remembers what told something."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.told: list[str] = []
        self.errors = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Look at a log record: its text, its arguments and its traceback."""
        text = f"{record.getMessage()} {record.args!r} {record.__dict__.get('extra')!r}"
        if record.exc_info and record.exc_info[1] is not None:
            text += "".join(traceback.format_exception_only(record.exc_info[1]))
        if tells(text):
            self.told.append(f"a log record of {record.name}")

    def see(self, error: Any) -> None:
        """Look at an error: its words, its facts, and what it is made of."""
        self.errors += 1
        if tells(f"{error} {error!r} {error.args!r} {error.hint} {error.params!r} {error.staff!r}"):
            self.told.append(f"an error {error.code}")

    def judge(self, report: pytest.TestReport) -> None:
        """Look at what a test that passed has printed and logged, and fail it if it, or its run, told something."""
        if report.passed and any(tells(text) for _, text in report.sections):
            self.told.append("what it printed")
        if self.told and report.outcome == "passed":
            report.outcome = "failed"
            report.longrepr = f"something private was told by {', '.join(sorted(set(self.told)))}"
        self.told.clear()


WATCH = pytest.StashKey[Watch]()
"""Where a run keeps its watch."""


def watch(config: pytest.Config) -> Watch:
    """Begin to watch, to the end of the run."""
    from supportkit.errors import InvalidInput, SupportKitError

    watching = Watch()
    logging.getLogger().addHandler(watching)
    logging.getLogger("supportkit").setLevel(logging.DEBUG)
    original = SupportKitError.__init__

    @functools.wraps(original)
    def seen(self: Any, *given: Any, **facts: Any) -> None:
        original(self, *given, **facts)
        watching.see(self)

    made_of = InvalidInput.of.__func__  # type: ignore[attr-defined]

    @functools.wraps(made_of)
    def seen_of(kind: Any, problems: Any) -> Any:
        error = made_of(kind, problems)
        watching.see(error)
        return error

    SupportKitError.__init__ = seen  # type: ignore[method-assign]
    InvalidInput.of = classmethod(seen_of)  # type: ignore[method-assign, assignment]

    def leave() -> None:
        InvalidInput.of = classmethod(made_of)  # type: ignore[method-assign, assignment]
        SupportKitError.__init__ = original  # type: ignore[method-assign]
        logging.getLogger().removeHandler(watching)

    config.add_cleanup(leave)
    return watching


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch the run."""
    config.stash[WATCH] = watch(config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Fail a test that told something private."""
    report = yield
    item.config.stash[WATCH].judge(report)
    return report
