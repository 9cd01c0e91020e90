"""Use cases of joining: asking, being invited, accepted, declined, or put on the waitlist."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import Refused
from supportkit.groups.group import Access, Group
from supportkit.groups.life import AHEAD
from supportkit.memberships.entering import Arrival, asks_first, come_in, is_invited, must_be_admitted
from supportkit.memberships.membership import Membership
from supportkit.memberships.seats import others_wait, settle, without
from supportkit.memberships.standing import RUNNING, for_decision, must_be, require, tie_of
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.memberships.emergency import WhomToCall


class Joining(Area[Face]):
    """How people come into a group."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def apply(
        self, group_id: GroupId, *, note: str | None = None, emergency_contact: WhomToCall | None = None
    ) -> Flow[Membership]:
        """Ask to join a group; the answer's status says what came of it.

        Where the group is open, or the person was invited, they are active at once, or on the waitlist where all seats
        are taken or others wait already. Otherwise they have applied, and somebody who leads the group decides; the
        answer's `hear_back_on` says by when (default 14 days). So it is also where somebody talks with each person
        first, and where there is a reason to ask others, which is not told.

        Args:
            group_id: the group.
            note: what the person wants to say to those who lead it; private.
            emergency_contact: whom to call for them, where the group wants to know it; private.

        Raises:
            Refused: `group.by_invitation`; `cohort.joining_over`; `membership.removed`; `person.real` or
                `person.made_up`; `person.erased`; and what the rules of admission say: `age.unknown`, `age.minor`,
                `membership.places_at_once`, `membership.rejoin_later`, `emergency_contact.needed`, or
                `admission.refused` for several.
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
        invited = is_invited(tie)
        if group.access is Access.BY_INVITATION and not invited:
            raise Refused("group.by_invitation")
        arrival = Arrival(
            person_id,
            person,
            tie,
            welcomed=invited,
            asking=asks_first(group) and not invited,
            note=note,
            contact=emergency_contact,
        )
        return (yield from come_in(ctx, group, arrival))

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
            Refused: `group.full`; `group.others_wait`; `person.erased`; and what the rules of admission say:
                `conversation.needed`, `emergency_contact.needed`, `age.unknown`, or `membership.not_now` for what is
                nobody's business but the person's.
            WrongState: the person has not asked, or the group has ended.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        must_be(group, "accept", RUNNING)
        accepted = tie.accept(at=ctx.now, by=ctx.actor)
        if group.free and (yield from others_wait(ctx, group)):
            raise Refused("group.others_wait", waiting=group.waiting)
        yield from must_be_admitted(ctx, group, tie)
        seated = group.seat(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(seated, accepted)
        return accepted.state

    @operation
    def decline(self, group_id: GroupId, person_id: PersonId | str, *, reason: str | None = None) -> Flow[Membership]:
        """Not accept somebody who asked or waits; `alternatives` says what is there for them instead.

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
