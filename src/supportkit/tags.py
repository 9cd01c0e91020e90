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
_SCREENING = "supportkit.memberships.screening_events"
_SESSION = "supportkit.sessions.events"
_PRIVACY = "supportkit.privacy.events"

TAGS: dict[str, tuple[str, str]] = {
    "community.founded.1": (_COMMUNITY, "CommunityFounded"),
    "community.described.1": (_COMMUNITY, "CommunityDescribed"),
    "community.guidelines_set.1": (_COMMUNITY, "GuidelinesSet"),
    "community.disclaimer_set.1": (_COMMUNITY, "DisclaimerSet"),
    "community.rules_set.1": (_COMMUNITY, "RulesSet"),
    "community.owners_counted.1": (_COMMUNITY, "OwnersCounted"),
    "group.created.1": (_GROUP, "GroupCreated"),
    "group.listed.1": (_GROUP, "GroupListed"),
    "group.described.1": (_GROUP, "GroupDescribed"),
    "group.capacity_set.1": (_GROUP, "CapacitySet"),
    "group.stand_in_set.1": (_GROUP, "StandInSet"),
    "group.rules_set.1": (_GROUP, "RulesSet"),
    "group.opened.1": (_GROUP, "GroupOpened"),
    "group.paused.1": (_GROUP, "GroupPaused"),
    "group.resumed.1": (_GROUP, "GroupResumed"),
    "group.closed.1": (_GROUP, "GroupClosed"),
    "group.archived.1": (_GROUP, "GroupArchived"),
    "group.seats_moved.1": (_GROUP, "SeatsMoved"),
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
    "membership.resumed.1": (_MEMBERSHIP, "Resumed"),
    "membership.left.1": (_MEMBERSHIP, "Left"),
    "membership.removed.1": (_MEMBERSHIP, "Removed"),
    "membership.followed.1": (_MEMBERSHIP, "Followed"),
    "membership.referred.1": (_MEMBERSHIP, "Referred"),
    "membership.graduated.1": (_MEMBERSHIP, "Graduated"),
    "membership.ended.1": (_MEMBERSHIP, "TieEnded"),
    "membership.appointed.1": (_MEMBERSHIP, "Appointed"),
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
    "account_link.made.1": (_PRIVACY, "AccountLinked"),
    "profile.begun.1": (_PRIVACY, "ProfileBegun"),
    "profile.told.1": (_PRIVACY, "ProfileTold"),
    "erasure.begun.1": (_PRIVACY, "ErasureBegun"),
    "erasure.ended.1": (_PRIVACY, "ErasureEnded"),
}
"""Every tag, with the module and name of its class."""

INDEXES: tuple[str, ...] = (
    "account_link.by_person",
    "attendance.by_person",
    "attendance.by_session",
    "community.all",
    "contact.by_group",
    "contact.by_person",
    "erasure.unfinished",
    "group.directory",
    "membership.by_person",
    "membership.offers",
    "membership.roster",
    "membership.waitlist",
    "profile.by_person",
    "questionnaire.by_community",
    "request.by_age",
    "screening.by_person",
    "screening.in_review",
    "series.by_group",
    "session.by_group",
    "session.calendar",
)
"""Every index, for hosts that read the tables themselves."""


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
