"""Memberships: joining, waiting, belonging, resting and leaving; roles."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.memberships.admission import Facts as Facts
    from supportkit.memberships.admission import No as No
    from supportkit.memberships.admission import Rule as Rule
    from supportkit.memberships.admission import Step as Step
    from supportkit.memberships.alternatives import Alternatives as Alternatives
    from supportkit.memberships.alternatives import Helpline as Helpline
    from supportkit.memberships.alternatives import Words as Words
    from supportkit.memberships.bond import Bond as Bond
    from supportkit.memberships.bond import BondKind as BondKind
    from supportkit.memberships.bond import Household as Household
    from supportkit.memberships.conversation import Conversation as Conversation
    from supportkit.memberships.emergency import EmergencyContact as EmergencyContact
    from supportkit.memberships.emergency import WhomToCall as WhomToCall
    from supportkit.memberships.entry import Entry as Entry
    from supportkit.memberships.entry import Method as Method
    from supportkit.memberships.flows import Memberships as Memberships
    from supportkit.memberships.household_question import HouseholdQuestion as HouseholdQuestion
    from supportkit.memberships.introduction import Introduction as Introduction
    from supportkit.memberships.invitation import Invitation as Invitation
    from supportkit.memberships.invitation import IssuedInvitation as IssuedInvitation
    from supportkit.memberships.leave_reason import LeaveReason as LeaveReason
    from supportkit.memberships.membership import Membership as Membership
    from supportkit.memberships.observation import OBSERVING as OBSERVING
    from supportkit.memberships.observation import Observation as Observation
    from supportkit.memberships.observation import ObservationStatus as ObservationStatus
    from supportkit.memberships.offer_time import offer_end as offer_end
    from supportkit.memberships.path import PATH as PATH
    from supportkit.memberships.path import MembershipStatus as MembershipStatus
    from supportkit.memberships.referral import Referral as Referral
    from supportkit.memberships.waiting import OfferReason as OfferReason
    from supportkit.memberships.waiting import Waiting as Waiting
    from supportkit.memberships.waitlist import Explanation as Explanation
    from supportkit.memberships.waitlist import Reason as Reason

__all__ = (
    "OBSERVING",
    "PATH",
    "Alternatives",
    "Bond",
    "BondKind",
    "Conversation",
    "EmergencyContact",
    "Entry",
    "Explanation",
    "Facts",
    "Helpline",
    "Household",
    "HouseholdQuestion",
    "Introduction",
    "Invitation",
    "IssuedInvitation",
    "LeaveReason",
    "Membership",
    "MembershipStatus",
    "Memberships",
    "Method",
    "No",
    "Observation",
    "ObservationStatus",
    "OfferReason",
    "Reason",
    "Referral",
    "Rule",
    "Step",
    "Waiting",
    "WhomToCall",
    "Words",
    "offer_end",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.memberships.admission": ("Facts", "No", "Rule", "Step"),
            "supportkit.memberships.alternatives": ("Alternatives", "Helpline", "Words"),
            "supportkit.memberships.bond": ("Bond", "BondKind", "Household"),
            "supportkit.memberships.conversation": ("Conversation",),
            "supportkit.memberships.emergency": ("EmergencyContact", "WhomToCall"),
            "supportkit.memberships.entry": ("Entry", "Method"),
            "supportkit.memberships.flows": ("Memberships",),
            "supportkit.memberships.household_question": ("HouseholdQuestion",),
            "supportkit.memberships.introduction": ("Introduction",),
            "supportkit.memberships.invitation": ("Invitation", "IssuedInvitation"),
            "supportkit.memberships.leave_reason": ("LeaveReason",),
            "supportkit.memberships.membership": ("Membership",),
            "supportkit.memberships.observation": ("OBSERVING", "Observation", "ObservationStatus"),
            "supportkit.memberships.offer_time": ("offer_end",),
            "supportkit.memberships.path": ("MembershipStatus", "PATH"),
            "supportkit.memberships.referral": ("Referral",),
            "supportkit.memberships.waiting": ("OfferReason", "Waiting"),
            "supportkit.memberships.waitlist": ("Explanation", "Reason"),
        },
    )
