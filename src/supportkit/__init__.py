"""supportkit: the domain layer of peer support groups, as pure values with pluggable storage.

Nothing is loaded until it is asked for.
"""

from supportkit.core.lazy import attach

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.communities.community import Community as Community
    from supportkit.communities.community import Document as Document
    from supportkit.communities.community import Mode as Mode
    from supportkit.core.change import Change as Change
    from supportkit.core.change import Event as Event
    from supportkit.core.change import evolve as evolve
    from supportkit.core.change import fold as fold
    from supportkit.core.clock import Clock as Clock
    from supportkit.core.clock import FixedClock as FixedClock
    from supportkit.core.clock import SystemClock as SystemClock
    from supportkit.core.codec import from_data as from_data
    from supportkit.core.codec import to_data as to_data
    from supportkit.core.flow import Found as Found
    from supportkit.core.ids import CommunityId as CommunityId
    from supportkit.core.ids import GroupId as GroupId
    from supportkit.core.ids import IdSource as IdSource
    from supportkit.core.ids import PersonId as PersonId
    from supportkit.core.ids import SeededIds as SeededIds
    from supportkit.core.ids import SeriesId as SeriesId
    from supportkit.core.ids import SessionId as SessionId
    from supportkit.core.ids import TimeOrderedIds as TimeOrderedIds
    from supportkit.core.operation import Verdict as Verdict
    from supportkit.core.private import ERASED as ERASED
    from supportkit.core.private import Erased as Erased
    from supportkit.core.roles import Role as Role
    from supportkit.due import DueAction as DueAction
    from supportkit.errors import Conflict as Conflict
    from supportkit.errors import DuplicateEntry as DuplicateEntry
    from supportkit.errors import InvalidCursor as InvalidCursor
    from supportkit.errors import InvalidInput as InvalidInput
    from supportkit.errors import InvalidQuery as InvalidQuery
    from supportkit.errors import NotAllowed as NotAllowed
    from supportkit.errors import NotFound as NotFound
    from supportkit.errors import Refused as Refused
    from supportkit.errors import SchemaTooNew as SchemaTooNew
    from supportkit.errors import StorageFull as StorageFull
    from supportkit.errors import StoreError as StoreError
    from supportkit.errors import StoreUnavailable as StoreUnavailable
    from supportkit.errors import SupportKitError as SupportKitError
    from supportkit.errors import UnknownTag as UnknownTag
    from supportkit.errors import WrongState as WrongState
    from supportkit.groups.gate import Finding as Finding
    from supportkit.groups.group import Access as Access
    from supportkit.groups.group import Audience as Audience
    from supportkit.groups.group import Enrollment as Enrollment
    from supportkit.groups.group import Group as Group
    from supportkit.groups.group import GroupStatus as GroupStatus
    from supportkit.groups.group import StandIn as StandIn
    from supportkit.groups.group import Visibility as Visibility
    from supportkit.kit import AsyncKit as AsyncKit
    from supportkit.kit import Fact as Fact
    from supportkit.kit import Kit as Kit
    from supportkit.memberships.membership import Membership as Membership
    from supportkit.memberships.path import MembershipStatus as MembershipStatus
    from supportkit.opening import Rehearsal as Rehearsal
    from supportkit.opening import open as open  # noqa: A004
    from supportkit.opening import open_async as open_async
    from supportkit.opening import rehearse as rehearse
    from supportkit.sessions.attendance import Attendance as Attendance
    from supportkit.sessions.attendance import Presence as Presence
    from supportkit.sessions.attendance import Rsvp as Rsvp
    from supportkit.sessions.recurrence import Recurrence as Recurrence
    from supportkit.sessions.recurrence import Weekday as Weekday
    from supportkit.sessions.recurrence import daily as daily
    from supportkit.sessions.recurrence import monthly as monthly
    from supportkit.sessions.recurrence import monthly_on as monthly_on
    from supportkit.sessions.recurrence import weekly as weekly
    from supportkit.sessions.recurrence import yearly as yearly
    from supportkit.sessions.series import Series as Series
    from supportkit.sessions.session import Session as Session
    from supportkit.sessions.session import SessionStatus as SessionStatus
    from supportkit.sessions.venue import JoinDetails as JoinDetails
    from supportkit.sessions.venue import Venue as Venue
    from supportkit.sessions.venue import VenueMode as VenueMode

