"""Facts about joining: invitations, introductions, talks, emergency contacts, referrals, bonds and questions."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.private import Erased, private
from supportkit.memberships.bond import Bond, BondKind, Household
from supportkit.memberships.conversation import Conversation
from supportkit.memberships.emergency import EmergencyContact, WhomToCall
from supportkit.memberships.entry import Entry, Method
from supportkit.memberships.household_question import HouseholdQuestion
from supportkit.memberships.introduction import Introduction
from supportkit.memberships.invitation import Invitation
from supportkit.memberships.referral import Referral


@frozen(kw_only=True)
class PersonalFact(Event):
    """A fact about one person."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class InvitationMade(Event):
    """Whoever has the code may come in."""

    TAG: ClassVar[str] = "invitation.made.1"
    digest: str
    group_id: GroupId
    community_id: CommunityId
    expires_at: datetime
    uses: int | None = None

    def apply(self, _: Invitation | None, /) -> Invitation:
        """Answer the invitation."""
        return Invitation(
            digest=self.digest,
            group_id=self.group_id,
            community_id=self.community_id,
            made_at=self.at,
            by=self.by,
            expires_at=self.expires_at,
            uses=self.uses,
        )


@frozen(kw_only=True)
class InvitationUsed(Event):
    """Somebody came in by it."""

    TAG: ClassVar[str] = "invitation.used.1"

    def apply(self, invitation: Invitation, /) -> Invitation:
        """Answer the invitation with one more use."""
        return evolved(invitation, used=invitation.used + 1)


@frozen(kw_only=True)
class InvitationRevoked(Event):
    """It was taken back."""

    TAG: ClassVar[str] = "invitation.revoked.1"

    def apply(self, invitation: Invitation, /) -> Invitation:
        """Answer the invitation, void."""
        return evolved(invitation, revoked_at=self.at)


@frozen(kw_only=True)
class IntroductionBegun(PersonalFact):
    """Somebody brought the person to the group."""

    TAG: ClassVar[str] = "introduction.begun.1"
    group_id: GroupId
    via: Entry
    method: Method | None = None
    source: str | Erased | None = private()
    note: str | Erased | None = private()

    def apply(self, _: Introduction | None, /) -> Introduction:
        """Answer the introduction."""
        return Introduction(
            group_id=self.group_id,
            person_id=self.person_id,
            via=self.via,
            method=self.method,
            by=self.by,
            made_at=self.at,
            source=self.source,
            note=self.note,
        )


@frozen(kw_only=True)
class Reintroduced(PersonalFact):
    """Somebody brought the person to the group once more."""

    TAG: ClassVar[str] = "introduction.repeated.1"
    via: Entry
    method: Method | None = None
    source: str | Erased | None = private()
    note: str | Erased | None = private()

    def apply(self, former: Introduction, /) -> Introduction:
        """Answer the introduction as it was the last time."""
        return evolved(
            former,
            via=self.via,
            method=self.method,
            by=self.by,
            made_at=self.at,
            source=self.source,
            note=self.note,
        )


@frozen(kw_only=True)
class ConversationBegun(PersonalFact):
    """Somebody who leads the group talked with the person before they joined."""

    TAG: ClassVar[str] = "conversation.begun.1"
    group_id: GroupId
    held_on: date
    note: str | Erased | None = private()

    def apply(self, _: Conversation | None, /) -> Conversation:
        """Answer the talk."""
        return Conversation(
            group_id=self.group_id, person_id=self.person_id, held_on=self.held_on, by=self.by, note=self.note
        )


@frozen(kw_only=True)
class ConversationHeld(PersonalFact):
    """They talked again."""

    TAG: ClassVar[str] = "conversation.held.1"
    held_on: date
    note: str | Erased | None = private()

    def apply(self, former: Conversation, /) -> Conversation:
        """Answer the last talk."""
        return evolved(former, held_on=self.held_on, by=self.by, note=self.note)


@frozen(kw_only=True)
class EmergencyContactBegun(PersonalFact):
    """The member said whom to call; the journal keeps that it was said, never what."""

    TAG: ClassVar[str] = "emergency_contact.begun.1"
    FORGETS: ClassVar[bool] = True
    group_id: GroupId
    contact: WhomToCall | Erased | None = private()

    def apply(self, _: EmergencyContact | None, /) -> EmergencyContact:
        """Answer the contact."""
        return EmergencyContact(
            group_id=self.group_id, person_id=self.person_id, changed_at=self.at, contact=self.contact
        )


