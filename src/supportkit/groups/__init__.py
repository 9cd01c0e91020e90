"""Groups: their lifecycle, seats and launch gate."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.groups.contact import Contact as Contact
    from supportkit.groups.contact import Named as Named
    from supportkit.groups.flows import Groups as Groups
    from supportkit.groups.gate import Finding as Finding
    from supportkit.groups.gate import findings as findings
    from supportkit.groups.group import LIFECYCLE as LIFECYCLE
    from supportkit.groups.group import Access as Access
    from supportkit.groups.group import Audience as Audience
    from supportkit.groups.group import Enrollment as Enrollment
    from supportkit.groups.group import Group as Group
    from supportkit.groups.group import GroupStatus as GroupStatus
    from supportkit.groups.group import StandIn as StandIn
    from supportkit.groups.group import Visibility as Visibility
    from supportkit.groups.listing import Listing as Listing

__all__ = (
    "LIFECYCLE",
    "Access",
    "Audience",
    "Contact",
    "Enrollment",
    "Finding",
    "Group",
    "GroupStatus",
    "Groups",
    "Listing",
    "Named",
    "StandIn",
    "Visibility",
    "findings",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.groups.contact": ("Contact", "Named"),
            "supportkit.groups.flows": ("Groups",),
            "supportkit.groups.gate": (
                "Finding",
                "findings",
            ),
            "supportkit.groups.group": (
                "Access",
                "Audience",
                "Enrollment",
                "Group",
                "GroupStatus",
                "LIFECYCLE",
                "StandIn",
                "Visibility",
            ),
            "supportkit.groups.listing": ("Listing",),
        },
    )
