"""Two people of one household in one group: only where both agree, asked privately, and a no is never told.

Who wants to come in agrees by having named the other; who is there already is asked. Until they say yes nobody can be
seated, and everybody but the one who is asked sees the same, whether the answer is no or nothing: the request stays
open, and is answered like any other by its date. Nobody is asked about somebody who has not named them, for the
question would tell them that this person wants to join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supportkit.core.flow import maybe
from supportkit.memberships.bond import Bond
from supportkit.memberships.household_question import HouseholdQuestion
from supportkit.memberships.membership import Membership
from supportkit.privacy.person import Person

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.core.ids import CommunityId, GroupId, PersonId


class Apart(NamedTuple):
    """What bonds mean for somebody who is about to come in.

    Args:
        bonded: whether they named anybody.
        apart: whether somebody in the group has not agreed.
        unasked: those in the group whom they named and whom nobody has asked.
    """

    bonded: bool = False
    apart: bool = False
    unasked: tuple[PersonId, ...] = ()


NOBODY = Apart()


def apart_in(ctx: Context, community_id: CommunityId, group_id: GroupId, person_id: PersonId) -> Flow[Apart]:
    """Answer what the bonds of a person, said by either side, mean for a group."""
    named = yield from ctx.find_all(Bond, "bond.by_person", person_id, start=community_id, stop=f"{community_id}~")
    naming = yield from ctx.find_all(Bond, "bond.by_other", community_id, person_id)
    mine = {one.other_id for one in named if one.holds}
    others = sorted(mine | {one.person_id for one in naming if one.holds})
    ties = yield from ctx.load_all(maybe(Membership.key(group_id, one)) for one in others)
    there = [one for one, tie in zip(others, ties, strict=True) if tie is not None and tie.standing is not None]
    questions = yield from ctx.load_all(maybe(HouseholdQuestion.key(group_id, person_id, one)) for one in there)
    asked = dict(zip(there, questions, strict=True))
    return Apart(
        bonded=bool(mine),
        apart=any(question is None or question.agrees is not True for question in asked.values()),
        unasked=tuple(one for one, question in asked.items() if question is None and one in mine),
    )


def questions_about(
    ctx: Context,
    community_id: CommunityId,
    group_id: GroupId,
    person_id: PersonId,
    members: tuple[PersonId, ...],
) -> Flow[list[Change[HouseholdQuestion]]]:
    """Ask some members of a group about somebody; each of their rows is guarded, and who was erased is passed over."""
    if not members:
        return []
    alive = yield from ctx.alive(Person.key(member) for member in members)
    return [
        HouseholdQuestion.ask(group_id, member, person_id, community_id=community_id, at=ctx.now, by=ctx.actor)
        for member in members
        if member in alive
    ]
