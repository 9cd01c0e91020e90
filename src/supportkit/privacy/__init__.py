"""People as such: their own row, the link to an account, erasure, and the gate before anything reaches them."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.privacy.audit import ChainHead as ChainHead
    from supportkit.privacy.audit_flows import Sealing as Sealing
    from supportkit.privacy.chain import ChainReport as ChainReport
    from supportkit.privacy.chain import Finding as Finding
    from supportkit.privacy.chain import Flaw as Flaw
    from supportkit.privacy.erasure import Beyond as Beyond
    from supportkit.privacy.erasure import Erasure as Erasure
    from supportkit.privacy.erasure import ErasurePreview as ErasurePreview
    from supportkit.privacy.erasure import ErasureReceipt as ErasureReceipt
    from supportkit.privacy.erasure import Removal as Removal
    from supportkit.privacy.erasure import Stay as Stay
    from supportkit.privacy.flows import People as People
    from supportkit.privacy.gate import Addressing as Addressing
    from supportkit.privacy.gate import Answer as Answer
    from supportkit.privacy.gate import may_address as may_address
    from supportkit.privacy.hold import Hold as Hold
    from supportkit.privacy.hold import HoldNotice as HoldNotice
    from supportkit.privacy.hold import HoldStatus as HoldStatus
    from supportkit.privacy.person import AccountLink as AccountLink
    from supportkit.privacy.person import Origin as Origin
    from supportkit.privacy.person import Person as Person
    from supportkit.privacy.profile import AboutMe as AboutMe
    from supportkit.privacy.profile import AgeOutcome as AgeOutcome
    from supportkit.privacy.profile import Experience as Experience
    from supportkit.privacy.profile import Profile as Profile
    from supportkit.privacy.retention import SCHEDULE as SCHEDULE
    from supportkit.privacy.retention import DataClass as DataClass
    from supportkit.privacy.retention import RetentionItem as RetentionItem
    from supportkit.privacy.retention import RetentionReport as RetentionReport
    from supportkit.privacy.retention import RetentionRule as RetentionRule
    from supportkit.privacy.retention import RetentionRun as RetentionRun
    from supportkit.privacy.retention import RetentionSchedule as RetentionSchedule
    from supportkit.privacy.room_flows import Privacy as Privacy

__all__ = (
    "SCHEDULE",
    "AboutMe",
    "AccountLink",
    "Addressing",
    "AgeOutcome",
    "Answer",
    "Beyond",
    "ChainHead",
    "ChainReport",
    "DataClass",
    "Erasure",
    "ErasurePreview",
    "ErasureReceipt",
    "Experience",
    "Finding",
    "Flaw",
    "Hold",
    "HoldNotice",
    "HoldStatus",
    "Origin",
    "People",
    "Person",
    "Privacy",
    "Profile",
    "Removal",
    "RetentionItem",
    "RetentionReport",
    "RetentionRule",
    "RetentionRun",
    "RetentionSchedule",
    "Sealing",
    "Stay",
    "may_address",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.privacy.audit": ("ChainHead",),
            "supportkit.privacy.audit_flows": ("Sealing",),
            "supportkit.privacy.chain": (
                "ChainReport",
                "Finding",
                "Flaw",
            ),
            "supportkit.privacy.erasure": (
                "Beyond",
                "Erasure",
                "ErasurePreview",
                "ErasureReceipt",
                "Removal",
                "Stay",
            ),
            "supportkit.privacy.flows": ("People",),
            "supportkit.privacy.gate": (
                "Addressing",
                "Answer",
                "may_address",
            ),
            "supportkit.privacy.hold": (
                "Hold",
                "HoldNotice",
                "HoldStatus",
            ),
            "supportkit.privacy.person": (
                "AccountLink",
                "Origin",
                "Person",
            ),
            "supportkit.privacy.profile": (
                "AboutMe",
                "AgeOutcome",
                "Experience",
                "Profile",
            ),
            "supportkit.privacy.retention": (
                "DataClass",
                "RetentionItem",
                "RetentionReport",
                "RetentionRule",
                "RetentionRun",
                "RetentionSchedule",
                "SCHEDULE",
            ),
            "supportkit.privacy.room_flows": ("Privacy",),
        },
    )
