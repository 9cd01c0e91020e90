"""How fast occurrences are computed, as ratios against what one would write without supportkit.

All contenders take turns in one run; the figure of each is the median of its rounds. Every contender must come to the
same instants, or nothing is printed. `python bench/occurrence.py [--json] [--rounds N]`
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pendulum
from dateutil.rrule import TU, WEEKLY, rrule

from supportkit.core.zones import tzdata_version
from supportkit.sessions.occurrence import each_occurrence, next_occurrence, occurrences
from supportkit.sessions.recurrence import monthly, weekly

if TYPE_CHECKING:
    from collections.abc import Callable

WEEKS = 520
ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 1, 6, 18, 30)  # noqa: DTZ001  (local, the zone is given apart)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
TEN_YEARS_ON = datetime(2036, 1, 1, tzinfo=UTC)
TEN_WEEKS = timedelta(weeks=10)
EVERY_TUESDAY = weekly("TU")
FIRST_AND_THIRD = monthly("TU", nth=(1, 3))


def ours() -> list[datetime]:
    return [one.starts_at for one in occurrences(EVERY_TUESDAY, START, ZONE, 90, FIRST, FIRST + timedelta(weeks=WEEKS))]


def standard_library() -> list[datetime]:
    start, week = START.replace(tzinfo=ZONE), timedelta(weeks=1)
    return [(start + k * week).astimezone(UTC) for k in range(WEEKS)]


def by_pendulum() -> list[datetime]:
    start = pendulum.instance(START, tz="America/New_York")
    return [start.add(weeks=k) for k in range(WEEKS)]


def by_dateutil() -> list[datetime]:
    return [at.replace(tzinfo=ZONE).astimezone(UTC) for at in rrule(WEEKLY, dtstart=START, byweekday=TU, count=WEEKS)]


def window(begin: datetime) -> Callable[[], object]:
    return lambda: occurrences(EVERY_TUESDAY, START, ZONE, 90, begin, begin + TEN_WEEKS)


def window_of_months(begin: datetime) -> Callable[[], object]:
    return lambda: occurrences(FIRST_AND_THIRD, START, ZONE, 90, begin, begin + TEN_WEEKS)


def window_by_dateutil(begin: datetime) -> Callable[[], object]:
    rule = rrule(WEEKLY, dtstart=START, byweekday=TU)
    naive = begin.replace(tzinfo=None)
    return lambda: [at.replace(tzinfo=ZONE).astimezone(UTC) for at in rule.between(naive, naive + TEN_WEEKS, inc=True)]


def next_ten_years_on() -> object:
    return next_occurrence(EVERY_TUESDAY, START, ZONE, 90, TEN_YEARS_ON)


def a_rule() -> object:
    return weekly("TU", "TH", every=2)


CONTENDERS: dict[str, tuple[Callable[[], object], int]] = {
    "supportkit": (ours, WEEKS),
    "standard library": (standard_library, WEEKS),
    "pendulum.add": (by_pendulum, WEEKS),
    "dateutil": (by_dateutil, WEEKS),
    "window, first": (window(FIRST), 1),
    "window, 10 years out": (window(TEN_YEARS_ON), 1),
    "window, first, by months": (window_of_months(FIRST), 1),
    "window, 10 years out, by months": (window_of_months(TEN_YEARS_ON), 1),
    "window, 10 years out, dateutil": (window_by_dateutil(TEN_YEARS_ON), 1),
    "next, 10 years out": (next_ten_years_on, 1),
    "a rule, built and checked": (a_rule, 1),
}
"""What takes turns, and how many items one call comes to."""

RATIOS = [
    ("supportkit / standard library", "supportkit", "standard library", "<= 2"),
    ("pendulum.add / supportkit", "pendulum.add", "supportkit", ">= 3"),
    ("dateutil / supportkit", "dateutil", "supportkit", ">= 2"),
    ("window 10 years out / first", "window, 10 years out", "window, first", "<= 2"),
    ("the same by months", "window, 10 years out, by months", "window, first, by months", "<= 2"),
    ("window 10 years out, dateutil / supportkit", "window, 10 years out, dateutil", "window, 10 years out", ""),
]


def measure(rounds: int) -> dict[str, float]:
    """Answer the median microseconds per item of each contender."""
    repeats: dict[str, int] = {}
    for name, (call, _) in CONTENDERS.items():
        began = time.perf_counter()
        call()
        repeats[name] = max(1, int(0.01 / (time.perf_counter() - began)))
    taken: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name, (call, items) in CONTENDERS.items():
            began = time.perf_counter()
            for _ in range(repeats[name]):
                call()
            taken[name].append((time.perf_counter() - began) / repeats[name] / items * 1e6)
    return {name: statistics.median(figures) for name, figures in taken.items()}


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--rounds", type=int, default=30)
    options = reader.parse_args()
    if not ours() == standard_library() == by_pendulum() == by_dateutil():
        sys.exit("the contenders do not agree")
    if next(each_occurrence(EVERY_TUESDAY, START, ZONE, 90)).starts_at != START.replace(tzinfo=ZONE):
        sys.exit("the first occurrence is not the start")
    figures = measure(options.rounds)
    ratios = {title: figures[above] / figures[below] for title, above, below, _ in RATIOS}
    about: dict[str, Any] = {
        "python": platform.python_version(),
        "tzdata": tzdata_version(),
        **{name: version(name) for name in ("attrs", "pendulum", "python-dateutil")},
    }
    if options.json:
        print(json.dumps({"about": about, "microseconds": figures, "ratios": ratios}, indent=2))
        return
    print("  ".join(f"{name} {value}" for name, value in about.items()))
    for name, figure in figures.items():
        print(f"{name:<34}{figure:>10.2f} us")
    for title, _, _, budget in RATIOS:
        print(f"{title:<46}{ratios[title]:>8.2f}   {budget}")


if __name__ == "__main__":
    main()
