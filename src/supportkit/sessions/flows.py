"""Use cases of sessions: planning them in local time, moving and cancelling them, answering, and who came."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, ClassVar

from supportkit.core.change import Change
from supportkit.core.clock import stamp
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import GroupId, PersonId, SeriesId, SessionId, check_id, check_person_id
from supportkit.core.lifecycle import step
from supportkit.core.operation import Area, Face, operation
from supportkit.core.zones import tzdata_version
from supportkit.errors import InvalidInput, Refused, WrongState
from supportkit.groups.group import Group, GroupStatus
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import require
from supportkit.privacy.person import Person
from supportkit.sessions.attendance import Attendance, Presence, Rsvp
from supportkit.sessions.series import COURSE, Series, SeriesStatus
from supportkit.sessions.session import Session, SessionStatus
from supportkit.sessions.venue import JoinDetails, Venue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.records import Key
    from supportkit.sessions.recurrence import Recurrence

HORIZON_WEEKS = 8
"""Weeks for which sessions are planned ahead (default)."""
HORIZON_LIMIT = 104
"""Weeks for which sessions can be planned ahead, at most (default)."""
ROSTER_LIMIT = 500
"""People whose attendance one call records, at most (default)."""


class Sessions(Area[Face]):
    """Sessions: plans in local time, the gatherings they give, and who comes."""

    NAME: ClassVar[str] = "sessions"

    @operation
    def plan(
        self,
        group_id: GroupId,
        recurrence: Recurrence,
        *,
        start_on: date | str,
        at: time | str,
        zone: str | None,
        minutes: int = 90,
        weeks: int = HORIZON_WEEKS,
        title: str = "",
        venue: Venue | None = None,
        link: str | None = None,
        phone: str | None = None,
        passcode: str | None = None,
        notes: str | None = None,
    ) -> Flow[Series]:
        """Plan a series of sessions and the first of its sessions.

        Args:
            group_id: the group that meets.
            recurrence: the rule, such as `weekly("TU")`.
            start_on: the local date of the first session, which the rule must give.
            at: the local time of day, such as `time(18, 30)` or `"18:30"`.
            zone: the IANA zone of that time; with `None` nothing is planned until it is known.
            minutes: how long a session lasts, 1 to 1,440.
            weeks: for how many weeks from the start, or from now, sessions are planned, 1 to 104.
            title: what its sessions are called, where they have a name apart from the group's.
            venue: where it meets, as far as anybody may know; online if left out.
            link: the address of the online room; private.
            phone: the number to dial in; private.
            passcode: what the room asks for; private.
            notes: whatever else is said about getting in; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `zone.unknown`, `zone.offset`, `series.start_not_on_rule`, `time.unreadable`, a number that
                is out of range.
            WrongState: the group has ended.
        """
        ctx = self.ctx
        group, _ = yield from _to_lead(ctx, group_id)
        series_id = SeriesId(ctx.ids.new("ser"))
        planned: Change[Series] = Series.plan(
            series_id,
            group_id=group.id,
            community_id=group.community_id,
            recurrence=recurrence,
            start_on=_on(start_on),
            at_time=_time(at),
            zone=zone,
            minutes=minutes,
            title=title,
            venue=venue or Venue(),
            at=ctx.now,
            by=ctx.actor,
        )
        changes: list[Change[Session] | Change[JoinDetails]] = []
        if link or phone or passcode or notes:
            changes.append(
                JoinDetails.set(
                    series_id, link=link, phone=phone, passcode=passcode, notes=notes, at=ctx.now, by=ctx.actor
                )
            )
        if zone is not None and group.status is not GroupStatus.LISTED:
            planned, sessions = _extended(ctx, planned, _weeks(weeks))
            changes += sessions
        counted = group.count_series(1, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(planned, counted, *changes)
        return planned.state

    @operation
    def set_zone(self, series_id: SeriesId, zone: str) -> Flow[Series]:
        """Say in which zone a plan's time of day is meant, where a list did not say.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `series.zone_set`.
            InvalidInput: `zone.unknown`, `zone.offset`.
        """
        ctx = self.ctx
        series = yield from _series_to_lead(ctx, series_id)
        change = series.set_zone(zone, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def extend(self, series_id: SeriesId, *, weeks: int = HORIZON_WEEKS) -> Flow[tuple[Session, ...]]:
        """Plan the sessions of a series up to some weeks from now, and answer the new ones.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the series has ended.
            Refused: `series.no_zone`.
            InvalidInput: `number.out_of_range`.
        """
        ctx = self.ctx
        series = yield from _series_to_lead(ctx, series_id)
        change, sessions = _extended(ctx, Change(series, ()), _weeks(weeks))
        yield from ctx.commit(change, *sessions)
        return tuple(session.state for session in sessions)

    @operation
    def end_series(self, series_id: SeriesId) -> Flow[Series]:
        """Take a plan out of force and cancel its sessions that have not begun.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it has ended.
        """
        ctx = self.ctx
        series = yield from ctx.load(Series.key(series_id))
        group, _ = yield from _to_lead(ctx, series.group_id)
        ended = series.end(at=ctx.now, by=ctx.actor)
        counted = group.count_series(-1, at=ctx.now, by=ctx.actor)
        page = yield from ctx.find(Session, "session.by_group", group.id, start=stamp(ctx.now), limit=1000)
        cancelled = [
            session.cancel(at=ctx.now, by=ctx.actor)
            for session in page.items
            if session.series_id == series.id and session.status is SessionStatus.PLANNED
        ]
        yield from ctx.commit(ended, counted, *cancelled)
        return ended.state

    @operation
    def series(
        self,
        group_id: GroupId,
        *,
        status: SeriesStatus | str = SeriesStatus.ACTIVE,
        after: str | None = None,
        limit: int = 50,
    ) -> Flow[Found[Series]]:
        """Answer the plans of a group, one page, oldest first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        yield from _to_see(self.ctx, group_id)
        if status not in set(SeriesStatus):
            raise InvalidInput("value.not_allowed", given="This", allowed=", ".join(SeriesStatus))
        key = (group_id, SeriesStatus(status).value)
        return (yield from self.ctx.find(Series, "series.by_group", *key, after=after, limit=limit))

    @operation
    def upcoming(self, group_id: GroupId, *, after: str | None = None, limit: int = 10) -> Flow[Found[Session]]:
        """Answer the sessions of a group that begin from now on, one page, the next one first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from _to_see(ctx, group_id)
        start = stamp(ctx.now)
        return (yield from ctx.find(Session, "session.by_group", group_id, start=start, after=after, limit=limit))

    @operation
    def past(self, group_id: GroupId, *, after: str | None = None, limit: int = 10) -> Flow[Found[Session]]:
        """Answer the sessions of a group that have begun, one page, the latest one first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from _to_see(ctx, group_id)
        return (
            yield from ctx.find(
                Session, "session.by_group", group_id, stop=stamp(ctx.now), after=after, limit=limit, descending=True
            )
        )

    @operation
    def get(self, session_id: SessionId) -> Flow[Session]:
        """Answer a session.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        session = yield from self.ctx.load(Session.key(session_id))
        yield from _to_see(self.ctx, session.group_id)
        return session

    @operation
    def join_details(self, series_id: SeriesId) -> Flow[JoinDetails | None]:
        """Answer how to get into the sessions of a series, for those who belong to the group.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        series, details = yield from ctx.load(Series.key(series_id), maybe(JoinDetails.key(series_id)))
        yield from _to_see(ctx, series.group_id)
        return details

    @operation
    def reschedule(self, session_id: SessionId, starts_at: datetime) -> Flow[Session]:
        """Move a session that has not begun; it keeps its id, its length and the answers given.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `session.past`.
            WrongState: it is cancelled or over.
            InvalidInput: `time.naive`, `time.order`.
        """
        ctx = self.ctx
        session = yield from _session_to_lead(ctx, session_id)
        change = session.reschedule(starts_at, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def cancel(self, session_id: SessionId) -> Flow[Session]:
        """Call a session off.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it has begun, or is cancelled already.
        """
        ctx = self.ctx
        session = yield from _session_to_lead(ctx, session_id)
        change = session.cancel(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def begin(self, session_id: SessionId) -> Flow[Session]:
        """Begin a session, from 30 minutes before its start on (default).

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `session.not_yet`.
            WrongState: it is not planned.
        """
        ctx = self.ctx
        session = yield from _session_to_lead(ctx, session_id)
        change = session.begin(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def end(self, session_id: SessionId) -> Flow[Session]:
        """End a session.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is not under way.
        """
        ctx = self.ctx
        session = yield from _session_to_lead(ctx, session_id)
        change = session.end(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def rsvp(self, session_id: SessionId, answer: Rsvp | str) -> Flow[Attendance]:
        """Answer the invitation to a session for oneself; it can be changed until the session begins.

        Raises:
            Refused: `membership.needed`; `session.begun`; `session.full`; `person.erased`.
            WrongState: the session is cancelled or over.
            InvalidInput: `value.not_allowed`.
        """
        ctx = self.ctx
        if answer not in set(Rsvp):
            raise InvalidInput("value.not_allowed", given="This", allowed=", ".join(Rsvp))
        session, attendance = yield from _of_oneself(ctx, session_id, ctx.actor)
        session.must_be_ahead("rsvp", ctx.now)
        answered = attendance.then(lambda one: one.answer(Rsvp(answer), at=ctx.now, by=ctx.actor))
        going = int(answered.state.rsvp is Rsvp.ACCEPTED) - int(attendance.state.rsvp is Rsvp.ACCEPTED)
        counted = [session.count(going=going, at=ctx.now, by=ctx.actor)] if going else []
        # A "maybe" or "no" takes no place, so what others answer meanwhile does not matter.
        unguarded: tuple[Key[Session], ...] = () if going else (Session.key(session_id),)
        yield from ctx.commit(answered, *counted, unguarded=unguarded)
        return answered.state

    @operation
    def arrive(self, session_id: SessionId, person_id: PersonId | str | None = None) -> Flow[Attendance]:
        """Come to a session, oneself or noted by who leads it; late from ten minutes after its start (default).

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `membership.needed`; `session.not_yet`; `person.erased`.
            WrongState: the session is cancelled or over.
        """
        ctx = self.ctx
        session, attendance = yield from _of_oneself(
            ctx, session_id, ctx.actor if person_id is None else check_person_id(person_id)
        )
        if session.status not in (SessionStatus.PLANNED, SessionStatus.UNDER_WAY):
            raise WrongState("arrive", session.status, ["it is planned", "it is under way"])
        session.must_be_near(ctx.now)
        if attendance.state.presence is not None and attendance.state.presence.came:
            return attendance.state
        arrived = attendance.then(lambda one: one.arrive(session, at=ctx.now, by=ctx.actor))
        yield from ctx.commit(arrived, session.count(present=1, at=ctx.now, by=ctx.actor))
        return arrived.state

    @operation
    def record_attendance(
        self, session_id: SessionId, presences: Mapping[PersonId, Presence] | Mapping[str, str]
    ) -> Flow[Session]:
        """Note who was there, or correct what was noted; those who were not on the roster are put on it.

        Args:
            session_id: the session, which must have begun.
            presences: what happened, by person, 500 at most (default).

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `session.not_yet`; `person.erased`.
            WrongState: the session was cancelled.
            NotFound: `record.not_found`, somebody whom the store does not know.
            InvalidInput: `value.not_allowed`, `number.out_of_range`.
        """
        ctx = self.ctx
        chosen = _presences(presences)
        session = yield from _session_to_lead(ctx, session_id)
        if session.status is SessionStatus.CANCELLED:
            raise WrongState("record_attendance", session.status, ["it is under way", "it was held"])
        if ctx.now < session.starts_at:
            session.must_be_near(ctx.now)
        yield from ctx.load_all(Person.key(person_id) for person_id in chosen)
        known = yield from ctx.load_all(maybe(Attendance.key(session_id, person_id)) for person_id in chosen)
        changes: list[Change[Attendance]] = []
        difference = 0
        for (person_id, presence), attendance in zip(chosen.items(), known, strict=True):
            row = _row(ctx, session, attendance, person_id)
            recorded = _recorded(ctx, row, presence)
            was_there = row.state.presence is not None and row.state.presence.came
            difference += int(presence.came) - int(was_there)
            changes.append(recorded)
        counted = [session.count(present=difference, at=ctx.now, by=ctx.actor)] if difference else []
        yield from ctx.commit(*changes, *counted)
        return counted[0].state if counted else session

    @operation
    def roster(self, session_id: SessionId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Attendance]]:
        """Answer who answered or came to a session, one page, by person id.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from _session_to_lead(ctx, session_id)
        return (yield from ctx.find(Attendance, "attendance.by_session", session_id, after=after, limit=limit))


def _to_see(ctx: Context, group_id: GroupId) -> Flow[Group]:
    check_id(group_id, "grp")
    group, acting = yield from ctx.load(Group.key(group_id), maybe(Membership.key(group_id, ctx.actor)))
    yield from require(ctx, group, acting)
    return group


def _to_lead(ctx: Context, group_id: GroupId) -> Flow[tuple[Group, Membership | None]]:
    check_id(group_id, "grp")
    group, acting = yield from ctx.load(Group.key(group_id), maybe(Membership.key(group_id, ctx.actor)))
    yield from require(ctx, group, acting)
    if group.status is GroupStatus.CLOSED:
        raise WrongState(ctx.operation.partition(".")[2], group.status, ["it is a draft", "it is open", "it is paused"])
    return group, acting


def _series_to_lead(ctx: Context, series_id: SeriesId) -> Flow[Series]:
    check_id(series_id, "ser")
    series = yield from ctx.load(Series.key(series_id))
    yield from _to_lead(ctx, series.group_id)
    return series


def _session_to_lead(ctx: Context, session_id: SessionId) -> Flow[Session]:
    session = yield from ctx.load(Session.key(session_id))
    group, acting = yield from ctx.load(Group.key(session.group_id), maybe(Membership.key(session.group_id, ctx.actor)))
    yield from require(ctx, group, acting)
    return session


def _of_oneself(ctx: Context, session_id: SessionId, person_id: PersonId) -> Flow[tuple[Session, Change[Attendance]]]:
    """Load a session and one person's row of it, for that person or for who leads the group."""
    session, attendance = yield from ctx.load(Session.key(session_id), maybe(Attendance.key(session_id, person_id)))
    group, tie, _, acting = yield from ctx.load(
        Group.key(session.group_id),
        maybe(Membership.key(session.group_id, person_id)),
        maybe(Person.key(person_id)),
        maybe(Membership.key(session.group_id, ctx.actor)),
    )
    yield from require(ctx, group, acting, own=person_id == ctx.actor)
    if tie is None or tie.standing is None:
        raise Refused("membership.needed")
    return session, _row(ctx, session, attendance, person_id)


def _row(ctx: Context, session: Session, attendance: Attendance | None, person_id: PersonId) -> Change[Attendance]:
    if attendance is not None:
        return Change(attendance, ())
    return Attendance.expect(session, person_id, at=ctx.now, by=ctx.actor)


def _recorded(ctx: Context, row: Change[Attendance], presence: Presence) -> Change[Attendance]:
    return row.then(lambda one: one.record(presence, at=ctx.now, by=ctx.actor))


def _presences(given: Mapping[PersonId, Presence] | Mapping[str, str]) -> dict[PersonId, Presence]:
    if len(given) > ROSTER_LIMIT:
        raise InvalidInput("number.out_of_range", least=0, most=ROSTER_LIMIT)
    if not set(given.values()) <= set(Presence):
        raise InvalidInput("value.not_allowed", given="This", allowed=", ".join(Presence))
    return {check_person_id(person_id): Presence(presence) for person_id, presence in given.items()}


def _extended(ctx: Context, change: Change[Series], weeks: int) -> tuple[Change[Series], list[Change[Session]]]:
    """Plan the sessions of a series from where it stands up to some weeks after its start, or after now."""
    series = change.state
    step(COURSE, series.status, "extend")  # also where nothing is left to plan
    reference = max(ctx.now, _start_of(series))
    until = reference + timedelta(weeks=weeks)
    since = series.planned_until or min(ctx.now, _start_of(series))
    if until <= since:
        return change, []
    tzdata = tzdata_version()
    sessions = [
        Session.plan(series, occurrence, tzdata=tzdata, capacity=None, at=ctx.now, by=ctx.actor)
        for occurrence in series.occurrences(max(since, ctx.now), until)
    ]
    return change.then(lambda one: one.extend(until, at=ctx.now, by=ctx.actor)), sessions


def _start_of(series: Series) -> datetime:
    from supportkit.core.zones import to_utc, zone

    if series.zone is None:
        raise Refused("series.no_zone")
    return to_utc(series.start_local, zone(series.zone))


def _weeks(weeks: int) -> int:
    from supportkit.core.text import number_problems

    problems = tuple(number_problems("$.weeks", weeks, 1, HORIZON_LIMIT))
    if problems:
        raise InvalidInput.of(problems)
    return weeks


def _on(given: date | str) -> date:
    try:
        return date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        raise InvalidInput("time.unreadable") from None


def _time(given: time | str) -> time:
    try:
        return time.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        raise InvalidInput("time.unreadable") from None
