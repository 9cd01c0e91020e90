"""A person's tie to a group or a community: how it begins, waits, holds, rests and ends, and the role in it.

There is one for each group and person, kept under a key that names both; who comes back continues the same one. What
the person wrote, and why a tie ended, is private to that person.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.roles import Role
from supportkit.core.text import TEXT_LIMIT, plain, text_problems
from supportkit.errors import InvalidInput, Refused, WrongState
from supportkit.memberships.entry import Entry
from supportkit.memberships.path import (
    BEGINNING,
    BELONGING,
    DECIDING,
    GONE,
    PATH,
    SEATLESS,
    TAKING_PART,
    MembershipStatus,
)

if TYPE_CHECKING:
    from supportkit.memberships import events as on
else:
    on = Later("supportkit.memberships.events")

LAPSES_FORGIVEN = 2
"""How often an offer may run out before the place is given up (default): the person may be in hospital."""
ANSWER_DAYS = 14
"""Days within which somebody who asked to join is answered (default)."""


@aggregate
@frozen(kw_only=True)
class Membership(Aggregate):
    """A person's tie to a group or, for those who run the place, to a community.

    Args:
        of: the id of the group or community.
        community_id: the community, also where `of` is a group.
        person_id: the person.
        status: where the tie stands.
        role: what the person is there, while they belong.
        ticket: the number on the waitlist, lower ones first; kept while an offer runs.
        offer_ends_at: until when a seat is held.
        lapses: how many offers ran out since the person began to wait.
        paused_until: when the pause is meant to end, if the person said so.
        changed_at: since when the tie stands as it does.
        via: how the person came in, or is coming in.
        attached: whether something was ever written beside it that goes when it goes.
        note: what the person wrote when asking to join; private.
        reason: why the tie ended, if somebody said so; private.
    """

    KIND: ClassVar[str] = "membership"

    of: str
    community_id: CommunityId
    person_id: PersonId
    status: MembershipStatus = MembershipStatus.NEW
    role: Role = Role.MEMBER
    ticket: int | None = None
    offer_ends_at: datetime | None = None
    lapses: int = 0
    paused_until: datetime | None = None
    changed_at: datetime | None = None
    via: Entry = Entry.DOOR
    attached: bool = False
    note: str | Erased | None = private()
    reason: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        note, reason = self.note, self.reason
        if (note and not plain(note, TEXT_LIMIT)) or (reason and not plain(reason, TEXT_LIMIT)):
            problems = [
                problem
                for name, text in (("note", note), ("reason", reason))
                if text
                for problem in text_problems(f"$.{name}", text, TEXT_LIMIT)
            ]
            if problems:
                raise InvalidInput.of(problems)

    @staticmethod
    def key(of: GroupId | CommunityId, person_id: PersonId) -> Key[Membership]:
        """Answer the key of a person's tie to a group or community."""
        return Key("membership", f"{of}:{person_id}")

    @property
    def record_key(self) -> Key[Membership]:
        """The key it is kept under."""
        return Key("membership", f"{self.of}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """The person, whom alone its private side is about."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """The roster by status, the waitlist by ticket, a person's ties, offers by their end, requests by answer."""
        entries = [
            IndexEntry("membership.roster", (self.of, self.status.value), self.person_id),
            IndexEntry("membership.by_person", (self.person_id,), self.of),
        ]
        if self.status is MembershipStatus.WAITING and self.ticket is not None:
            entries.append(IndexEntry("membership.waitlist", (self.of,), self.ticket))
        if self.offer_ends_at is not None:
            entries.append(IndexEntry("membership.offers", (self.community_id,), stamp(self.offer_ends_at)))
        if self.answer_due_at is not None:
            entries.append(IndexEntry("membership.applications", (self.community_id,), stamp(self.answer_due_at)))
        return tuple(entries)

    def goes_with(self) -> tuple[Key[Any], ...]:
        """Whom to call in an emergency, and what was said before joining: nothing of it outlives the tie."""
        if not self.attached or self.status not in GONE:
            return ()
        record_id = self.record_key.id
        return (Key("emergency_contact", record_id), Key("conversation", record_id))

    @property
    def answer_due_at(self) -> datetime | None:
        """When somebody who asked is to be answered at the latest; `None` for one who has not asked."""
        asked = self.status is MembershipStatus.APPLIED and self.changed_at is not None
        return self.changed_at + timedelta(days=ANSWER_DAYS) if asked and self.changed_at else None

    @property
    def hear_back_on(self) -> date | None:
        """The day (UTC) by which somebody who asked hears back, or until which an offer runs."""
        until = self.answer_due_at or self.offer_ends_at
        return None if until is None else until.date()

    @property
    def holds_place(self) -> bool:
        """Whether the person has a seat, an offer, or a place on the waitlist."""
        return self.seated or self.status in (MembershipStatus.WAITING, MembershipStatus.OFFERED)

    @property
    def standing(self) -> Role | None:
        """The role the person has now; `None` for one who does not belong."""
        return self.role if self.status in BELONGING else None

    @property
    def seated(self) -> bool:
        """Whether the person has a member's seat."""
        return self.status in BELONGING and self.role not in SEATLESS

    def shown_to(self, person_id: PersonId, role: Role | None) -> Membership:
        """Answer the tie as somebody may see it.

        What a person wrote when asking to join is for those who lead the group or run the community, and so is why one
        was declined or removed; why a person left is for that person alone.

        Args:
            person_id: who looks.
            role: the role that lets them look.
        """
        if person_id == self.person_id:
            return self
        decides = role in DECIDING
        note = self.note if decides else None
        reason = self.reason if decides and self.status is not MembershipStatus.LEFT else None
        return self if (note, reason) == (self.note, self.reason) else evolved(self, note=note, reason=reason)

    @classmethod
    def begin(
        cls, of: GroupId | CommunityId, person_id: PersonId, *, community_id: CommunityId, at: datetime, by: PersonId
    ) -> Change[Membership]:
        """Make the row of a tie that did not exist."""
        return begun(on.MembershipBegun(at=at, by=by, of=of, community_id=community_id, person_id=person_id))

    def _step(self, verb: str) -> None:
        if self.status is MembershipStatus.REMOVED and verb in BEGINNING:
            raise Refused("membership.removed")
        step(PATH, self.status, verb)

    def follow(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Follow a group that has not opened yet."""
        self._step("follow")
        return changed(self, on.Followed(at=at, by=by, person_id=self.person_id))

    def _way(self, via: Entry) -> Entry:
        """Who was invited and comes by the door came by the invitation."""
        invited = self.status is MembershipStatus.INVITED
        return self.via if invited and via is Entry.DOOR else via

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

    def offer(self, expires_at: datetime, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Be offered a seat that is held until a moment."""
        self._step("offer")
        return changed(self, on.SeatOffered(at=at, by=by, person_id=self.person_id, expires_at=expires_at))

    def accept_offer(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Take the seat that is held.

        Raises:
            Refused: `offer.expired`, at its end or later.
        """
        self._step("accept_offer")
        if self.offer_ends_at is not None and at >= self.offer_ends_at:
            raise Refused("offer.expired", expires_at=stamp(self.offer_ends_at))
        return changed(self, on.OfferAccepted(at=at, by=by, person_id=self.person_id))

    def decline_offer(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Not take the seat, and wait no longer."""
        self._step("decline_offer")
        return changed(self, on.OfferDeclined(at=at, by=by, person_id=self.person_id))

    def end_offer(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Let an offer run out; the place on the waitlist is kept twice (default), for the person may be in hospital.

        Raises:
            Refused: `offer.running`, before its end.
        """
        self._step("end_offer")
        if self.offer_ends_at is not None and at < self.offer_ends_at:
            raise Refused("offer.running", expires_at=stamp(self.offer_ends_at))
        kept = self.lapses < LAPSES_FORGIVEN
        return changed(self, on.OfferEnded(at=at, by=by, person_id=self.person_id, kept=kept))

    def pause(self, *, until: datetime | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """Rest for a while, without a reason; the seat is held.

        Raises:
            InvalidInput: `time.order`, an end that is not after the beginning.
        """
        self._step("pause")
        if until is not None and until <= at:
            raise InvalidInput("time.order")
        return changed(self, on.Paused(at=at, by=by, person_id=self.person_id, until=until))

    def resume(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Come back from a pause."""
        self._step("resume")
        return changed(self, on.Resumed(at=at, by=by, person_id=self.person_id))

    def leave(self, *, reason: str | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """End the tie by one's own will; no question stands in the way."""
        self._step("leave")
        return changed(self, on.Left(at=at, by=by, person_id=self.person_id, reason=reason))

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

    def appoint(self, role: Role, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Have another role; who did not belong does so from now on.

        Raises:
            Refused: `membership.role_unchanged`.
        """
        self._step("appoint")
        if self.standing is role:
            raise Refused("membership.role_unchanged", role=role.value)
        return changed(self, on.Appointed(at=at, by=by, person_id=self.person_id, role=role))
