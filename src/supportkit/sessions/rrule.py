"""Rules in the notation of iCalendar (RFC 5545, 3.3.10): written, read, and, where they are not ours, expanded.

What is written names its week start, and a yearly rule its month, for other calendars disagree about what is left out.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from supportkit.core.zones import to_local, to_utc
from supportkit.errors import InvalidInput, Refused
from supportkit.sessions.recurrence import LAST_DAY, Frequency, Recurrence, Weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from zoneinfo import ZoneInfo

FOREIGN_YEARS = 100
"""How far a rule of others is expanded, at most (default)."""

_END_OF_DAY = time(23, 59, 59)
_DAY = timedelta(days=1)
_BYDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"([0-9]{8})(?:T((?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9])(Z?))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
_FILTERS = ("BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS")
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", *_FILTERS})
_OF_DAYS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_OF_HOURS = ("HOURLY", "MINUTELY", "SECONDLY")
_NO_MONTH = "a yearly rule by days of the month must name its month"


def to_rrule(recurrence: Recurrence, zone: ZoneInfo | None = None) -> str:
    """Write a rule as the value of an RRULE property.

    Args:
        recurrence: the rule.
        zone: where its dates are meant; needed for a rule with `until`, which is written as the instant at which that
            local day ends.

    Raises:
        Refused: `series.no_zone` for an `until` without a zone.
    """
    parts = [f"FREQ={recurrence.frequency}"]
    if recurrence.every > 1:
        parts.append(f"INTERVAL={recurrence.every}")
    if recurrence.month is not None:
        parts.append(f"BYMONTH={recurrence.month}")
    if recurrence.weekdays:
        parts.append(
            "BYDAY=" + ",".join([f"{nth}{day}" for day in recurrence.weekdays for nth in recurrence.nth or ("",)])
        )
    if recurrence.days:
        parts.append("BYMONTHDAY=" + ",".join(map(str, recurrence.days)))
    parts.append(f"WKST={recurrence.week_start}")
    if recurrence.count is not None:
        parts.append(f"COUNT={recurrence.count}")
    if recurrence.until is not None:
        if zone is None:
            raise Refused("series.no_zone")
        ends = to_utc(datetime.combine(min(recurrence.until, LAST_DAY), _END_OF_DAY), zone)
        parts.append(f"UNTIL={ends:%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def from_rrule(text: str, start_local: datetime | None = None, zone: ZoneInfo | None = None) -> Recurrence:
    """Read the value of an RRULE property; the name in front and a semicolon at the end may stay.

    Args:
        text: the rule.
        start_local: the first local time of the plan; it stands for what the rule leaves out, such as the weekday.
        zone: where that time is meant; needed, with the start, for an UNTIL that is an instant.

    Raises:
        InvalidInput: `recurrence.unreadable` for what is no rule; `recurrence.unsupported`, with the reason, for one
            that cannot be kept (`foreign_dates` may expand it); otherwise what is wrong with the rule.
    """
    parts = _parts(text)
    shape = _shape(parts, start_local)
    until = parts.get("UNTIL")
    return Recurrence(
        every=_number(parts.get("INTERVAL", "1")),
        week_start=parts.get("WKST", Weekday.MO),
        until=None if until is None else _last_date(until, start_local, zone),
        count=_number(parts["COUNT"]) if "COUNT" in parts else None,
        **shape,
    )


def foreign_dates(text: str, start_local: datetime, zone: ZoneInfo | None = None) -> Iterator[date]:
    """Yield the dates of a rule that iCalendar allows and we cannot keep, such as the last working day of a month.

    It is expanded by `python-dateutil` from the start on, one date after the other, for at most 100 years.

    Args:
        text: the rule.
        start_local: the first local time of the plan.
        zone: where that time is meant; needed for an UNTIL that is an instant.

    Raises:
        InvalidInput: `recurrence.unreadable` for what is no rule; `recurrence.unsupported` for one that calendars read
            in different ways, that repeats within a day, or that has an UNTIL whose zone is not known;
            `recurrence.never`; `recurrence.two_ends`.
    """
    parts = _parts(text)
    for doubtful, reason in _DOUBTFUL:
        if doubtful(parts):
            raise _unsupported(reason)
    if "COUNT" in parts and "UNTIL" in parts:
        raise InvalidInput("recurrence.two_ends")
    count = _number(parts.pop("COUNT")) if "COUNT" in parts else None
    if _number(parts.get("INTERVAL", "1")) < 1 or (count is not None and count < 1):
        raise InvalidInput("recurrence.unreadable")
    months, days = _numbers(parts.get("BYMONTH")), _numbers(parts.get("BYMONTHDAY"))
    if not all(1 <= month <= 12 for month in months) or not all(1 <= abs(day) <= 31 for day in days):
        raise InvalidInput("recurrence.unreadable")
    if months and days and not any(abs(day) <= monthrange(2024, month)[1] for month in months for day in days):
        raise InvalidInput("recurrence.never")
    last = date(min(start_local.year + FOREIGN_YEARS, LAST_DAY.year), 12, 31)
    if "UNTIL" in parts:
        last = min(last, _last_date(parts["UNTIL"], start_local, zone))
    parts["UNTIL"] = f"{datetime.combine(last, _END_OF_DAY):%Y%m%dT%H%M%S}"
    found = _expand(";".join([f"{name}={value}" for name, value in parts.items()]), start_local)
    return found if count is None else islice(found, count)


def _expand(text: str, start_local: datetime) -> Iterator[date]:
    from dateutil.rrule import rrulestr

    try:
        moments: Any = rrulestr(text, dtstart=start_local.replace(tzinfo=None))
    except ValueError:
        raise InvalidInput("recurrence.unreadable") from None
    return (at.date() for at in moments)


_DOUBTFUL: tuple[tuple[Callable[[Mapping[str, str]], bool], str], ...] = (
    (lambda parts: not parts.keys().isdisjoint(("BYHOUR", "BYMINUTE", "BYSECOND")), "it repeats within a day"),
    (lambda parts: parts["FREQ"] == "YEARLY" and "BYMONTHDAY" in parts and "BYMONTH" not in parts, _NO_MONTH),
    (lambda parts: parts["FREQ"] != "YEARLY" and "BYYEARDAY" in parts, "BYYEARDAY outside of a YEARLY rule"),
    (lambda parts: "BYWEEKNO" in parts, "weeks by number, which differ between calendars at the turn of the year"),
    (lambda parts: parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts, "BYSETPOS in a WEEKLY rule"),
)
"""Rules that calendars read in different ways; the dates of such a rule would be a guess."""


def _unsupported(reason: str) -> InvalidInput:
    return InvalidInput("recurrence.unsupported", reason=reason)


def _parts(text: str) -> dict[str, str]:
    """Answer the parts of a rule by name, each known, there once and not empty, with a frequency of days or longer."""
    parts: dict[str, str] = {}
    body = text.strip().upper().removeprefix("RRULE:").removesuffix(";")
    for part in body.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise InvalidInput("recurrence.unreadable")
        if name not in _KNOWN:
            raise _unsupported("it has a part that the standard does not name")
        parts[name] = value
    if parts.get("FREQ") in _OF_HOURS:
        raise _unsupported("it repeats within a day")
    if parts.get("FREQ") not in _OF_DAYS:
        raise InvalidInput("recurrence.unreadable")
    return parts


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise InvalidInput("recurrence.unreadable")
    return int(text)


def _numbers(text: str | None) -> tuple[int, ...]:
    return () if text is None else tuple([_number(one) for one in text.split(",")])


_USED = {
    "DAILY": ("BYDAY",),
    "WEEKLY": ("BYDAY",),
    "MONTHLY": ("BYDAY", "BYMONTHDAY", "BYSETPOS"),
    "YEARLY": ("BYMONTH", "BYMONTHDAY"),
}
"""The parts that we can keep, by frequency."""


def _shape(parts: Mapping[str, str], start_local: datetime | None) -> dict[str, Any]:
    frequency = parts["FREQ"]
    for name in _FILTERS:
        if name in parts and name not in _USED[frequency]:
            raise _unsupported(f"{name} in a {frequency} rule")
    if frequency == "DAILY":
        return _daily(parts)
    if frequency == "WEEKLY":
        return {"frequency": Frequency.WEEKLY, "weekdays": _plain_weekdays(parts, start_local)}
    if frequency == "MONTHLY":
        return _monthly(parts, start_local)
    return _yearly(parts, start_local)


def _daily(parts: Mapping[str, str]) -> dict[str, Any]:
    if "BYDAY" not in parts:
        return {"frequency": Frequency.DAILY}
    if _number(parts.get("INTERVAL", "1")) != 1:
        raise _unsupported("BYDAY in a DAILY rule that leaves out days")
    return {"frequency": Frequency.WEEKLY, "weekdays": _plain_weekdays(parts, None)}


def _plain_weekdays(parts: Mapping[str, str], start_local: datetime | None) -> tuple[str, ...]:
    if "BYDAY" not in parts:
        return (Weekday.of(_started(start_local)),)
    nth, weekdays = _byday(parts["BYDAY"])
    if nth:
        raise _unsupported("a numbered weekday outside of a month")
    return weekdays


def _monthly(parts: Mapping[str, str], start_local: datetime | None) -> dict[str, Any]:
    days = _numbers(parts.get("BYMONTHDAY"))
    nth, weekdays = _byday(parts["BYDAY"]) if "BYDAY" in parts else ((), ())
    if "BYSETPOS" in parts:
        if nth or len(weekdays) != 1:
            raise _unsupported("BYSETPOS over more than one weekday")
        nth = _numbers(parts["BYSETPOS"])
    if nth and days:
        raise _unsupported("a numbered weekday together with days of the month")
    if weekdays and not nth and not days:
        nth = (1, 2, 3, 4, 5)
    if not weekdays and not days:
        days = (_started(start_local).day,)
    return {"frequency": Frequency.MONTHLY, "weekdays": weekdays, "nth": nth, "days": days}


def _yearly(parts: Mapping[str, str], start_local: datetime | None) -> dict[str, Any]:
    months = _numbers(parts.get("BYMONTH"))
    if len(months) > 1:
        raise _unsupported("more than one month of the year")
    if not months and "BYMONTHDAY" in parts:
        raise _unsupported(_NO_MONTH)
    days = _numbers(parts.get("BYMONTHDAY")) or (_started(start_local).day,)
    return {"frequency": Frequency.YEARLY, "month": (months or (_started(start_local).month,))[0], "days": days}


def _byday(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Answer which of the weekdays, and the weekdays; every one of the first must hold for every one of the second."""
    pairs: set[tuple[int, str]] = set()
    for part in text.split(","):
        match = _BYDAY.fullmatch(part)
        if match is None:
            raise InvalidInput("recurrence.unreadable")
        pairs.add((int(match[1] or 0), match[2]))
    places = {nth for nth, _ in pairs}
    weekdays = {day for _, day in pairs}
    if len(pairs) != len(places) * len(weekdays) or (0 in places and len(places) > 1):
        raise _unsupported("different weekdays at different places in the month")
    return tuple(places - {0}), tuple(weekdays)


def _started(start_local: datetime | None) -> date:
    if start_local is None:
        raise _unsupported("it leaves to the start what it does not say, and the start is not known")
    return start_local.date()


def _last_date(text: str, start_local: datetime | None, zone: ZoneInfo | None) -> date:
    """Answer the last local date on which a session may begin; UNTIL is a date, a local time or an instant."""
    match = _UNTIL.fullmatch(text)
    try:
        moment = datetime.fromisoformat(f"{match[1]}T{match[2] or '235959'}") if match else None
    except ValueError:
        moment = None
    if match is None or moment is None:
        raise InvalidInput("recurrence.unreadable")
    on = moment.date()
    if not match[2] or not 1900 <= on.year <= LAST_DAY.year:  # so early or so late, the hour cannot matter
        return min(on, LAST_DAY)
    if start_local is None or (match[3] and zone is None):
        raise _unsupported("its UNTIL is a moment, and the start or its zone is not known")
    wall = start_local.time()
    if zone is None or not match[3]:
        return on if wall <= moment.time() else on - _DAY
    moment = moment.replace(tzinfo=UTC)
    last = to_local(moment, zone).date()
    return last if to_utc(datetime.combine(last, wall), zone) <= moment else last - _DAY
