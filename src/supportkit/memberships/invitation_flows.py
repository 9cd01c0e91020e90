"""Use cases of invitations by a code: making one, taking it back, and coming in by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.flow import Found, maybe
from supportkit.core.ids import GroupId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.roles import permitted
from supportkit.errors import NotFound, Refused
from supportkit.groups.group import Group, GroupStatus
from supportkit.groups.life import AHEAD
from supportkit.memberships.entering import Arrival, come_in
from supportkit.memberships.entry import Entry
from supportkit.memberships.invitation import DAYS, Invitation, IssuedInvitation, digest_of
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import RUNNING, group_for, must_be
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.memberships.emergency import WhomToCall


class Inviting(Area[Face]):
    """Invitations for whoever has a code."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def invite_by_code(self, group_id: GroupId, *, uses: int | None = 1, days: int = DAYS) -> Flow[IssuedInvitation]:
        """Make a code by which people come in without asking; it is answered this once, and only its digest is kept.

        Args:
            group_id: the group.
            uses: how many people may come in by it, 1 to 1,000; `None` for any number.
            days: for how many days it is good, 1 to 366.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the group has ended.
            InvalidInput: `number.out_of_range`.
        """
        ctx = self.ctx
        group = yield from group_for(ctx, group_id)
        must_be(group, "invite_by_code", (*AHEAD, *RUNNING))
        code = ctx.ids.token()
        made = Invitation.make(
            digest_of(code),
            group_id=group.id,
            community_id=group.community_id,
            uses=uses,
            days=days,
            at=ctx.now,
            by=ctx.actor,
        )
        yield from ctx.commit(made)
        return IssuedInvitation(code=code, invitation=made.state)

    @operation
    def revoke_invitation(self, group_id: GroupId, digest: str) -> Flow[Invitation]:
        """Take an invitation back; who came in by it stays.

        Args:
            group_id: the group.
            digest: the invitation's, as `invitations` lists it.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        yield from group_for(ctx, group_id)
        invitation = yield from ctx.load(maybe(Invitation.key(digest)))
        if invitation is None or invitation.group_id != group_id:
            raise NotFound("record.not_found", kind="invitation", id=digest)
        revoked = invitation.revoke(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(revoked)
        return revoked.state

    @operation
    def invitations(self, group_id: GroupId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Invitation]]:
        """Answer the invitations of a group, one page, oldest first, those that are void among them.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from group_for(ctx, group_id)
        return (yield from ctx.find(Invitation, "invitation.by_group", group_id, after=after, limit=limit))

    @operation
    def redeem(
        self, code: str, *, note: str | None = None, emergency_contact: WhomToCall | None = None
    ) -> Flow[Membership]:
        """Come into a group by the code of an invitation, as somebody does who was invited by name.

        A code that is wrong, used up, too old or taken back is answered in the same words, so that nobody learns from
        a code which groups there are. It does not undo a removal.

        Args:
            code: the code.
            note: what the person wants to say to those who lead the group; private.
            emergency_contact: whom to call for them, where the group wants to know it; private.

        Raises:
            Refused: `invitation.not_valid`; `membership.removed`; what the rules of admission say, see `apply`.
            WrongState: the group takes nobody in now, or the person has asked or belongs already.
        """
        ctx = self.ctx
        person_id = check_person_id(ctx.actor)
        invitation = yield from ctx.load(maybe(Invitation.key(digest_of(code))))
        if invitation is None or not invitation.good_at(ctx.now):
            raise Refused("invitation.not_valid")
        group_id = invitation.group_id
        group, tie, person = yield from ctx.load(
            Group.key(group_id), maybe(Membership.key(group_id, person_id)), maybe(Person.key(person_id))
        )
        archived = group.status is GroupStatus.ARCHIVED
        if not permitted(ctx.operation, own=True, archived=archived):
            raise Refused("invitation.not_valid")
        group.must_take_people("redeem", ctx.now)
        arrival = Arrival(
            person_id, person, tie, welcomed=True, via=Entry.INVITATION, note=note, contact=emergency_contact
        )
        return (yield from come_in(ctx, group, arrival, invitation.use(at=ctx.now, by=ctx.actor)))
