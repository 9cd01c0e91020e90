"""A person's tie to a group or a community: how it begins, waits, holds, rests and ends, and the role in it.

There is one for each group and person, kept under a key that names both; who comes back continues the same one. What
the person wrote, and why a tie ended, is private to that person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import aggregate
from supportkit.core.evolving import evolved
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key
from supportkit.errors import InvalidInput, Refused, WrongState
from supportkit.memberships.entry import Entry
from supportkit.memberships.path import GONE, TAKING_PART, MembershipStatus
from supportkit.memberships.tie import Tie
from supportkit.memberships.waiting import OfferReason, Waiting

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.communities.experience import LivedExperience
    from supportkit.core.ids import CommunityId, GroupId, PersonId
    from supportkit.core.roles import Role
    from supportkit.memberships import events as on
    from supportkit.memberships import waiting_events as waits
    from supportkit.memberships.leave_reason import LeaveReason
else:
    on = Later("supportkit.memberships.events")
    waits = Later("supportkit.memberships.waiting_events")

LAPSES_FORGIVEN = 2
"""How often an offer may run out before the place is given up (default): the person may be in hospital."""


@aggregate
@frozen(kw_only=True)
class Membership(Tie):
    """A person's tie to a group or, for those who run the place, to a community; what it is made of stands in `Tie`."""

    KIND: ClassVar[str] = "membership"

    @staticmethod
    def key(of: GroupId | CommunityId, person_id: PersonId) -> Key[Membership]:
        """Answer the key of a person's tie to a group or community."""
        return Key("membership", f"{of}:{person_id}")

    @property
    def record_key(self) -> Key[Membership]:
        """The key it is kept under."""
        return Key("membership", f"{self.of}:{self.person_id}")

    def indexes(self) -> tuple[IndexEntry, ...]:
        """The roster, the waitlist by ticket, a person's ties, what ends or is due by when, and what is over."""
        entries = [
            IndexEntry("membership.roster", (self.of, self.status.value), self.person_id),
            IndexEntry("membership.by_person", (self.person_id,), self.of),
        ]
        if self.status is MembershipStatus.WAITING and self.ticket is not None:
            entries.append(IndexEntry("membership.waitlist", (self.of,), self.ticket))
        if self.offer_ends_at is not None:
            entries.append(IndexEntry("membership.offers", (self.community_id,), stamp(self.offer_ends_at)))
        if self.party is not None:
            entries.append(IndexEntry("membership.party", (self.party,), self.person_id))
        if self.paused_until is not None:
            entries.append(IndexEntry("membership.pauses", (self.community_id,), stamp(self.paused_until)))
        if self.held_until is not None:
            entries.append(IndexEntry("membership.holds", (self.community_id,), stamp(self.held_until)))
        if self.role_until is not None:
            entries.append(IndexEntry("membership.terms", (self.community_id,), stamp(self.role_until)))
        if self.status in GONE and self.changed_at is not None and not self.forgotten:
            entries.append(IndexEntry("membership.over", (self.community_id,), stamp(self.changed_at)))
        if self.answer_due_at is not None:
            entries.append(IndexEntry("membership.applications", (self.community_id,), stamp(self.answer_due_at)))
        return tuple(entries)

    def goes_with(self) -> tuple[Key[Any], ...]:
        """Whom to call in an emergency, and what was said before joining: nothing of it outlives the tie."""
        if not self.attached or self.status not in GONE:
            return ()
        record_id = self.record_key.id
        return (Key("emergency_contact", record_id), Key("conversation", record_id))

    @classmethod
    def begin(
        cls, of: GroupId | CommunityId, person_id: PersonId, *, community_id: CommunityId, at: datetime, by: PersonId
    ) -> Change[Membership]:
        """Make the row of a tie that did not exist."""
        return begun(on.MembershipBegun(at=at, by=by, of=of, community_id=community_id, person_id=person_id))

    def follow(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Follow a group that has not opened yet."""
        self._step("follow")
        return changed(self, on.Followed(at=at, by=by, person_id=self.person_id))

    def apply(
        self, *, note: str | None = None, via: Entry = Entry.DOOR, at: datetime, by: PersonId
    ) -> Change[Membership]:
        """Ask to join.

        Raises:
            WrongState: the person belongs, waits or has asked already.
            Refused: `membership.removed`.
        """
        self._step("apply")
        return changed(self, on.Applied(at=at, by=by, person_id=self.person_id, via=self._way(via), note=note))

    def invite(self, *, via: Entry = Entry.INVITATION, at: datetime, by: PersonId) -> Change[Membership]:
        """Be invited to join without asking."""
        self._step("invite")
        return changed(self, on.Invited(at=at, by=by, person_id=self.person_id, via=via))

    def join(
        self, *, note: str | None = None, via: Entry = Entry.DOOR, at: datetime, by: PersonId
    ) -> Change[Membership]:
        """Join at once, where the group's access or an invitation allows it."""
        self._step("join")
        return changed(self, on.Joined(at=at, by=by, person_id=self.person_id, via=self._way(via), note=note))

    def accept(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Be accepted after asking."""
        self._step("accept")
        return changed(self, on.Accepted(at=at, by=by, person_id=self.person_id))

    def waitlist(
        self, ticket: int, *, note: str | None = None, via: Entry = Entry.DOOR, at: datetime, by: PersonId
    ) -> Change[Membership]:
        """Wait for a seat, at the place of a ticket."""
        self._step("waitlist")
        came = self.via if self.status is MembershipStatus.APPLIED else self._way(via)
        return changed(self, on.Waitlisted(at=at, by=by, person_id=self.person_id, ticket=ticket, via=came, note=note))

    def decline(self, *, reason: str | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """Not be accepted."""
        self._step("decline")
        return changed(self, on.Declined(at=at, by=by, person_id=self.person_id, reason=reason))

    def refer(self, *, reason: str | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """Be told of a place that fits better."""
        self._step("refer")
        return changed(self, on.Referred(at=at, by=by, person_id=self.person_id, reason=reason))

    def offer(
        self,
        expires_at: datetime,
        *,
        why: OfferReason = OfferReason.NEXT,
        brings: LivedExperience | None = None,
        at: datetime,
        by: PersonId,
    ) -> Change[Membership]:
        """Be offered a seat that is held until a moment.

        Args:
            expires_at: the moment.
            why: why this person.
            brings: what the person brings that the group has least of, where the order looks at it; private.
            at: when.
            by: who acts.
        """
        self._step("offer")
        offered = on.SeatOffered(at=at, by=by, person_id=self.person_id, expires_at=expires_at, why=why, brings=brings)
        return changed(self, offered)

    def accept_offer(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Take the seat that is held.

        Raises:
            Refused: `offer.expired`, at its end or later.
        """
        self._step("accept_offer")
        self._in_time(at)
        return changed(self, on.OfferAccepted(at=at, by=by, person_id=self.person_id))

    def decline_offer(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Not take the seat, and wait no longer."""
        self._step("decline_offer")
        return changed(self, on.OfferDeclined(at=at, by=by, person_id=self.person_id))

    def end_offer(self, *, counted: bool = True, at: datetime, by: PersonId) -> Change[Membership]:
        """Let an offer run out; the place on the waitlist is kept twice (default), for the person may be in hospital.

        Args:
            counted: whether it counts; it does not while the waitlist is frozen, nor for one who had said yes.
            at: when.
            by: who acts.

        Raises:
            Refused: `offer.running`, before its end.
        """
        self._step("end_offer")
        if self.offer_ends_at is not None and at < self.offer_ends_at:
            raise Refused("offer.running", expires_at=stamp(self.offer_ends_at))
        kept = not counted or self.lapses < LAPSES_FORGIVEN
        return changed(self, on.OfferEnded(at=at, by=by, person_id=self.person_id, kept=kept, counted=counted))

    def withdraw_offer(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Wait on at the same place, for the seat of the one who was to come along was let go."""
        self._step("withdraw_offer")
        return changed(self, waits.OfferWithdrawn(at=at, by=by, person_id=self.person_id))

    def agree(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Say yes to a seat that is taken when the one who comes along says so too.

        Raises:
            Refused: `offer.expired`, at its end or later.
        """
        self._only(MembershipStatus.OFFERED, "accept_offer")
        self._in_time(at)
        return (
            Change(self, ())
            if self.agreed_at
            else changed(self, waits.OfferAgreed(at=at, by=by, person_id=self.person_id))
        )

    def prioritise(self, band: int | None, reason: str | None, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Wait in a class of priority, 0 before all others; `None` for no class.

        Raises:
            InvalidInput: `number.out_of_range`; what is wrong with the text.
        """
        self._only(MembershipStatus.WAITING, "set_priority")
        wait = Waiting(band=band, reason=reason, companion=self.companion).kept
        return changed(self, waits.PrioritySet(at=at, by=by, person_id=self.person_id, wait=wait))

    def name_companion(self, companion: PersonId | None, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Say whom one wants to come with; nothing comes of it unless they say the same."""
        self._only(MembershipStatus.WAITING, "wait_together")
        known = self.wait if isinstance(self.wait, Waiting) else Waiting()
        wait = evolved(known, companion=companion).kept
        return changed(self, waits.CompanionNamed(at=at, by=by, person_id=self.person_id, wait=wait))

    def pair(self, party: str, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Wait together with somebody, for two seats or none."""
        self._only(MembershipStatus.WAITING, "wait_together")
        return changed(self, waits.Paired(at=at, by=by, person_id=self.person_id, party=party))

    def part(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Wait alone from now on, with the ticket one has."""
        self._only(MembershipStatus.WAITING, "wait_alone")
        return changed(self, waits.Parted(at=at, by=by, person_id=self.person_id))

    def pass_over(self, free: int, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Keep one's place while somebody behind is offered a seat, for there were not two."""
        self._only(MembershipStatus.WAITING, "pass_over")
        return changed(self, waits.PartyPassedOver(at=at, by=by, person_id=self.person_id, free=free))

    def pause(
        self, *, until: datetime | None = None, held_until: datetime | None = None, at: datetime, by: PersonId
    ) -> Change[Membership]:
        """Rest for a while, without a reason; a seat is held until a moment.

        Raises:
            InvalidInput: `time.order`, an end that is not after the beginning.
        """
        self._step("pause")
        if until is not None and until <= at:
            raise InvalidInput("time.order")
        held = held_until if self.seated else None
        return changed(self, on.Paused(at=at, by=by, person_id=self.person_id, until=until, held_until=held))

    def hold(
        self, until: datetime | None, *, open_ended: bool = False, at: datetime, by: PersonId
    ) -> Change[Membership]:
        """Hold what the person has here until another moment; `None` for as long as nobody says otherwise.

        Args:
            until: the moment.
            open_ended: whether the pause has no end any more.
            at: when.
            by: who says so.
        """
        self._step("hold")
        return changed(self, on.Held(at=at, by=by, person_id=self.person_id, until=until, open_ended=open_ended))

    def release(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Free the seat of somebody who rests; they go on resting and come back first in line.

        Raises:
            Refused: `seat.held`, it is held longer; `seat.not_held`, there is none to free.
        """
        self._step("release")
        self.must_be_free(at)
        return changed(self, on.SeatReleased(at=at, by=by, person_id=self.person_id))

    def resume(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Come back from a pause."""
        self._step("resume")
        return changed(self, on.Resumed(at=at, by=by, person_id=self.person_id))

    def wait_again(self, ticket: int, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Come back from a pause to the waitlist, where the seat was freed and none is there now."""
        self._step("wait_again")
        return changed(self, on.Waitlisted(at=at, by=by, person_id=self.person_id, ticket=ticket))

    def leave(
        self, *, reason: LeaveReason | None = None, words: str | None = None, at: datetime, by: PersonId
    ) -> Change[Membership]:
        """End the tie by one's own will; no question stands in the way."""
        self._step("leave")
        return changed(self, on.Left(at=at, by=by, person_id=self.person_id, because=reason, reason=words))

    def remove(self, *, reason: str | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """End the tie by a decision of those who lead."""
        self._step("remove")
        return changed(self, on.Removed(at=at, by=by, person_id=self.person_id, reason=reason))

    def graduate(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Have been there to the end."""
        self._step("graduate")
        return changed(self, on.Graduated(at=at, by=by, person_id=self.person_id))

    def end(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """End though nobody decided it, as where the group came to an end before the person was in it."""
        self._step("end")
        return changed(self, on.TieEnded(at=at, by=by, person_id=self.person_id))

    def attach(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Have something beside it that goes when it goes; for those who belong, or are on the way in."""
        if self.status not in TAKING_PART:
            raise WrongState("attach", self.status, sorted(TAKING_PART))
        return changed(self, on.Attached(at=at, by=by, person_id=self.person_id))

    def forget(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Lose what was private in it, for the tie is over and the time to keep it too.

        Raises:
            WrongState: it is not over.
        """
        if self.status not in GONE:
            raise WrongState("forget", self.status, sorted(GONE))
        return changed(self, on.TieForgotten(at=at, by=by, person_id=self.person_id))

    def appoint(self, role: Role, *, until: datetime | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """Have another role; who did not belong does so from now on.

        Args:
            role: the role.
            until: when it ends by itself; `None` for a role without a set time.
            at: when.
            by: who gives it.

        Raises:
            Refused: `membership.role_unchanged`.
        """
        self._step("appoint")
        if self.standing is role and self.role_until == until:
            raise Refused("membership.role_unchanged", role=role.value)
        return changed(self, on.Appointed(at=at, by=by, person_id=self.person_id, role=role, until=until))
