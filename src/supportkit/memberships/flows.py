"""Use cases of belonging: resting, leaving, being removed, roles, and who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.change import Change
from supportkit.core.choices import chosen
from supportkit.core.clock import instant
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import GroupId, PersonId, check_person_id
from supportkit.core.operation import Face, operation
from supportkit.core.roles import GROUP_ROLES, LEADING, Role
from supportkit.errors import NotAllowed, Refused
from supportkit.groups.group import Group, GroupStatus
from supportkit.memberships.joining_flows import Joining
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import SEATLESS, MembershipStatus
from supportkit.memberships.screening_flows import Screenings
from supportkit.memberships.seating_flows import Seating
from supportkit.memberships.seats import offer_free_seats, without
from supportkit.memberships.standing import (
    RUNNING,
    denied,
    for_decision,
    for_oneself,
    group_and_role,
    group_for,
    must_be,
    require,
    tie_of,
)
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context


class Memberships(Joining[Face], Seating[Face], Screenings[Face]):
    """Memberships: who belongs to a group, who waits, and who is what."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def pause(
        self, group_id: GroupId, person_id: PersonId | str | None = None, *, until: datetime | None = None
    ) -> Flow[Membership]:
        """Rest for a while; the seat is held, and nobody asks why.

        Args:
            group_id: the group.
            person_id: who rests, the person who acts if left out.
            until: when the pause is meant to end, aware; `None` leaves it open.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person does not belong, or rests already.
            InvalidInput: `time.naive`, `time.order`.
        """
        ctx = self.ctx
        _, tie = yield from for_decision(ctx, group_id, ctx.actor if person_id is None else person_id)
        paused = tie.pause(until=None if until is None else instant(until), at=ctx.now, by=ctx.actor)
        yield from ctx.commit(paused)
        return paused.state

    @operation
    def resume(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[Membership]:
        """Come back from a pause.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person does not rest.
        """
        ctx = self.ctx
        _, tie = yield from for_decision(ctx, group_id, ctx.actor if person_id is None else person_id)
        resumed = tie.resume(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(resumed)
        return resumed.state

    @operation
    def leave(self, group_id: GroupId, *, reason: str | None = None) -> Flow[Membership]:
        """Leave a group, or withdraw a request; a seat that becomes free is offered to the next.

        Args:
            group_id: the group.
            reason: why, if the person wants to say so; private.

        Raises:
            WrongState: there is nothing to leave.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_oneself(ctx, group_id)
        left = tie.leave(reason=reason, at=ctx.now, by=ctx.actor)
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
            WrongState: the person does not belong.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        if tie.person_id == ctx.actor:
            raise denied(ctx)
        removed = tie.remove(reason=reason, at=ctx.now, by=ctx.actor)
        change, offers = yield from without(ctx, group, tie)
        yield from ctx.commit(removed, change, *offers)
        return removed.state

    @operation
    def appoint(self, group_id: GroupId, person_id: PersonId | str, role: Role | str) -> Flow[Membership]:
        """Give somebody a role in a group; who leads takes no member's seat.

        Raises:
            NotAllowed: `access.not_allowed`; nobody promotes themselves.
            Refused: `membership.role_unchanged`; `group.full` or `group.others_wait`, where the new role needs a seat.
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
        must_be(group, "appoint", (GroupStatus.DRAFT, *RUNNING))
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        appointed = tie_of(ctx, group, tie, person_id).then(lambda one: one.appoint(role, at=ctx.now, by=ctx.actor))
        change, offers = yield from _moved(ctx, group, tie, appointed.state)
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
        return tie.shown_to(ctx.actor, role)

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

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `value.not_allowed`.
        """
        ctx = self.ctx
        _, role = yield from group_and_role(ctx, group_id)
        key = (group_id, chosen(MembershipStatus, status).value)
        page = yield from ctx.find(Membership, "membership.roster", *key, after=after, limit=limit)
        return Found(tuple(tie.shown_to(ctx.actor, role) for tie in page.items), page.next)

    @operation
    def waiting(self, group_id: GroupId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Membership]]:
        """Answer those who wait for a seat, one page, who waits longest first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        yield from group_for(self.ctx, group_id)
        return (yield from self.ctx.find(Membership, "membership.waitlist", group_id, after=after, limit=limit))

    @operation
    def mine(self, *, after: str | None = None, limit: int = 50) -> Flow[Found[Membership]]:
        """Answer the ties of the person who acts, one page, oldest group first."""
        ctx = self.ctx
        return (yield from ctx.find(Membership, "membership.by_person", ctx.actor, after=after, limit=limit))


def _moved(
    ctx: Context, group: Group, before: Membership | None, after: Membership
) -> Flow[tuple[Change[Group], tuple[Change[Membership], ...]]]:
    """Count what a change of role does to the seats and to the lead."""
    change = Change(group, ())
    led = before is not None and before.standing in LEADING
    leads = after.role in LEADING
    if led is not leads:
        change = change.then(lambda one: one.count_facilitators(1 if leads else -1, at=ctx.now, by=ctx.actor))
    was_seated = before is not None and before.seated
    if was_seated and after.role in SEATLESS:
        change = change.then(lambda one: one.unseat(at=ctx.now, by=ctx.actor))
    elif not was_seated and after.role not in SEATLESS:
        if group.waiting:
            raise Refused("group.others_wait", waiting=group.waiting)
        change = change.then(lambda one: one.seat(at=ctx.now, by=ctx.actor))
    return (yield from offer_free_seats(ctx, change))
