"""Who may do it: the permission table, asked with the roles that the person who acts really holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.flow import maybe
from supportkit.core.roles import PERMITS, permitted
from supportkit.errors import NotAllowed, NotFound
from supportkit.groups.group import GroupStatus, Visibility
from supportkit.memberships.membership import Membership, MembershipStatus

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId
    from supportkit.groups.group import Group

_OUTSIDE = (MembershipStatus.NEW, MembershipStatus.LEFT, MembershipStatus.DECLINED, MembershipStatus.REMOVED)


def require(ctx: Context, group: Group, acting: Membership | None, *, own: bool = False) -> Flow[None]:
    """Refuse unless the table allows the operation in this group to the person who acts.

    The role in the community is only looked up where the role in the group does not suffice.

    Raises:
        NotAllowed: `access.not_allowed`.
        NotFound: `record.not_found`, where the group is hidden from the person who acts.
    """
    archived = group.status is GroupStatus.ARCHIVED
    role = acting.standing if acting else None
    hidden = group.visibility is Visibility.HIDDEN and (acting is None or acting.status in _OUTSIDE)
    if not hidden and permitted(ctx.operation, group=role, own=own, archived=archived):
        return
    staff = yield from ctx.load(maybe(Membership.key(group.community_id, ctx.actor)))
    standing = staff.standing if staff else None
    if standing is not None and permitted(ctx.operation, group=role, community=standing, own=own, archived=archived):
        return
    if hidden:
        asked = ctx.asked  # a session of a hidden group is answered like a session that does not exist
        raise NotFound("record.not_found", kind=asked.kind, id=asked.id)
    raise denied(ctx)


def require_in_community(ctx: Context, community_id: CommunityId, *, own: bool = False) -> Flow[Membership | None]:
    """Refuse unless the table allows the operation in this community to the person who acts; answer their tie to it."""
    staff = yield from ctx.load(maybe(Membership.key(community_id, ctx.actor)))
    if not permitted(ctx.operation, community=staff.standing if staff else None, own=own):
        raise denied(ctx)
    return staff


def denied(ctx: Context) -> NotAllowed:
    """Make the error that says which roles allow what the person who acts may not do."""
    permit = PERMITS[ctx.operation]
    if permit.own and not (permit.group or permit.community):
        return NotAllowed("membership.not_yours", operation=ctx.operation)
    roles = sorted({role.value for role in permit.group | permit.community})
    return NotAllowed("access.not_allowed", operation=ctx.operation, roles=", ".join(roles))
