"""Use cases of joining: asking, being invited, accepted, declined, or put on the waitlist."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import Refused
from supportkit.groups.group import Access, Group
from supportkit.groups.life import AHEAD
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.seats import others_wait, settle, without
from supportkit.memberships.standing import RUNNING, for_decision, must_be, require, tie_of
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context


class Joining(Area[Face]):
    """How people come into a group."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def apply(self, group_id: GroupId, *, note: str | None = None) -> Flow[Membership]:
        """Ask to join a group; the answer's status says what came of it.

        Where the group is open, or the person was invited, they are active at once, or on the waitlist where all seats
        are taken or others wait already. Otherwise they have applied, and somebody who leads the group decides.

        Args:
            group_id: the group.
            note: what the person wants to say to those who lead it; private.

        Raises:
            Refused: `group.by_invitation`; `cohort.joining_over`; `membership.removed`; `person.real` or
                `person.made_up`; `person.erased`.
            WrongState: the group takes nobody in, or the person has asked or belongs already.
        """
        ctx = self.ctx
        person_id = check_person_id(ctx.actor)
        check_id(group_id, "grp")
        group, tie, person = yield from ctx.load(
            Group.key(group_id), maybe(Membership.key(group_id, person_id)), maybe(Person.key(person_id))
        )
        yield from require(ctx, group, tie, own=True)
        group.must_take_people("apply", ctx.now)
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        invited = tie is not None and tie.status is MembershipStatus.INVITED
        if group.access is Access.BY_INVITATION and not invited:
            raise Refused("group.by_invitation")
        begun = tie_of(ctx, group, tie, person_id)
        if group.access is Access.BY_APPROVAL and not invited:
            asked = begun.then(lambda one: one.apply(note=note, at=ctx.now, by=ctx.actor))
            # Who asks takes no seat, so what others do to the group meanwhile does not matter; a close is caught when
            # the request is accepted.
            yield from ctx.commit(asked, met, unguarded=(Group.key(group_id),))
            return asked.state
        joined, grown, others = yield from _seat_or_queue(ctx, begun, group, note)
        yield from ctx.commit(grown, joined, met, *others)
        return joined.state

    @operation
    def invite(self, group_id: GroupId, person_id: PersonId | str) -> Flow[Membership]:
        """Invite somebody to join without asking; an invitation holds no seat.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person has asked or belongs already, or the group has ended.
            Refused: `person.real` or `person.made_up`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        group, tie, person, acting = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, person_id)),
            maybe(Person.key(person_id)),
            maybe(Membership.key(group_id, ctx.actor)),
        )
        yield from require(ctx, group, acting)
        group.must_be_ours()
        must_be(group, "invite", (*AHEAD, *RUNNING))
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        begun = tie_of(ctx, group, tie, person_id)
        invited = begun.then(lambda one: one.invite(at=ctx.now, by=ctx.actor))
        yield from ctx.commit(invited, met)
        return invited.state

    @operation
    def accept(self, group_id: GroupId, person_id: PersonId | str) -> Flow[Membership]:
        """Accept somebody who asked; they take a seat.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `group.full`; `group.others_wait`; `person.erased`.
            WrongState: the person has not asked, or the group has ended.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        must_be(group, "accept", RUNNING)
        accepted = tie.accept(at=ctx.now, by=ctx.actor)
        if group.free and (yield from others_wait(ctx, group)):
            raise Refused("group.others_wait", waiting=group.waiting)
        seated = group.seat(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(seated, accepted)
        return accepted.state

    @operation
    def decline(self, group_id: GroupId, person_id: PersonId | str, *, reason: str | None = None) -> Flow[Membership]:
        """Not accept somebody who asked or waits; tell them what is there for them instead.

        Args:
            group_id: the group.
            person_id: who asked.
            reason: why, in words for the person; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person has not asked.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        declined = tie.decline(reason=reason, at=ctx.now, by=ctx.actor)
        change, others = yield from without(ctx, group, tie)
        yield from ctx.commit(declined, change, *others)
        return declined.state

    @operation
    def waitlist(self, group_id: GroupId, person_id: PersonId | str) -> Flow[Membership]:
        """Put somebody who asked on the waitlist; a free seat is offered at once to who is next.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person has not asked, or the group has ended.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        must_be(group, "waitlist", RUNNING)
        queued = group.queue(at=ctx.now, by=ctx.actor)
        waiting = tie.waitlist(queued.state.tickets, at=ctx.now, by=ctx.actor)
        queued, changes = yield from settle(ctx, queued, waiting)
        yield from ctx.commit(queued, *changes)
        return changes[0].state


def _seat_or_queue(
    ctx: Context, begun: Change[Membership], group: Group, note: str | None
) -> Flow[tuple[Change[Membership], Change[Group], tuple[Change[Membership], ...]]]:
    """Give a free seat that nobody waits for, or else a place on the waitlist.

    Where somebody waits though a seat is free (two who need two, say), who is next by the order is offered it.
    """
    if group.free and group.frozen_since is None and not (yield from others_wait(ctx, group)):
        joined = begun.then(lambda one: one.join(note=note, at=ctx.now, by=ctx.actor))
        return joined, group.seat(at=ctx.now, by=ctx.actor), ()
    queued = group.queue(at=ctx.now, by=ctx.actor)
    waiting = begun.then(lambda one: one.waitlist(queued.state.tickets, note=note, at=ctx.now, by=ctx.actor))
    queued, (mine, *others) = yield from settle(ctx, queued, waiting)
    return mine, queued, tuple(others)
