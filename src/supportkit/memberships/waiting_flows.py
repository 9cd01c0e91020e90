"""Use cases of those who wait: a class of priority, coming as two, and why somebody was or was not offered a seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.change import Change
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import Refused
from supportkit.memberships.line import Line
from supportkit.memberships.membership import Membership
from supportkit.memberships.party import parted, partner_of
from supportkit.memberships.path import DECIDING, MembershipStatus
from supportkit.memberships.seats import settle
from supportkit.memberships.standing import denied, for_decision, for_oneself, group_and_role
from supportkit.memberships.waitlist import Explanation, explained
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from supportkit.core.calls import Flow


class Waitlisting(Area[Face]):
    """What those who wait, and those who lead, can do about a wait."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def set_priority(
        self, group_id: GroupId, person_id: PersonId | str, band: int | None, *, reason: str | None = None
    ) -> Flow[Membership]:
        """Put somebody who waits in a class of priority, or out of it; it matters where the group's order looks at it.

        Nobody else learns of it, and it is forgotten when the wait ends. Places are never sold.

        Args:
            group_id: the group.
            person_id: who waits.
            band: the class, 0 (before all others) to 8; `None` for none.
            reason: why; private.

        Raises:
            NotAllowed: `access.not_allowed`; nobody gives a priority to themself.
            WrongState: the person does not wait.
            InvalidInput: `number.out_of_range`; what is wrong with the text.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_decision(ctx, group_id, person_id)
        if tie.person_id == ctx.actor:
            raise denied(ctx)
        placed = tie.prioritise(band, reason, at=ctx.now, by=ctx.actor)
        change, changes = yield from settle(ctx, Change(group, ()), placed)
        yield from ctx.commit(change, *changes)
        return changes[0].state

    @operation
    def wait_together(self, group_id: GroupId, companion: PersonId | str) -> Flow[Membership]:
        """Say whom one wants to come with: when both have said so, they wait for two seats or none.

        Until then nothing changes, nobody is told, and the answer is the same whether or not the other waits at all.
        Two have the place of the one who began to wait later; each keeps their own ticket.

        Args:
            group_id: the group.
            companion: the other person.

        Raises:
            Refused: `party.oneself`; `party.formed`, where the person waits together with somebody already.
            WrongState: the person does not wait.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        other_id = check_person_id(companion)
        group, tie = yield from for_oneself(ctx, group_id)
        if other_id == ctx.actor:
            raise Refused("party.oneself")
        if tie.party is not None:
            raise Refused("party.formed")
        named = tie.name_companion(other_id, at=ctx.now, by=ctx.actor)
        other = yield from ctx.load(maybe(Membership.key(group_id, other_id)))
        alive = yield from ctx.alive([Person.key(other_id)])
        waits = other is not None and other.status is MembershipStatus.WAITING and other_id in alive
        if other is None or not waits or other.party is not None or other.companion != ctx.actor:
            yield from ctx.commit(named)
            return named.state
        party = ctx.ids.new("pty")
        pair = (
            named.then(lambda one: one.pair(party, at=ctx.now, by=ctx.actor)),
            other.pair(party, at=ctx.now, by=ctx.actor),
        )
        change, changes = yield from settle(ctx, Change(group, ()), *pair)
        yield from ctx.commit(change, *changes)
        return changes[0].state

    @operation
    def wait_alone(self, group_id: GroupId) -> Flow[Membership]:
        """Take back whom one wanted to come with; both wait alone from then on, each with their own ticket.

        Raises:
            WrongState: the person does not wait.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        group, tie = yield from for_oneself(ctx, group_id)
        partner = yield from partner_of(ctx, tie)
        alone = tie.part(at=ctx.now, by=ctx.actor)
        change, others = parted(ctx, Change(group, ()), partner)
        change, changes = yield from settle(ctx, change, alone, *others)
        yield from ctx.commit(change, *changes)
        return changes[0].state

    @operation
    def explain(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[Explanation]:
        """Answer why somebody has, or has not, been offered a seat.

        It tells nothing about anybody else. A person learns their place only where the order is first come: where one
        class or one kind of experience decides, a place that moves back would tell of somebody else's.

        Args:
            group_id: the group.
            person_id: who waits, the person who acts if left out.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        person_id = ctx.actor if person_id is None else check_person_id(person_id)
        group, role = yield from group_and_role(ctx, group_id, own=person_id == ctx.actor)
        tie = yield from ctx.load(Membership.key(group_id, person_id))
        leading = role in DECIDING and person_id != ctx.actor
        if tie.status is not MembershipStatus.WAITING:
            return explained(group, tie, (), leading=leading, now=ctx.now)
        line = Line(ctx, group, {})
        yield from line.read(line.most)
        ranking = yield from line.ranked()
        return explained(group, tie, ranking, leading=leading, now=ctx.now)
