"""Who may answer for all of a person's data: the person, or an owner of the one community that knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.groups.contact import Contact
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import denied, require_in_community

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId, PersonId

LOOKED_AT = 1000
"""Ties of one person that are looked at, at most (default)."""


def require_for_person(ctx: Context, person_id: PersonId, community_id: CommunityId | None) -> Flow[None]:
    """Refuse unless it is the person who acts, or an owner in whose community alone the person is known.

    Anybody can found a community; that gives them no say over somebody who was never in it.

    Raises:
        NotAllowed: `access.not_allowed`.
    """
    if person_id == ctx.actor:
        return
    if community_id is None:
        raise denied(ctx)
    yield from require_in_community(ctx, community_id)
    ties = yield from ctx.find(Membership, "membership.by_person", person_id, limit=LOOKED_AT)
    named = yield from ctx.find(Contact, "contact.by_person", person_id, limit=LOOKED_AT)
    groups = yield from ctx.load_all(Group.key(group_id) for group_id in {contact.group_id for contact in named.items})
    places = {tie.community_id for tie in ties.items} | {group.community_id for group in groups}
    if places != {community_id}:
        raise denied(ctx)
