"""Attendance: what one person answered to an invitation, and whether they came; intention and fact are two things."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId, SessionId
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key
from supportkit.sessions.session import LATE_MINUTES

if TYPE_CHECKING:
    from supportkit.sessions import events as on
    from supportkit.sessions.session import Session
else:
    on = Later("supportkit.sessions.events")


class Rsvp(StrEnum):
    """What somebody answered to an invitation (RFC 5545, 3.2.12)."""

    NEEDS_ACTION = "needs_action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Presence(StrEnum):
    """What happened."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    EXCUSED = "excused"

    @property
    def came(self) -> bool:
        """Whether the person was there at all."""
        return self in (Presence.PRESENT, Presence.LATE, Presence.LEFT_EARLY)


@aggregate
@frozen(kw_only=True)
class Attendance(Aggregate):
    """One person and one session.

    Args:
        session_id: the session.
        group_id: the group that meets.
        community_id: the group's community.
        person_id: the person.
        rsvp: what they answered.
        presence: what happened; `None` until somebody knows.
        arrived_at: when they arrived, where it was noted.
        booked_for: when the session was to begin, as it stood when they said that they come.
    """

    KIND: ClassVar[str] = "attendance"

    session_id: SessionId
    group_id: GroupId
    community_id: CommunityId
    person_id: PersonId
    rsvp: Rsvp = Rsvp.NEEDS_ACTION
    presence: Presence | None = None
    arrived_at: datetime | None = None
    booked_for: datetime | None = None

    @staticmethod
    def key(session_id: SessionId, person_id: PersonId) -> Key[Attendance]:
        """Answer the key of one person's attendance of one session."""
        return Key("attendance", f"{session_id}:{person_id}")

    @property
    def record_key(self) -> Key[Attendance]:
        """The key it is kept under."""
        return Key("attendance", f"{self.session_id}:{self.person_id}")

    def indexes(self) -> tuple[IndexEntry, ...]:
        """The roster of a session, the sessions of a person, and those for which they are booked, by their start."""
        entries = [
            IndexEntry("attendance.by_session", (self.session_id,), self.person_id),
            IndexEntry("attendance.by_person", (self.person_id,), self.session_id),
        ]
        if self.rsvp is Rsvp.ACCEPTED and self.booked_for is not None:
            entries.append(IndexEntry("attendance.booked", (self.community_id, self.person_id), stamp(self.booked_for)))
        return tuple(entries)

    @classmethod
    def expect(cls, session: Session, person_id: PersonId, *, at: datetime, by: PersonId) -> Change[Attendance]:
        """Put a person on the roster of a session."""
        return begun(
            on.AttendanceBegun(
                at=at,
                by=by,
                session_id=session.id,
                group_id=session.group_id,
                community_id=session.community_id,
                person_id=person_id,
            )
        )

    def answer(
        self, rsvp: Rsvp, *, starts_at: datetime | None = None, at: datetime, by: PersonId
    ) -> Change[Attendance]:
        """Answer the invitation; the same answer again is no new fact.

        Args:
            rsvp: the answer.
            starts_at: when the session begins, as the person knows it; kept where they say that they come.
            at: when.
            by: who answers.
        """
        if rsvp is self.rsvp:
            return Change(self, ())
        booked_for = starts_at if rsvp is Rsvp.ACCEPTED else None
        return changed(self, on.RsvpAnswered(at=at, by=by, rsvp=rsvp, booked_for=booked_for))

    def arrive(self, session: Session, *, at: datetime, by: PersonId) -> Change[Attendance]:
        """Come: in time, or late from ten minutes after the start (default)."""
        late = at > session.starts_at + timedelta(minutes=LATE_MINUTES)
        presence = Presence.LATE if late else Presence.PRESENT
        return changed(self, on.PresenceRecorded(at=at, by=by, presence=presence, arrived_at=at))

    def record(self, presence: Presence, *, at: datetime, by: PersonId) -> Change[Attendance]:
        """Note what happened, or correct what was noted."""
        if presence is self.presence:
            return Change(self, ())
        arrived_at = self.arrived_at if presence.came else None
        return changed(self, on.PresenceRecorded(at=at, by=by, presence=presence, arrived_at=arrived_at))
