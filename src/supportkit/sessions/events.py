"""Facts about plans, sessions and who comes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event, LineClass
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId, SeriesId, SessionId
from supportkit.core.private import Erased, private
from supportkit.sessions.attendance import Attendance, Presence, Rsvp
from supportkit.sessions.recurrence import Recurrence
from supportkit.sessions.series import Series, SeriesStatus
from supportkit.sessions.session import Session, SessionStatus
from supportkit.sessions.venue import JoinDetails, Venue


@frozen(kw_only=True)
class SeriesPlanned(Event):
    """A plan of sessions is in force."""

    TAG: ClassVar[str] = "series.planned.1"
    series_id: SeriesId
    group_id: GroupId
    community_id: CommunityId
    recurrence: Recurrence
    start_on: date
    at_time: time
    zone: str | None = None
    minutes: int = 90
    title: str = ""
    venue: Venue = Venue()
    capacity: int | None = None

    def apply(self, _: Series | None, /) -> Series:
        """Answer the new plan."""
        return Series(
            id=self.series_id,
            lineage_id=self.series_id,
            group_id=self.group_id,
            community_id=self.community_id,
            recurrence=self.recurrence,
            start_on=self.start_on,
            at=self.at_time,
            zone=self.zone,
            minutes=self.minutes,
            title=self.title,
            venue=self.venue,
            capacity=self.capacity,
        )


@frozen(kw_only=True)
class ZoneSet(Event):
    """It is known in which zone the plan's time of day is meant."""

    TAG: ClassVar[str] = "series.zone_set.1"
    zone: str

    def apply(self, series: Series, /) -> Series:
        """Answer the plan with it."""
        return evolved(series, zone=self.zone)


@frozen(kw_only=True)
class SeriesExtended(Event):
    """The plan's sessions are planned up to an instant."""

    TAG: ClassVar[str] = "series.extended.1"
    until: datetime

    def apply(self, series: Series, /) -> Series:
        """Answer the plan with it."""
        return evolved(series, planned_until=self.until)


@frozen(kw_only=True)
class SeriesEnded(Event):
    """The plan is no longer in force."""

    TAG: ClassVar[str] = "series.ended.1"

    def apply(self, series: Series, /) -> Series:
        """Answer the plan, ended."""
        return evolved(series, status=SeriesStatus.ENDED)


@frozen(kw_only=True)
class JoinDetailsSet(Event):
    """It was said how to get into the sessions of a series."""

    TAG: ClassVar[str] = "join_details.set.1"
    series_id: SeriesId
    link: str | Erased | None = private()
    phone: str | Erased | None = private()
    passcode: str | Erased | None = private()
    notes: str | Erased | None = private()

    def apply(self, _: JoinDetails | None, /) -> JoinDetails:
        """Answer the details."""
        return JoinDetails(
            series_id=self.series_id, link=self.link, phone=self.phone, passcode=self.passcode, notes=self.notes
        )


@frozen(kw_only=True)
class SessionPlanned(Event):
    """A session will take place."""

    TAG: ClassVar[str] = "session.planned.1"
    session_id: SessionId
    group_id: GroupId
    community_id: CommunityId
    series_id: SeriesId
    starts_at: datetime
    ends_at: datetime
    zone: str
    tzdata: str
    adjusted: bool = False
    venue: Venue = Venue()
    capacity: int | None = None

    def apply(self, _: Session | None, /) -> Session:
        """Answer the session."""
        return Session(
            id=self.session_id,
            group_id=self.group_id,
            community_id=self.community_id,
            series_id=self.series_id,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            zone=self.zone,
            tzdata=self.tzdata,
            adjusted=self.adjusted,
            venue=self.venue,
            capacity=self.capacity,
        )


@frozen(kw_only=True)
class SessionMoved(Event):
    """The session will take place at another time."""

    TAG: ClassVar[str] = "session.moved.1"
    starts_at: datetime
    ends_at: datetime

    def apply(self, session: Session, /) -> Session:
        """Answer the session at its new time."""
        return evolved(session, starts_at=self.starts_at, ends_at=self.ends_at)


@frozen(kw_only=True)
class SessionBegun(Event):
    """The session began."""

    TAG: ClassVar[str] = "session.begun.1"

    def apply(self, session: Session, /) -> Session:
        """Answer the session, under way."""
        return evolved(session, status=SessionStatus.UNDER_WAY)


@frozen(kw_only=True)
class SessionEnded(Event):
    """The session ended."""

    TAG: ClassVar[str] = "session.ended.1"

    def apply(self, session: Session, /) -> Session:
        """Answer the session, held."""
        return evolved(session, status=SessionStatus.HELD)


@frozen(kw_only=True)
class SessionCancelled(Event):
    """The session was called off."""

    TAG: ClassVar[str] = "session.cancelled.1"

    def apply(self, session: Session, /) -> Session:
        """Answer the session, cancelled."""
        return evolved(session, status=SessionStatus.CANCELLED)


@frozen(kw_only=True)
class SessionCounted(Event):
    """The count of those who will come or were there changed."""

    TAG: ClassVar[str] = "session.counted.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    going: int = 0
    present: int = 0

    def apply(self, session: Session, /) -> Session:
        """Answer the session with the new counts."""
        return evolved(session, going=session.going + self.going, present=session.present + self.present)


@frozen(kw_only=True)
class AttendanceBegun(Event):
    """A person is on the roster of a session."""

    TAG: ClassVar[str] = "attendance.begun.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    session_id: SessionId
    group_id: GroupId
    community_id: CommunityId
    person_id: PersonId

    def apply(self, _: Attendance | None, /) -> Attendance:
        """Answer the row, without an answer as yet."""
        return Attendance(
            session_id=self.session_id,
            group_id=self.group_id,
            community_id=self.community_id,
            person_id=self.person_id,
        )


@frozen(kw_only=True)
class RsvpAnswered(Event):
    """The person answered the invitation."""

    TAG: ClassVar[str] = "attendance.answered.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    rsvp: Rsvp
    booked_for: datetime | None = None

    def apply(self, attendance: Attendance, /) -> Attendance:
        """Answer the row with the answer."""
        return evolved(attendance, rsvp=self.rsvp, booked_for=self.booked_for)


@frozen(kw_only=True)
class PresenceRecorded(Event):
    """It is known whether the person came."""

    TAG: ClassVar[str] = "attendance.recorded.1"
    LINE: ClassVar[LineClass] = LineClass.ACTIVITY
    presence: Presence
    arrived_at: datetime | None = None

    def apply(self, attendance: Attendance, /) -> Attendance:
        """Answer the row with what happened."""
        return evolved(attendance, presence=self.presence, arrived_at=self.arrived_at)
