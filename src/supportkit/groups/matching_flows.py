"""The use case of matching: which groups of a community suit the person who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from supportkit.communities.community import Community
from supportkit.core.flow import maybe
from supportkit.core.ids import CommunityId, check_id
from supportkit.core.operation import Area, Face, operation
from supportkit.groups.eligibility import Holds
from supportkit.groups.group import Group, GroupStatus, Visibility
from supportkit.groups.matching import WAKING, Awake, Candidate, LineKind, Match, match, matches
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.profile import AboutMe, Profile
from supportkit.sessions.series import Series, SeriesStatus

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context

LOOKED_AT = 200
"""Open groups of a community that are looked at, at most (default)."""
PLANS = 20
"""Plans of one group that are looked at, at most (default)."""

_AGAIN = {
    MembershipStatus.NEW,
    MembershipStatus.FOLLOWING,
    MembershipStatus.LEFT,
    MembershipStatus.ALUMNI,
    MembershipStatus.ENDED,
}
"""Ties with which somebody may like to hear of a group; who was declined, referred or removed is not sent back."""


class Matches(NamedTuple):
    """Groups that suit a person.

    Args:
        items: the matches, the best first.
        looked_at: how many groups were looked at.
        more: whether the community has more open groups than are looked at.
    """

    items: tuple[Match, ...]
    looked_at: int
    more: bool


class Matching(Area[Face]):
    """Which groups suit whom."""

    NAME: ClassVar[str] = "groups"

    @operation
    def matches(
        self, community_id: CommunityId, *, about: AboutMe | None = None, awake: Awake = WAKING
    ) -> Flow[Matches]:
        """Answer which open groups of a community suit a person, the best first, with every reason.

        It reads nobody's profile but that of the person who acts. Who helps somebody else, on the phone say, passes
        what that person tells them; it is not kept.

        Args:
            community_id: the community.
            about: what the person tells; left out, what the person who acts has told the community, and then the
                groups they are in or were declined, referred or removed from are left out.
            awake: the hours in which the person takes part, 08:00 to 22:00 (default).

        Raises:
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        check_id(community_id, "com")
        community, profile = yield from ctx.load(
            Community.key(community_id), maybe(Profile.key(community_id, ctx.actor))
        )
        key = (community_id, Visibility.SHOWN.value, GroupStatus.OPEN.value)
        page = yield from ctx.find(Group, "group.directory", *key, limit=LOOKED_AT)
        groups = page.items
        if about is None:
            groups = yield from _new_to(ctx, groups)
            about = AboutMe() if profile is None else profile.told
        adults_only = community.rules.minors_policy is None
        candidates: list[Candidate] = []
        for group in groups:
            likely = match(about, Candidate(group), at=ctx.now, adults_only=adults_only, awake=awake)
            plans: tuple[Series, ...] = ()
            # Plans can only matter to who named a zone or a need, and to a group that nothing else rules out.
            if group.series and (about.zone or about.access_needs) and _may_become_possible(likely):
                active = SeriesStatus.ACTIVE.value
                found = yield from ctx.find(Series, "series.by_group", group.id, active, limit=PLANS)
                plans = found.items
            candidates.append(Candidate(group, plans))
        items = matches(about, candidates, at=ctx.now, adults_only=adults_only, awake=awake)
        return Matches(items, len(page.items), page.next is not None)


def _new_to(ctx: Context, groups: tuple[Group, ...]) -> Flow[tuple[Group, ...]]:
    """Answer those groups that the person who acts may like to hear of."""
    ties = yield from ctx.load_all(maybe(Membership.key(group.id, ctx.actor)) for group in groups)
    return tuple(group for group, tie in zip(groups, ties, strict=True) if tie is None or tie.status in _AGAIN)


def _may_become_possible(likely: Match) -> bool:
    """Tell whether nothing rules a group out but what its plans may still answer."""
    ruled_out = {line.code for line in likely.lines if line.kind is LineKind.HARD and line.holds is Holds.NO}
    return ruled_out <= {"match.access"}
