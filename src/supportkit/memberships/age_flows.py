"""Use cases of age: somebody says how old they are, and only whether that is old enough is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community
from supportkit.core.flow import maybe
from supportkit.core.ids import CommunityId, PersonId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.text import number_problems
from supportkit.errors import InvalidInput
from supportkit.memberships.admission import age_outcome
from supportkit.memberships.entering import age_told
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.person import Person, admitted
from supportkit.privacy.profile import AgeOutcome, Profile

if TYPE_CHECKING:
    from supportkit.core.calls import Flow

OLDEST = 130
"""Years that somebody may say, at most (default)."""
ADULT = 18
"""From when somebody is held for an adult where the host makes sure of ages by itself (default)."""


class Ages(Area[Face]):
    """Whether people are old enough."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def confirm_age(
        self, community_id: CommunityId, years: int, person_id: PersonId | str | None = None
    ) -> Flow[AgeOutcome]:
        """Say how old one is; whether that is old enough for this community is kept, and never the number.

        Said again, the last time counts. If the community's age is changed, people are asked anew by the host.

        Args:
            community_id: the community.
            years: full years.
            person_id: whose age, where somebody who runs the community was told it; left out, one's own.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `number.out_of_range`.
            Refused: `person.real` or `person.made_up`; `person.erased`.
        """
        ctx = self.ctx
        check_id(community_id, "com")
        person_id = check_person_id(ctx.actor if person_id is None else person_id)
        problems = tuple(number_problems("$.years", years, 0, OLDEST))
        if problems:
            raise InvalidInput.of(problems)
        community, person, profile = yield from ctx.load(
            Community.key(community_id), maybe(Person.key(person_id)), maybe(Profile.key(community_id, person_id))
        )
        yield from require_in_community(ctx, community_id, own=person_id == ctx.actor)
        met = admitted(person, person_id, origin=community.mode.origin, at=ctx.now, by=ctx.actor)
        outcome = age_outcome(years, community.rules.minimum_age or ADULT)
        yield from ctx.commit(met, age_told(ctx, community_id, person_id, profile, outcome))
        return outcome
