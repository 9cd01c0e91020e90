"""A group: its lifecycle, who may find and join it, and its seats.

Whether a seat is free is decided here and nowhere else: seats taken and seats on offer never exceed the capacity, and
one compare-and-set on this row decides who gets the last one. Who sits there stands on rows of their own.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.communities.community import Mode
from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId, check_person_id
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, number_problems, plain, text_problems
from supportkit.errors import InvalidInput, Refused
from supportkit.groups.listing import Listing
from supportkit.groups.rules import STANDARD, GroupRules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from supportkit.errors import Problem
    from supportkit.groups import events as on
else:
    on = Later("supportkit.groups.events")

CAPACITY_LIMIT = 500
"""Seats of a group, at most (default): a larger circle is a community of groups."""


class GroupStatus(StrEnum):
    """Where a group stands in its life."""

    DRAFT = "draft"
    LISTED = "listed"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    ARCHIVED = "archived"


LIFECYCLE: Mapping[GroupStatus, Mapping[str, GroupStatus]] = {
    GroupStatus.DRAFT: {"open": GroupStatus.OPEN, "archive": GroupStatus.ARCHIVED},
    GroupStatus.LISTED: {"archive": GroupStatus.ARCHIVED},
    GroupStatus.OPEN: {"pause": GroupStatus.PAUSED, "close": GroupStatus.CLOSED},
    GroupStatus.PAUSED: {"resume": GroupStatus.OPEN, "close": GroupStatus.CLOSED},
    GroupStatus.CLOSED: {"archive": GroupStatus.ARCHIVED},
    GroupStatus.ARCHIVED: {},
}
"""The law of a group's life. A listed group is shown and not run by us; who claims it gets a draft of their own."""


class Enrollment(StrEnum):
    """Whether people come in at any time, or all at the start."""

    ROLLING = "rolling"
    COHORT = "cohort"


class Audience(StrEnum):
    """Who may attend its sessions."""

    MEMBERS = "members"
    INVITED = "invited"
    PUBLIC = "public"


class Visibility(StrEnum):
    """Whether those outside can find it; one that is hidden is answered as if it did not exist."""

    SHOWN = "shown"
    HIDDEN = "hidden"


class Access(StrEnum):
    """How one gets in."""

    OPEN = "open"
    BY_APPROVAL = "by_approval"
    BY_INVITATION = "by_invitation"


@frozen(kw_only=True)
class StandIn:
    """What happens when the facilitator cannot come: somebody else leads, or the members are told in time.

    Args:
        person_id: who leads instead.
        notice_hours: or how many hours before, at the least, a session is cancelled and the members are told.
    """

    person_id: PersonId | None = None
    notice_hours: int | None = None

    def __attrs_post_init__(self) -> None:
        if (self.person_id is None) == (self.notice_hours is None):
            raise InvalidInput("value.wrong_type", expected="either a person or a number of hours")
        if self.person_id is not None:
            check_person_id(self.person_id)
        if self.notice_hours is not None:
            problems = tuple(number_problems("$.notice_hours", self.notice_hours, 1, 168))
            if problems:
                raise InvalidInput.of(problems)


