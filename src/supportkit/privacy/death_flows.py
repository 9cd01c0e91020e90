"""Use cases around a death: the report, its confirmation or withdrawal, and what is done for the group.

A report is never automatic. It takes effect in all groups at once, and withdrawing it gives back what was.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from supportkit.communities.community import Community
from supportkit.core.change import Change
from supportkit.core.flow import maybe
from supportkit.core.ids import CommunityId, GroupId, check_id, check_person_id, kind_of
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import NotFound, Refused
from supportkit.groups.group import Group
from supportkit.memberships.membership import Membership
from supportkit.memberships.party import parted, partner_of
from supportkit.memberships.path import GONE, MembershipStatus
from supportkit.memberships.seats import settle
from supportkit.memberships.standing import denied, group_and_role, group_for, require_in_community
from supportkit.privacy.aftercare import Aftercare, Telling
from supportkit.privacy.death import Death, Former
from supportkit.privacy.person import Person
from supportkit.privacy.wish import LastWish, Wish, remembrance_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.communities.rules import Remembrance
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.ids import PersonId
    from supportkit.core.records import Key

_NEVER_THERE = frozenset({MembershipStatus.NEW, MembershipStatus.INVITED, MembershipStatus.FOLLOWING})
"""Ties that give those who lead no say: anybody can invite anybody, and follow anything."""


class AfterDeath(Area[Face]):
    """What happens when somebody has died, or is said to have."""

    NAME: ClassVar[str] = "people"

    @operation
    def record_death(
        self, person_id: PersonId | str, of: GroupId | CommunityId, *, confirmed_by: str | None = None
    ) -> Flow[Death]:
        """Note that somebody is said to have died: from now on nothing is addressed to them, in any group.

        Their seats stay theirs, an offer that runs out is not counted, and each of their groups gets a task for those
        who lead it. A second report changes nothing.

        Args:
            person_id: the person.
            of: a group they are in, for one who leads it, or their community, for those who run it.
            confirmed_by: how it is known for sure, in words; private. Left out, it can be confirmed later.

        Raises:
            NotAllowed: `access.not_allowed`; nobody reports themself.
            Refused: `person.erased`.
            NotFound: `record.not_found`.
            InvalidInput: what is wrong with the words.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        yield from _at_a_place_of_theirs(ctx, person_id, of, belongs=True)
        if person_id == ctx.actor:
            raise denied(ctx)
        person, death = yield from ctx.load(Person.key(person_id), maybe(Death.key(person_id)))
        if death is not None:
            return death
        ties = yield from _ties(ctx, person_id)
        before = tuple(Former(of=tie.of, held_until=tie.held_until) for tie in ties)
        reported = Death.begin(person_id, before=before, at=ctx.now, by=ctx.actor)
        # What is held for somebody who rests is held for longer than the moment at which leaders would be asked.
        rested = [tie.hold(None, at=ctx.now, by=ctx.actor) if tie.held_until else Change(tie, ()) for tie in ties]
        others: list[Change[Any]] = yield from _tasks(ctx, ties)
        if confirmed_by is not None:
            reported = reported.then(lambda one: one.confirm(confirmed_by, at=ctx.now, by=ctx.actor))
            rested, freed = yield from _laid_to_rest(ctx, rested)
            others += freed
        quiet = person.begin_quiet(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(reported, quiet, *rested, *others)
        return reported.state

    @operation
    def confirm_death(
        self,
        person_id: PersonId | str,
        of: GroupId | CommunityId,
        confirmed_by: str,
    ) -> Flow[Death]:
        """Note that a death that was reported is known for sure.

        A seat on offer to the person goes to the next; everything else is held for the days of the community's rules
        and then freed by `release_seat`, which the due actions name.

        Args:
            person_id: the person.
            of: a group of theirs, or their community.
            confirmed_by: how it is known, in words, such as who said it; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it was confirmed before.
            NotFound: `record.not_found`, nobody reported it.
            InvalidInput: what is wrong with the words.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        yield from _at_a_place_of_theirs(ctx, person_id, of)
        _, death = yield from ctx.load(Person.key(person_id), Death.key(person_id))
        confirmed = death.confirm(confirmed_by, at=ctx.now, by=ctx.actor)
        ties = yield from _ties(ctx, person_id)
        rested, freed = yield from _laid_to_rest(ctx, [Change(tie, ()) for tie in ties])
        yield from ctx.commit(confirmed, *rested, *freed)
        return confirmed.state

    @operation
    def withdraw_death(self, person_id: PersonId | str, of: GroupId | CommunityId | None = None) -> Flow[Person]:
        """Take a report back: it was wrong, and everything is as it was before.

        What was known and decided because of it is buried. An offer that went to somebody else after it was confirmed
        is a place on the waitlist now, and a tie that ended when its rest was over begins anew by an invitation.

        Args:
            person_id: the person, who may do it themself.
            of: a group of theirs, or their community; needed by anybody else.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, nobody reported it.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        if person_id != ctx.actor:
            if of is None:
                raise denied(ctx)
            yield from _at_a_place_of_theirs(ctx, person_id, of)
        person, death = yield from ctx.load(Person.key(person_id), Death.key(person_id))
        ties = yield from _ties(ctx, person_id)
        before = {former.of: former.held_until for former in death.told.before}
        held: list[Change[Membership]] = [
            tie.hold(before[tie.of], at=ctx.now, by=ctx.actor)
            for tie in ties
            if tie.of in before and tie.held_until != before[tie.of]
        ]
        tasks = yield from ctx.find_all(Aftercare, "aftercare.by_person", person_id)
        ended = person.end_quiet(at=ctx.now, by=ctx.actor)
        buried: list[Key[Any]] = [death.record_key, *(task.record_key for task in tasks)]
        yield from ctx.commit(ended, *held, buried=buried)
        return ended.state

    @operation
    def death(self, person_id: PersonId | str, of: GroupId | CommunityId) -> Flow[Death]:
        """Answer what is known of somebody's death.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        yield from _at_a_place_of_theirs(ctx, person_id, of)
        return (yield from ctx.load(Death.key(person_id)))

    @operation
    def decide_telling(
        self, person_id: PersonId | str, group_id: GroupId, *, teller: PersonId | str, words: str
    ) -> Flow[Aftercare]:
        """Decide who tells a group that somebody died, and what may be said.

        Args:
            person_id: who died.
            group_id: the group.
            teller: who tells it.
            words: what may be said, as agreed with those who are near to the person; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, nobody reported it.
            InvalidInput: what is wrong with the words.
        """
        ctx = self.ctx
        telling = Telling(teller=check_person_id(teller), words=words)
        task = yield from _task(ctx, person_id, group_id)
        decided = task.decide(telling, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(decided)
        return decided.state

    @operation
    def name_caregivers(
        self, person_id: PersonId | str, group_id: GroupId, caregivers: Iterable[PersonId | str]
    ) -> Flow[Aftercare]:
        """Write down who cared for somebody who died and is to be offered a choice of their own.

        They stay where they are. Those who lead offer them to stay for a time, or another group; nobody is moved.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, nobody reported it.
        """
        ctx = self.ctx
        named = tuple(dict.fromkeys(check_person_id(one) for one in caregivers))
        task = yield from _task(ctx, person_id, group_id)
        changed = task.name_caregivers(named, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(changed)
        return changed.state

    @operation
    def aftercare(self, person_id: PersonId | str, group_id: GroupId) -> Flow[Aftercare]:
        """Answer what was decided in a group after somebody's death, and whether those who lead have talked about it.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        return (yield from _task(self.ctx, person_id, group_id))

    @operation
    def note_debrief(self, person_id: PersonId | str, group_id: GroupId) -> Flow[Aftercare]:
        """Note that those who lead a group have talked about a death in it, with one another or with somebody else.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it was noted before.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        task = yield from _task(ctx, person_id, group_id)
        done = task.finish(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(done)
        return done.state

    @operation
    def leave_wish(self, community_id: CommunityId, wish: LastWish) -> Flow[Wish]:
        """Say what one wishes for the time after one's death; it can be changed at any time.

        Nobody else reads it before a death is confirmed.

        Raises:
            Refused: `membership.needed`, one has no part in the community; `person.erased`.
        """
        ctx = self.ctx
        person_id = ctx.actor
        check_id(community_id, "com")
        _, former, _ = yield from ctx.load(
            Community.key(community_id), maybe(Wish.key(community_id, person_id)), maybe(Person.key(person_id))
        )
        if not (yield from _knows(ctx, person_id, community_id, belongs=True)):
            raise Refused("membership.needed")
        left: Change[Wish]
        if former is None:
            left = Wish.begin(community_id, person_id, wish=wish, at=ctx.now, by=ctx.actor)
        else:
            left = former.leave(wish, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(left)
        return left.state

    @operation
    def wish(self, community_id: CommunityId, person_id: PersonId | str | None = None) -> Flow[Wish]:
        """Answer what one left oneself; or, after a confirmed death, what somebody else did.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `wish.sealed`, no death is confirmed.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        person_id = ctx.actor if person_id is None else check_person_id(person_id)
        check_id(community_id, "com")
        yield from require_in_community(ctx, community_id, own=person_id == ctx.actor)
        if person_id != ctx.actor:
            death = yield from ctx.load(maybe(Death.key(person_id)))
            if death is None or not death.confirmed:
                raise Refused("wish.sealed")
        return (yield from ctx.load(Wish.key(community_id, person_id)))

    @operation
    def remembrance(self, community_id: CommunityId, person_id: PersonId | str) -> Flow[Remembrance | None]:
        """Answer what happens to the name and words of somebody who died: as they wished, else by the host's rule.

        It is `None` for everybody of whom no death is confirmed.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        check_id(community_id, "com")
        yield from require_in_community(ctx, community_id)
        community, death, wish = yield from ctx.load(
            Community.key(community_id), maybe(Death.key(person_id)), maybe(Wish.key(community_id, person_id))
        )
        if death is None or not death.confirmed:
            return None
        return remembrance_of(wish, community.rules)


def _at_a_place_of_theirs(
    ctx: Context, person_id: PersonId, of: GroupId | CommunityId, *, belongs: bool = False
) -> Flow[None]:
    """Refuse unless the table allows it to the person who acts, in a group or community that knows the person.

    Args:
        ctx: who acts.
        person_id: whom it is about.
        of: the group or community.
        belongs: whether the person must have a part in it now.
    """
    if kind_of(of) == "com":
        yield from require_in_community(ctx, CommunityId(of))
        known = yield from _knows(ctx, person_id, CommunityId(of), belongs=belongs)
    else:
        group_id = GroupId(of)
        yield from group_and_role(ctx, group_id)
        tie = yield from ctx.load(maybe(Membership.key(group_id, person_id)))
        known = tie is not None and _counts(tie, belongs=belongs)
    if not known:
        raise NotFound("record.not_found", kind="membership", id=f"{of}:{person_id}")


def _knows(ctx: Context, person_id: PersonId, community_id: CommunityId, *, belongs: bool) -> Flow[bool]:
    """Tell whether a person has, or had, a part in a community or one of its groups."""
    ties = yield from ctx.find_all(Membership, "membership.by_person", person_id)
    return any(tie.community_id == community_id and _counts(tie, belongs=belongs) for tie in ties)


def _counts(tie: Membership, *, belongs: bool) -> bool:
    return tie.status not in _NEVER_THERE and not (belongs and tie.status in GONE)


def _ties(ctx: Context, person_id: PersonId) -> Flow[tuple[Membership, ...]]:
    """Answer the ties of a person to groups that are not over; roles in a community end by `communities.dismiss`."""
    ties = yield from ctx.find_all(Membership, "membership.by_person", person_id)
    return tuple(tie for tie in ties if tie.status not in GONE and tie.of != tie.community_id)


def _tasks(ctx: Context, ties: Iterable[Membership]) -> Flow[list[Change[Any]]]:
    """Open a task for those who lead each group in which the person belongs or waits."""
    there = [tie for tie in ties if tie.status not in _NEVER_THERE]
    # A task that was buried with a wrong report is loaded, so that it is written over and not made a second time.
    yield from ctx.load_all(maybe(Aftercare.key(GroupId(tie.of), tie.person_id)) for tie in there)
    return [
        Aftercare.begin(GroupId(tie.of), tie.person_id, community_id=tie.community_id, at=ctx.now, by=ctx.actor)
        for tie in there
    ]


def _laid_to_rest(
    ctx: Context, ties: Iterable[Change[Membership]]
) -> Flow[tuple[list[Change[Membership]], list[Change[Any]]]]:
    """Hold what the person has for the days of each community's rules; a seat on offer goes to the next."""
    rested: list[Change[Membership]] = []
    freed: list[Change[Any]] = []
    for tie in ties:
        community = yield from ctx.load(Community.key(tie.state.community_id))
        until = ctx.now + timedelta(days=community.rules.seat_rest_days)
        change = tie
        if tie.state.status is MembershipStatus.OFFERED:
            change = change.then(lambda one: one.withdraw_offer(at=ctx.now, by=ctx.actor))
            group = yield from ctx.load(Group.key(GroupId(tie.state.of)))
            released = group.release(requeued=True, at=ctx.now, by=ctx.actor)
            released, left = parted(ctx, released, (yield from partner_of(ctx, tie.state)))
            released, offers = yield from settle(ctx, released, *left, gone=[tie.state.person_id])
            freed += [released, *offers]
        held = change.state.hold(until, at=ctx.now, by=ctx.actor)
        rested.append(Change(held.state, change.events + held.events))
    return rested, freed


def _task(ctx: Context, person_id: PersonId | str, group_id: GroupId) -> Flow[Aftercare]:
    """Load what is done in a group after a death, for one to whom the table allows the operation there."""
    person_id = check_person_id(person_id)
    yield from group_for(ctx, group_id)
    _, task = yield from ctx.load(maybe(Person.key(person_id)), Aftercare.key(group_id, person_id))
    return task
