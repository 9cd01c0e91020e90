"""Memberships: joining, waiting, belonging, resting and leaving; roles."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.memberships.flows import Memberships as Memberships
    from supportkit.memberships.leave_reason import LeaveReason as LeaveReason
    from supportkit.memberships.membership import Membership as Membership
    from supportkit.memberships.observation import OBSERVING as OBSERVING
    from supportkit.memberships.observation import Observation as Observation
    from supportkit.memberships.observation import ObservationStatus as ObservationStatus
    from supportkit.memberships.offer_time import offer_end as offer_end
    from supportkit.memberships.path import PATH as PATH
    from supportkit.memberships.path import MembershipStatus as MembershipStatus
    from supportkit.memberships.waiting import OfferReason as OfferReason
    from supportkit.memberships.waiting import Waiting as Waiting
    from supportkit.memberships.waitlist import Explanation as Explanation
    from supportkit.memberships.waitlist import Reason as Reason

__all__ = (
    "OBSERVING",
    "PATH",
    "Explanation",
    "LeaveReason",
    "Membership",
    "MembershipStatus",
    "Memberships",
    "Observation",
    "ObservationStatus",
    "OfferReason",
    "Reason",
    "Waiting",
    "offer_end",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.memberships.flows": ("Memberships",),
            "supportkit.memberships.leave_reason": ("LeaveReason",),
            "supportkit.memberships.membership": ("Membership",),
            "supportkit.memberships.offer_time": ("offer_end",),
            "supportkit.memberships.observation": ("OBSERVING", "Observation", "ObservationStatus"),
            "supportkit.memberships.path": ("MembershipStatus", "PATH"),
            "supportkit.memberships.waiting": ("OfferReason", "Waiting"),
            "supportkit.memberships.waitlist": ("Explanation", "Reason"),
        },
    )