@frozen(kw_only=True)
class EmergencyContactNamed(PersonalFact):
    """The member said it anew; the journal keeps that it was said, never what."""

    TAG: ClassVar[str] = "emergency_contact.named.1"
    FORGETS: ClassVar[bool] = True
    contact: WhomToCall | Erased | None = private()

    def apply(self, former: EmergencyContact, /) -> EmergencyContact:
        """Answer the contact as it is now."""
        return evolved(former, changed_at=self.at, contact=self.contact)


@frozen(kw_only=True)
class ReferralBegun(PersonalFact):
    """The person was told where else to look."""

    TAG: ClassVar[str] = "referral.begun.1"
    group_id: GroupId
    to: tuple[GroupId, ...] | Erased | None = private()
    elsewhere: str | Erased | None = private()

    def apply(self, _: Referral | None, /) -> Referral:
        """Answer the referral."""
        return Referral(
            group_id=self.group_id,
            person_id=self.person_id,
            made_at=self.at,
            to=self.to,
            elsewhere=self.elsewhere,
        )


@frozen(kw_only=True)
class ReferredAnew(PersonalFact):
    """The person was told once more where else to look."""

    TAG: ClassVar[str] = "referral.repeated.1"
    to: tuple[GroupId, ...] | Erased | None = private()
    elsewhere: str | Erased | None = private()

    def apply(self, former: Referral, /) -> Referral:
        """Answer the referral as it is now."""
        return evolved(former, made_at=self.at, to=self.to, elsewhere=self.elsewhere)


@frozen(kw_only=True)
class BondBegun(PersonalFact):
    """One person said something of another."""

    TAG: ClassVar[str] = "bond.begun.1"
    community_id: CommunityId
    other_id: PersonId
    bond: BondKind | Erased | None = private()

    def apply(self, _: Bond | None, /) -> Bond:
        """Answer this side of the bond."""
        return Bond(
            community_id=self.community_id,
            person_id=self.person_id,
            other_id=self.other_id,
            changed_at=self.at,
            kind=self.bond,
        )


@frozen(kw_only=True)
class BondStated(PersonalFact):
    """They said it anew."""

    TAG: ClassVar[str] = "bond.stated.1"
    bond: BondKind | Erased | None = private()

    def apply(self, side: Bond, /) -> Bond:
        """Answer this side as it is now."""
        return evolved(side, changed_at=self.at, kind=self.bond)


@frozen(kw_only=True)
class BondTakenBack(PersonalFact):
    """They took it back."""

    TAG: ClassVar[str] = "bond.taken_back.1"

    def apply(self, side: Bond, /) -> Bond:
        """Answer this side, empty."""
        return evolved(side, changed_at=self.at, kind=None)


@frozen(kw_only=True)
class HouseholdBegun(Event):
    """Somebody may have bonds from now on."""

    TAG: ClassVar[str] = "household.begun.1"
    community_id: CommunityId
    person_id: PersonId

    def apply(self, _: Household | None, /) -> Household:
        """Answer the household, without a bond as yet."""
        return Household(community_id=self.community_id, person_id=self.person_id)


@frozen(kw_only=True)
class HouseholdTouched(Event):
    """A bond of the person has changed."""

    TAG: ClassVar[str] = "household.touched.1"

    def apply(self, household: Household, /) -> Household:
        """Answer the household, with one more change."""
        return evolved(household, bonds=household.bonds + 1)


@frozen(kw_only=True)
class HouseholdAsked(PersonalFact):
    """A member is asked about somebody of their household."""

    TAG: ClassVar[str] = "household_question.asked.1"
    group_id: GroupId
    community_id: CommunityId
    applicant_id: PersonId

    def apply(self, _: HouseholdQuestion | None, /) -> HouseholdQuestion:
        """Answer the question, open."""
        return HouseholdQuestion(
            group_id=self.group_id,
            community_id=self.community_id,
            person_id=self.person_id,
            applicant_id=self.applicant_id,
            asked_at=self.at,
        )


@frozen(kw_only=True)
class HouseholdTold(Event):
    """The host told the member of the question."""

    TAG: ClassVar[str] = "household_question.told.1"

    def apply(self, question: HouseholdQuestion, /) -> HouseholdQuestion:
        """Answer the question, told of."""
        return evolved(question, told_at=self.at)


@frozen(kw_only=True)
class HouseholdAnswered(PersonalFact):
    """The member answered."""

    TAG: ClassVar[str] = "household_question.answered.1"
    agrees: bool | Erased | None = private()

    def apply(self, question: HouseholdQuestion, /) -> HouseholdQuestion:
        """Answer the question with its answer."""
        return evolved(question, agrees=self.agrees)
