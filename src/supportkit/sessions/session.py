"""A session: one stored gathering, with its time, its state and the count of its places."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import instant, stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId, SeriesId, SessionId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.records import IndexEntry, Key
from supportkit.core.zones import to_local, zone
from supportkit.errors import InvalidInput, Problem, Refused
from supportkit.sessions.venue import Venue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.sessions import events as on
    from supportkit.sessions.occurrence import Occurrence
    from supportkit.sessions.series import Series
else:
    on = Later("supportkit.sessions.events")

EARLY_MINUTES = 30
"""Minutes before its start from which a session can begin and people can arrive (default)."""
LATE_MINUTES = 10
"""Minutes after its start from which who arrives is late (default)."""


class SessionStatus(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    HELD = "held"
    CANCELLED = "cancelled"


PROGRESS: Mapping[SessionStatus, Mapping[str, SessionStatus]] = {
    SessionStatus.PLANNED: {
        "reschedule": SessionStatus.PLANNED,
        "begin": SessionStatus.UNDER_WAY,
        "cancel": SessionStatus.CANCELLED,
    },
    SessionStatus.UNDER_WAY: {"end": SessionStatus.HELD},
    SessionStatus.HELD: {},
    SessionStatus.CANCELLED: {},
}
"""The law of a session."""


@aggregate
@frozen(kw_only=True)
class Session(Aggregate):
    """A gathering of a group.

    Its id names the plan's lineage and the local time it was first planned for, and stays so wherever it is moved.

    Args:
        id: its id.
        group_id: the group that meets.
        community_id: the group's community.
        series_id: the plan it comes from.
        starts_at: when it begins.
        ends_at: when it ends.
        zone: the zone of the plan, in which its local time is shown.
        tzdata: the version of the time-zone data that gave the instant.
        adjusted: whether the planned local time does not exist on that day.
        venue: where it is.
        status: where it stands.
        capacity: how many may say that they come; `None` for as many as belong.
        going: how many said so.
        present: how many were there.
    """

    KIND: ClassVar[str] = "session"

    id: SessionId
    group_id: GroupId
    community_id: CommunityId
    series_id: SeriesId
    starts_at: datetime
    ends_at: datetime
    zone: str
    tzdata: str
    adjusted: bool = False
    venue: Venue = Venue()
    status: SessionStatus = SessionStatus.PLANNED
    capacity: int | None = None
    going: int = 0
    present: int = 0

    def __attrs_post_init__(self) -> None:
        if self.ends_at <= self.starts_at:
            raise InvalidInput.of([Problem("time.order", "$.ends_at")])

    @staticmethod
    def key(session_id: SessionId) -> Key[Session]:
        """Answer the key of a session."""
        return Key("session", session_id)

    @property
    def record_key(self) -> Key[Session]:
        """The key it is kept under."""
        return Key("session", self.id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """The sessions of a group and of a community, by their start."""
        start = stamp(self.starts_at)
        return (
            IndexEntry("session.by_group", (self.group_id,), start),
            IndexEntry("session.calendar", (self.community_id,), start),
        )

    @property
    def local_start(self) -> datetime:
        """When it begins by the clocks of its zone, without a zone."""
        return to_local(self.starts_at, zone(self.zone))

    @classmethod
    def plan(
        cls, series: Series, occurrence: Occurrence, *, tzdata: str, at: datetime, by: PersonId
    ) -> Change[Session]:
        """Plan the session of an occurrence."""
        return begun(
            on.SessionPlanned(
                at=at,
                by=by,
                session_id=session_id(series.lineage_id, occurrence.original_local),
                group_id=series.group_id,
                community_id=series.community_id,
                series_id=series.id,
                starts_at=occurrence.starts_at,
                ends_at=occurrence.ends_at,
                zone=series.zone or "UTC",
                tzdata=tzdata,
                adjusted=occurrence.adjusted,
                venue=series.venue,
                capacity=series.capacity,
            )
        )

    def reschedule(self, starts_at: datetime, *, at: datetime, by: PersonId) -> Change[Session]:
        """Move it to another time; it keeps its id and its length.

        Raises:
            Refused: `session.past`, it has begun.
            InvalidInput: `time.naive`; `time.order` for a time that is over.
        """
        step(PROGRESS, self.status, "reschedule")
        starts_at = instant(starts_at)
        if self.starts_at <= at:
            raise Refused("session.past", starts_at=stamp(self.starts_at))
        if starts_at <= at:
            raise InvalidInput.of([Problem("time.order", "$.starts_at")])
        length = self.ends_at - self.starts_at
        return changed(self, on.SessionMoved(at=at, by=by, starts_at=starts_at, ends_at=starts_at + length))

    def begin(self, *, at: datetime, by: PersonId) -> Change[Session]:
        """Begin.

        Raises:
            Refused: `session.not_yet`, earlier than 30 minutes before its start (default).
        """
        step(PROGRESS, self.status, "begin")
        self.must_be_near(at)
        return changed(self, on.SessionBegun(at=at, by=by))

    def end(self, *, at: datetime, by: PersonId) -> Change[Session]:
        """End."""
        step(PROGRESS, self.status, "end")
        return changed(self, on.SessionEnded(at=at, by=by))

    def cancel(self, *, at: datetime, by: PersonId) -> Change[Session]:
        """Call it off."""
        step(PROGRESS, self.status, "cancel")
        return changed(self, on.SessionCancelled(at=at, by=by))

    def must_be_near(self, at: datetime) -> None:
        """Refuse what is only possible from shortly before the start.

        Raises:
            Refused: `session.not_yet`.
        """
        if at < self.starts_at - timedelta(minutes=EARLY_MINUTES):
            raise Refused("session.not_yet", starts_at=stamp(self.starts_at), minutes=EARLY_MINUTES)

    def must_be_ahead(self, verb: str, at: datetime) -> None:
        """Refuse what is only possible before the start of a session that is planned.

        Raises:
            WrongState: it is cancelled or over.
            Refused: `session.begun`.
        """
        if self.status is not SessionStatus.PLANNED:
            step({status: {} for status in SessionStatus}, self.status, verb)
        if at >= self.starts_at:
            raise Refused("session.begun", starts_at=stamp(self.starts_at))

    def count(self, *, going: int = 0, present: int = 0, at: datetime, by: PersonId) -> Change[Session]:
        """Count answers and arrivals.

        Raises:
            Refused: `session.full`, one more would come than there are places.
        """
        if going > 0 and self.capacity is not None and self.going + going > self.capacity:
            raise Refused("session.full", capacity=self.capacity)
        return changed(self, on.SessionCounted(at=at, by=by, going=going, present=present))


def session_id(lineage_id: SeriesId, original_local: datetime) -> SessionId:
    """Name an occurrence by the lineage of its plan and the local time it was first planned for."""
    return SessionId(f"{lineage_id}@{original_local:%Y%m%dT%H%M}")
