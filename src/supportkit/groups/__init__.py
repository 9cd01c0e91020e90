"""Groups: their lifecycle, seats and launch gate."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.groups.cohort import Cohort as Cohort
    from supportkit.groups.contact import Contact as Contact
    from supportkit.groups.contact import Named as Named
    from supportkit.groups.eligibility import Eligibility as Eligibility
    from supportkit.groups.entry import Access as Access
    from supportkit.groups.entry import Audience as Audience
    from supportkit.groups.entry import Enrollment as Enrollment
    from supportkit.groups.entry import Visibility as Visibility
    from supportkit.groups.flows import Groups as Groups
    from supportkit.groups.gate import Finding as Finding
    from supportkit.groups.gate import Launch as Launch
    from supportkit.groups.gate import findings as findings
    from supportkit.groups.group import Group as Group
    from supportkit.groups.life import LIFECYCLE as LIFECYCLE
    from supportkit.groups.life import GroupLife as GroupLife
    from supportkit.groups.life import GroupStatus as GroupStatus
    from supportkit.groups.listing import Listing as Listing
    from supportkit.groups.rules import Circle as Circle
    from supportkit.groups.rules import GroupRules as GroupRules
    from supportkit.groups.rules import PartyRule as PartyRule
    from supportkit.groups.rules import WaitlistOrder as WaitlistOrder
    from supportkit.groups.stand_in import StandIn as StandIn

__all__ = (
    "LIFECYCLE",
    "Access",
    "Audience",
    "Circle",
    "Cohort",
    "Contact",
    "Eligibility",
    "Enrollment",
    "Finding",
    "Group",
    "GroupLife",
    "GroupRules",
    "GroupStatus",
    "Groups",
    "Launch",
    "Listing",
    "Named",
    "PartyRule",
    "StandIn",
    "Visibility",
    "WaitlistOrder",
    "findings",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.groups.rules": (
                "Circle",
                "GroupRules",
                "PartyRule",
                "WaitlistOrder",
            ),
            "supportkit.groups.eligibility": ("Eligibility",),
            "supportkit.groups.cohort": ("Cohort",),
            "supportkit.groups.contact": ("Contact", "Named"),
            "supportkit.groups.entry": (
                "Access",
                "Audience",
                "Enrollment",
                "Visibility",
            ),
            "supportkit.groups.flows": ("Groups",),
            "supportkit.groups.gate": (
                "Finding",
                "Launch",
                "findings",
            ),
            "supportkit.groups.group": ("Group",),
            "supportkit.groups.life": (
                "GroupLife",
                "GroupStatus",
                "LIFECYCLE",
            ),
            "supportkit.groups.listing": ("Listing",),
            "supportkit.groups.stand_in": ("StandIn",),
        },
    )
