"""A person's tie to a group or a community: how it begins, waits, holds, rests and ends, and the role in it.

There is one for each group and person, kept under a key that names both; who comes back continues the same one. What
the person wrote, and why a tie ended, is private to that person.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.private import ERASED, Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.roles import Role
from supportkit.core.text import TEXT_LIMIT, plain, text_problems
from supportkit.errors import InvalidInput, Refused, WrongState
from supportkit.memberships.path import BEGINNING, BELONGING, DECIDING, GONE, PATH, SEATLESS, MembershipStatus

if TYPE_CHECKING:
    from supportkit.memberships import events as on
else:
    on = Later("supportkit.memberships.events")

LAPSES_FORGIVEN = 2
"""How often an offer may run out before the place is given up (default): the person may be in hospital."""


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
        """The roster by status, the waitlist by ticket, a person's ties, the offers by their end, and what is over."""
        entries = [
            IndexEntry("membership.roster", (self.of, self.status.value), self.person_id),
            IndexEntry("membership.by_person", (self.person_id,), self.of),
        ]
        if self.status is MembershipStatus.WAITING and self.ticket is not None:
            entries.append(IndexEntry("membership.waitlist", (self.of,), self.ticket))
        if self.offer_ends_at is not None:
            entries.append(IndexEntry("membership.offers", (self.community_id,), stamp(self.offer_ends_at)))
        if self.status in GONE and self.changed_at is not None and not self.forgotten:
            entries.append(IndexEntry("membership.over", (self.community_id,), stamp(self.changed_at)))
        return tuple(entries)

    @property
    def forgotten(self) -> bool:
        """Whether nothing is left of what was private in it."""
        return self.note is ERASED and self.reason is ERASED

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

    def apply(self, *, note: str | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """Ask to join.

        Raises:
            WrongState: the person belongs, waits or has asked already.
            Refused: `membership.removed`.
        """
        self._step("apply")
        return changed(self, on.Applied(at=at, by=by, person_id=self.person_id, note=note))

    def invite(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Be invited to join without asking."""
        self._step("invite")
        return changed(self, on.Invited(at=at, by=by, person_id=self.person_id))

    def join(self, *, note: str | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """Join at once, where the group's access or an invitation allows it."""
        self._step("join")
        return changed(self, on.Joined(at=at, by=by, person_id=self.person_id, note=note))

    def accept(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Be accepted after asking."""
        self._step("accept")
        return changed(self, on.Accepted(at=at, by=by, person_id=self.person_id))

    def waitlist(self, ticket: int, *, note: str | None = None, at: datetime, by: PersonId) -> Change[Membership]:
        """Wait for a seat, at the place of a ticket."""
        self._step("waitlist")
        return changed(self, on.Waitlisted(at=at, by=by, person_id=self.person_id, ticket=ticket, note=note))

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

    def leave(self, *, reason: str | Erased | None = None, at: datetime, by: PersonId) -> Change[Membership]:
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

    def forget(self, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Lose what was private in it, for the tie is over and the time to keep it too.

        Raises:
            WrongState: it is not over.
        """
        if self.status not in GONE:
            raise WrongState("forget", self.status, sorted(GONE))
        return changed(self, on.TieForgotten(at=at, by=by, person_id=self.person_id))

    def appoint(self, role: Role, *, at: datetime, by: PersonId) -> Change[Membership]:
        """Have another role; who did not belong does so from now on.

        Raises:
            Refused: `membership.role_unchanged`.
        """
        self._step("appoint")
        if self.standing is role:
            raise Refused("membership.role_unchanged", role=role.value)
        return changed(self, on.Appointed(at=at, by=by, person_id=self.person_id, role=role))
