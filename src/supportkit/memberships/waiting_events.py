"""Facts of the waitlist: classes of priority, and two people who wait together."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.evolving import evolved
from supportkit.core.private import Erased, private
from supportkit.memberships.events import MembershipEvent
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.waiting import Waiting

if TYPE_CHECKING:
    from supportkit.memberships.membership import Membership


@frozen(kw_only=True)
class PrioritySet(MembershipEvent):
    """Somebody who leads put the person in a class of priority, or took them out of it."""

    TAG: ClassVar[str] = "membership.priority_set.1"
    wait: Waiting | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie with it."""
        return evolved(tie, wait=self.wait)


@frozen(kw_only=True)
class CompanionNamed(MembershipEvent):
    """The person said whom they want to come with, or took it back."""

    TAG: ClassVar[str] = "membership.companion_named.1"
    wait: Waiting | Erased | None = private()

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie with it."""
        return evolved(tie, wait=self.wait)


@frozen(kw_only=True)
class Paired(MembershipEvent):
    """Two people named each other; they wait for two seats or none."""

    TAG: ClassVar[str] = "membership.paired.1"
    party: str

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie of one of them."""
        return evolved(tie, party=self.party)


@frozen(kw_only=True)
class Parted(MembershipEvent):
    """The person waits alone from now on, at the place of their own ticket."""

    TAG: ClassVar[str] = "membership.parted.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie of one who waits alone."""
        wait = tie.wait
        if isinstance(wait, Waiting):
            wait = evolved(wait, companion=None).kept
        return evolved(tie, party=None, wait=wait)


@frozen(kw_only=True)
class OfferAgreed(MembershipEvent):
    """The person wants the seat, and has it when the one who comes along says so too."""

    TAG: ClassVar[str] = "membership.offer_agreed.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie of one who said yes."""
        return evolved(tie, agreed_at=self.at)


@frozen(kw_only=True)
class OfferWithdrawn(MembershipEvent):
    """The other of two let their seat go, so this one is not held either; the place in the line is kept."""

    TAG: ClassVar[str] = "membership.offer_withdrawn.1"

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie, waiting again."""
        return evolved(
            tie,
            status=MembershipStatus.WAITING,
            offer_ends_at=None,
            offered_why=None,
            agreed_at=None,
            changed_at=self.at,
        )


@frozen(kw_only=True)
class PartyPassedOver(MembershipEvent):
    """A seat was offered to somebody behind, for two were needed and `free` were there; the place is kept."""

    TAG: ClassVar[str] = "membership.party_passed_over.1"
    free: int

    def apply(self, tie: Membership, /) -> Membership:
        """Answer the tie as it was."""
        return tie
