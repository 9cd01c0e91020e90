"""Use cases of communities: founding one, and saying what it is for and what holds in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community, Mode
from supportkit.core.choices import chosen
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import CommunityId, PersonId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.roles import COMMUNITY_ROLES, Role
from supportkit.errors import NotFound
from supportkit.memberships.membership import Membership
from supportkit.memberships.standing import require_in_community
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from supportkit.communities.crisis_plan import CrisisPlan
    from supportkit.communities.rules import CommunityRules
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change


class Setup(Area[Face]):
    """The one thing that needs no role: founding a community."""

    NAME: ClassVar[str] = "setup"

    @operation
    def found(self, name: str, *, owner: PersonId | str, mode: Mode | str = Mode.LIVE) -> Flow[Community]:
        """Found a community and make somebody its owner.

        Args:
            name: what people call it, 1 to 200 characters.
            owner: who answers for it.
            mode: `live`, or `rehearsal`, which can never become live.

        Raises:
            InvalidInput: a name, person id or mode that is not right.
            Refused: `person.made_up` or `person.real`, an owner of the other kind.
        """
        ctx = self.ctx
        kept, owner_id = chosen(Mode, mode), check_person_id(owner)
        person = yield from ctx.load(maybe(Person.key(owner_id)))
        community_id = CommunityId(ctx.ids.new("com"))
        founded: Change[Community] = Community.found(community_id, name=name, mode=kept, at=ctx.now, by=ctx.actor)
        founded = founded.then(lambda community: community.count_owners(1, at=ctx.now, by=ctx.actor))
        tie = Membership.begin(community_id, owner_id, community_id=community_id, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(
            founded,
            tie.then(lambda membership: membership.appoint(Role.OWNER, at=ctx.now, by=ctx.actor)),
            admitted(person, owner_id, origin=kept.origin, at=ctx.now, by=ctx.actor),
        )
        return founded.state


class Communities(Area[Face]):
    """Communities: what they are for, what holds in them, who runs them."""

    NAME: ClassVar[str] = "communities"

    @operation
    def get(self, community_id: CommunityId) -> Flow[Community]:
        """Answer a community; who answers in a crisis is shown to those who run it.

        Raises:
            NotFound: `record.not_found`.
        """
        ctx = self.ctx
        check_id(community_id, "com")
        community, staff = yield from ctx.load(
            Community.key(community_id), maybe(Membership.key(community_id, ctx.actor))
        )
        return community if staff is not None and staff.standing is not None else community.shown_outside()

    @operation
    def describe(
        self,
        community_id: CommunityId,
        *,
        name: str | None = None,
        purpose: str | None = None,
        languages: tuple[str, ...] | None = None,
        regions: tuple[str, ...] | None = None,
        guidelines: str | None = None,
        disclaimer: str | None = None,
    ) -> Flow[Community]:
        """Change what a community is called and for, and the guidelines and disclaimer in force.

        What is `None` stays as it is. New guidelines or a new disclaimer are the next version.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: text that is empty, too long or not storable; `region.malformed`.
        """
        ctx = self.ctx
        community = yield from ctx.load(Community.key(community_id))
        yield from require_in_community(ctx, community_id)
        change = community.describe(
            name=name, purpose=purpose, languages=languages, regions=regions, at=ctx.now, by=ctx.actor
        )
        if guidelines is not None:
            change = change.then(lambda one: one.set_guidelines(guidelines, at=ctx.now, by=ctx.actor))
        if disclaimer is not None:
            change = change.then(lambda one: one.set_disclaimer(disclaimer, at=ctx.now, by=ctx.actor))
        yield from ctx.commit(change)
        return change.state

    @operation
    def set_crisis_plan(self, community_id: CommunityId, plan: CrisisPlan) -> Flow[Community]:
        """Say what is done when somebody is in danger: who answers and when, and what help there is in each region.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `crisis.not_yet_confirmed`, a resource with a day that is still to come.
        """
        ctx = self.ctx
        community = yield from ctx.load(Community.key(community_id))
        yield from require_in_community(ctx, community_id)
        change = community.set_crisis_plan(plan, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def set_rules(self, community_id: CommunityId, rules: CommunityRules) -> Flow[Community]:
        """Say what holds in all groups of a community; what stands is not undone by it.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        community = yield from ctx.load(Community.key(community_id))
        yield from require_in_community(ctx, community_id)
        change = community.set_rules(rules, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(change)
        return change.state

    @operation
    def appoint(self, community_id: CommunityId, person_id: PersonId | str, role: Role | str) -> Flow[Membership]:
        """Give somebody a role in the whole community: owner, coordinator or moderator.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `membership.role_unchanged`; `community.last_owner`, the last owner cannot step down.
        """
        ctx = self.ctx
        person_id, role = check_person_id(person_id), chosen(Role, role, COMMUNITY_ROLES)
        community, tie, person = yield from ctx.load(
            Community.key(community_id), maybe(Membership.key(community_id, person_id)), maybe(Person.key(person_id))
        )
        yield from require_in_community(ctx, community_id)
        met = admitted(person, person_id, origin=community.mode.origin, at=ctx.now, by=ctx.actor)
        was_owner = tie is not None and tie.standing is Role.OWNER
        if tie is None:
            begun = Membership.begin(community_id, person_id, community_id=community_id, at=ctx.now, by=ctx.actor)
            appointed = begun.then(lambda one: one.appoint(role, at=ctx.now, by=ctx.actor))
        else:
            appointed = tie.appoint(role, at=ctx.now, by=ctx.actor)
        changes: list[Change[Community]] = []
        difference = int(role is Role.OWNER) - int(was_owner)
        if difference:
            changes.append(community.count_owners(difference, at=ctx.now, by=ctx.actor))
        yield from ctx.commit(appointed, met, *changes)
        return appointed.state

    @operation
    def dismiss(self, community_id: CommunityId, person_id: PersonId | str) -> Flow[Membership]:
        """End somebody's role in the community; a person may end their own.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `community.last_owner`.
            WrongState: the person has no role there any more.
            NotFound: `record.not_found`, they never had one.
        """
        ctx = self.ctx
        person_id = check_person_id(person_id)
        community, tie, _ = yield from ctx.load(
            Community.key(community_id), maybe(Membership.key(community_id, person_id)), maybe(Person.key(person_id))
        )
        yield from require_in_community(ctx, community_id, own=person_id == ctx.actor)
        if tie is None:
            raise NotFound("record.not_found", kind="membership", id=Membership.key(community_id, person_id).id)
        was_owner = tie.standing is Role.OWNER
        ended = tie.leave(at=ctx.now, by=ctx.actor)
        counted = [community.count_owners(-1, at=ctx.now, by=ctx.actor)] if was_owner else []
        yield from ctx.commit(ended, *counted)
        return ended.state

    @operation
    def staff(self, community_id: CommunityId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Membership]]:
        """Answer those who run a community, one page.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        yield from require_in_community(self.ctx, community_id)
        return (
            yield from self.ctx.find(Membership, "membership.roster", community_id, "active", after=after, limit=limit)
        )
