"""Facts about a group."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from supportkit.communities.community import Mode
from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.private import Erased, private
from supportkit.groups.cohort import Cohort
from supportkit.groups.contact import Contact
from supportkit.groups.group import Access, Audience, Enrollment, Group, GroupStatus, StandIn, Visibility
from supportkit.groups.listing import Listing
from supportkit.groups.rules import GroupRules


@frozen(kw_only=True)
class GroupCreated(Event):
    """A group was created, in draft."""

    TAG: ClassVar[str] = "group.created.1"
    group_id: GroupId
    community_id: CommunityId
    mode: Mode
    name: str
    about: str = ""
    capacity: int | None = None
    enrollment: Enrollment = Enrollment.ROLLING
    audience: Audience = Audience.MEMBERS
    visibility: Visibility = Visibility.SHOWN
    access: Access = Access.BY_APPROVAL
    stand_in: StandIn | None = None
    programme_id: str | None = None
    claimed_from: GroupId | None = None
    cohort: Cohort | None = None

    def apply(self, _: Group | None, /) -> Group:
        """Answer the new group."""
        return Group(
            id=self.group_id,
            community_id=self.community_id,
            mode=self.mode,
            name=self.name,
            created_at=self.at,
            about=self.about,
            capacity=self.capacity,
            enrollment=self.enrollment,
            audience=self.audience,
            visibility=self.visibility,
            access=self.access,
            stand_in=self.stand_in,
            programme_id=self.programme_id,
            claimed_from=self.claimed_from,
            cohort=self.cohort,
        )


@frozen(kw_only=True)
class GroupListed(Event):
    """A group of a public list is shown; it is not run by us."""

    TAG: ClassVar[str] = "group.listed.1"
    group_id: GroupId
    community_id: CommunityId
    mode: Mode
    name: str
    listing: Listing
    audience: Audience = Audience.MEMBERS

    def apply(self, _: Group | None, /) -> Group:
        """Answer the listed group."""
        return Group(
            id=self.group_id,
            community_id=self.community_id,
            mode=self.mode,
            name=self.name,
            created_at=self.at,
            status=GroupStatus.LISTED,
            listing=self.listing,
            audience=self.audience,
        )


@frozen(kw_only=True)
class GroupDescribed(Event):
    """What those outside see of it was changed."""

    TAG: ClassVar[str] = "group.described.1"
    name: str
    about: str = ""
    access: Access = Access.BY_APPROVAL
    visibility: Visibility = Visibility.SHOWN

    def apply(self, group: Group, /) -> Group:
        """Answer the group with the new words."""
        return evolved(group, name=self.name, about=self.about, access=self.access, visibility=self.visibility)


@frozen(kw_only=True)
class CapacitySet(Event):
    """The number of seats was set."""

    TAG: ClassVar[str] = "group.capacity_set.1"
    capacity: int

    def apply(self, group: Group, /) -> Group:
        """Answer the group with it."""
        return evolved(group, capacity=self.capacity)


@frozen(kw_only=True)
class StandInSet(Event):
    """It was said what happens when the facilitator cannot come."""

    TAG: ClassVar[str] = "group.stand_in_set.1"
    stand_in: StandIn

    def apply(self, group: Group, /) -> Group:
        """Answer the group with it."""
        return evolved(group, stand_in=self.stand_in)


@frozen(kw_only=True)
class RulesSet(Event):
    """It is settled how the group takes people in, keeps seats and shows itself."""

    TAG: ClassVar[str] = "group.rules_set.1"
    rules: GroupRules

    def apply(self, group: Group, /) -> Group:
        """Answer the group with them."""
        return evolved(group, rules=self.rules)


@frozen(kw_only=True)
class CohortSet(Event):
    """It is settled when a cohort begins and ends, how many it needs, and until when one can join."""

    TAG: ClassVar[str] = "group.cohort_set.1"
    cohort: Cohort

    def apply(self, group: Group, /) -> Group:
        """Answer the group with it, a cohort from now on."""
        return evolved(group, cohort=self.cohort, enrollment=Enrollment.COHORT)


@frozen(kw_only=True)
class GroupAnnounced(Event):
    """The group is shown before it opens."""

    TAG: ClassVar[str] = "group.announced.1"

    def apply(self, group: Group, /) -> Group:
        """Answer the group, listed."""
        return evolved(group, status=GroupStatus.LISTED)


@frozen(kw_only=True)
class GroupOpened(Event):
    """People may come in; `missing` is what a rehearsal opened without."""

    TAG: ClassVar[str] = "group.opened.1"
    missing: tuple[str, ...] = ()

    def apply(self, group: Group, /) -> Group:
        """Answer the group, open."""
        return evolved(group, status=GroupStatus.OPEN, opened_at=self.at)


@frozen(kw_only=True)
class FormingBegun(Event):
    """People may join a cohort, which has not begun; `missing` is what a rehearsal opened without."""

    TAG: ClassVar[str] = "group.forming_begun.1"
    missing: tuple[str, ...] = ()

    def apply(self, group: Group, /) -> Group:
        """Answer the group, forming."""
        return evolved(group, status=GroupStatus.FORMING, enrollment=Enrollment.COHORT)


@frozen(kw_only=True)
class GroupStarted(Event):
    """A cohort has begun."""

    TAG: ClassVar[str] = "group.started.1"

    def apply(self, group: Group, /) -> Group:
        """Answer the group, running."""
        return evolved(group, status=GroupStatus.RUNNING, opened_at=self.at)


@frozen(kw_only=True)
class GroupCancelled(Event):
    """A cohort was called off before it began."""

    TAG: ClassVar[str] = "group.cancelled.1"
    because: str = ""

    def apply(self, group: Group, /) -> Group:
        """Answer the group, cancelled."""
        return evolved(group, status=GroupStatus.CANCELLED, ended_because=self.because, ended_at=self.at)


@frozen(kw_only=True)
class GroupPaused(Event):
    """Nobody new comes in for a while."""

    TAG: ClassVar[str] = "group.paused.1"

    def apply(self, group: Group, /) -> Group:
        """Answer the group, paused."""
        return evolved(group, status=GroupStatus.PAUSED)


@frozen(kw_only=True)
class GroupResumed(Event):
    """People may come in again."""

    TAG: ClassVar[str] = "group.resumed.1"

    def apply(self, group: Group, /) -> Group:
        """Answer the group, open."""
        return evolved(group, status=GroupStatus.OPEN)


@frozen(kw_only=True)
class GroupClosed(Event):
    """The group has ended."""

    TAG: ClassVar[str] = "group.closed.1"

    def apply(self, group: Group, /) -> Group:
        """Answer the group, closed."""
        return evolved(group, status=GroupStatus.CLOSED, ended_at=self.at)


@frozen(kw_only=True)
class GroupArchived(Event):
    """The group was put away."""

    TAG: ClassVar[str] = "group.archived.1"

    def apply(self, group: Group, /) -> Group:
        """Answer the group, archived."""
        return evolved(group, status=GroupStatus.ARCHIVED, ended_at=group.ended_at or self.at)


@frozen(kw_only=True)
class GroupWoundUp(Event):
    """Ties and plans of a group that ended came to their end; `done` says that nothing is left."""

    TAG: ClassVar[str] = "group.wound_up.1"
    taken: int = 0
    offered: int = 0
    waiting: int = 0
    facilitators: int = 0
    series: int = 0
    done: bool = False

    def apply(self, group: Group, /) -> Group:
        """Answer the group with what is left."""
        return evolved(
            group,
            taken=group.taken - self.taken,
            offered=group.offered - self.offered,
            waiting=group.waiting - self.waiting,
            facilitators=group.facilitators - self.facilitators,
            series=group.series - self.series,
            wound_up_at=self.at if self.done else None,
        )


@frozen(kw_only=True)
class SeatsMoved(Event):
    """Seats or places on the waitlist changed hands; the membership's own fact says why."""

    TAG: ClassVar[str] = "group.seats_moved.1"
    taken: int = 0
    offered: int = 0
    waiting: int = 0
    tickets: int = 0

    def apply(self, group: Group, /) -> Group:
        """Answer the group with the new counts."""
        return evolved(
            group,
            taken=group.taken + self.taken,
            offered=group.offered + self.offered,
            waiting=group.waiting + self.waiting,
            tickets=group.tickets + self.tickets,
        )


