"""Use cases of resting: pausing without a reason, the seat that is held meanwhile, and coming back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from supportkit.core.clock import instant
from supportkit.core.flow import maybe
from supportkit.core.operation import Area, Face, operation
from supportkit.core.text import number_problems
from supportkit.errors import InvalidInput, Refused
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.seats import offer_free_seats, others_wait, without
from supportkit.memberships.standing import for_decision
from supportkit.privacy.death import Death
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import GroupId, PersonId
    from supportkit.groups.group import Group
    from supportkit.memberships.membership import Membership

FIRST_IN_LINE = -1_000_000_000
"""Added to the ticket of somebody who comes back and whose seat was freed: before all others, in their own order."""


class Resting(Area[Face]):
    """How people rest and come back."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def pause(
        self, group_id: GroupId, person_id: PersonId | str | None = None, *, until: datetime | None = None
    ) -> Flow[Membership]:
        """Rest for a while; the seat is held for the weeks of the group's rules, and nobody asks why.

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
        group, tie = yield from for_decision(ctx, group_id, ctx.actor if person_id is None else person_id)
        paused = tie.pause(
            until=None if until is None else instant(until),
            held_until=ctx.now + timedelta(weeks=group.rules.pause_weeks),
            at=ctx.now,
            by=ctx.actor,
        )
        yield from ctx.commit(paused)
        return paused.state

    @operation
    def resume(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[Membership]:
        """Come back from a pause, without a new screening.

        Whose seat was freed meanwhile takes a free one that nobody waits for, or is first on the waitlist.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person does not rest.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, ctx.actor if person_id is None else person_id)
        if tie.status is MembershipStatus.PAUSED and tie.released_at is not None:
            return (yield from _come_back(ctx, group, tie))
        resumed = tie.resume(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(resumed)
        return resumed.state

    @operation
    def hold_seat(self, group_id: GroupId, person_id: PersonId | str, *, weeks: int) -> Flow[Membership]:
        """Hold the seat of somebody who rests for some more weeks; a pause whose end is over is open from then on.

        Args:
            group_id: the group.
            person_id: who rests.
            weeks: from now or from the end of the present hold, whichever is later; 1 to 104.

        Raises:
            NotAllowed: `access.not_allowed`; nobody does this for themself.
            Refused: `seat.not_held`, the person does not rest, or their seat was freed.
            InvalidInput: `number.out_of_range`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        problems = tuple(number_problems("$.weeks", weeks, 1, 104))
        if problems:
            raise InvalidInput.of(problems)
        _, tie = yield from for_decision(ctx, group_id, person_id)
        if tie.status is not MembershipStatus.PAUSED or tie.held_until is None:
            raise Refused("seat.not_held")
        over = tie.paused_until is not None and tie.paused_until <= ctx.now
        until = max(ctx.now, tie.held_until) + timedelta(weeks=weeks)
        held = tie.hold(until, open_ended=over, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(held)
        return held.state

    @operation
    def release_seat(self, group_id: GroupId, person_id: PersonId | str) -> Flow[Membership]:
        """Free what was held for somebody until a moment that is over; a seat is offered to the next.

        Who rests goes on resting, belongs as before, and comes back first in line. Where the person is known to have
        died, their tie ends; it never counts as leaving.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `seat.held`; `seat.not_held`; `person.quiet`, a death was reported and nobody has confirmed it.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        tie.must_be_free(ctx.now)
        person = yield from ctx.load(maybe(Person.key(tie.person_id)))
        released: Change[Membership]
        if person is not None and person.quiet_since is not None:
            death = yield from ctx.load(Death.key(tie.person_id))
            if not death.confirmed:
                raise Refused("person.quiet")
            released = tie.end(at=ctx.now, by=ctx.actor)
            change, offers = yield from without(ctx, group, tie)
        else:
            released = tie.release(at=ctx.now, by=ctx.actor)
            change, offers = yield from offer_free_seats(ctx, group.unseat(at=ctx.now, by=ctx.actor))
        yield from ctx.commit(released, change, *offers)
        return released.state


def _come_back(ctx: Context, group: Group, tie: Membership) -> Flow[Membership]:
    """Give a seat that nobody waits for to one whose own was freed, or the first place on the waitlist."""
    back: Change[Membership]
    if group.free and not (yield from others_wait(ctx, group)):
        back = tie.resume(at=ctx.now, by=ctx.actor)
        change = group.seat(at=ctx.now, by=ctx.actor)
    else:
        change = group.queue(at=ctx.now, by=ctx.actor)
        back = tie.wait_again(change.state.tickets + FIRST_IN_LINE, at=ctx.now, by=ctx.actor)
    yield from ctx.commit(back, change)
    return back.state
