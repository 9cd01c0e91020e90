"""Who may answer for all of a person's data: the person, or an owner of the one community that knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from supportkit.groups.contact import Contact
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import denied, require_in_community
from supportkit.privacy.consent import Consents
from supportkit.privacy.profile import Profile

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId, PersonId


def require_for_person(ctx: Context, person_id: PersonId, community_id: CommunityId | None) -> Flow[set[CommunityId]]:
    """Refuse unless it is the person who acts, or an owner in whose community alone the person is known.

    It answers every community that knows them. Anybody can found a community; that gives them no say over somebody who
    was never in it.

    Raises:
        NotAllowed: `access.not_allowed`.
    """
    own = person_id == ctx.actor
    if not own:
        if community_id is None:
            raise denied(ctx)
        yield from require_in_community(ctx, community_id)
    places = yield from places_of(ctx, person_id)
    if not own and places != {community_id}:
        raise denied(ctx)
    return places


def places_of(ctx: Context, person_id: PersonId) -> Flow[set[CommunityId]]:
    """Answer every community in which something of a person is known."""
    places: set[CommunityId] = set()
    of_person: tuple[type[Any], ...] = (Membership, Profile, Consents)
    for kind in of_person:
        found = yield from ctx.find_all(kind, f"{kind.KIND}.by_person", person_id)
        places |= {one.community_id for one in found}
    named = yield from ctx.find_all(Contact, "contact.by_person", person_id)
    groups = yield from ctx.load_all(Group.key(group_id) for group_id in {contact.group_id for contact in named})
    return places | {group.community_id for group in groups}
