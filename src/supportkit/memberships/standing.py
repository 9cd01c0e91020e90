"""Who may do it: the permission table, asked with the roles that the person who acts really holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.change import Change
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_id, check_person_id
from supportkit.core.roles import COMMUNITY_ROLES, LEADING, PERMITS, Role, permitted
from supportkit.errors import MUST_BE, NotAllowed, NotFound, Refused, WrongState
from supportkit.groups.group import Group, GroupStatus, Visibility
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import GONE, MembershipStatus
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from collections.abc import Collection

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId

RUNNING = (GroupStatus.OPEN, GroupStatus.PAUSED, GroupStatus.FORMING, GroupStatus.RUNNING)
"""States in which a group has a life with people in it; whether it takes new ones says `Group.takes_people`."""
SHOWN = (GroupStatus.LISTED, *RUNNING, GroupStatus.CLOSED, GroupStatus.CANCELLED)
"""States in which those outside may know of a group that is not hidden."""
_OUTSIDE = GONE | {MembershipStatus.FOLLOWING}


def require(ctx: Context, group: Group, acting: Membership | None, *, own: bool = False) -> Flow[Role | None]:
    """Refuse unless the table allows the operation in this group to the person who acts.

    It answers the role that allows it, if a role does. The role in the community is only looked up where the role in
    the group does not suffice.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`, where the group is hidden from the person who acts.
    """
    archived = group.status is GroupStatus.ARCHIVED
    role = acting.standing_at(ctx.now) if acting else None
    unseen = group.visibility is Visibility.HIDDEN or group.status not in SHOWN
    hidden = unseen and (acting is None or acting.status in _OUTSIDE or acting.lapsed_at(ctx.now))
    if not hidden and permitted(ctx.operation, group=role, own=own, archived=archived):
        return role
    staff = yield from ctx.load(maybe(Membership.key(group.community_id, ctx.actor)))
    standing = staff.standing if staff else None
    if standing is not None and permitted(ctx.operation, group=role, community=standing, own=own, archived=archived):
        return standing
    if hidden and standing is None:
        asked = ctx.asked  # a session of a hidden group is answered like a session that does not exist
        raise NotFound("record.not_found", kind=asked.kind, id=asked.id)
    raise denied(ctx)


def require_in_community(ctx: Context, community_id: CommunityId, *, own: bool = False) -> Flow[Membership | None]:
    """Refuse unless the table allows the operation in this community to the person who acts; answer their tie to it."""
    staff = yield from ctx.load(maybe(Membership.key(community_id, ctx.actor)))
    if not permitted(ctx.operation, community=staff.standing if staff else None, own=own):
        raise denied(ctx)
    return staff


def denied(ctx: Context, *, but: Collection[Role] = ()) -> NotAllowed:
    """Make the error that says which roles allow what the person who acts may not do.

    Args:
        ctx: the operation.
        but: roles that do not allow it here, though they do elsewhere.
    """
    permit = PERMITS[ctx.operation]
    if permit.own and not (permit.group or permit.community):
        return NotAllowed("membership.not_yours", operation=ctx.operation)
    allowing = permit.group.difference(but) | (COMMUNITY_ROLES if permit.anyone else permit.community)
    roles = sorted(role.value for role in allowing)
    return NotAllowed("access.not_allowed", operation=ctx.operation, roles=", ".join(roles))


def must_stay_led(group: Group, leading: Membership) -> None:
    """Refuse to take the lead of a running group from its last leader, unless a person is named to stand in.

    Leaving is never refused so; the group is then one of the due actions.

    Raises:
        Refused: `group.last_facilitator`.
    """
    last = leading.standing in LEADING and group.facilitators <= 1 and group.status in RUNNING
    stand_in = group.stand_in.person_id if group.stand_in else None
    if last and stand_in in (None, leading.person_id):
        raise Refused("group.last_facilitator")


def must_be(group: Group, verb: str, statuses: tuple[GroupStatus, ...]) -> None:
    """Refuse unless a group is in one of some states.

    Raises:
        WrongState: it is in another.
    """
    if group.status not in statuses:
        raise WrongState(verb, group.status, statuses, hint=MUST_BE)


def tie_of(ctx: Context, group: Group, tie: Membership | None, person_id: PersonId) -> Change[Membership]:
    """Answer the tie as it is, or one that begins now."""
    if tie is not None:
        return Change(tie, ())
    return Membership.begin(group.id, person_id, community_id=group.community_id, at=ctx.now, by=ctx.actor)


def for_decision(ctx: Context, group_id: GroupId, person_id: PersonId | str) -> Flow[tuple[Group, Membership]]:
    """Load a group and somebody's tie to it, for one who may decide about it."""
    person_id = check_person_id(person_id)
    check_id(group_id, "grp")
    own = person_id == ctx.actor
    group, acting, tie, _ = yield from ctx.load(
        Group.key(group_id),
        maybe(Membership.key(group_id, ctx.actor)),
        maybe(Membership.key(group_id, person_id)),
        maybe(Person.key(person_id)),
    )
    yield from require(ctx, group, acting, own=own)
    if tie is None:
        tie = yield from ctx.load(Membership.key(group_id, person_id))
    return group, tie


def for_oneself(ctx: Context, group_id: GroupId) -> Flow[tuple[Group, Membership]]:
    """Load a group and one's own tie to it."""
    return (yield from for_decision(ctx, group_id, ctx.actor))


def group_for(ctx: Context, group_id: GroupId) -> Flow[Group]:
    """Load a group for one to whom the table allows the operation there.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`.
    """
    group, _ = yield from group_and_role(ctx, group_id)
    return group


def group_and_role(ctx: Context, group_id: GroupId, *, own: bool = False) -> Flow[tuple[Group, Role | None]]:
    """Load a group for one to whom the table allows the operation there, and answer the role that does.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`.
    """
    check_id(group_id, "grp")
    group, acting = yield from ctx.load(Group.key(group_id), maybe(Membership.key(group_id, ctx.actor)))
    role = yield from require(ctx, group, acting, own=own)
    return group, role
