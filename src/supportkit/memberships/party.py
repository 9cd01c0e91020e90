"""Two people who wait together, such as a patient and who cares for them: two seats or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.core.change import Change
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.groups.group import Group


def partner_of(ctx: Context, tie: Membership) -> Flow[Membership | None]:
    """Answer the tie of the one whom somebody waits together with; `None` where there is none any more.

    The row is loaded by its key too, so that a decision which rests on it is guarded by it.
    """
    if tie.party is None:
        return None
    page = yield from ctx.find(Membership, "membership.party", tie.party, limit=2)
    others = [one for one in page.items if one.person_id != tie.person_id]
    if not others:
        return None
    (other,) = others
    alive = yield from ctx.alive([Person.key(other.person_id)])
    if other.person_id not in alive:
        return None
    return (yield from ctx.load(maybe(Membership.key(GroupId(tie.of), other.person_id))))


def parted(
    ctx: Context, change: Change[Group], partner: Membership | None
) -> tuple[Change[Group], tuple[Change[Membership], ...]]:
    """Let the one who is left of two wait alone, with the ticket they have; an offer to both is no offer any more."""
    if partner is None:
        return change, ()
    left = Change(partner, ())
    if partner.status is MembershipStatus.OFFERED:
        left = partner.withdraw_offer(at=ctx.now, by=ctx.actor)
        change = change.then(lambda group: group.release(requeued=True, at=ctx.now, by=ctx.actor))
    return change, (left.then(lambda one: one.part(at=ctx.now, by=ctx.actor)),)
