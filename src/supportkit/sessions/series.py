"""A series: the repeating plan of a group, in local time. Instants are derived from it and kept with the sessions."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId, SeriesId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import number_problems, text_problems
from supportkit.core.zones import zone as zone_of
from supportkit.errors import InvalidInput, Problem, Refused
from supportkit.sessions.recurrence import Recurrence
from supportkit.sessions.venue import Venue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

    from supportkit.sessions import events as on
    from supportkit.sessions.occurrence import Occurrence
else:
    on = Later("supportkit.sessions.events")

MINUTES_LIMIT = 24 * 60
"""Minutes of a session, at most (default)."""


PLACES_LIMIT = 10_000
"""People who can say that they come to one session, at most (default)."""


class SeriesStatus(StrEnum):
    """Whether a plan is in force."""

    ACTIVE = "active"
    ENDED = "ended"


COURSE: Mapping[SeriesStatus, Mapping[str, SeriesStatus]] = {
    SeriesStatus.ACTIVE: {
        "extend": SeriesStatus.ACTIVE,
        "set_zone": SeriesStatus.ACTIVE,
        "end": SeriesStatus.ENDED,
    },
    SeriesStatus.ENDED: {},
}
"""The law of a plan."""


@aggregate
@frozen(kw_only=True)
class Series(Aggregate):
    """A repeating plan of sessions: local wall time, zone, rule and duration.

    Args:
        id: its id (`ser_…`).
        lineage_id: the first of the series that it continues; its own id where it continues none.
        group_id: the group that meets.
        community_id: the group's community.
        recurrence: the rule.
        start_on: the local date of the first session; it must be one that the rule gives.
        at: the local time of day.
        zone: the IANA zone of that time; `None` where a list did not say, and then nothing can be planned.
        minutes: how long a session lasts.
        title: what its sessions are called, where they have a name apart from the group's.
        venue: where it meets.
        capacity: how many can say that they come to one session; `None` for as many as belong.
        status: whether it is in force.
        planned_until: up to which instant its sessions are planned.
    """

    KIND: ClassVar[str] = "series"

    id: SeriesId
    lineage_id: SeriesId
    group_id: GroupId
    community_id: CommunityId
    recurrence: Recurrence
    start_on: date
    at: time
    zone: str | None = None
    minutes: int = 90
    title: str = ""
    venue: Venue = Venue()
    capacity: int | None = None
    status: SeriesStatus = SeriesStatus.ACTIVE
    planned_until: datetime | None = None

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        if self.title:
            yield from text_problems("$.title", self.title)
        yield from number_problems("$.minutes", self.minutes, 1, MINUTES_LIMIT)
        if self.capacity is not None:
            yield from number_problems("$.capacity", self.capacity, 1, PLACES_LIMIT)
        if self.at.tzinfo is not None:
            yield Problem("value.wrong_type", "$.at", {"expected": "a local time of day; its zone is given apart"})

    @staticmethod
    def key(series_id: SeriesId) -> Key[Series]:
        """Answer the key of a series."""
        return Key("series", series_id)

    @property
    def record_key(self) -> Key[Series]:
        """The key it is kept under."""
        return Key("series", self.id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """The plans of a group, by status."""
        return (IndexEntry("series.by_group", (self.group_id, self.status.value), self.id),)

    def shown_outside(self) -> Series:
        """Answer the plan as those outside may see it: when the group meets and in which region, not at which door."""
        return evolved(self, venue=Venue(mode=self.venue.mode, region=self.venue.region))

    @property
    def start_local(self) -> datetime:
        """The local time of the first session, without a zone."""
        return datetime.combine(self.start_on, self.at)

    def occurrences(self, window_from: datetime, window_to: datetime) -> tuple[Occurrence, ...]:
        """Answer the occurrences that begin in a window of instants, its end left out.

        Raises:
            Refused: `series.no_zone`.
            InvalidInput: `recurrence.too_many`.
        """
        from supportkit.sessions.occurrence import occurrences

        return occurrences(self.recurrence, self.start_local, self._zone(), self.minutes, window_from, window_to)

    def _zone(self) -> ZoneInfo:
        if self.zone is None:
            raise Refused("series.no_zone")
        return zone_of(self.zone)

    @classmethod
    def plan(
        cls,
        series_id: SeriesId,
        *,
        group_id: GroupId,
        community_id: CommunityId,
        recurrence: Recurrence,
        start_on: date,
        at_time: time,
        zone: str | None,
        minutes: int,
        title: str,
        venue: Venue,
        capacity: int | None = None,
        at: datetime,
        by: PersonId,
    ) -> Change[Series]:
        """Put a plan in force.

        Raises:
            InvalidInput: `zone.unknown`, `zone.offset`, `series.start_not_on_rule`, `number.out_of_range`.
        """
        if zone is not None:
            zone_of(zone)
        nearest = recurrence.first_on_or_after(start_on)
        if nearest != start_on:
            raise InvalidInput.of(
                [Problem("series.start_not_on_rule", "$.start_on", {"nearest": str(nearest or "none")})]
            )
        return begun(
            on.SeriesPlanned(
                at=at,
                by=by,
                series_id=series_id,
                group_id=group_id,
                community_id=community_id,
                recurrence=recurrence,
                start_on=start_on,
                at_time=at_time,
                zone=zone,
                minutes=minutes,
                title=title,
                venue=venue,
                capacity=capacity,
            )
        )

    def set_zone(self, zone: str, *, at: datetime, by: PersonId) -> Change[Series]:
        """Say in which zone the time of day is meant, where a list did not.

        Raises:
            Refused: `series.zone_set`, it has one.
            InvalidInput: `zone.unknown`, `zone.offset`.
        """
        step(COURSE, self.status, "set_zone")
        if self.zone is not None:
            raise Refused("series.zone_set", zone=self.zone)
        zone_of(zone)
        return changed(self, on.ZoneSet(at=at, by=by, zone=zone))

    def extend(self, until: datetime, *, at: datetime, by: PersonId) -> Change[Series]:
        """Note that its sessions are planned up to an instant.

        Raises:
            InvalidInput: `time.order`, an instant that is not later than the one before.
        """
        step(COURSE, self.status, "extend")
        if self.planned_until is not None and until <= self.planned_until:
            raise InvalidInput("time.order")
        return changed(self, on.SeriesExtended(at=at, by=by, until=until))

    def end(self, *, at: datetime, by: PersonId) -> Change[Series]:
        """Take it out of force."""
        step(COURSE, self.status, "end")
        return changed(self, on.SeriesEnded(at=at, by=by))
