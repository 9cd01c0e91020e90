"""Use cases of belonging: asking, being accepted, waiting, taking a seat, resting, leaving, and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.change import Change
from supportkit.core.clock import instant
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import GroupId, PersonId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.roles import GROUP_ROLES, LEADING, Role
from supportkit.errors import InvalidInput, NotAllowed, Refused, WrongState
from supportkit.groups.group import Access, Group, GroupStatus
from supportkit.memberships.membership import SEATLESS, Membership, MembershipStatus
from supportkit.memberships.seats import offer_end, offer_free_seats, without
from supportkit.memberships.standing import denied, require
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context

_TAKING_IN = (GroupStatus.OPEN,)
_RUNNING = (GroupStatus.OPEN, GroupStatus.PAUSED)


class Memberships(Area[Face]):
    """Memberships: who belongs to a group, who waits, and who is what."""

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
            Refused: `group.by_invitation`; `membership.removed`; `person.real` or `person.made_up`; `person.erased`.
            WrongState: the group takes nobody in, or the person has asked or belongs already.
        """
        ctx = self.ctx
        person_id = check_person_id(ctx.actor)
        check_id(group_id, "grp")
        group, tie, person = yield from ctx.load(
            Group.key(group_id), maybe(Membership.key(group_id, person_id)), maybe(Person.key(person_id))
        )
        yield from require(ctx, group, tie, own=True)
        _must_be(group, "apply", _TAKING_IN)
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        invited = tie is not None and tie.status is MembershipStatus.INVITED
        if group.access is Access.BY_INVITATION and not invited:
            raise Refused("group.by_invitation")
        begun = _begun(ctx, group, tie, person_id)
        if group.access is Access.BY_APPROVAL and not invited:
            asked = begun.then(lambda one: one.apply(note=note, at=ctx.now, by=ctx.actor))
            # Who asks takes no seat, so what others do to the group meanwhile does not matter; a close is caught when
            # the request is accepted.
            yield from ctx.commit(asked, met, unguarded=(Group.key(group_id),))
            return asked.state
        joined, grown = _seat_or_queue(ctx, begun, group)
        yield from ctx.commit(grown, joined, met)
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
        _must_be(group, "invite", (GroupStatus.DRAFT, *_RUNNING))
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        begun = _begun(ctx, group, tie, person_id)
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
        group, tie = yield from _for_decision(ctx, group_id, person_id)
        _must_be(group, "accept", _RUNNING)
        accepted = tie.accept(at=ctx.now, by=ctx.actor)
        if group.waiting and group.free:
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
        group, tie = yield from _for_decision(ctx, group_id, person_id)
        declined = tie.decline(reason=reason, at=ctx.now, by=ctx.actor)
        changes = [group.unqueue(at=ctx.now, by=ctx.actor)] if tie.status is MembershipStatus.WAITING else []
        yield from ctx.commit(declined, *changes)
        return declined.state

    @operation
    def waitlist(self, group_id: GroupId, person_id: PersonId | str) -> Flow[Membership]:
        """Put somebody who asked on the waitlist; where a seat is free and nobody else waits, it is offered at once.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person has not asked, or the group has ended.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from _for_decision(ctx, group_id, person_id)
        _must_be(group, "waitlist", _RUNNING)
        queued = group.queue(at=ctx.now, by=ctx.actor)
        waiting = tie.waitlist(queued.state.tickets, at=ctx.now, by=ctx.actor)
        if group.free and not group.waiting and group.status is GroupStatus.OPEN:
            waiting, queued = _offered(ctx, waiting, queued)
        yield from ctx.commit(queued, waiting)
        return waiting.state

    @operation
    def offer_seats(self, group_id: GroupId) -> Flow[Group]:
        """Offer every free seat to the first who wait, each for 72 hours (default).

        Seats that become free are offered by themselves; this is for those left over when very many did at once.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        group, acting = yield from ctx.load(Group.key(group_id), maybe(Membership.key(group_id, ctx.actor)))
        yield from require(ctx, group, acting)
        change, offers = yield from offer_free_seats(ctx, _unchanged(group))
        yield from ctx.commit(change, *offers)
        return change.state

    @operation
    def accept_offer(self, group_id: GroupId) -> Flow[Membership]:
        """Take the seat that is held for oneself.

        Raises:
            Refused: `offer.expired`, at its end or later.
            WrongState: there is no offer, or the group has ended.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from _for_oneself(ctx, group_id)
        _must_be(group, "accept_offer", _RUNNING)
        taken = tie.accept_offer(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(group.take_held(at=ctx.now, by=ctx.actor), taken)
        return taken.state

    @operation
    def decline_offer(self, group_id: GroupId) -> Flow[Membership]:
        """Not take the seat that is held, and wait no longer; it is offered to the next.

        Raises:
            WrongState: there is no offer.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from _for_oneself(ctx, group_id)
        declined = tie.decline_offer(at=ctx.now, by=ctx.actor)
        freed = group.release(requeued=False, at=ctx.now, by=ctx.actor)
        change, offers = yield from offer_free_seats(ctx, freed)
        yield from ctx.commit(change, declined, *offers)
        return declined.state

    @operation
    def end_offer(self, group_id: GroupId, person_id: PersonId | str) -> Flow[Membership]:
        """Let an offer run out that nobody took; the seat is offered to the next.

        The person keeps the place on the waitlist twice (default). Where nobody else waits, they get a new offer.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `offer.running`, before its end.
            WrongState: there is no offer.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from _for_decision(ctx, group_id, person_id)
        ended = tie.end_offer(at=ctx.now, by=ctx.actor)
        kept = ended.state.status is MembershipStatus.WAITING
        others_wait = group.waiting > 0
        change = group.release(requeued=kept, at=ctx.now, by=ctx.actor)
        offers: tuple[Change[Membership], ...] = ()
        if others_wait:
            change, offers = yield from offer_free_seats(ctx, change)
        elif kept and group.status is GroupStatus.OPEN:
            ended, change = _offered(ctx, ended, change)
        yield from ctx.commit(change, ended, *offers)
        return ended.state

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
        _, tie = yield from _for_decision(ctx, group_id, ctx.actor if person_id is None else person_id)
        paused = tie.pause(until=_instant(until), at=ctx.now, by=ctx.actor)
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
        _, tie = yield from _for_decision(ctx, group_id, ctx.actor if person_id is None else person_id)
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
        group, tie = yield from _for_oneself(ctx, group_id)
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
        group, tie = yield from _for_decision(ctx, group_id, person_id)
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
            Refused: `membership.role_unchanged`; `group.full`, where the new role needs a seat.
            WrongState: the person has asked or waits; that is decided first.
            InvalidInput: `value.not_allowed`, a role that a group does not have.
        """
        ctx = self.ctx
        person_id, role = check_person_id(person_id), _group_role(role)
        group, tie, person, acting = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, person_id)),
            maybe(Person.key(person_id)),
            maybe(Membership.key(group_id, ctx.actor)),
        )
        yield from require(ctx, group, acting)
        if person_id == ctx.actor:
            raise NotAllowed("access.not_allowed", operation=ctx.operation, roles="somebody else with such a role")
        _must_be(group, "appoint", (GroupStatus.DRAFT, *_RUNNING))
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        appointed = _begun(ctx, group, tie, person_id).then(lambda one: one.appoint(role, at=ctx.now, by=ctx.actor))
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
        _, tie = yield from _for_decision(self.ctx, group_id, self.ctx.actor if person_id is None else person_id)
        return tie

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
        if status not in set(MembershipStatus):
            raise InvalidInput("value.not_allowed", given="This", allowed=", ".join(MembershipStatus))
        yield from _for_list(self.ctx, group_id)
        key = (group_id, MembershipStatus(status).value)
        return (yield from self.ctx.find(Membership, "membership.roster", *key, after=after, limit=limit))

    @operation
    def waiting(self, group_id: GroupId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Membership]]:
        """Answer those who wait for a seat, one page, who waits longest first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        yield from _for_list(self.ctx, group_id)
        return (yield from self.ctx.find(Membership, "membership.waitlist", group_id, after=after, limit=limit))

    @operation
    def mine(self, *, after: str | None = None, limit: int = 50) -> Flow[Found[Membership]]:
        """Answer the ties of the person who acts, one page, oldest group first."""
        ctx = self.ctx
        return (yield from ctx.find(Membership, "membership.by_person", ctx.actor, after=after, limit=limit))


def _must_be(group: Group, verb: str, statuses: tuple[GroupStatus, ...]) -> None:
    if group.status not in statuses:
        raise WrongState(verb, group.status, [f"it is {status.value}" for status in statuses])


def _instant(given: datetime | None) -> datetime | None:
    return None if given is None else instant(given)


def _unchanged(group: Group) -> Change[Group]:
    return Change(group, ())


def _begun(ctx: Context, group: Group, tie: Membership | None, person_id: PersonId) -> Change[Membership]:
    """Answer the tie as it is, or one that begins now."""
    if tie is not None:
        return Change(tie, ())
    return Membership.begin(group.id, person_id, community_id=group.community_id, at=ctx.now, by=ctx.actor)


def _for_decision(ctx: Context, group_id: GroupId, person_id: PersonId | str) -> Flow[tuple[Group, Membership]]:
    """Load a group and somebody's tie to it, for one who may decide about it."""
    person_id = check_person_id(person_id)
    check_id(group_id, "grp")
    own = person_id == ctx.actor
    group, acting, tie, _ = yield from ctx.load(
        Group.key(group_id),
        maybe(Membership.key(group_id, ctx.actor)),
        maybe(Membership.key(group_id, person_id)),
        maybe(Person.key(person_id)),
    )
    yield from require(ctx, group, acting, own=own)
    if tie is None:
        tie = yield from ctx.load(Membership.key(group_id, person_id))
    return group, tie


