"""People as such: their own row, the link to an account, erasure, and the gate before anything reaches them."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.privacy.alias import Alias as Alias
    from supportkit.privacy.alias import Face as Face
    from supportkit.privacy.block import Apart as Apart
    from supportkit.privacy.block import Block as Block
    from supportkit.privacy.block import Blocked as Blocked
    from supportkit.privacy.erasure import Erasure as Erasure
    from supportkit.privacy.exchange import ContactOffer as ContactOffer
    from supportkit.privacy.exchange import Exchange as Exchange
    from supportkit.privacy.flows import People as People
    from supportkit.privacy.gate import Addressing as Addressing
    from supportkit.privacy.gate import Answer as Answer
    from supportkit.privacy.gate import may_address as may_address
    from supportkit.privacy.identity_flows import Identity as Identity
    from supportkit.privacy.name_rules import name_problems as name_problems
    from supportkit.privacy.name_rules import skeleton as skeleton
    from supportkit.privacy.name_rules import suggestions as suggestions
    from supportkit.privacy.person import AccountLink as AccountLink
    from supportkit.privacy.person import Origin as Origin
    from supportkit.privacy.person import Person as Person
    from supportkit.privacy.profile import AboutMe as AboutMe
    from supportkit.privacy.profile import AgeOutcome as AgeOutcome
    from supportkit.privacy.profile import Experience as Experience
    from supportkit.privacy.profile import Profile as Profile
    from supportkit.privacy.redaction import Kind as Kind
    from supportkit.privacy.redaction import PatternRedactor as PatternRedactor
    from supportkit.privacy.redaction import Redacted as Redacted
    from supportkit.privacy.redaction import Redactor as Redactor
    from supportkit.privacy.redaction import Span as Span
    from supportkit.privacy.small_numbers import FLOOR as FLOOR
    from supportkit.privacy.small_numbers import Published as Published
    from supportkit.privacy.small_numbers import PublishedRow as PublishedRow
    from supportkit.privacy.small_numbers import suppressed as suppressed
    from supportkit.privacy.small_numbers import suppressed_row as suppressed_row
    from supportkit.privacy.unmasking import Mask as Mask
    from supportkit.privacy.unmasking import Notice as Notice
    from supportkit.privacy.unmasking import Unmasking as Unmasking

__all__ = (
    "FLOOR",
    "AboutMe",
    "AccountLink",
    "Addressing",
    "AgeOutcome",
    "Alias",
    "Answer",
    "Apart",
    "Block",
    "Blocked",
    "ContactOffer",
    "Erasure",
    "Exchange",
    "Experience",
    "Face",
    "Identity",
    "Kind",
    "Mask",
    "Notice",
    "Origin",
    "PatternRedactor",
    "People",
    "Person",
    "Profile",
    "Published",
    "PublishedRow",
    "Redacted",
    "Redactor",
    "Span",
    "Unmasking",
    "may_address",
    "name_problems",
    "skeleton",
    "suggestions",
    "suppressed",
    "suppressed_row",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.privacy.alias": (
                "Alias",
                "Face",
            ),
            "supportkit.privacy.block": (
                "Apart",
                "Block",
                "Blocked",
            ),
            "supportkit.privacy.exchange": (
                "ContactOffer",
                "Exchange",
            ),
            "supportkit.privacy.identity_flows": ("Identity",),
            "supportkit.privacy.name_rules": (
                "name_problems",
                "skeleton",
                "suggestions",
            ),
            "supportkit.privacy.redaction": (
                "Kind",
                "PatternRedactor",
                "Redacted",
                "Redactor",
                "Span",
            ),
            "supportkit.privacy.small_numbers": (
                "FLOOR",
                "Published",
                "PublishedRow",
                "suppressed",
                "suppressed_row",
            ),
            "supportkit.privacy.unmasking": (
                "Mask",
                "Notice",
                "Unmasking",
            ),
            "supportkit.privacy.profile": (
                "AboutMe",
                "AgeOutcome",
                "Experience",
                "Profile",
            ),
            "supportkit.privacy.erasure": ("Erasure",),
            "supportkit.privacy.flows": ("People",),
            "supportkit.privacy.gate": (
                "Addressing",
                "Answer",
                "may_address",
            ),
            "supportkit.privacy.person": (
                "AccountLink",
                "Origin",
                "Person",
            ),
        },
    )
