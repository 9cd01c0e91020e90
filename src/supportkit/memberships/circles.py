"""Who may look at a group: the permission table, widened or narrowed by what the group's own rules say.

That a group exists, who is in it, what is planned in it and who came are four things, each with a rule of its own.
Whoever only the rules let in sees less than those whom the table lets in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supportkit.core.flow import maybe
from supportkit.core.ids import check_id
from supportkit.core.roles import GROUP_ROLES, LEADING, Role, permitted
from supportkit.errors import NotAllowed
from supportkit.groups.group import Group, GroupStatus
from supportkit.groups.rules import Circle
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import denied, require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import GroupId

CIRCLED: Mapping[str, str] = {
    "memberships.roster": "roster",
    "sessions.upcoming": "content",
    "sessions.past": "content",
    "sessions.get": "content",
    "sessions.roster": "attendance",
}
"""Which rule of a group an operation hears, by the name of the rule."""

ORDINARY = GROUP_ROLES - LEADING - {Role.MODERATOR}
"""Roles that a rule for those who lead leaves out."""


class Look(NamedTuple):
    """A group, as somebody may look at it.

    Args:
        group: the group.
        role: the role that lets them look, if a role does.
        whole: whether the table lets them; else only the group's rules do, and what is about others is reduced.
    """

    group: Group
    role: Role | None
    whole: bool


def look_at(ctx: Context, group_id: GroupId) -> Flow[Look]:
    """Load a group for one to whom the table or the group's rules open the operation.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`.
    """
    check_id(group_id, "grp")
    group, acting = yield from ctx.load(Group.key(group_id), maybe(Membership.key(group_id, ctx.actor)))
    circle = Circle(getattr(group.rules, CIRCLED[ctx.operation]))
    role = acting.standing_at(ctx.now) if acting else None
    if circle is Circle.LEADERS and role in ORDINARY:
        return Look(group, (yield from _as_staff(ctx, group)), whole=True)
    try:
        return Look(group, (yield from require(ctx, group, acting)), whole=True)
    except NotAllowed:
        if circle is Circle.LEADERS or (role is None and not (yield from _opens(ctx, group, circle))):
            raise
        return Look(group, role, whole=False)


def as_others_see(tie: Membership) -> Membership:
    """Answer of somebody's tie that they belong, and as what; not how they came, waited or rested."""
    return Membership(
        of=tie.of,
        community_id=tie.community_id,
        person_id=tie.person_id,
        status=tie.status,
        role=tie.role,
        role_until=tie.role_until,
    )


def _as_staff(ctx: Context, group: Group) -> Flow[Role | None]:
    """Ask the table again, with the role in the community alone."""
    staff = yield from ctx.load(maybe(Membership.key(group.community_id, ctx.actor)))
    standing = staff.standing if staff else None
    if not permitted(ctx.operation, community=standing, archived=group.status is GroupStatus.ARCHIVED):
        raise denied(ctx, but=ORDINARY)
    return standing


def _opens(ctx: Context, group: Group, circle: Circle) -> Flow[bool]:
    """Tell whether a group shows something to everybody who belongs somewhere in its community, and so to this one."""
    if circle is not Circle.COMMUNITY:
        return False
    ties = yield from ctx.find_all(Membership, "membership.by_person", ctx.actor)
    return any(tie.community_id == group.community_id and tie.standing_at(ctx.now) is not None for tie in ties)
