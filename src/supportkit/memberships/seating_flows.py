"""Use cases of the waitlist: offering seats that became free, taking one, and letting an offer go."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from supportkit.core.change import Change
from supportkit.core.operation import Area, Face, operation
from supportkit.groups.group import Group
from supportkit.memberships.entering import must_be_admitted
from supportkit.memberships.membership import Membership
from supportkit.memberships.party import partner_of
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.seats import offer_free_seats, settle, without
from supportkit.memberships.standing import RUNNING, for_decision, for_oneself, group_for, must_be
from supportkit.privacy.quiet import awake

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import GroupId, PersonId


class Seating(Area[Face]):
    """How those who wait come to a seat."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def offer_seats(self, group_id: GroupId) -> Flow[Group]:
        """Offer every free seat to those who are next, each for 72 hours (default).

        Seats that become free are offered by themselves; this is for those left over when very many did at once.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        group = yield from group_for(ctx, group_id)
        change, offers = yield from offer_free_seats(ctx, Change(group, ()))
        yield from ctx.commit(change, *offers)
        return change.state

    @operation
    def freeze_waitlist(self, group_id: GroupId) -> Flow[Group]:
        """Offer no seats for a while, as when the facilitator is ill.

        Everybody keeps their place, and offers that run stay good; one that runs out meanwhile does not count. Who
        comes meanwhile waits, even where a seat is free.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the group has not begun, or has ended.
        """
        ctx = self.ctx
        group = yield from group_for(ctx, group_id)
        must_be(group, "freeze_waitlist", RUNNING)
        frozen = group.freeze_waitlist(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(frozen)
        return frozen.state

    @operation
    def unfreeze_waitlist(self, group_id: GroupId) -> Flow[Group]:
        """Offer seats again; those that are free are offered at once.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        group = yield from group_for(ctx, group_id)
        change, offers = yield from offer_free_seats(ctx, group.unfreeze_waitlist(at=ctx.now, by=ctx.actor))
        yield from ctx.commit(change, *offers)
        return change.state

    @operation
    def accept_offer(self, group_id: GroupId) -> Flow[Membership]:
        """Take the seat that is held for oneself.

        Of two who wait together, both have their seats when both have said yes; until then the first of them still has
        an offer, with the time at which they said yes.

        Raises:
            Refused: `offer.expired`, at its end or later; `cohort.joining_over`; what the rules of admission say, see
                `apply`; `membership.not_now`, where it cannot be done yet.
            WrongState: there is no offer, or the group has ended.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_oneself(ctx, group_id)
        must_be(group, "accept_offer", RUNNING)
        yield from must_be_admitted(ctx, group, tie)
        partner = yield from partner_of(ctx, tie)
        if partner is not None and partner.status is MembershipStatus.OFFERED and partner.agreed_at is None:
            agreed = tie.agree(at=ctx.now, by=ctx.actor)
            yield from ctx.commit(agreed)
            return agreed.state
        taken = tie.accept_offer(at=ctx.now, by=ctx.actor)
        change = group.take_held(at=ctx.now, by=ctx.actor)
        others: list[Change[Membership]] = []
        if partner is not None and partner.status is MembershipStatus.OFFERED:
            others.append(partner.accept_offer(at=ctx.now, by=ctx.actor))
            change = change.then(lambda one: one.take_held(at=ctx.now, by=ctx.actor))
        yield from ctx.commit(change, taken, *others)
        return taken.state

    @operation
    def decline_offer(self, group_id: GroupId) -> Flow[Membership]:
        """Not take the seat that is held, and wait no longer; it is offered to the next.

        Who waited together with the person waits alone from then on, with their own ticket.

        Raises:
            WrongState: there is no offer.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_oneself(ctx, group_id)
        declined = tie.decline_offer(at=ctx.now, by=ctx.actor)
        change, offers = yield from without(ctx, group, tie)
        yield from ctx.commit(change, declined, *offers)
        return declined.state

    @operation
    def end_offer(self, group_id: GroupId, person_id: PersonId | str) -> Flow[Membership]:
        """Let an offer run out that nobody took; the seat is offered to the next.

        The person keeps the place on the waitlist twice (default), and always where the waitlist is frozen. Where
        nobody else can take the seat, they get a new offer. Of two who wait together both offers end, and it does not
        count for the one who had said yes.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `offer.running`, before its end.
            WrongState: there is no offer.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        partner = yield from partner_of(ctx, tie)
        holding = [tie, *([partner] if partner is not None and partner.status is MembershipStatus.OFFERED else [])]
        answering = yield from awake(ctx, [one.person_id for one in holding])
        change = Change(group, ())
        ended = [_ended(ctx, group, one, quiet=one.person_id not in answering) for one in holding]
        for one in ended:
            change = change.then(partial(Group.release, requeued=_waits(one), at=ctx.now, by=ctx.actor))
        if len({_waits(one) for one in ended}) == 2:
            # One has lost the place by it, and the other has not: they wait alone.
            alone = partial(Membership.part, at=ctx.now, by=ctx.actor)
            ended = [one.then(alone) if _waits(one) else one for one in ended]
        lapsed = [one.state.person_id for one in ended]
        quiet = [one for one in ended if one.state.person_id not in answering]
        others = [one for one in ended if one not in quiet]
        gone = [one.state.person_id for one in quiet]
        change, changes = yield from settle(ctx, change, *others, lapsed=lapsed, gone=gone)
        yield from ctx.commit(change, *quiet, *changes)
        return next(one.state for one in (*quiet, *changes) if one.state.person_id == tie.person_id)


def _ended(ctx: Context, group: Group, tie: Membership, *, quiet: bool) -> Change[Membership]:
    if quiet:  # who is left in peace could not answer, so nothing is counted
        return tie.withdraw_offer(at=ctx.now, by=ctx.actor)
    counted = group.frozen_since is None and tie.agreed_at is None
    return tie.end_offer(counted=counted, at=ctx.now, by=ctx.actor)


def _waits(change: Change[Membership]) -> bool:
    return change.state.status is MembershipStatus.WAITING