@aggregate
@frozen(kw_only=True)
class Group(Aggregate):
    """A circle of people who meet again and again.

    Args:
        id: its id (`grp_…`).
        community_id: the community it belongs to.
        mode: the community's mode, which never changes.
        name: what people call it, 1 to 200 characters.
        created_at: since when it is there.
        status: where it stands in its life.
        about: what it is for, in a few sentences.
        enrollment: whether people come in at any time, or all at the start.
        audience: who may attend its sessions.
        visibility: whether those outside can find it.
        access: how one gets in.
        capacity: how many seats it has for members; `None` while nobody has decided. Who leads takes none.
        taken: seats that members have.
        offered: seats that are held for somebody on the waitlist.
        waiting: how many people wait.
        tickets: the last number given out on the waitlist.
        facilitators: how many lead it.
        led_until: since when nobody leads it any more; `None` while somebody does, or nobody ever did.
        series: how many plans of sessions are in force.
        stand_in: what happens when the facilitator cannot come.
        rules: how it takes people in, keeps seats and shows itself.
        programme_id: what the cohorts of one programme share.
        listing: what the public list said of it, where it came from one.
        claimed_from: the listed group that it is a copy of.
    """

    KIND: ClassVar[str] = "group"

    id: GroupId
    community_id: CommunityId
    mode: Mode
    name: str
    created_at: datetime
    status: GroupStatus = GroupStatus.DRAFT
    about: str = ""
    enrollment: Enrollment = Enrollment.ROLLING
    audience: Audience = Audience.MEMBERS
    visibility: Visibility = Visibility.SHOWN
    access: Access = Access.BY_APPROVAL
    capacity: int | None = None
    taken: int = 0
    offered: int = 0
    waiting: int = 0
    tickets: int = 0
    facilitators: int = 0
    led_until: datetime | None = None
    series: int = 0
    stand_in: StandIn | None = None
    rules: GroupRules = STANDARD
    programme_id: str | None = None
    listing: Listing | None = None
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
        """The directory of its community, by status, hidden groups in a range of their own; those that nobody leads."""
        key = (self.community_id, self.visibility.value, self.status.value)
        directory = IndexEntry("group.directory", key, self.id)
        if self.led_until is None or self.status not in (GroupStatus.OPEN, GroupStatus.PAUSED):
            return (directory,)
        return (directory, IndexEntry("group.without_lead", (self.community_id,), stamp(self.led_until)))

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
    ) -> Change[Group]:
        """Create a group in draft."""
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
                enrollment=enrollment,
                audience=audience,
                visibility=visibility,
                access=access,
                stand_in=stand_in,
                programme_id=programme_id,
                claimed_from=claimed_from,
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
        """Change the number of seats.

        Raises:
            Refused: `group.capacity_below_taken`, nobody loses a seat because a number was lowered.
            InvalidInput: `number.out_of_range`.
        """
        problems = tuple(number_problems("$.capacity", capacity, 1, CAPACITY_LIMIT))
        if problems:
            raise InvalidInput.of(problems)
        if capacity < self.taken + self.offered:
            raise Refused("group.capacity_below_taken", capacity=capacity, taken=self.taken + self.offered)
        return changed(self, on.CapacitySet(at=at, by=by, capacity=capacity))

    def set_stand_in(self, stand_in: StandIn, *, at: datetime, by: PersonId) -> Change[Group]:
        """Say what happens when the facilitator cannot come."""
        return changed(self, on.StandInSet(at=at, by=by, stand_in=stand_in))

    def set_rules(self, rules: GroupRules, *, at: datetime, by: PersonId) -> Change[Group]:
        """Say how it takes people in, keeps seats and shows itself."""
        return changed(self, on.RulesSet(at=at, by=by, rules=rules))

    def open(self, *, missing: tuple[str, ...], at: datetime, by: PersonId) -> Change[Group]:
        """Let people in.

        Args:
            missing: the codes of what the launch gate found missing; a rehearsal opens all the same and keeps them.
            at: when.
            by: who opens it.

        Raises:
            WrongState: it is not a draft.
            Refused: `group.not_ready`, in a live community while anything is missing.
        """
        step(LIFECYCLE, self.status, "open")
        if missing and self.mode is Mode.LIVE:
            raise Refused("group.not_ready", count=len(missing), missing=", ".join(missing))
        return changed(self, on.GroupOpened(at=at, by=by, missing=missing))

    def pause(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Let nobody new in for a while; members keep their seats."""
        step(LIFECYCLE, self.status, "pause")
        return changed(self, on.GroupPaused(at=at, by=by))

    def resume(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Let people in again."""
        step(LIFECYCLE, self.status, "resume")
        return changed(self, on.GroupResumed(at=at, by=by))

    def close(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """End it for good."""
        step(LIFECYCLE, self.status, "close")
        return changed(self, on.GroupClosed(at=at, by=by))

    def archive(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Put it away: it can be read and no longer changed."""
        step(LIFECYCLE, self.status, "archive")
        return changed(self, on.GroupArchived(at=at, by=by))

    def seat(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Take a free seat.

        Raises:
            Refused: `group.full`, all seats are taken or on offer.
        """
        if self.free == 0:
            raise Refused("group.full", capacity=self.capacity or 0, taken=self.taken, offered=self.offered)
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
            Refused: `group.full`.
        """
        if self.free == 0:
            raise Refused("group.full", capacity=self.capacity or 0, taken=self.taken, offered=self.offered)
        return changed(self, on.SeatsMoved(at=at, by=by, waiting=-1, offered=1))

    def take_held(self, *, at: datetime, by: PersonId) -> Change[Group]:
        """Turn a held seat into a taken one."""
        return changed(self, on.SeatsMoved(at=at, by=by, offered=-1, taken=1))

    def release(self, *, requeued: bool, at: datetime, by: PersonId) -> Change[Group]:
        """Free a held seat; the person goes on waiting, or not."""
        return changed(self, on.SeatsMoved(at=at, by=by, offered=-1, waiting=1 if requeued else 0))

    def count_facilitators(self, by_how_many: int, *, at: datetime, by: PersonId) -> Change[Group]:
        """Count a facilitator who came or left."""
        return changed(self, on.FacilitatorsCounted(at=at, by=by, facilitators=by_how_many))

    def count_series(self, by_how_many: int, *, at: datetime, by: PersonId) -> Change[Group]:
        """Count a plan that came into force or ended."""
        return changed(self, on.SeriesCounted(at=at, by=by, series=by_how_many))
