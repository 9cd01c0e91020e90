"""Use cases of the waitlist: offering seats that became free, taking one, and letting an offer go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.change import Change
from supportkit.core.operation import Area, Face, operation
from supportkit.groups.group import Group, GroupStatus
from supportkit.memberships.entering import must_be_admitted
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.seats import offer_free_seats, offered
from supportkit.memberships.standing import RUNNING, for_decision, for_oneself, group_for, must_be

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.ids import GroupId, PersonId
    from supportkit.memberships.membership import Membership


class Seating(Area[Face]):
    """How those who wait come to a seat."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def offer_seats(self, group_id: GroupId) -> Flow[Group]:
        """Offer every free seat to the first who wait, each for 72 hours (default).

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
    def accept_offer(self, group_id: GroupId) -> Flow[Membership]:
        """Take the seat that is held for oneself.

        Raises:
            Refused: `offer.expired`, at its end or later; what the rules of admission say, see `apply`;
                `membership.not_now`, where it cannot be done yet.
            WrongState: there is no offer, or the group has ended.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_oneself(ctx, group_id)
        must_be(group, "accept_offer", RUNNING)
        taken = tie.accept_offer(at=ctx.now, by=ctx.actor)
        yield from must_be_admitted(ctx, group, tie)
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
        group, tie = yield from for_oneself(ctx, group_id)
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
        group, tie = yield from for_decision(ctx, group_id, person_id)
        ended = tie.end_offer(at=ctx.now, by=ctx.actor)
        kept = ended.state.status is MembershipStatus.WAITING
        others_wait = group.waiting > 0
        change = group.release(requeued=kept, at=ctx.now, by=ctx.actor)
        offers: tuple[Change[Membership], ...] = ()
        if others_wait:
            change, offers = yield from offer_free_seats(ctx, change)
        elif kept and group.status is GroupStatus.OPEN:
            ended, change = offered(ctx, ended, change)
        yield from ctx.commit(change, ended, *offers)
        return ended.state
