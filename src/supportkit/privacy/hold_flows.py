"""Use cases of holds: placing one, giving it another end, lifting it, and who may know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.core.clock import stamp
from supportkit.core.flow import maybe
from supportkit.core.ids import PersonId, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import Refused
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.hold import Hold, HoldNotice
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context, Found
    from supportkit.core.ids import CommunityId


class Holding(Area[Face]):
    """Holds on data."""

    NAME: ClassVar[str] = "privacy"

    @operation
    def hold(
        self, community_id: CommunityId, *, until: datetime, reason: str, person_id: PersonId | str | None = None
    ) -> Flow[Hold]:
        """Keep the data of a person, or of the whole community, from being removed until a moment.

        Args:
            community_id: the community.
            until: when the hold ends by itself, aware, within a year.
            reason: why, for the owners; about nobody else than the person.
            person_id: the person; everybody's data if left out.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `privacy.not_of_community`, `privacy.held_already`, `privacy.hold_too_long`, `person.erased`.
            InvalidInput: `time.naive`; the reason is empty or too long.
        """
        ctx = self.ctx
        yield from require_in_community(ctx, community_id)
        person = None if person_id is None else check_person_id(person_id)
        if person is not None:
            # Somebody else's community must not be able to stand in the way of an erasure.
            ties = yield from ctx.find_all(Membership, "membership.by_person", person)
            if community_id not in {tie.community_id for tie in ties}:
                raise Refused("privacy.not_of_community")
        held = yield from _load(ctx, community_id, person)
        if held is None:
            change = Hold.place(community_id, person, until=until, reason=reason, at=ctx.now, by=ctx.actor)
        else:
            change = held.place_again(until=until, reason=reason, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def extend_hold(
        self, community_id: CommunityId, *, until: datetime, person_id: PersonId | str | None = None
    ) -> Flow[Hold]:
        """Give a hold another end, within a year from now.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, there is none.
            Refused: `privacy.hold_too_long`.
            WrongState: it was lifted.
        """
        ctx = self.ctx
        held = yield from _found(ctx, community_id, person_id)
        change = held.extend(until=until, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def lift_hold(self, community_id: CommunityId, *, person_id: PersonId | str | None = None) -> Flow[Hold]:
        """End a hold before its time.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, there is none.
            WrongState: it was lifted.
        """
        ctx = self.ctx
        held = yield from _found(ctx, community_id, person_id)
        change = held.lift(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def holds(self, community_id: CommunityId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Hold]]:
        """List the holds of a community that block something now, with their reasons, what ends first first.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from require_in_community(ctx, community_id)
        start = stamp(ctx.now) + "~"  # one that ends at this very moment blocks nothing
        return (yield from ctx.find(Hold, "hold.by_community", community_id, start=start, after=after, limit=limit))

    @operation
    def my_holds(self) -> Flow[tuple[HoldNotice, ...]]:
        """Answer which holds there are on one's own data, until when, and in which community to ask about them."""
        ctx = self.ctx
        holds = yield from ctx.find_all(Hold, "hold.by_person", check_person_id(ctx.actor), start=stamp(ctx.now))
        return tuple(hold.notice for hold in holds if hold.holds_at(ctx.now))


def _load(ctx: Context, community_id: CommunityId, person_id: PersonId | None) -> Flow[Hold | None]:
    key = maybe(Hold.key(community_id, person_id))
    if person_id is None:
        return (yield from ctx.load(key))
    held, _ = yield from ctx.load(key, Person.key(person_id))
    return held


def _found(ctx: Context, community_id: CommunityId, person_id: PersonId | str | None) -> Flow[Hold]:
    yield from require_in_community(ctx, community_id)
    person = None if person_id is None else check_person_id(person_id)
    held = yield from _load(ctx, community_id, person)
    if held is None:
        return (yield from ctx.load(Hold.key(community_id, person)))
    return held
