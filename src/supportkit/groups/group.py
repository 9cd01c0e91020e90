"""A group: its lifecycle, who may find and join it, and its seats.

Whether a seat is free is decided here and nowhere else: seats taken and seats on offer never exceed the capacity, and
one compare-and-set on this row decides who gets the last one. Who sits there stands on rows of their own.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, number_problems, plain, text_problems
from supportkit.errors import InvalidInput, Refused
from supportkit.groups.entry import Access as Access
from supportkit.groups.entry import Audience as Audience
from supportkit.groups.entry import Enrollment as Enrollment
from supportkit.groups.entry import Visibility as Visibility
from supportkit.groups.life import LIFECYCLE as LIFECYCLE
from supportkit.groups.life import TAKING, GroupLife
from supportkit.groups.life import GroupStatus as GroupStatus
from supportkit.groups.rules import STANDARD, GroupRules
from supportkit.groups.stand_in import StandIn as StandIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.communities.community import Mode
    from supportkit.errors import Problem
    from supportkit.groups import events as on
    from supportkit.groups.cohort import Cohort
    from supportkit.groups.listing import Listing
else:
    on = Later("supportkit.groups.events")

CAPACITY_LIMIT = 500
"""Seats of a group, at most (default): a larger circle is a community of groups."""


@aggregate
@frozen(kw_only=True)
class Group(GroupLife):
    """A circle of people who meet again and again; what its life is made of stands in `GroupLife`.

    Args:
        id: its id (`grp_…`).
        community_id: the community it belongs to.
        name: what people call it, 1 to 200 characters.
        created_at: since when it is there.
        about: what it is for, in a few sentences.
        audience: who may attend its sessions.
        visibility: whether those outside can find it.
        access: how one gets in.
        capacity: how many seats it has for members; `None` while nobody has decided. Who leads takes none.
        offered: seats that are held for somebody on the waitlist.
        waiting: how many people wait.
        tickets: the last number given out on the waitlist.
        facilitators: how many lead it.
        frozen_since: since when no seat is offered to those who wait; `None` while they are.
        led_until: since when nobody leads it any more; `None` while somebody does, or nobody ever did.
        stand_in: what happens when the facilitator cannot come.
        rules: how it takes people in, keeps seats and shows itself.
        programme_id: what the cohorts of one programme share.
        claimed_from: the listed group that it is a copy of.
    """

    KIND: ClassVar[str] = "group"

    id: GroupId
    community_id: CommunityId
    name: str
    created_at: datetime
    about: str = ""
    audience: Audience = Audience.MEMBERS
    visibility: Visibility = Visibility.SHOWN
    access: Access = Access.BY_APPROVAL
    capacity: int | None = None
    offered: int = 0
    waiting: int = 0
    tickets: int = 0
    facilitators: int = 0
    frozen_since: datetime | None = None
    led_until: datetime | None = None
    stand_in: StandIn | None = None
    rules: GroupRules = STANDARD
    programme_id: str | None = None
    claimed_from: GroupId | None = None

    def __attrs_post_init__(self) -> None:
        seats, about = self.capacity, self.about
        seats_right = seats is None or (type(seats) is int and 0 < seats <= CAPACITY_LIMIT)
        if not plain(self.name) or (about and not plain(about, TEXT_LIMIT)) or not seats_right:
            problems = tuple(self._problems())
            if problems:
                raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        yield from text_problems("$.name", self.name)
        yield from text_problems("$.about", self.about, TEXT_LIMIT, empty=True)
        if self.capacity is not None:
            yield from number_problems("$.capacity", self.capacity, 1, CAPACITY_LIMIT)

    @staticmethod
    def key(group_id: GroupId) -> Key[Group]:
        """Answer the key of a group."""
        return Key("group", group_id)

    @property
    def record_key(self) -> Key[Group]:
        """The key it is kept under."""
        return Key("group", self.id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """The directory of its community, by status, hidden groups apart; what time brings; and those nobody leads."""
        directory = (self.community_id, self.visibility.value, self.status.value)
        entries = [IndexEntry("group.directory", directory, self.id)]
        if self.due_at is not None:
            entries.append(IndexEntry("group.due", (self.community_id,), stamp(self.due_at)))
        if self.led_until is not None and self.status in (*TAKING, GroupStatus.PAUSED):
            entries.append(IndexEntry("group.without_lead", (self.community_id,), stamp(self.led_until)))
        return tuple(entries)

    @property
    def free(self) -> int:
        """How many seats are neither taken nor on offer."""
        return max((self.capacity or 0) - self.taken - self.offered, 0)

    @classmethod
    def create(
        cls,
        group_id: GroupId,
        *,
        community_id: CommunityId,
        mode: Mode,
        name: str,
        at: datetime,
        by: PersonId,
        about: str = "",
        capacity: int | None = None,
        enrollment: Enrollment = Enrollment.ROLLING,
        audience: Audience = Audience.MEMBERS,
        visibility: Visibility = Visibility.SHOWN,
        access: Access = Access.BY_APPROVAL,
        stand_in: StandIn | None = None,
        programme_id: str | None = None,
        claimed_from: GroupId | None = None,
        cohort: Cohort | None = None,
    ) -> Change[Group]:
        """Create a group in draft; one with the dates of a cohort is one."""
        return begun(
            on.GroupCreated(
                at=at,
                by=by,
                group_id=group_id,
                community_id=community_id,
                mode=mode,
                name=name,
                about=about,
                capacity=capacity,
                enrollment=Enrollment.COHORT if cohort is not None else enrollment,
                audience=audience,
                visibility=visibility,
                access=access,
                stand_in=stand_in,
                programme_id=programme_id,
                claimed_from=claimed_from,
                cohort=cohort,
            )
        )

    @classmethod
    def list_imported(
        cls,
        group_id: GroupId,
        *,
        community_id: CommunityId,
        mode: Mode,
        name: str,
        listing: Listing,
        audience: Audience,
        at: datetime,
        by: PersonId,
    ) -> Change[Group]:
        """Show a group from a public list: it is not run by us, so it has no seats and passes no gate."""
        return begun(
            on.GroupListed(
                at=at,
                by=by,
                group_id=group_id,
                community_id=community_id,
                mode=mode,
                name=name,
                listing=listing,
                audience=audience,
            )
        )

    def describe(
        self, *, name: str, about: str, access: Access, visibility: Visibility, at: datetime, by: PersonId
    ) -> Change[Group]:
        """Change what those outside see of it and how they get in."""
        return changed(
            self, on.GroupDescribed(at=at, by=by, name=name, about=about, access=access, visibility=visibility)
        )

    def set_capacity(self, capacity: int, *, at: datetime, by: PersonId) -> Change[Group]:
        """Change the number of seats; nobody loses a seat or an offer because the number was lowered.

        Raises:
            InvalidInput: `number.out_of_range`.
        """
        problems = tuple(number_problems("$.capacity", capacity, 1, CAPACITY_LIMIT))
        if problems:
            raise InvalidInput.of(problems)
        return changed(self, on.CapacitySet(at=at, by=by, capacity=capacity))

    def set_stand_in(self, stand_in: StandIn, *, at: datetime, by: PersonId) -> Change[Group]:
        """Say what happens when the facilitator cannot come."""
        return changed(self, on.StandInSet(at=at, by=by, stand_in=stand_in))

    def set_rules(self, rules: GroupRules, *, at: datetime, by: PersonId) -> Change[Group]:
        """Say how it takes people in, keeps seats and shows itself."""
        return changed(self, on.RulesSet(at=at, by=by, rules=rules))

    def seat(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Take a free seat.

        Raises:
            Refused: `group.full`, all seats are taken or on offer; `cohort.joining_over`.
        """
        self._must_have_a_seat(at)
        return changed(self, on.SeatsMoved(at=at, by=by, taken=1))

    def unseat(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Free a seat that was taken."""
        return changed(self, on.SeatsMoved(at=at, by=by, taken=-1))

    def queue(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Put one more on the waitlist; the new state's `tickets` is their number."""
        return changed(self, on.SeatsMoved(at=at, by=by, waiting=1, tickets=1))

    def unqueue(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Take one off the waitlist."""
        return changed(self, on.SeatsMoved(at=at, by=by, waiting=-1))

    def hold(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Hold a free seat for one who waited.

        Raises:
            Refused: `group.full`; `cohort.joining_over`.
        """
        self._must_have_a_seat(at)
        return changed(self, on.SeatsMoved(at=at, by=by, waiting=-1, offered=1))

    def _must_have_a_seat(self, at: datetime) -> None:
        self.must_be_in_time(at)
        if self.free == 0:
            raise Refused("group.full", capacity=self.capacity or 0, taken=self.taken, offered=self.offered)

    def take_held(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Turn a held seat into a taken one.

        Raises:
            Refused: `cohort.joining_over`.
        """
        self.must_be_in_time(at)
        return changed(self, on.SeatsMoved(at=at, by=by, offered=-1, taken=1))

    def release(self, *, requeued: bool, at: datetime, by: PersonId) -> Change[Group]:
        """Free a held seat; the person goes on waiting, or not."""
        return changed(self, on.SeatsMoved(at=at, by=by, offered=-1, waiting=1 if requeued else 0))

    def freeze_waitlist(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Offer no seats for a while; one that is frozen already stays as it is."""
        return Change(self, ()) if self.frozen_since else changed(self, on.WaitlistFrozen(at=at, by=by))

    def unfreeze_waitlist(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Offer seats again."""
        return changed(self, on.WaitlistUnfrozen(at=at, by=by)) if self.frozen_since else Change(self, ())

    def count_facilitators(self, by_how_many: int, *, at: datetime, by: PersonId) -> Change[Group]:
        """Count a facilitator who came or left."""
        return changed(self, on.FacilitatorsCounted(at=at, by=by, facilitators=by_how_many))

    def count_series(self, by_how_many: int, *, at: datetime, by: PersonId) -> Change[Group]:
        """Count a plan that came into force or ended."""
        return changed(self, on.SeriesCounted(at=at, by=by, series=by_how_many))
