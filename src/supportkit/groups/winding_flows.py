"""What is left of a group that has ended: its sessions to come, its plans, and everybody's tie to it.

A group may have hundreds of ties, so one call ends a bounded number of them; the group's row counts down with them and
says at last that nothing is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.clock import stamp
from supportkit.core.records import PAGE_LIMIT
from supportkit.core.roles import LEADING
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import BELONGING, MembershipStatus
from supportkit.privacy.person import Person
from supportkit.sessions.series import Series
from supportkit.sessions.session import Session, SessionStatus

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.groups.group import Group

AT_ONCE = 100
"""Ties or sessions that one call ends, at most (default)."""
_S = MembershipStatus
_ORDER = (_S.FOLLOWING, _S.APPLIED, _S.INVITED, _S.WAITING, _S.OFFERED, _S.PAUSED, _S.ACTIVE)
"""States of a tie that is not over; first those who wait to hear of it."""


def end_plans(ctx: Context, group: Group) -> Flow[Group]:
    """Cancel sessions of a group that ended and have not begun; when none is left, take its plans out of force."""
    planned, more = yield from _planned(ctx, group)
    cancelled = [session.cancel(at=ctx.now, by=ctx.actor) for session in planned]
    plans: list[Change[Series]] = []
    if not more:
        page = yield from ctx.find(Series, "series.by_group", group.id, "active", limit=AT_ONCE)
        plans = [series.end(at=ctx.now, by=ctx.actor) for series in page.items]
    change = group.wind_up(series=len(plans), at=ctx.now, by=ctx.actor)
    yield from ctx.commit(change, *cancelled, *plans)
    return change.state


def _planned(ctx: Context, group: Group) -> Flow[tuple[list[Session], bool]]:
    """Find the first planned sessions to come, and whether there are more."""
    planned: list[Session] = []
    after: str | None = None
    while True:
        page = yield from ctx.find(
            Session, "session.by_group", group.id, start=stamp(ctx.now), after=after, limit=PAGE_LIMIT
        )
        planned += [one for one in page.items if one.status is SessionStatus.PLANNED]
        after = page.next
        if after is None or len(planned) > AT_ONCE:
            return planned[:AT_ONCE], len(planned) > AT_ONCE


def end_ties(ctx: Context, group: Group) -> Flow[Group]:
    """End ties to a group that ended: who led comes last, for they may be the ones who do this."""
    ties, more = yield from _ties(ctx, group)
    yield from ctx.alive(Person.key(tie.person_id) for tie in ties)
    ended = [_over(ctx, group, tie) for tie in ties]
    change = group.wind_up(
        taken=sum(tie.seated for tie in ties),
        offered=sum(tie.status is _S.OFFERED for tie in ties),
        waiting=sum(tie.status is _S.WAITING for tie in ties),
        facilitators=sum(tie.standing in LEADING for tie in ties),
        done=not more,
        at=ctx.now,
        by=ctx.actor,
    )
    yield from ctx.commit(change, *ended)
    return change.state


def _ties(ctx: Context, group: Group) -> Flow[tuple[list[Membership], bool]]:
    """Find the first ties that are to end, and whether there are more."""
    leading: list[Membership] = []
    others: list[Membership] = []
    # Those who lead are counted, so that a page always has enough of the others, or all of them.
    limit = min(AT_ONCE + 1 + group.facilitators, PAGE_LIMIT)
    for status in _ORDER:
        page = yield from ctx.find(Membership, "membership.roster", group.id, status.value, limit=limit)
        for tie in page.items:
            (leading if tie.standing in LEADING else others).append(tie)
        if len(others) > AT_ONCE:
            break
    ties = others + leading
    return ties[:AT_ONCE], len(ties) > AT_ONCE


def _over(ctx: Context, group: Group, tie: Membership) -> Change[Membership]:
    """End one tie: who belonged to a group that ran was there to its end."""
    if group.opened_at is not None and tie.status in BELONGING:
        return tie.graduate(at=ctx.now, by=ctx.actor)
    return tie.end(at=ctx.now, by=ctx.actor)