def _for_oneself(ctx: Context, group_id: GroupId) -> Flow[tuple[Group, Membership]]:
    """Load a group and one's own tie to it."""
    return (yield from _for_decision(ctx, group_id, ctx.actor))


def _for_list(ctx: Context, group_id: GroupId) -> Flow[Group]:
    """Load a group for one who may see a list of its people."""
    group, acting = yield from ctx.load(Group.key(group_id), maybe(Membership.key(group_id, ctx.actor)))
    yield from require(ctx, group, acting)
    return group


def _seat_or_queue(ctx: Context, begun: Change[Membership], group: Group) -> tuple[Change[Membership], Change[Group]]:
    """Give a free seat that nobody waits for, or else a place on the waitlist."""
    if group.free and not group.waiting:
        return (
            begun.then(lambda one: one.join(at=ctx.now, by=ctx.actor)),
            group.seat(at=ctx.now, by=ctx.actor),
        )
    queued = group.queue(at=ctx.now, by=ctx.actor)
    ticket = queued.state.tickets
    return begun.then(lambda one: one.waitlist(ticket, at=ctx.now, by=ctx.actor)), queued


def _moved(
    ctx: Context, group: Group, before: Membership | None, after: Membership
) -> Flow[tuple[Change[Group], tuple[Change[Membership], ...]]]:
    """Count what a change of role does to the seats and to the lead."""
    change = _unchanged(group)
    led = before is not None and before.standing in LEADING
    leads = after.role in LEADING
    if led is not leads:
        change = change.then(lambda one: one.count_facilitators(1 if leads else -1, at=ctx.now, by=ctx.actor))
    was_seated = before is not None and before.seated
    if was_seated and after.role in SEATLESS:
        change = change.then(lambda one: one.unseat(at=ctx.now, by=ctx.actor))
    elif not was_seated and after.role not in SEATLESS:
        change = change.then(lambda one: one.seat(at=ctx.now, by=ctx.actor))
    return (yield from offer_free_seats(ctx, change))


def _offered(
    ctx: Context, ended: Change[Membership], released: Change[Group]
) -> tuple[Change[Membership], Change[Group]]:
    """Offer a free seat to the one person who waits."""
    return (
        ended.then(lambda one: one.offer(offer_end(ctx.now), at=ctx.now, by=ctx.actor)),
        released.then(lambda one: one.hold(at=ctx.now, by=ctx.actor)),
    )


def _group_role(given: Role | str) -> Role:
    allowed = sorted(role.value for role in GROUP_ROLES)
    if given not in allowed:
        raise InvalidInput("value.not_allowed", given="This", allowed=", ".join(allowed))
    return Role(given)
