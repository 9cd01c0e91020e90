"""Facts about a person's tie to a group or community; what is private in them is about that person only."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from supportkit.communities.experience import LivedExperience
from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.private import ERASED, Erased, private
from supportkit.core.roles import Role
from supportkit.memberships.entry import Entry
from supportkit.memberships.leave_reason import LeaveReason
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.waiting import OfferReason


@frozen(kw_only=True)
class MembershipEvent(Event):
    """A fact about the tie of one person."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class MembershipBegun(MembershipEvent):
    """A tie between a person and a group or community has a row from now on."""

    TAG: ClassVar[str] = "membership.begun.1"
    of: str
    community_id: CommunityId

    def apply(self, _: Membership | None, /) -> Membership:
        """Answer the tie, empty as yet."""
        return Membership(of=self.of, community_id=self.community_id, person_id=self.person_id)


def over(
    tie: Membership,
    status: MembershipStatus,
    at: datetime,
    reason: str | Erased | None = None,
    because: LeaveReason | Erased | None = None,
) -> Membership:
    """Answer a tie that is over, without what was held in it; of somebody erased, nothing private comes back."""
    erased = tie.note is ERASED
    return evolved(
        tie,
        status=status,
        reason=ERASED if erased else reason,
        left_because=ERASED if erased else because,
        ticket=None,
        offer_ends_at=None,
        offered_why=None,
        agreed_at=None,
        party=None,
        wait=ERASED if erased else None,
        paused_until=None,
        held_until=None,
        released_at=None,
        role_until=None,
        changed_at=at,
    )


@frozen(kw_only=True)
class Followed(MembershipEvent):
    """The person wants to hear when the group opens."""

    TAG: ClassVar[str] = "membership.followed.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie of somebody who follows."""
        return evolved(
            tie, status=MembershipStatus.FOLLOWING, role=Role.MEMBER, reason=None, left_because=None, changed_at=self.at
        )


