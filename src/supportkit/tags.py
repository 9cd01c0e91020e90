"""The one closed table of facts: each tag and the class it is read by. Stored data never names a class itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from supportkit.core.codec import decode
from supportkit.errors import UnknownTag

if TYPE_CHECKING:
    from supportkit.core.change import Event
    from supportkit.core.records import Entry

_COMMUNITY = "supportkit.communities.events"
_GROUP = "supportkit.groups.events"
_MEMBERSHIP = "supportkit.memberships.events"
_WAITING = "supportkit.memberships.waiting_events"
_JOINING = "supportkit.memberships.joining_events"
_SCREENING = "supportkit.memberships.screening_events"
_SESSION = "supportkit.sessions.events"
_PRIVACY = "supportkit.privacy.events"
_CONSENT = "supportkit.privacy.consent_events"
_REQUEST = "supportkit.privacy.request_events"
_IDENTITY = "supportkit.privacy.identity_events"
_OBSERVATION = "supportkit.memberships.observation_events"
_DEATH = "supportkit.privacy.death_events"
_AUDIT = "supportkit.privacy.audit_events"
_RETENTION = "supportkit.privacy.retention_events"

TAGS: dict[str, tuple[str, str]] = {
    "community.founded.1": (_COMMUNITY, "CommunityFounded"),
    "community.described.1": (_COMMUNITY, "CommunityDescribed"),
    "community.guidelines_set.1": (_COMMUNITY, "GuidelinesSet"),
    "community.disclaimer_set.1": (_COMMUNITY, "DisclaimerSet"),
    "community.crisis_plan_set.1": (_COMMUNITY, "CrisisPlanSet"),
    "community.rules_set.1": (_COMMUNITY, "RulesSet"),
    "community.owners_counted.1": (_COMMUNITY, "OwnersCounted"),
    "group.created.1": (_GROUP, "GroupCreated"),
    "group.listed.1": (_GROUP, "GroupListed"),
    "group.described.1": (_GROUP, "GroupDescribed"),
    "group.capacity_set.1": (_GROUP, "CapacitySet"),
    "group.stand_in_set.1": (_GROUP, "StandInSet"),
    "group.rules_set.1": (_GROUP, "RulesSet"),
    "group.cohort_set.1": (_GROUP, "CohortSet"),
    "group.announced.1": (_GROUP, "GroupAnnounced"),
    "group.forming_begun.1": (_GROUP, "FormingBegun"),
    "group.started.1": (_GROUP, "GroupStarted"),
    "group.cancelled.1": (_GROUP, "GroupCancelled"),
    "group.wound_up.1": (_GROUP, "GroupWoundUp"),
    "group.opened.1": (_GROUP, "GroupOpened"),
    "group.paused.1": (_GROUP, "GroupPaused"),
    "group.resumed.1": (_GROUP, "GroupResumed"),
    "group.closed.1": (_GROUP, "GroupClosed"),
    "group.archived.1": (_GROUP, "GroupArchived"),
    "group.seats_moved.1": (_GROUP, "SeatsMoved"),
    "group.waitlist_frozen.1": (_GROUP, "WaitlistFrozen"),
    "group.waitlist_unfrozen.1": (_GROUP, "WaitlistUnfrozen"),
    "group.facilitators_counted.1": (_GROUP, "FacilitatorsCounted"),
    "group.series_counted.1": (_GROUP, "SeriesCounted"),
    "contact.named.1": (_GROUP, "ContactNamed"),
    "membership.begun.1": (_MEMBERSHIP, "MembershipBegun"),
    "membership.applied.1": (_MEMBERSHIP, "Applied"),
    "membership.invited.1": (_MEMBERSHIP, "Invited"),
    "membership.joined.1": (_MEMBERSHIP, "Joined"),
    "membership.accepted.1": (_MEMBERSHIP, "Accepted"),
    "membership.waitlisted.1": (_MEMBERSHIP, "Waitlisted"),
    "membership.seat_offered.1": (_MEMBERSHIP, "SeatOffered"),
    "membership.offer_accepted.1": (_MEMBERSHIP, "OfferAccepted"),
    "membership.offer_declined.1": (_MEMBERSHIP, "OfferDeclined"),
    "membership.offer_ended.1": (_MEMBERSHIP, "OfferEnded"),
    "membership.declined.1": (_MEMBERSHIP, "Declined"),
    "membership.paused.1": (_MEMBERSHIP, "Paused"),
    "membership.held.1": (_MEMBERSHIP, "Held"),
    "membership.seat_released.1": (_MEMBERSHIP, "SeatReleased"),
    "membership.resumed.1": (_MEMBERSHIP, "Resumed"),
    "membership.left.1": (_MEMBERSHIP, "Left"),
    "membership.removed.1": (_MEMBERSHIP, "Removed"),
    "membership.followed.1": (_MEMBERSHIP, "Followed"),
    "membership.referred.1": (_MEMBERSHIP, "Referred"),
    "membership.graduated.1": (_MEMBERSHIP, "Graduated"),
    "membership.ended.1": (_MEMBERSHIP, "TieEnded"),
    "membership.appointed.1": (_MEMBERSHIP, "Appointed"),
    "membership.priority_set.1": (_WAITING, "PrioritySet"),
    "membership.companion_named.1": (_WAITING, "CompanionNamed"),
    "membership.paired.1": (_WAITING, "Paired"),
    "membership.parted.1": (_WAITING, "Parted"),
    "membership.offer_agreed.1": (_WAITING, "OfferAgreed"),
    "membership.offer_withdrawn.1": (_WAITING, "OfferWithdrawn"),
    "membership.party_passed_over.1": (_WAITING, "PartyPassedOver"),
    "observation.begun.1": (_OBSERVATION, "ObserverFirstNamed"),
    "observation.named.1": (_OBSERVATION, "ObserverNamed"),
    "observation.agreed.1": (_OBSERVATION, "ObserverAgreed"),
    "observation.stopped.1": (_OBSERVATION, "ObserverStopped"),
    "observation.finished.1": (_OBSERVATION, "ObserverFinished"),
    "membership.forgotten.1": (_MEMBERSHIP, "TieForgotten"),
    "membership.attached.1": (_MEMBERSHIP, "Attached"),
    "invitation.made.1": (_JOINING, "InvitationMade"),
    "invitation.used.1": (_JOINING, "InvitationUsed"),
    "invitation.revoked.1": (_JOINING, "InvitationRevoked"),
    "introduction.begun.1": (_JOINING, "IntroductionBegun"),
    "introduction.repeated.1": (_JOINING, "Reintroduced"),
    "conversation.begun.1": (_JOINING, "ConversationBegun"),
    "conversation.held.1": (_JOINING, "ConversationHeld"),
    "emergency_contact.begun.1": (_JOINING, "EmergencyContactBegun"),
    "emergency_contact.named.1": (_JOINING, "EmergencyContactNamed"),
    "referral.begun.1": (_JOINING, "ReferralBegun"),
    "referral.repeated.1": (_JOINING, "ReferredAnew"),
    "bond.begun.1": (_JOINING, "BondBegun"),
    "bond.stated.1": (_JOINING, "BondStated"),
    "bond.taken_back.1": (_JOINING, "BondTakenBack"),
    "household.begun.1": (_JOINING, "HouseholdBegun"),
    "household.touched.1": (_JOINING, "HouseholdTouched"),
    "household_question.asked.1": (_JOINING, "HouseholdAsked"),
    "household_question.told.1": (_JOINING, "HouseholdTold"),
    "household_question.answered.1": (_JOINING, "HouseholdAnswered"),
    "questionnaire.drafted.1": (_SCREENING, "QuestionnaireDrafted"),
    "questionnaire.revised.1": (_SCREENING, "QuestionnaireRevised"),
    "questionnaire.published.1": (_SCREENING, "QuestionnairePublished"),
    "questionnaire.succeeded.1": (_SCREENING, "QuestionnaireSucceeded"),
    "questionnaire.retired.1": (_SCREENING, "QuestionnaireRetired"),
    "screening.answered.1": (_SCREENING, "ScreeningAnswered"),
    "screening.decided.1": (_SCREENING, "ScreeningDecided"),
    "series.planned.1": (_SESSION, "SeriesPlanned"),
    "series.zone_set.1": (_SESSION, "ZoneSet"),
    "series.extended.1": (_SESSION, "SeriesExtended"),
    "series.ended.1": (_SESSION, "SeriesEnded"),
    "join_details.set.1": (_SESSION, "JoinDetailsSet"),
    "session.planned.1": (_SESSION, "SessionPlanned"),
    "session.moved.1": (_SESSION, "SessionMoved"),
    "session.begun.1": (_SESSION, "SessionBegun"),
    "session.ended.1": (_SESSION, "SessionEnded"),
    "session.cancelled.1": (_SESSION, "SessionCancelled"),
    "session.counted.1": (_SESSION, "SessionCounted"),
    "attendance.begun.1": (_SESSION, "AttendanceBegun"),
    "attendance.answered.1": (_SESSION, "RsvpAnswered"),
    "attendance.recorded.1": (_SESSION, "PresenceRecorded"),
    "person.met.1": (_PRIVACY, "PersonMet"),
    "person.quiet_begun.1": (_PRIVACY, "QuietBegun"),
    "person.quiet_ended.1": (_PRIVACY, "QuietEnded"),
    "quiet.noted.1": (_DEATH, "DeathReported"),
    "quiet.settled.1": (_DEATH, "DeathConfirmed"),
    "aftercare.opened.1": (_DEATH, "AftercareOpened"),
    "aftercare.decided.1": (_DEATH, "TellingDecided"),
    "aftercare.named.1": (_DEATH, "CaregiversNamed"),
    "aftercare.done.1": (_DEATH, "Debriefed"),
    "wish.begun.1": (_DEATH, "WishBegun"),
    "wish.left.1": (_DEATH, "WishLeft"),
    "person.restricted.1": (_PRIVACY, "UseRestricted"),
    "person.restriction_lifted.1": (_PRIVACY, "RestrictionLifted"),
    "account_link.made.1": (_PRIVACY, "AccountLinked"),
    "profile.begun.1": (_PRIVACY, "ProfileBegun"),
    "profile.told.1": (_PRIVACY, "ProfileTold"),
    "consent_document.begun.1": (_CONSENT, "DocumentBegun"),
    "consent_document.rewritten.1": (_CONSENT, "DocumentRewritten"),
    "consent_document.published.1": (_CONSENT, "DocumentPublished"),
    "consent_document.retired.1": (_CONSENT, "DocumentRetired"),
    "consents.begun.1": (_CONSENT, "LedgerBegun"),
    "consents.said.1": (_CONSENT, "ConsentSaid"),
    "consents.guidelines_agreed.1": (_CONSENT, "GuidelinesAgreed"),
    "data_request.received.1": (_REQUEST, "RequestReceived"),
    "data_request.extended.1": (_REQUEST, "RequestExtended"),
    "data_request.closed.1": (_REQUEST, "RequestClosed"),
    "disclosure.noted.1": (_REQUEST, "DataDisclosed"),
    "alias.begun.1": (_IDENTITY, "AliasBegun"),
    "alias.renamed.1": (_IDENTITY, "AliasRenamed"),
    "mask.made.1": (_IDENTITY, "MaskMade"),
    "unmasking.made.1": (_IDENTITY, "Unmasked"),
    "block.begun.1": (_IDENTITY, "BlockBegun"),
    "block.changed.1": (_IDENTITY, "BlockChanged"),
    "contact_offer.made.1": (_IDENTITY, "ContactOffered"),
    "contact_offer.changed.1": (_IDENTITY, "ContactOfferChanged"),
    "erasure.begun.1": (_PRIVACY, "ErasureBegun"),
    "erasure.went_on.1": (_PRIVACY, "ErasureWentOn"),
    "erasure.ended.1": (_PRIVACY, "ErasureEnded"),
    "hold.placed.1": (_RETENTION, "HoldPlaced"),
    "hold.placed_again.1": (_RETENTION, "HoldPlacedAgain"),
    "hold.extended.1": (_RETENTION, "HoldExtended"),
    "hold.lifted.1": (_RETENTION, "HoldLifted"),
    "retention_schedule.settled.1": (_RETENTION, "ScheduleSettled"),
    "retention_schedule.changed.1": (_RETENTION, "ScheduleChanged"),
    "retention_run.begun.1": (_RETENTION, "RetentionBegun"),
    "retention_run.ended.1": (_RETENTION, "RetentionEnded"),
    "audit_block.sealed.1": (_AUDIT, "BlockSealed"),
    "audit_block.pruning_noted.1": (_AUDIT, "PruningNoted"),
    "audit_block.pruned.1": (_AUDIT, "BlockPruned"),
    "audit_head.begun.1": (_AUDIT, "AuditBegun"),
    "audit_head.moved.1": (_AUDIT, "HeadMoved"),
    "audit_head.looked.1": (_AUDIT, "HeadLooked"),
    "audit_salt.made.1": (_AUDIT, "SaltMade"),
    "audit_salt.let_go.1": (_AUDIT, "WordsLetGo"),
}
"""Every tag, with the module and name of its class."""

AGGREGATES: dict[str, tuple[str, str]] = {
    "account_link": ("supportkit.privacy.person", "AccountLink"),
    "aftercare": ("supportkit.privacy.aftercare", "Aftercare"),
    "alias": ("supportkit.privacy.alias", "Alias"),
    "attendance": ("supportkit.sessions.attendance", "Attendance"),
    "audit_block": ("supportkit.privacy.audit", "AuditBlock"),
    "audit_head": ("supportkit.privacy.audit", "AuditHead"),
    "audit_salt": ("supportkit.privacy.audit", "AuditSalt"),
    "block": ("supportkit.privacy.block", "Block"),
    "bond": ("supportkit.memberships.bond", "Bond"),
    "community": ("supportkit.communities.community", "Community"),
    "consent_document": ("supportkit.privacy.consent_document", "ConsentDocument"),
    "consents": ("supportkit.privacy.consent", "Consents"),
    "contact": ("supportkit.groups.contact", "Contact"),
    "contact_offer": ("supportkit.privacy.exchange", "ContactOffer"),
    "conversation": ("supportkit.memberships.conversation", "Conversation"),
    "data_request": ("supportkit.privacy.data_request", "DataRequest"),
    "disclosure": ("supportkit.privacy.disclosure", "Disclosure"),
    "emergency_contact": ("supportkit.memberships.emergency", "EmergencyContact"),
    "erasure": ("supportkit.privacy.erasure", "Erasure"),
    "group": ("supportkit.groups.group", "Group"),
    "hold": ("supportkit.privacy.hold", "Hold"),
    "household": ("supportkit.memberships.bond", "Household"),
    "household_question": ("supportkit.memberships.household_question", "HouseholdQuestion"),
    "introduction": ("supportkit.memberships.introduction", "Introduction"),
    "invitation": ("supportkit.memberships.invitation", "Invitation"),
    "join_details": ("supportkit.sessions.venue", "JoinDetails"),
    "mask": ("supportkit.privacy.unmasking", "Mask"),
    "membership": ("supportkit.memberships.membership", "Membership"),
    "observation": ("supportkit.memberships.observation", "Observation"),
    "person": ("supportkit.privacy.person", "Person"),
    "profile": ("supportkit.privacy.profile", "Profile"),
    "questionnaire": ("supportkit.memberships.questionnaire", "Questionnaire"),
    "quiet": ("supportkit.privacy.death", "Death"),
    "referral": ("supportkit.memberships.referral", "Referral"),
    "request": ("supportkit.core.request", "Request"),
    "retention_run": ("supportkit.privacy.retention", "RetentionRun"),
    "retention_schedule": ("supportkit.privacy.retention", "RetentionSchedule"),
    "screening": ("supportkit.memberships.screening", "Screening"),
    "series": ("supportkit.sessions.series", "Series"),
    "session": ("supportkit.sessions.session", "Session"),
    "unmasking": ("supportkit.privacy.unmasking", "Unmasking"),
    "wish": ("supportkit.privacy.wish", "Wish"),
}
"""Every kind of record, with the module and name of its class."""

INDEXES: tuple[str, ...] = (
    "account_link.by_person",
    "aftercare.by_person",
    "aftercare.open",
    "alias.by_handle",
    "alias.by_person",
    "attendance.booked",
    "attendance.by_person",
    "attendance.by_session",
    "audit_salt.by_person",
    "block.by_person",
    "bond.by_other",
    "bond.by_person",
    "community.all",
    "consent_document.by_community",
    "consents.by_person",
    "contact.by_group",
    "contact.by_person",
    "contact_offer.by_person",
    "conversation.by_person",
    "data_request.by_person",
    "data_request.due",
    "disclosure.by_person",
    "emergency_contact.by_person",
    "erasure.unfinished",
    "group.directory",
    "group.due",
    "group.without_lead",
    "hold.by_community",
    "hold.by_person",
    "hold.live",
    "household_question.by_person",
    "household_question.to_tell",
    "introduction.by_person",
    "invitation.by_group",
    "mask.by_person",
    "membership.applications",
    "membership.by_person",
    "membership.holds",
    "membership.offers",
    "membership.over",
    "membership.party",
    "membership.pauses",
    "membership.roster",
    "membership.terms",
    "membership.waitlist",
    "observation.by_group",
    "observation.by_person",
    "profile.by_person",
    "questionnaire.by_community",
    "quiet.by_person",
    "referral.by_person",
    "request.by_age",
    "retention_run.unfinished",
    "screening.by_person",
    "screening.in_review",
    "series.by_group",
    "session.by_group",
    "session.calendar",
    "unmasking.by_person",
    "wish.by_person",
)
"""Every index, for hosts that read the tables themselves."""


def aggregate_of(kind: str) -> type[Any]:
    """Answer the class of a kind of record.

    Raises:
        UnknownTag: `document.unknown_tag`.
    """
    home = AGGREGATES.get(kind)
    if home is None:
        raise UnknownTag("document.unknown_tag", tag=kind)
    return getattr(import_module(home[0]), home[1])  # type: ignore[no-any-return]


def class_of(tag: str) -> type[Event]:
    """Answer the class of a tag.

    Raises:
        UnknownTag: `document.unknown_tag`.
    """
    home = TAGS.get(tag)
    if home is None:
        raise UnknownTag("document.unknown_tag", tag=tag)
    kind: Any = getattr(import_module(home[0]), home[1])
    return kind  # type: ignore[no-any-return]


def decode_entry(entry: Entry) -> Event:
    """Read the fact of a journal line.

    Raises:
        UnknownTag: `document.unknown_tag`.
        StoreError: `document.malformed`.
    """
    return decode(class_of(entry.tag), entry.body, entry.private)
