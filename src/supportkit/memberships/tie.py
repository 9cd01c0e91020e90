"""What a tie to a group or community is made of, where it stands, and what it tells of itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import frozen

from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lifecycle import step
from supportkit.core.private import ERASED, Erased, private
from supportkit.core.roles import Role
from supportkit.core.text import TEXT_LIMIT, plain, text_problems
from supportkit.errors import MUST_BE, InvalidInput, Refused, WrongState
from supportkit.memberships.entry import Entry
from supportkit.memberships.leave_reason import LeaveReason
from supportkit.memberships.path import BEGINNING, BELONGING, PATH, SEATLESS, MembershipStatus
from supportkit.memberships.waiting import ORDINARY, OfferReason, Waiting

ANSWER_DAYS = 14
"""Days within which somebody who asked to join is answered (default)."""


@frozen(kw_only=True)
class Tie(Aggregate):
    """What a tie of a person to a group or community is made of; what can be done with it stands in `Membership`.

    Args:
        of: the id of the group or community.
        community_id: the community, also where `of` is a group.
        person_id: the person.
        status: where the tie stands.
        role: what the person is there, while they belong.
        ticket: the number on the waitlist, lower ones first; kept while an offer runs.
        offer_ends_at: until when a seat is held.
        offered_why: why this seat was offered to this person.
        agreed_at: since when the person has said yes to a seat, while the one they wait together with has not.
        lapses: how many offers ran out since the person began to wait.
        party: a random name that two people share who wait together, for two seats or none.
        paused_until: when the pause is meant to end, if the person said so.
        held_until: until when what the person has here is held for them while nobody can ask them.
        released_at: since when somebody who rests has no seat any more; they come back first in line.
        role_until: when the role ends by itself; `None` for one without a set time.
        changed_at: since when the tie stands as it does.
        via: how the person came in, or is coming in.
        attached: whether something was ever written beside it that goes when it goes.
        note: what the person wrote when asking to join; private.
        reason: why the tie ended, in the words of who ended it; private.
        left_because: why the person left, if they chose a reason; private.
        wait: what is known of the person's wait beside its place; private.
    """

    of: str
    community_id: CommunityId
    person_id: PersonId
    status: MembershipStatus = MembershipStatus.NEW
    role: Role = Role.MEMBER
    ticket: int | None = None
    offer_ends_at: datetime | None = None
    offered_why: OfferReason | None = None
    agreed_at: datetime | None = None
    lapses: int = 0
    party: str | None = None
    paused_until: datetime | None = None
    held_until: datetime | None = None
    released_at: datetime | None = None
    role_until: datetime | None = None
    changed_at: datetime | None = None
    via: Entry = Entry.DOOR
    attached: bool = False
    note: str | Erased | None = private()
    reason: str | Erased | None = private()
    left_because: LeaveReason | Erased | None = private()
    wait: Waiting | Erased | None = private()

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

    @property
    def subject(self) -> PersonId:
        """The person, whom alone its private side is about."""
        return self.person_id

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
    def forgotten(self) -> bool:
        """Whether nothing is left of what was private in it."""
        return self.note is self.reason is self.left_because is self.wait is ERASED

    @property
    def standing(self) -> Role | None:
        """The role the person has; `None` for one who does not belong. What it allows now says `standing_at`."""
        return self.role if self.status in BELONGING else None

    def standing_at(self, now: datetime) -> Role | None:
        """Answer the role the person has at a moment: one for a set time is over at its end, whoever notes it."""
        return None if self.lapsed_at(now) else self.standing

    def lapsed_at(self, now: datetime) -> bool:
        """Tell whether the set time of the role is over."""
        return self.role_until is not None and now >= self.role_until

    @property
    def seated(self) -> bool:
        """Whether the person has a member's seat."""
        return self.status in BELONGING and self.role not in SEATLESS and self.released_at is None

    @property
    def companion(self) -> PersonId | None:
        """Whom the person wants to come with, if they said so."""
        return self.wait.companion if isinstance(self.wait, Waiting) else None

    @property
    def band(self) -> int:
        """The class of priority that the person waits in; `ORDINARY` for no class."""
        band = self.wait.band if isinstance(self.wait, Waiting) else None
        return ORDINARY if band is None else band

    def _step(self, verb: str) -> None:
        if self.status is MembershipStatus.REMOVED and verb in BEGINNING:
            raise Refused("membership.removed")
        step(PATH, self.status, verb)

    def _way(self, via: Entry) -> Entry:
        """Who was invited and comes by the door came by the invitation."""
        invited = self.status is MembershipStatus.INVITED
        return self.via if invited and via is Entry.DOOR else via

    def _in_time(self, at: datetime) -> None:
        if self.offer_ends_at is not None and at >= self.offer_ends_at:
            raise Refused("offer.expired", expires_at=stamp(self.offer_ends_at))

    def _only(self, status: MembershipStatus, verb: str) -> None:
        if self.status is not status:
            raise WrongState(verb, self.status, [status], hint=MUST_BE)

    def must_be_free(self, at: datetime) -> None:
        """Refuse to free what is held longer.

        Raises:
            Refused: `seat.held`; `seat.not_held`, nothing is held until a moment.
        """
        if self.held_until is None:
            raise Refused("seat.not_held")
        if at < self.held_until:
            raise Refused("seat.held", held_until=stamp(self.held_until))
