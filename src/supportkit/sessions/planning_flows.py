"""Use cases of plans: putting one in force, extending it, ending it, and how to get in."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, ClassVar

from supportkit.core.change import Change
from supportkit.core.choices import chosen
from supportkit.core.clock import stamp
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import GroupId, SeriesId, check_id
from supportkit.core.lifecycle import step
from supportkit.core.operation import Area, Face, operation
from supportkit.core.zones import tzdata_version
from supportkit.errors import InvalidInput, Refused
from supportkit.groups.group import Audience
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import group_and_role
from supportkit.privacy.views import shown_in
from supportkit.sessions.series import COURSE, Series, SeriesStatus
from supportkit.sessions.session import Session, SessionStatus
from supportkit.sessions.standing import group_to_plan
from supportkit.sessions.venue import JoinDetails, Venue

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.sessions.recurrence import Recurrence

HORIZON_WEEKS = 8
"""Weeks for which sessions are planned ahead (default)."""
HORIZON_LIMIT = 104
"""Weeks for which sessions can be planned ahead, at most (default)."""


class Planning(Area[Face]):
    """Plans of sessions, in local time."""

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
        capacity: int | None = None,
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
            venue: where it meets, as far as those who belong may know; online if left out.
            capacity: how many can say that they come to one session; as many as belong if left out.
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
        group = yield from group_to_plan(ctx, group_id)
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
            capacity=capacity,
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
        if zone is not None and not group.imported:
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
        group = yield from group_to_plan(ctx, series.group_id)
        ended = series.end(at=ctx.now, by=ctx.actor)
        counted = group.count_series(-1, at=ctx.now, by=ctx.actor)
        ahead = yield from _all_ahead(ctx, group.id)
        cancelled = [
            session.cancel(at=ctx.now, by=ctx.actor)
            for session in ahead
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

        Anybody who may know of the group sees when it meets. Where it meets, beyond the region, is for those who
        belong, unless the group is public or from a public list.

        Raises:
            NotFound: `record.not_found`.
            InvalidInput: `value.misspelt`, `value.not_allowed`.
        """
        ctx = self.ctx
        key = (group_id, chosen(SeriesStatus, status).value)
        group, role = yield from group_and_role(ctx, group_id)
        page = yield from ctx.find(Series, "series.by_group", *key, after=after, limit=limit)
        if role is None and group.audience is not Audience.PUBLIC and not group.imported:
            staff = yield from ctx.load(maybe(Membership.key(group.community_id, ctx.actor)))
            role = staff.standing if staff else None
            if role is None:
                return Found(tuple(series.shown_outside() for series in page.items), page.next)
        return page

    @operation
    def join_details(self, series_id: SeriesId) -> Flow[JoinDetails | None]:
        """Answer how to get into the sessions of a series, for those who belong to the group.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        series, details = yield from ctx.load(Series.key(series_id), maybe(JoinDetails.key(series_id)))
        _, role = yield from group_and_role(ctx, series.group_id)
        return None if details is None else shown_in(ctx, details, role)


def _series_to_lead(ctx: Context, series_id: SeriesId) -> Flow[Series]:
    check_id(series_id, "ser")
    series = yield from ctx.load(Series.key(series_id))
    yield from group_to_plan(ctx, series.group_id)
    return series


def _all_ahead(ctx: Context, group_id: GroupId) -> Flow[tuple[Session, ...]]:
    """Find every session of a group that begins from now on."""
    return (yield from ctx.find_all(Session, "session.by_group", group_id, start=stamp(ctx.now)))


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
        Session.plan(series, occurrence, tzdata=tzdata, at=ctx.now, by=ctx.actor)
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
