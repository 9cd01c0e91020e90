"""Use cases of groups: creating, listing, claiming, opening, pausing and ending them, and their number of seats."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community
from supportkit.core.choices import chosen
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.operation import Face, operation
from supportkit.core.roles import LEADING
from supportkit.errors import MUST_BE, NotFound, Refused, WrongState
from supportkit.groups.changing_flows import change_group
from supportkit.groups.cohort_flows import Cohorts
from supportkit.groups.contact import Contact
from supportkit.groups.founding_flows import copied_plans, with_facilitators
from supportkit.groups.gate import Finding, Launch, findings
from supportkit.groups.group import Access, Audience, Enrollment, Group, GroupStatus, StandIn, Visibility
from supportkit.groups.matching_flows import Matching
from supportkit.memberships.membership import Membership
from supportkit.memberships.questionnaire_flows import check_asked_for
from supportkit.memberships.standing import SHOWN, denied, group_for, require_in_community
from supportkit.privacy.person import Origin, Person
from supportkit.sessions.series import Series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.groups.cohort import Cohort
    from supportkit.groups.contact import Named
    from supportkit.groups.listing import Listing
    from supportkit.groups.rules import GroupRules


class Groups(Cohorts[Face], Matching[Face]):
    """Groups: their life, their seats, and what those outside see of them."""

    NAME: ClassVar[str] = "groups"

    @operation
    def create(
        self,
        community_id: CommunityId,
        name: str,
        *,
        about: str = "",
        capacity: int | None = None,
        facilitators: Iterable[PersonId | str] = (),
        stand_in: StandIn | None = None,
        enrollment: Enrollment | str = Enrollment.ROLLING,
        audience: Audience | str = Audience.MEMBERS,
        visibility: Visibility | str = Visibility.SHOWN,
        access: Access | str = Access.BY_APPROVAL,
        programme_id: str | None = None,
        cohort: Cohort | None = None,
    ) -> Flow[Group]:
        """Create a group in draft.

        Args:
            community_id: the community it belongs to.
            name: what people call it, 1 to 200 characters.
            about: what it is for.
            capacity: seats for members, 1 to 500; who leads takes none.
            facilitators: who leads it.
            stand_in: what happens when the facilitator cannot come.
            enrollment: `rolling`, or `cohort` for all at the start.
            audience: who may attend its sessions.
            visibility: whether those outside can find it.
            access: how one gets in.
            programme_id: what the cohorts of one programme share.
            cohort: when it begins and ends, how many it needs; who gives it makes a cohort, whatever `enrollment` says.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: what is wrong with the name, the text or the numbers.
            Refused: `person.real` or `person.made_up`, a facilitator of the other kind than the community's.
        """
        ctx = self.ctx
        community = yield from ctx.load(Community.key(community_id))
        yield from require_in_community(ctx, community_id)
        created: Change[Group] = Group.create(
            GroupId(ctx.ids.new("grp")),
            community_id=community_id,
            mode=community.mode,
            name=name,
            about=about,
            capacity=capacity,
            enrollment=chosen(Enrollment, enrollment),
            audience=chosen(Audience, audience),
            visibility=chosen(Visibility, visibility),
            access=chosen(Access, access),
            stand_in=stand_in,
            programme_id=programme_id,
            cohort=cohort,
            at=ctx.now,
            by=ctx.actor,
        )
        created, ties = yield from with_facilitators(ctx, created, facilitators)
        yield from ctx.commit(created, *ties)
        return created.state

    @operation
    def list_imported(
        self,
        community_id: CommunityId,
        name: str,
        listing: Listing,
        *,
        audience: Audience = Audience.MEMBERS,
        contacts: Iterable[Named] = (),
    ) -> Flow[Group]:
        """Show a group of a public list: not run by us, so without seats, members or gate.

        Args:
            community_id: the community that shows it.
            name: what the list calls it, 1 to 200 characters.
            listing: what else the list says of it.
            audience: who may attend its sessions.
            contacts: whom the list names; kept private, each erasable by an id of their own.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: what is wrong with the name or the contacts.
        """
        ctx = self.ctx
        community = yield from ctx.load(Community.key(community_id))
        yield from require_in_community(ctx, community_id)
        listed = Group.list_imported(
            GroupId(ctx.ids.new("grp")),
            community_id=community_id,
            mode=community.mode,
            name=name,
            listing=listing,
            audience=audience,
            at=ctx.now,
            by=ctx.actor,
        )
        people: list[Change[Contact] | Change[Person]] = []
        for number, named in enumerate(contacts, 1):
            person_id = PersonId(ctx.ids.new("per"))
            people.append(Person.meet(person_id, origin=Origin.REAL, at=ctx.now, by=ctx.actor))
            people.append(Contact.name_for(listed.state.id, number, person_id, named, at=ctx.now, by=ctx.actor))
        yield from ctx.commit(listed, *people)
        return listed.state

    @operation
    def claim(
        self,
        group_id: GroupId,
        into: CommunityId,
        *,
        capacity: int | None = None,
        facilitators: Iterable[PersonId | str] = (),
        stand_in: StandIn | None = None,
        zone: str | None = None,
        access: Access | str = Access.BY_APPROVAL,
    ) -> Flow[Group]:
        """Make a draft of one's own from a listed group: its name and plans, not the contacts of its list.

        Args:
            group_id: the listed group, which stays as it is.
            into: the community of the draft.
            capacity: seats for members, 1 to 500.
            facilitators: who leads it.
            stand_in: what happens when the facilitator cannot come.
            zone: the IANA zone of plans for which the list names none.
            access: how one gets in.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: the group is not a listed one.
            Refused: `group.not_imported`, it is announced here and needs no claim.
            InvalidInput: `zone.unknown`, `zone.offset`, or a wrong number of seats.
        """
        ctx = self.ctx
        listed, community = yield from ctx.load(Group.key(group_id), Community.key(into))
        yield from require_in_community(ctx, into)
        if listed.visibility is Visibility.HIDDEN and listed.community_id != into:
            raise NotFound("record.not_found", kind="group", id=group_id)
        if listed.status is not GroupStatus.LISTED:
            raise WrongState("claim", listed.status, [GroupStatus.LISTED], hint=MUST_BE)
        if not listed.imported:
            raise Refused("group.not_imported")
        claimed: Change[Group] = Group.create(
            GroupId(ctx.ids.new("grp")),
            community_id=into,
            mode=community.mode,
            name=listed.name,
            about=listed.about,
            capacity=capacity,
            audience=listed.audience,
            access=chosen(Access, access),
            stand_in=stand_in,
            claimed_from=listed.id,
            at=ctx.now,
            by=ctx.actor,
        )
        plans = yield from copied_plans(ctx, listed, claimed.state, zone)
        if plans:
            series = sum(isinstance(plan.state, Series) for plan in plans)
            claimed = claimed.then(lambda group: group.count_series(series, at=ctx.now, by=ctx.actor))
        claimed, ties = yield from with_facilitators(ctx, claimed, facilitators)
        yield from ctx.commit(claimed, *plans, *ties)
        return claimed.state

    @operation
    def get(self, group_id: GroupId) -> Flow[Group]:
        """Answer a group; a hidden one only to those who belong to it or run the community.

        Raises:
            NotFound: `record.not_found`.
            InvalidInput: `id.wrong_kind`, `id.malformed`.
        """
        return (yield from group_for(self.ctx, group_id))

    @operation
    def directory(
        self,
        community_id: CommunityId,
        *,
        status: GroupStatus | str = GroupStatus.OPEN,
        after: str | None = None,
        limit: int = 50,
    ) -> Flow[Found[Group]]:
        """Answer the groups of a community that are not hidden, one page, oldest first.

        Args:
            community_id: the community.
            status: where they stand; drafts and archived ones are shown to those who run the community only.
            after: the cursor of the page before.
            limit: groups of the page, 1 to 1,000.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `value.not_allowed`.
            InvalidCursor: `cursor.invalid`.
        """
        stands = chosen(GroupStatus, status)
        if stands not in SHOWN:
            staff = yield from self.ctx.load(maybe(Membership.key(community_id, self.ctx.actor)))
            if staff is None or staff.standing is None:
                raise denied(self.ctx)
        key = (community_id, Visibility.SHOWN.value, stands.value)
        return (yield from self.ctx.find(Group, "group.directory", *key, after=after, limit=limit))

    @operation
    def describe(
        self,
        group_id: GroupId,
        *,
        name: str | None = None,
        about: str | None = None,
        access: Access | str | None = None,
        visibility: Visibility | str | None = None,
    ) -> Flow[Group]:
        """Change what those outside see of a group and how they get in; what is `None` stays as it is.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: what is wrong with the text.
        """
        return (
            yield from change_group(
                self.ctx,
                group_id,
                lambda group: group.describe(
                    name=group.name if name is None else name,
                    about=group.about if about is None else about,
                    access=group.access if access is None else chosen(Access, access),
                    visibility=group.visibility if visibility is None else chosen(Visibility, visibility),
                    at=self.ctx.now,
                    by=self.ctx.actor,
                ),
            )
        )

    @operation
    def set_capacity(self, group_id: GroupId, capacity: int) -> Flow[Group]:
        """Change the number of seats; new free ones are offered at once to those who wait.

        Where it is lowered below the seats that are taken or on offer, nobody loses theirs; nobody new gets one until
        enough people have left.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `number.out_of_range`.
        """
        ctx = self.ctx
        return (
            yield from change_group(ctx, group_id, lambda one: one.set_capacity(capacity, at=ctx.now, by=ctx.actor))
        )

    @operation
    def set_stand_in(self, group_id: GroupId, stand_in: StandIn) -> Flow[Group]:
        """Say what happens when the facilitator cannot come.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        return (
            yield from change_group(ctx, group_id, lambda one: one.set_stand_in(stand_in, at=ctx.now, by=ctx.actor))
        )

    @operation
    def set_rules(self, group_id: GroupId, rules: GroupRules) -> Flow[Group]:
        """Say how a group takes people in, keeps seats and shows itself; what stands is not undone by it.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, the community has no such questionnaire.
            WrongState: the questionnaire is not published.
        """
        ctx = self.ctx
        group = yield from group_for(ctx, group_id)
        yield from check_asked_for(ctx, group, rules.questionnaire_id)
        return (yield from change_group(ctx, group_id, lambda one: one.set_rules(rules, at=ctx.now, by=ctx.actor)))

    @operation
    def findings(self, group_id: GroupId) -> Flow[tuple[Finding, ...]]:
        """Answer everything that a group still needs before it may open.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        launch = yield from _launch(self.ctx, group_id)
        return findings(launch)

    @operation
    def open(self, group_id: GroupId) -> Flow[Group]:
        """Let people in; in a live community only when nothing is missing. A cohort forms, and begins by `start`.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it has opened before.
            Refused: `group.not_ready`, with all that is missing; `group.imported`, a group of a public list.
        """
        ctx = self.ctx
        launch = yield from _launch(ctx, group_id)
        missing = tuple(finding.label for finding in findings(launch))
        opened = launch.group.open(missing=missing, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(opened)
        return opened.state

    @operation
    def pause(self, group_id: GroupId) -> Flow[Group]:
        """Let nobody new in for a while; members keep their seats, and offers that run stay good.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is not open.
        """
        return (yield from change_group(self.ctx, group_id, lambda one: one.pause(at=self.ctx.now, by=self.ctx.actor)))

    @operation
    def resume(self, group_id: GroupId) -> Flow[Group]:
        """Let people in again; seats that became free meanwhile are offered to those who wait.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is not paused.
        """
        return (yield from change_group(self.ctx, group_id, lambda one: one.resume(at=self.ctx.now, by=self.ctx.actor)))

    @operation
    def close(self, group_id: GroupId) -> Flow[Group]:
        """End a group for good: nobody comes in any more. What is left of it is ended by `wind_up`.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is neither open, running nor paused.
        """
        return (yield from change_group(self.ctx, group_id, lambda one: one.close(at=self.ctx.now, by=self.ctx.actor)))

    @operation
    def archive(self, group_id: GroupId) -> Flow[Group]:
        """Put a group away: it can be read and left, and no longer changed.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: people are in it or come to it.
        """
        return (
            yield from change_group(self.ctx, group_id, lambda one: one.archive(at=self.ctx.now, by=self.ctx.actor))
        )


def _launch(ctx: Context, group_id: GroupId) -> Flow[Launch]:
    """Load what the launch gate looks at."""
    group = yield from group_for(ctx, group_id)
    community = yield from ctx.load(Community.key(group.community_id))
    named = community.crisis_plan.responders if community.crisis_plan else ()
    staff = yield from ctx.load_all(maybe(Membership.key(community.id, one)) for one in named)
    leads = yield from ctx.load_all(maybe(Membership.key(group.id, one)) for one in named)
    answering = [tie.person_id for tie in staff if tie is not None and tie.standing is not None]
    answering += [tie.person_id for tie in leads if tie is not None and tie.standing in LEADING]
    return Launch(community, group, ctx.now.date(), frozenset(answering))
