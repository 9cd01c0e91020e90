"""Use cases of belonging: leaving, being removed, roles, and who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.choices import chosen
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import GroupId, PersonId, check_person_id
from supportkit.core.operation import Face, operation
from supportkit.core.roles import GROUP_ROLES, LEADING, Role
from supportkit.errors import InvalidInput, NotAllowed, Refused
from supportkit.groups.group import Group
from supportkit.groups.life import AHEAD
from supportkit.memberships.age_flows import Ages
from supportkit.memberships.bond_flows import Bonds
from supportkit.memberships.circles import as_others_see, look_at
from supportkit.memberships.emergency_flows import Emergencies
from supportkit.memberships.entering import must_be_admitted
from supportkit.memberships.following_flows import Following
from supportkit.memberships.invitation_flows import Inviting
from supportkit.memberships.joining_flows import Joining
from supportkit.memberships.leave_reason import LeaveReason
from supportkit.memberships.membership import Membership
from supportkit.memberships.observing_flows import Observing
from supportkit.memberships.path import SEATLESS, MembershipStatus
from supportkit.memberships.recording_flows import Recording
from supportkit.memberships.referring_flows import Referring
from supportkit.memberships.resting_flows import Resting
from supportkit.memberships.screening_flows import Screenings
from supportkit.memberships.seating_flows import Seating
from supportkit.memberships.seats import moved, without
from supportkit.memberships.standing import (
    RUNNING,
    denied,
    for_decision,
    for_oneself,
    group_and_role,
    must_be,
    must_stay_led,
    require,
    tie_of,
)
from supportkit.memberships.waiting_flows import Waitlisting
from supportkit.privacy.person import Person, admitted
from supportkit.privacy.views import shown_in

if TYPE_CHECKING:
    from supportkit.core.calls import Flow


class Memberships(
    Joining[Face],
    Seating[Face],
    Waitlisting[Face],
    Resting[Face],
    Observing[Face],
    Following[Face],
    Inviting[Face],
    Recording[Face],
    Referring[Face],
    Emergencies[Face],
    Bonds[Face],
    Ages[Face],
    Screenings[Face],
):
    """Memberships: who belongs to a group, who waits, and who is what."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def leave(
        self, group_id: GroupId, *, reason: LeaveReason | str | None = None, words: str | None = None
    ) -> Flow[Membership]:
        """Leave a group, or withdraw a request; a seat that becomes free is offered to the next.

        No question stands in the way, and the last who leads a group may go too: it is then one of the due actions.

        Args:
            group_id: the group.
            reason: why, if the person wants to choose one of the list; private.
            words: why, in their own words; private, and for nobody else.

        Raises:
            WrongState: there is nothing to leave.
            NotFound: `record.not_found`.
            InvalidInput: `value.not_allowed`; what is wrong with the words.
        """
        ctx = self.ctx
        chosen_reason = None if reason is None else _reason(reason)
        group, tie = yield from for_oneself(ctx, group_id)
        left = tie.leave(reason=chosen_reason, words=words, at=ctx.now, by=ctx.actor)
        change, offers = yield from without(ctx, group, tie)
        yield from ctx.commit(left, change, *offers)
        return left.state

    @operation
    def remove(self, group_id: GroupId, person_id: PersonId | str, *, reason: str | None = None) -> Flow[Membership]:
        """Remove somebody from a group; they cannot join it again by themselves.

        Args:
            group_id: the group.
            person_id: who is removed.
            reason: why, in words for the person; private.

        Raises:
            NotAllowed: `access.not_allowed`; nobody removes themselves, they leave.
            Refused: `group.last_facilitator`.
            WrongState: the person does not belong.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        if tie.person_id == ctx.actor:
            raise denied(ctx)
        must_stay_led(group, tie)
        removed = tie.remove(reason=reason, at=ctx.now, by=ctx.actor)
        change, offers = yield from without(ctx, group, tie)
        yield from ctx.commit(removed, change, *offers)
        return removed.state

    @operation
    def appoint(self, group_id: GroupId, person_id: PersonId | str, role: Role | str) -> Flow[Membership]:
        """Give somebody a role in a group; who leads takes no member's seat.

        Raises:
            NotAllowed: `access.not_allowed`; nobody promotes themselves.
            Refused: `membership.role_unchanged`; `group.full` or `group.others_wait`, where the new role needs a seat;
                what the rules of admission say of a new member, see `accept`;
                `group.last_facilitator`; `observer.not_agreed`, an observer is named with `name_observer`.
            WrongState: the person has asked or waits; that is decided first.
            InvalidInput: `value.not_allowed`, a role that a group does not have.
        """
        ctx = self.ctx
        person_id, role = check_person_id(person_id), chosen(Role, role, GROUP_ROLES)
        group, tie, person, acting = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, person_id)),
            maybe(Person.key(person_id)),
            maybe(Membership.key(group_id, ctx.actor)),
        )
        yield from require(ctx, group, acting)
        if person_id == ctx.actor:
            raise NotAllowed("access.not_allowed", operation=ctx.operation, roles="somebody else with such a role")
        group.must_be_ours()
        must_be(group, "appoint", (*AHEAD, *RUNNING))
        if role is Role.OBSERVER:
            raise Refused("observer.not_agreed")
        if tie is not None and role not in LEADING:
            must_stay_led(group, tie)
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        begun = tie_of(ctx, group, tie, person_id)
        appointed = begun.then(lambda one: one.appoint(role, at=ctx.now, by=ctx.actor))
        if role not in SEATLESS and begun.state.standing is None:
            yield from must_be_admitted(ctx, group, begun.state)
        change, offers = yield from moved(ctx, group, tie, appointed.state)
        yield from ctx.commit(appointed, met, change, *offers)
        return appointed.state

    @operation
    def get(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[Membership]:
        """Answer a person's tie to a group, one's own if nobody is named.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        person_id = ctx.actor if person_id is None else check_person_id(person_id)
        _, role = yield from group_and_role(ctx, group_id, own=person_id == ctx.actor)
        tie = yield from ctx.load(Membership.key(group_id, person_id))
        return shown_in(ctx, tie, role)

    @operation
    def roster(
        self,
        group_id: GroupId,
        *,
        status: MembershipStatus | str = MembershipStatus.ACTIVE,
        after: str | None = None,
        limit: int = 50,
    ) -> Flow[Found[Membership]]:
        """Answer those whose tie to a group stands as given, one page, by person id.

        Where the group's rules show the roster to its members or to the community, they see who is active in it, and
        nothing private. To show people by the names they chose for the group, ask `identity.faces`.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `value.not_allowed`.
        """
        ctx = self.ctx
        wanted = chosen(MembershipStatus, status)
        look = yield from look_at(ctx, group_id)
        if wanted is not MembershipStatus.ACTIVE and not look.whole:
            raise denied(ctx)
        page = yield from ctx.find(Membership, "membership.roster", group_id, wanted.value, after=after, limit=limit)
        seen = (tie if look.whole or tie.person_id == ctx.actor else as_others_see(tie) for tie in page.items)
        return Found(tuple(shown_in(ctx, tie, look.role) for tie in seen), page.next)

    @operation
    def waiting(self, group_id: GroupId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Membership]]:
        """Answer those who wait for a seat, one page, by ticket: who waits longest first.

        Where the order is another one, `explain` tells where each of them stands in it.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        _, role = yield from group_and_role(ctx, group_id)
        page = yield from ctx.find(Membership, "membership.waitlist", group_id, after=after, limit=limit)
        return Found(tuple(shown_in(ctx, tie, role) for tie in page.items), page.next)

    @operation
    def mine(self, *, after: str | None = None, limit: int = 50) -> Flow[Found[Membership]]:
        """Answer the ties of the person who acts, one page, oldest group first."""
        ctx = self.ctx
        return (yield from ctx.find(Membership, "membership.by_person", ctx.actor, after=after, limit=limit))


def _reason(given: LeaveReason | str) -> LeaveReason:
    """Answer the reason of the list; nothing near to what was typed is repeated, for it is private."""
    try:
        return LeaveReason(given)
    except ValueError:
        allowed = ", ".join(LeaveReason)
        raise InvalidInput("value.not_allowed", given="This", allowed=allowed) from None
