"""Sessions: plans in local time, the gatherings they give, and who comes."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.sessions.attendance import Attendance as Attendance
    from supportkit.sessions.attendance import Presence as Presence
    from supportkit.sessions.attendance import Rsvp as Rsvp
    from supportkit.sessions.flows import Sessions as Sessions
    from supportkit.sessions.occurrence import Occurrence as Occurrence
    from supportkit.sessions.occurrence import next_occurrence as next_occurrence
    from supportkit.sessions.occurrence import occurrences as occurrences
    from supportkit.sessions.recurrence import Frequency as Frequency
    from supportkit.sessions.recurrence import Recurrence as Recurrence
    from supportkit.sessions.recurrence import Weekday as Weekday
    from supportkit.sessions.recurrence import daily as daily
    from supportkit.sessions.recurrence import monthly as monthly
    from supportkit.sessions.recurrence import monthly_on as monthly_on
    from supportkit.sessions.recurrence import weekly as weekly
    from supportkit.sessions.recurrence import yearly as yearly
    from supportkit.sessions.series import COURSE as COURSE
    from supportkit.sessions.series import Series as Series
    from supportkit.sessions.series import SeriesStatus as SeriesStatus
    from supportkit.sessions.session import PROGRESS as PROGRESS
    from supportkit.sessions.session import Session as Session
    from supportkit.sessions.session import SessionStatus as SessionStatus
    from supportkit.sessions.venue import JoinDetails as JoinDetails
    from supportkit.sessions.venue import Venue as Venue
    from supportkit.sessions.venue import VenueMode as VenueMode

__all__ = (
    "COURSE",
    "PROGRESS",
    "Attendance",
    "Frequency",
    "JoinDetails",
    "Occurrence",
    "Presence",
    "Recurrence",
    "Rsvp",
    "Series",
    "SeriesStatus",
    "Session",
    "SessionStatus",
    "Sessions",
    "Venue",
    "VenueMode",
    "Weekday",
    "daily",
    "monthly",
    "monthly_on",
    "next_occurrence",
    "occurrences",
    "weekly",
    "yearly",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.sessions.attendance": (
                "Attendance",
                "Presence",
                "Rsvp",
            ),
            "supportkit.sessions.flows": ("Sessions",),
            "supportkit.sessions.occurrence": (
                "Occurrence",
                "next_occurrence",
                "occurrences",
            ),
            "supportkit.sessions.recurrence": (
                "Frequency",
                "Recurrence",
                "Weekday",
                "daily",
                "monthly",
                "monthly_on",
                "weekly",
                "yearly",
            ),
            "supportkit.sessions.series": (
                "COURSE",
                "Series",
                "SeriesStatus",
            ),
            "supportkit.sessions.session": (
                "PROGRESS",
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
