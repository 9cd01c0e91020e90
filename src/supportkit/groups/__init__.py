"""Groups: their lifecycle, seats and launch gate."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.groups.cohort import Cohort as Cohort
    from supportkit.groups.contact import Contact as Contact
    from supportkit.groups.contact import Named as Named
    from supportkit.groups.eligibility import Eligibility as Eligibility
    from supportkit.groups.eligibility import Holds as Holds
    from supportkit.groups.eligibility import Line as Line
    from supportkit.groups.eligibility import eligibility_problem as eligibility_problem
    from supportkit.groups.eligibility import eligible as eligible
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
    from supportkit.groups.matching import Awake as Awake
    from supportkit.groups.matching import Candidate as Candidate
    from supportkit.groups.matching import LineKind as LineKind
    from supportkit.groups.matching import Match as Match
    from supportkit.groups.matching import MatchLine as MatchLine
    from supportkit.groups.matching import match as match
    from supportkit.groups.matching import matches as matches
    from supportkit.groups.matching_flows import Matches as Matches
    from supportkit.groups.rules import Circle as Circle
    from supportkit.groups.rules import GroupRules as GroupRules
    from supportkit.groups.rules import PartyRule as PartyRule
    from supportkit.groups.rules import WaitlistOrder as WaitlistOrder
    from supportkit.groups.stand_in import StandIn as StandIn

__all__ = (
    "LIFECYCLE",
    "Access",
    "Audience",
    "Awake",
    "Candidate",
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
    "Holds",
    "Launch",
    "Line",
    "LineKind",
    "Listing",
    "Match",
    "MatchLine",
    "Matches",
    "Named",
    "PartyRule",
    "StandIn",
    "Visibility",
    "WaitlistOrder",
    "eligibility_problem",
    "eligible",
    "findings",
    "match",
    "matches",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.groups.cohort": ("Cohort",),
            "supportkit.groups.contact": ("Contact", "Named"),
            "supportkit.groups.eligibility": ("Eligibility", "Holds", "Line", "eligibility_problem", "eligible"),
            "supportkit.groups.entry": ("Access", "Audience", "Enrollment", "Visibility"),
            "supportkit.groups.flows": ("Groups",),
            "supportkit.groups.gate": ("Finding", "Launch", "findings"),
            "supportkit.groups.group": ("Group",),
            "supportkit.groups.life": ("GroupLife", "GroupStatus", "LIFECYCLE"),
            "supportkit.groups.listing": ("Listing",),
            "supportkit.groups.matching": ("Awake", "Candidate", "LineKind", "Match", "MatchLine", "match", "matches"),
            "supportkit.groups.matching_flows": ("Matches",),
            "supportkit.groups.rules": ("Circle", "GroupRules", "PartyRule", "WaitlistOrder"),
            "supportkit.groups.stand_in": ("StandIn",),
        },
    )
