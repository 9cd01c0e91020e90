"""How fast occurrences are computed, as ratios against what one would write without supportkit.

All contenders take turns in one run; the figure of each is the median of its rounds. Every contender must come to the
same instants, or nothing is printed. `python -m bench.occurrence [--json] [--rounds N]`
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pendulum
from bench.harness import Ratio, Result, about, reader, result, show, take_turns
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
    Ratio("an occurrence / standard library", "supportkit", "standard library", "<= 2"),
    Ratio("pendulum.add / an occurrence", "pendulum.add", "supportkit", ">= 3"),
    Ratio("dateutil / an occurrence", "dateutil", "supportkit", ">= 2"),
    Ratio("a window 10 years out / the first", "window, 10 years out", "window, first", "<= 2"),
    Ratio("the same by months", "window, 10 years out, by months", "window, first, by months", "<= 2"),
    Ratio("the same window, dateutil / supportkit", "window, 10 years out, dateutil", "window, 10 years out"),
]


def measure(rounds: int) -> Result:
    """Let all contenders take turns, once they have been seen to agree."""
    if not ours() == standard_library() == by_pendulum() == by_dateutil():
        raise SystemExit("the contenders do not agree")
    if next(each_occurrence(EVERY_TUESDAY, START, ZONE, 90)).starts_at != START.replace(tzinfo=ZONE):
        raise SystemExit("the first occurrence is not the start")
    return result("occurrences", "microseconds each", take_turns(CONTENDERS, rounds), RATIOS)


def main() -> None:
    """Measure and print."""
    options = reader(__doc__, 30).parse_args()
    versions = about("attrs", "pendulum", "python-dateutil") | {"tzdata": tzdata_version()}
    show([measure(options.rounds)], versions, options)


if __name__ == "__main__":
    main()
