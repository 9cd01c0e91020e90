"""Use cases of a kind no: referring somebody to what fits better, and saying what is there for them now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community
from supportkit.core.flow import maybe
from supportkit.core.ids import GroupId, PersonId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.text import number_problems
from supportkit.errors import InvalidInput, NotFound, WrongState
from supportkit.groups.group import Group, GroupStatus, Visibility
from supportkit.memberships.alternatives import GROUPS, TOLD, Alternatives, helplines_of, takes_people
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import GONE, MembershipStatus
from supportkit.memberships.referral import PLACES, Referral
from supportkit.memberships.seats import without
from supportkit.memberships.standing import SHOWN, for_decision
from supportkit.privacy.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context

_DIRECTORY = 50
"""Groups of the directory that are looked at for alternatives, at most (default)."""


class Referring(Area[Face]):
    """What else there is."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def refer(
        self,
        group_id: GroupId,
        person_id: PersonId | str,
        *,
        to: Iterable[GroupId] = (),
        elsewhere: str | None = None,
        reason: str | None = None,
    ) -> Flow[Membership]:
        """Tell somebody who asked or waits of a place that fits better; it is an outcome like any other.

        Nobody there is told of the person; where they go is theirs to decide.

        Args:
            group_id: the group.
            person_id: who asked.
            to: other groups of the community, 5 at most (default); hidden ones are for their own to name.
            elsewhere: a place outside, in words for the person; private.
            reason: why, in words for the person; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person has not asked.
            NotFound: `record.not_found`, also of a group that is hidden or in another community.
            InvalidInput: `number.out_of_range`, too many groups.
            Refused: `person.erased`.
        """
        ctx = self.ctx
        named = tuple(dict.fromkeys(to))
        problems = tuple(number_problems("$.to", len(named), 0, PLACES))
        if problems:
            raise InvalidInput.of(problems)
        for one in named:
            check_id(one, "grp")
        group, tie = yield from for_decision(ctx, group_id, person_id)
        former = yield from ctx.load(maybe(Referral.key(group_id, tie.person_id)))
        for one, place in zip(named, (yield from ctx.load_all(maybe(Group.key(one)) for one in named)), strict=True):
            if place is None or not _may_be_named(place, group):
                raise NotFound("record.not_found", kind="group", id=one)
        referred = tie.refer(reason=reason, at=ctx.now, by=ctx.actor)
        referral: Change[Referral]
        if former is None:
            referral = Referral.begin(group_id, tie.person_id, to=named, elsewhere=elsewhere, at=ctx.now, by=ctx.actor)
        else:
            referral = former.again(to=named, elsewhere=elsewhere, at=ctx.now, by=ctx.actor)
        change, offers = yield from without(ctx, group, tie)
        yield from ctx.commit(referred, referral, change, *offers)
        return referred.state

    @operation
    def alternatives(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[Alternatives]:
        """Answer what is there now for somebody who asked, waits, was not accepted or was referred.

        A host sends it along with every such answer: nobody is only told no. What is shown to others than the person
        does not depend on what else the person belongs to.

        Args:
            group_id: the group that was asked.
            person_id: who asked; left out, oneself.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the person has not asked, or belongs.
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        person_id = ctx.actor if person_id is None else check_person_id(person_id)
        group, tie = yield from for_decision(ctx, group_id, person_id)
        if tie.status not in TOLD:
            raise WrongState("alternatives", tie.status, sorted(TOLD))
        community, referral, profile = yield from ctx.load(
            Community.key(group.community_id),
            maybe(Referral.key(group_id, person_id)),
            maybe(Profile.key(group.community_id, person_id)),
        )
        # Where somebody lives is for them: to others, the region of every line is shown beside it.
        region = profile.told.region if profile is not None and person_id == ctx.actor else None
        referred = tie.status is MembershipStatus.REFERRED and referral is not None
        if referred and referral is not None and referral.groups:
            found = yield from ctx.load_all(maybe(Group.key(one)) for one in referral.groups)
            groups = tuple(one for one in found if one is not None and _may_be_named(one, group))
        else:
            groups = yield from _open_ones(ctx, group, own=person_id == ctx.actor)
        elsewhere = referral.elsewhere if referred and referral is not None else None
        return Alternatives(
            status=tie.status,
            groups=groups,
            elsewhere=elsewhere if isinstance(elsewhere, str) else None,
            helplines=helplines_of(community, region),
            hear_back_on=tie.hear_back_on,
        )


def _may_be_named(place: Group, group: Group) -> bool:
    """Tell whether those outside may know of another group of the same community."""
    seen = place.visibility is Visibility.SHOWN and place.status in SHOWN
    return seen and place.community_id == group.community_id and place.id != group.id


def _open_ones(ctx: Context, group: Group, *, own: bool) -> Flow[tuple[Group, ...]]:
    """Answer other groups that take people in now; to the person themself, those in which they have no part yet."""
    key = (group.community_id, Visibility.SHOWN.value, GroupStatus.OPEN.value)
    page = yield from ctx.find(Group, "group.directory", *key, limit=_DIRECTORY)
    others = [one for one in page.items if one.id != group.id and takes_people(one)]
    if own:
        ties = yield from ctx.load_all(maybe(Membership.key(one.id, ctx.actor)) for one in others)
        others = [
            one
            for one, tie in zip(others, ties, strict=True)
            if tie is None or (tie.status in GONE and tie.status is not MembershipStatus.REMOVED)
        ]
    return tuple(others[:GROUPS])
