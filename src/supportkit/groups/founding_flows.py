"""What a new group starts with: those who lead it, and the plans of the list that it is claimed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.communities.community import Mode
from supportkit.core.flow import maybe
from supportkit.core.ids import PersonId, SeriesId, check_person_id
from supportkit.core.roles import Role
from supportkit.errors import InvalidInput
from supportkit.memberships.membership import Membership
from supportkit.privacy.person import Person, admitted
from supportkit.sessions.series import Series
from supportkit.sessions.venue import JoinDetails

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.groups.group import Group


def with_facilitators(
    ctx: Context, created: Change[Group], facilitators: Iterable[PersonId | str]
) -> Flow[tuple[Change[Group], list[Change[Membership] | Change[Person]]]]:
    """Tie those who lead to a new group."""
    if isinstance(facilitators, str):  # whose letters would be taken for people
        raise InvalidInput("value.wrong_type", expected="a list of person ids")
    group = created.state
    ties: list[Change[Membership] | Change[Person]] = []
    chosen = tuple(dict.fromkeys(check_person_id(one) for one in facilitators))
    for person_id in chosen:
        person = yield from ctx.load(maybe(Person.key(person_id)))
        ties.append(admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor))
        tie = Membership.begin(group.id, person_id, community_id=group.community_id, at=ctx.now, by=ctx.actor)
        ties.append(tie.then(lambda one: one.appoint(Role.FACILITATOR, at=ctx.now, by=ctx.actor)))
    if chosen:
        created = created.then(lambda one: one.count_facilitators(len(chosen), at=ctx.now, by=ctx.actor))
    return created, ties


def copied_plans(
    ctx: Context, listed: Group, claimed: Group, zone: str | None
) -> Flow[list[Change[Series] | Change[JoinDetails]]]:
    """Plan for a claimed group what its list says; plans for which nobody knows a zone are planned without one."""
    plans = yield from ctx.find_all(Series, "series.by_group", listed.id, "active")
    copies: list[Change[Series] | Change[JoinDetails]] = []
    for series in plans:
        series_id = SeriesId(ctx.ids.new("ser"))
        copies.append(
            Series.plan(
                series_id,
                group_id=claimed.id,
                community_id=claimed.community_id,
                recurrence=series.recurrence,
                start_on=series.start_on,
                at_time=series.at,
                zone=series.zone or zone,
                minutes=series.minutes,
                title=series.title,
                venue=series.venue,
                capacity=series.capacity,
                at=ctx.now,
                by=ctx.actor,
            )
        )
        if claimed.mode is Mode.LIVE:
            details = yield from ctx.load(maybe(JoinDetails.key(series.id)))
            if details is not None:
                copies.append(details.copied(series_id, at=ctx.now, by=ctx.actor))
    return copies
