"""Use cases of following: hearing when a group opens that cannot be joined yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.groups.group import Group, GroupStatus
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.standing import must_be, require, tie_of
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from supportkit.core.calls import Flow

FOLLOWABLE = (GroupStatus.LISTED, GroupStatus.PAUSED)
"""States of a group that takes nobody in now and will, or will again."""


class Following(Area[Face]):
    """How people hear of a group that is to open."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def follow(self, group_id: GroupId) -> Flow[Membership]:
        """Follow a group that is announced or rests, so as to hear when it takes people in; once is enough.

        Following holds no seat and no place on the waitlist, and `leave` ends it. When the group opens, the host finds
        who follows it by `roster(status="following")`, and asks `people.reach` before it writes to anybody.

        Raises:
            WrongState: the group takes people in now, or is over; the person has asked or belongs already.
            Refused: `group.imported`, a group of a public list; `membership.removed`; `person.real` or
                `person.made_up`; `person.erased`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        person_id = check_person_id(ctx.actor)
        check_id(group_id, "grp")
        group, tie, person = yield from ctx.load(
            Group.key(group_id), maybe(Membership.key(group_id, person_id)), maybe(Person.key(person_id))
        )
        yield from require(ctx, group, tie, own=True)
        group.must_be_ours()
        must_be(group, "follow", FOLLOWABLE)
        if tie is not None and tie.status is MembershipStatus.FOLLOWING:
            return tie
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        followed = tie_of(ctx, group, tie, person_id).then(lambda one: one.follow(at=ctx.now, by=ctx.actor))
        yield from ctx.commit(followed, met)
        return followed.state
