"""Time as values: aware UTC instants, and the clocks that hand them out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from supportkit.errors import InvalidInput


def instant(value: datetime) -> datetime:
    """Answer the same moment as a plain UTC `datetime`; this is the one place where times come in.

    Raises:
        InvalidInput: `time.naive`, a time without a zone or offset could be any of 38 moments.
    """
    if value.tzinfo is UTC and type(value) is datetime:
        return value
    offset = value.utcoffset()
    if offset is None:
        raise InvalidInput("time.naive")
    naive = datetime(  # noqa: DTZ001
        value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond
    )  # also of a subclass with its own idea of subtraction, such as pendulum's
    return (naive - offset).replace(tzinfo=UTC)


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 text that names its offset.

    Raises:
        InvalidInput: `time.unreadable`, or `time.naive` where the offset is missing.
    """
    try:
        return instant(datetime.fromisoformat(text))
    except InvalidInput:
        raise
    except ValueError:
        raise InvalidInput("time.unreadable") from None


def stamp(value: datetime) -> str:
    """Write an instant as UTC text of fixed width, which sorts as time does: `2026-03-01T18:30:00.000000Z`.

    Raises:
        InvalidInput: `time.naive`.
    """
    return _stamp(value)


@lru_cache(maxsize=256)  # one operation writes its one moment several times
def _stamp(value: datetime) -> str:
    if value.tzinfo is not UTC:
        value = instant(value)
    return value.isoformat("T", "microseconds")[:26] + "Z"


class Clock(Protocol):
    """Tells the time; domain code never asks one, it is handed `now`."""

    def now(self) -> datetime:
        """Answer the present moment, aware and in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Answer the present moment, aware and in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move: for tests, rehearsals and demonstrations.

    Args:
        at: the moment it starts at, aware.
    """

    def __init__(self, at: datetime) -> None:
        self._at = instant(at)

    def now(self) -> datetime:
        """Answer the moment it was set to."""
        return self._at

    def advance(self, by: timedelta) -> datetime:
        """Move on by a length of time and answer the new moment."""
        self._at += by
        return self._at

    def set(self, at: datetime) -> datetime:
        """Stand at another moment and answer it."""
        self._at = instant(at)
        return self._at