__all__ = (
    "ERASED",
    "Access",
    "AsyncKit",
    "Attendance",
    "Audience",
    "Change",
    "Clock",
    "Community",
    "CommunityId",
    "Conflict",
    "Document",
    "DueAction",
    "DuplicateEntry",
    "Enrollment",
    "Erased",
    "Event",
    "Fact",
    "Finding",
    "FixedClock",
    "Found",
    "Group",
    "GroupId",
    "GroupStatus",
    "IdSource",
    "InvalidCursor",
    "InvalidInput",
    "InvalidQuery",
    "JoinDetails",
    "Kit",
    "Membership",
    "MembershipStatus",
    "Mode",
    "NotAllowed",
    "NotFound",
    "PersonId",
    "Presence",
    "Recurrence",
    "Refused",
    "Rehearsal",
    "Role",
    "Rsvp",
    "SchemaTooNew",
    "SeededIds",
    "Series",
    "SeriesId",
    "Session",
    "SessionId",
    "SessionStatus",
    "StandIn",
    "StorageFull",
    "StoreError",
    "StoreUnavailable",
    "SupportKitError",
    "SystemClock",
    "TimeOrderedIds",
    "UnknownTag",
    "Venue",
    "VenueMode",
    "Verdict",
    "Visibility",
    "Weekday",
    "WrongState",
    "__version__",
    "daily",
    "evolve",
    "fold",
    "from_data",
    "monthly",
    "monthly_on",
    "open",
    "open_async",
    "rehearse",
    "to_data",
    "weekly",
    "yearly",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.communities.community": (
                "Community",
                "Document",
                "Mode",
            ),
            "supportkit.core.change": (
                "Change",
                "Event",
                "evolve",
                "fold",
            ),
            "supportkit.core.clock": (
                "Clock",
                "FixedClock",
                "SystemClock",
            ),
            "supportkit.core.codec": (
                "from_data",
                "to_data",
            ),
            "supportkit.core.flow": ("Found",),
            "supportkit.core.ids": (
                "CommunityId",
                "GroupId",
                "IdSource",
                "PersonId",
                "SeededIds",
                "SeriesId",
                "SessionId",
                "TimeOrderedIds",
            ),
            "supportkit.core.operation": ("Verdict",),
            "supportkit.core.private": (
                "ERASED",
                "Erased",
            ),
            "supportkit.core.roles": ("Role",),
            "supportkit.due": ("DueAction",),
            "supportkit.errors": (
                "Conflict",
                "DuplicateEntry",
                "InvalidCursor",
                "InvalidInput",
                "InvalidQuery",
                "NotAllowed",
                "NotFound",
                "Refused",
                "SchemaTooNew",
                "StorageFull",
                "StoreError",
                "StoreUnavailable",
                "SupportKitError",
                "UnknownTag",
                "WrongState",
            ),
            "supportkit.groups.gate": ("Finding",),
            "supportkit.groups.group": (
                "Access",
                "Audience",
                "Enrollment",
                "Group",
                "GroupStatus",
                "StandIn",
                "Visibility",
            ),
            "supportkit.kit": (
                "AsyncKit",
                "Fact",
                "Kit",
            ),
            "supportkit.memberships.membership": ("Membership",),
            "supportkit.memberships.path": ("MembershipStatus",),
            "supportkit.opening": (
                "Rehearsal",
                "open",
                "open_async",
                "rehearse",
            ),
            "supportkit.sessions.attendance": (
                "Attendance",
                "Presence",
                "Rsvp",
            ),
            "supportkit.sessions.recurrence": (
                "Recurrence",
                "Weekday",
                "daily",
                "monthly",
                "monthly_on",
                "weekly",
                "yearly",
            ),
            "supportkit.sessions.series": ("Series",),
            "supportkit.sessions.session": (
                "Session",
                "SessionStatus",
            ),
            "supportkit.sessions.venue": (
                "JoinDetails",
                "Venue",
                "VenueMode",
            ),
        },
    )