@frozen(kw_only=True)
class Applied(MembershipEvent):
    """The person asked to join."""

    TAG: ClassVar[str] = "membership.applied.1"
    via: Entry = Entry.DOOR
    note: str | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, asked for."""
        return evolved(
            tie,
            status=MembershipStatus.APPLIED,
            role=Role.MEMBER,
            note=self.note,
            reason=None,
            left_because=None,
            via=self.via,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class Invited(MembershipEvent):
    """Somebody who leads the group invited the person."""

    TAG: ClassVar[str] = "membership.invited.1"
    via: Entry = Entry.INVITATION

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, invited."""
        return evolved(
            tie,
            status=MembershipStatus.INVITED,
            role=Role.MEMBER,
            reason=None,
            left_because=None,
            via=self.via,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class Joined(MembershipEvent):
    """The person joined at once."""

    TAG: ClassVar[str] = "membership.joined.1"
    via: Entry = Entry.DOOR
    note: str | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, active."""
        return evolved(
            tie,
            status=MembershipStatus.ACTIVE,
            role=Role.MEMBER,
            note=tie.note if self.note is None else self.note,
            reason=None,
            left_because=None,
            via=self.via,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class Accepted(MembershipEvent):
    """The person's request was accepted."""

    TAG: ClassVar[str] = "membership.accepted.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, active."""
        return evolved(tie, status=MembershipStatus.ACTIVE, changed_at=self.at)


@frozen(kw_only=True)
class Waitlisted(MembershipEvent):
    """The person has a place on the waitlist."""

    TAG: ClassVar[str] = "membership.waitlisted.1"
    ticket: int
    via: Entry = Entry.DOOR
    note: str | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, waiting."""
        return evolved(
            tie,
            status=MembershipStatus.WAITING,
            role=Role.MEMBER,
            ticket=self.ticket,
            lapses=0,
            party=None,
            wait=None,
            paused_until=None,
            held_until=None,
            released_at=None,
            note=tie.note if self.note is None else self.note,
            reason=None,
            left_because=None,
            via=self.via,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class SeatOffered(MembershipEvent):
    """A seat is held for the person until a moment; `brings` is what the group has least of, where that was asked."""

    TAG: ClassVar[str] = "membership.seat_offered.1"
    expires_at: datetime
    why: OfferReason = OfferReason.NEXT
    brings: LivedExperience | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, with an offer."""
        return evolved(
            tie,
            status=MembershipStatus.OFFERED,
            offer_ends_at=self.expires_at,
            offered_why=self.why,
            agreed_at=None,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class OfferAccepted(MembershipEvent):
    """The person took the seat."""

    TAG: ClassVar[str] = "membership.offer_accepted.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, active."""
        return evolved(
            tie,
            status=MembershipStatus.ACTIVE,
            offer_ends_at=None,
            offered_why=None,
            agreed_at=None,
            party=None,
            wait=None,
            ticket=None,
            lapses=0,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class OfferDeclined(MembershipEvent):
    """The person did not want the seat."""

    TAG: ClassVar[str] = "membership.offer_declined.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, ended by the person."""
        return over(tie, MembershipStatus.LEFT, self.at, tie.reason)


@frozen(kw_only=True)
class OfferEnded(MembershipEvent):
    """The offer ran out; the person goes on waiting at the same place, or no longer."""

    TAG: ClassVar[str] = "membership.offer_ended.1"
    kept: bool
    counted: bool = True

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, waiting again or ended."""
        lapsed = evolved(tie, lapses=tie.lapses + self.counted)
        if not self.kept:
            return over(lapsed, MembershipStatus.LEFT, self.at, tie.reason)
        return evolved(
            lapsed,
            status=MembershipStatus.WAITING,
            offer_ends_at=None,
            offered_why=None,
            agreed_at=None,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class Declined(MembershipEvent):
    """The person's request was not accepted."""

    TAG: ClassVar[str] = "membership.declined.1"
    reason: str | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, declined."""
        return over(tie, MembershipStatus.DECLINED, self.at, self.reason)


@frozen(kw_only=True)
class Referred(MembershipEvent):
    """The person was told of a place that fits better."""

    TAG: ClassVar[str] = "membership.referred.1"
    reason: str | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, ended by it."""
        return over(tie, MembershipStatus.REFERRED, self.at, self.reason)


@frozen(kw_only=True)
class Paused(MembershipEvent):
    """The person rests; the seat is held."""

    TAG: ClassVar[str] = "membership.paused.1"
    until: datetime | None = None
    held_until: datetime | None = None

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, paused."""
        return evolved(
            tie,
            status=MembershipStatus.PAUSED,
            paused_until=self.until,
            held_until=self.held_until,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class Held(MembershipEvent):
    """What the person has is held until another moment, or for as long as nobody says otherwise."""

    TAG: ClassVar[str] = "membership.held.1"
    until: datetime | None = None
    open_ended: bool = False

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, which stands where it stood."""
        return evolved(tie, held_until=self.until, paused_until=None if self.open_ended else tie.paused_until)


@frozen(kw_only=True)
class SeatReleased(MembershipEvent):
    """The person goes on resting, without a seat."""

    TAG: ClassVar[str] = "membership.seat_released.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, still paused."""
        return evolved(tie, held_until=None, released_at=self.at)


@frozen(kw_only=True)
class Resumed(MembershipEvent):
    """The person is back."""

    TAG: ClassVar[str] = "membership.resumed.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, active."""
        return evolved(
            tie,
            status=MembershipStatus.ACTIVE,
            paused_until=None,
            held_until=None,
            released_at=None,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class Left(MembershipEvent):
    """The person left by their own will."""

    TAG: ClassVar[str] = "membership.left.1"
    reason: str | Erased | None = private()
    because: LeaveReason | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, ended by the person."""
        return over(tie, MembershipStatus.LEFT, self.at, self.reason, self.because)


@frozen(kw_only=True)
class Removed(MembershipEvent):
    """The person was removed."""

    TAG: ClassVar[str] = "membership.removed.1"
    reason: str | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, ended by a decision."""
        return over(tie, MembershipStatus.REMOVED, self.at, self.reason)


@frozen(kw_only=True)
class Graduated(MembershipEvent):
    """The person was there to the end of the group."""

    TAG: ClassVar[str] = "membership.graduated.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie of somebody who was there."""
        return over(tie, MembershipStatus.ALUMNI, self.at)


@frozen(kw_only=True)
class TieEnded(MembershipEvent):
    """The tie came to an end though nobody decided it."""

    TAG: ClassVar[str] = "membership.ended.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, ended."""
        return over(tie, MembershipStatus.ENDED, self.at)


@frozen(kw_only=True)
class Attached(MembershipEvent):
    """Something that goes with the tie was written on a row of its own, such as whom to call in an emergency."""

    TAG: ClassVar[str] = "membership.attached.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, which knows of it; its new version sees to it that no end of it passes by unseen."""
        return evolved(tie, attached=True)


@frozen(kw_only=True)
class Appointed(MembershipEvent):
    """The person has another role."""

    TAG: ClassVar[str] = "membership.appointed.1"
    role: Role
    until: datetime | None = None

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie with the role."""
        return evolved(
            tie,
            status=MembershipStatus.ACTIVE if tie.standing is None else tie.status,
            role=self.role,
            role_until=self.until,
            released_at=None,
            reason=None,
            left_because=None,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class TieForgotten(MembershipEvent):
    """What was private in a tie that is over is gone, for its time was."""

    TAG: ClassVar[str] = "membership.forgotten.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie without it."""
        return evolved(tie, note=ERASED, reason=ERASED, left_because=ERASED, wait=ERASED)