@frozen(kw_only=True)
class WaitlistFrozen(Event):
    """No seat is offered to those who wait, for a while."""

    TAG: ClassVar[str] = "group.waitlist_frozen.1"

    def apply(self, group: Group, /) -> Group:
        """Answer the group, with its waitlist at rest."""
        return evolved(group, frozen_since=self.at)


@frozen(kw_only=True)
class WaitlistUnfrozen(Event):
    """Seats are offered again."""

    TAG: ClassVar[str] = "group.waitlist_unfrozen.1"

    def apply(self, group: Group, /) -> Group:
        """Answer the group, with its waitlist on the move."""
        return evolved(group, frozen_since=None)


@frozen(kw_only=True)
class FacilitatorsCounted(Event):
    """Somebody began or ceased to lead it."""

    TAG: ClassVar[str] = "group.facilitators_counted.1"
    facilitators: int

    def apply(self, group: Group, /) -> Group:
        """Answer the group with the new count."""
        left = group.facilitators + self.facilitators
        return evolved(group, facilitators=left, led_until=None if left > 0 else self.at)


@frozen(kw_only=True)
class SeriesCounted(Event):
    """A plan of sessions came into force or ended."""

    TAG: ClassVar[str] = "group.series_counted.1"
    series: int

    def apply(self, group: Group, /) -> Group:
        """Answer the group with the new count."""
        return evolved(group, series=group.series + self.series)


@frozen(kw_only=True)
class ContactNamed(Event):
    """A public list names somebody for questions about a group."""

    TAG: ClassVar[str] = "contact.named.1"
    group_id: GroupId
    number: int
    person_id: PersonId
    name: str | Erased | None = private()
    email: str | Erased | None = private()
    phone: str | Erased | None = private()

    @property
    def subject(self) -> PersonId:
        """The contact."""
        return self.person_id

    def apply(self, _: Contact | None, /) -> Contact:
        """Answer the contact."""
        return Contact(
            group_id=self.group_id,
            number=self.number,
            person_id=self.person_id,
            name=self.name,
            email=self.email,
            phone=self.phone,
        )
