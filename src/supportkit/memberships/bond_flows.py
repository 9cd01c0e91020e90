"""Use cases of bonds: saying whom one lives with or cares for, and being asked about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community
from supportkit.core.choices import chosen
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import CommunityId, GroupId, PersonId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.records import Key
from supportkit.errors import InvalidInput, NotFound
from supportkit.memberships.bond import Bond, BondKind, Household
from supportkit.memberships.household import questions_about
from supportkit.memberships.household_question import HouseholdQuestion
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.standing import group_and_role, group_for, require_in_community
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context


class Bonds(Area[Face]):
    """Who lives with whom, as each says it for themself."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def state_bond(
        self, community_id: CommunityId, other_id: PersonId | str, kind: BondKind | str = BondKind.HOUSEHOLD
    ) -> Flow[Bond]:
        """Say that one lives with somebody, or cares for them; it is private, and the other is not told.

        By it a person agrees to be in one group with the other, who is asked before it comes to that. Until the other
        agrees, this person has asked to join, and no more.

        Args:
            community_id: the community to which it is said.
            other_id: of whom.
            kind: `household` or `caregiver_of`.

        Raises:
            InvalidInput: `bond.oneself`; `value.not_allowed`.
            Refused: `person.real` or `person.made_up`; `person.erased`.
        """
        ctx = self.ctx
        check_id(community_id, "com")
        person_id, other_id, said = ctx.actor, check_person_id(other_id), chosen(BondKind, kind)
        if person_id == other_id:
            raise InvalidInput("bond.oneself")
        community, person, bond, mine, theirs = yield from ctx.load(
            Community.key(community_id),
            maybe(Person.key(person_id)),
            maybe(Bond.key(community_id, person_id, other_id)),
            maybe(Household.key(community_id, person_id)),
            maybe(Household.key(community_id, other_id)),
        )
        yield from require_in_community(ctx, community_id, own=True)
        met = admitted(person, person_id, origin=community.mode.origin, at=ctx.now, by=ctx.actor)
        stated: Change[Bond]
        if bond is None:
            stated = Bond.begin(community_id, person_id, other_id, kind=said, at=ctx.now, by=ctx.actor)
        else:
            stated = bond.state(said, at=ctx.now, by=ctx.actor)
        if not stated.events:
            return stated.state
        asked = yield from _asked_where_one_applies(ctx, community_id, other_id)
        touched = [
            _touched(ctx, community_id, person_id, mine),
            _touched(ctx, community_id, other_id, theirs),
        ]
        yield from ctx.commit(stated, met, *touched, *asked)
        return stated.state

    @operation
    def take_back_bond(self, community_id: CommunityId, other_id: PersonId | str) -> Flow[Bond]:
        """Take back what one said of somebody; what the other said stands.

        Raises:
            NotFound: `record.not_found`, nothing was said.
        """
        ctx = self.ctx
        person_id, other_id = ctx.actor, check_person_id(other_id)
        bond, mine, theirs, _ = yield from ctx.load(
            Bond.key(community_id, person_id, other_id),
            maybe(Household.key(community_id, person_id)),
            maybe(Household.key(community_id, other_id)),
            maybe(Person.key(person_id)),
        )
        yield from require_in_community(ctx, community_id, own=True)
        taken = bond.take_back(at=ctx.now, by=ctx.actor)
        if taken.events:
            touched = [
                _touched(ctx, community_id, person_id, mine),
                _touched(ctx, community_id, other_id, theirs),
            ]
            yield from ctx.commit(taken, *touched)
        return taken.state

    @operation
    def bonds(self, *, after: str | None = None, limit: int = 50) -> Flow[Found[Bond]]:
        """Answer what the person who acts said of others, one page; what was taken back has no kind."""
        ctx = self.ctx
        return (yield from ctx.find(Bond, "bond.by_person", ctx.actor, after=after, limit=limit))

    @operation
    def household_questions(self, *, after: str | None = None, limit: int = 50) -> Flow[Found[HouseholdQuestion]]:
        """Answer what the person who acts is asked about those who want to come into their groups, one page."""
        ctx = self.ctx
        return (
            yield from ctx.find(HouseholdQuestion, "household_question.by_person", ctx.actor, after=after, limit=limit)
        )

    @operation
    def answer_household(self, group_id: GroupId, other_id: PersonId | str, *, agrees: bool) -> Flow[HouseholdQuestion]:
        """Say whether one agrees to somebody of one's household in the same group; one may change one's mind.

        The answer is told to nobody. A yes lets those who lead the group decide as they would on anybody; a no and no
        answer look the same to all others.

        Args:
            group_id: the group.
            other_id: who wants to come in.
            agrees: whether one agrees.

        Raises:
            NotFound: `record.not_found`, nobody asked.
            Refused: `person.erased`.
        """
        ctx = self.ctx
        other_id = check_person_id(other_id)
        yield from group_and_role(ctx, group_id, own=True)
        question, _ = yield from ctx.load(
            HouseholdQuestion.key(group_id, other_id, ctx.actor), maybe(Person.key(ctx.actor))
        )
        answered = question.answer(agrees, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(answered)
        return answered.state

    @operation
    def note_household_asked(self, group_id: GroupId, question: str) -> Flow[None]:
        """Note that a member was told that they are asked something; `due_actions` then leaves it out.

        Args:
            group_id: the group.
            question: the question, as the due action names it.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        yield from group_for(ctx, group_id)
        key: Key[HouseholdQuestion] = Key("household_question", question)
        asked = yield from ctx.load(maybe(key))
        if asked is None or asked.group_id != group_id:
            raise NotFound("record.not_found", kind="household_question", id=question)
        yield from ctx.alive([Person.key(asked.person_id)])
        yield from ctx.commit(asked.tell(at=ctx.now, by=ctx.actor))


def _touched(
    ctx: Context, community_id: CommunityId, person_id: PersonId, household: Household | None
) -> Change[Household]:
    if household is not None:
        return household.touch(at=ctx.now, by=ctx.actor)
    begun = Household.begin(community_id, person_id, at=ctx.now, by=ctx.actor)
    return begun.then(lambda one: one.touch(at=ctx.now, by=ctx.actor))


def _asked_where_one_applies(
    ctx: Context, community_id: CommunityId, other_id: PersonId
) -> Flow[list[Change[HouseholdQuestion]]]:
    """Ask the other about the groups in which they belong and to which the person who acts has asked to come."""
    mine = yield from ctx.find_all(Membership, "membership.by_person", ctx.actor)
    groups = [
        GroupId(tie.of) for tie in mine if tie.community_id == community_id and tie.status is MembershipStatus.APPLIED
    ]
    ties = yield from ctx.load_all(maybe(Membership.key(group_id, other_id)) for group_id in groups)
    there = [
        group_id for group_id, tie in zip(groups, ties, strict=True) if tie is not None and tie.standing is not None
    ]
    former = yield from ctx.load_all(maybe(HouseholdQuestion.key(one, ctx.actor, other_id)) for one in there)
    unasked = [group_id for group_id, question in zip(there, former, strict=True) if question is None]
    changes: list[Change[HouseholdQuestion]] = []
    for group_id in unasked:
        changes += yield from questions_about(ctx, community_id, group_id, ctx.actor, (other_id,))
    return changes
