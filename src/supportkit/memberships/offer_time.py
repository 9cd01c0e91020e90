"""Until when a seat is held for somebody: long enough to answer, never at night, and in time for the start.

The hours are a default that nobody has measured: practice gives one to two days, and people in treatment need more.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from supportkit.core.zones import to_local, to_utc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

OFFER_HOURS = 72
"""Hours for which a seat is held (default); each group may set its own."""
MORNING, EVENING = time(9), time(21)
"""No offer ends after the evening and before the morning, where the person is (default)."""
BEFORE_START = timedelta(hours=24)
"""An offer of a seat in a group that starts ends this long before it (default), so that the next one can be asked."""
AT_LEAST = timedelta(hours=12)
"""Nobody has less time to answer than this, however near the start is (default)."""


def offer_end(
    now: datetime, zones: Sequence[ZoneInfo], *, hours: int = OFFER_HOURS, starts_at: datetime | None = None
) -> datetime:
    """Answer until when an offer made now holds its seat.

    It is never night then where any of the people concerned are, and nobody has less than twelve hours (or `hours`, if
    fewer). As far as these two allow, it is not later than a day before the start.

    Args:
        now: when the offer is made, in UTC.
        zones: the zone of each person concerned, one or two.
        hours: for how long a seat is held.
        starts_at: when the group begins, if all begin together; a start that is past does not matter.
    """
    wanted = now + timedelta(hours=hours)
    soonest = now + min(timedelta(hours=hours), AT_LEAST)
    last = starts_at - BEFORE_START if starts_at is not None and starts_at > now else wanted
    wanted = max(min(wanted, last), soonest)
    end = _onward(wanted, zones)
    if starts_at is None or end <= last:
        return end
    earlier = _backward(wanted, zones)
    return earlier if earlier >= soonest else end


def is_night(at: datetime, where: ZoneInfo) -> bool:
    """Tell whether it is night somewhere, so that nothing should end there: after 21:00 and before 09:00 (default)."""
    clock = to_local(at, where).time()
    return clock < MORNING or clock > EVENING


def _onward(at: datetime, zones: Sequence[ZoneInfo]) -> datetime:
    """Answer the next moment at which it is night in none of the zones.

    With two of them one step each is enough, for a day of twelve hours and another always meet.
    """
    for where in (*zones, *zones):
        if is_night(at, where):
            local = to_local(at, where)
            day = local.date() + timedelta(days=local.time() > EVENING)
            at = max(at, to_utc(datetime.combine(day, MORNING), where))
    return at


def _backward(at: datetime, zones: Sequence[ZoneInfo]) -> datetime:
    """Answer the moment before at which it was night in none of the zones."""
    for where in (*zones, *zones):
        if is_night(at, where):
            local = to_local(at, where)
            day = local.date() - timedelta(days=local.time() < MORNING)
            at = min(at, to_utc(datetime.combine(day, EVENING), where))
    return at
