"""People as such: their own row, the link to an account, erasure, and the gate before anything reaches them."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.core.words import Wording as Wording
    from supportkit.privacy.aftercare import AFTERCARE as AFTERCARE
    from supportkit.privacy.aftercare import Aftercare as Aftercare
    from supportkit.privacy.aftercare import AftercareStatus as AftercareStatus
    from supportkit.privacy.aftercare import Step as Step
    from supportkit.privacy.aftercare import Telling as Telling
    from supportkit.privacy.aftercare import death_guide as death_guide
    from supportkit.privacy.alias import Alias as Alias
    from supportkit.privacy.alias import Face as Face
    from supportkit.privacy.audit import ChainHead as ChainHead
    from supportkit.privacy.audit_flows import Sealing as Sealing
    from supportkit.privacy.block import Apart as Apart
    from supportkit.privacy.block import Block as Block
    from supportkit.privacy.block import Blocked as Blocked
    from supportkit.privacy.bundle import Bundle as Bundle
    from supportkit.privacy.bundle import from_json as from_json
    from supportkit.privacy.chain import ChainReport as ChainReport
    from supportkit.privacy.chain import Finding as Finding
    from supportkit.privacy.chain import Flaw as Flaw
    from supportkit.privacy.consent import Choice as Choice
    from supportkit.privacy.consent import Consents as Consents
    from supportkit.privacy.consent import Method as Method
    from supportkit.privacy.consent import Standing as Standing
    from supportkit.privacy.consent import State as State
    from supportkit.privacy.consent import Word as Word
    from supportkit.privacy.consent import permits as permits
    from supportkit.privacy.consent_document import ConsentDocument as ConsentDocument
    from supportkit.privacy.consent_document import DocumentStatus as DocumentStatus
    from supportkit.privacy.consent_document import Handling as Handling
    from supportkit.privacy.consent_document import Scope as Scope
    from supportkit.privacy.consent_flows import Consenting as Consenting
    from supportkit.privacy.data_request import DataRequest as DataRequest
    from supportkit.privacy.data_request import DataRight as DataRight
    from supportkit.privacy.data_request import RequestStatus as RequestStatus
    from supportkit.privacy.death import Death as Death
    from supportkit.privacy.death import DeathReport as DeathReport
    from supportkit.privacy.disclosure import Disclosure as Disclosure
    from supportkit.privacy.disclosure import Sent as Sent
    from supportkit.privacy.erasure import Beyond as Beyond
    from supportkit.privacy.erasure import Erasure as Erasure
    from supportkit.privacy.erasure import ErasurePreview as ErasurePreview
    from supportkit.privacy.erasure import ErasureReceipt as ErasureReceipt
    from supportkit.privacy.erasure import Removal as Removal
    from supportkit.privacy.erasure import Stay as Stay
    from supportkit.privacy.exchange import ContactOffer as ContactOffer
    from supportkit.privacy.exchange import Exchange as Exchange
    from supportkit.privacy.flows import People as People
    from supportkit.privacy.gate import Addressing as Addressing
    from supportkit.privacy.gate import Answer as Answer
    from supportkit.privacy.gate import may_address as may_address
    from supportkit.privacy.hold import Hold as Hold
    from supportkit.privacy.hold import HoldNotice as HoldNotice
    from supportkit.privacy.hold import HoldStatus as HoldStatus
    from supportkit.privacy.identity_flows import Identity as Identity
    from supportkit.privacy.name_rules import name_problems as name_problems
    from supportkit.privacy.name_rules import skeleton as skeleton
    from supportkit.privacy.name_rules import suggestions as suggestions
    from supportkit.privacy.person import AccountLink as AccountLink
    from supportkit.privacy.person import Origin as Origin
    from supportkit.privacy.person import Person as Person
    from supportkit.privacy.policies import POLICIES as POLICIES
    from supportkit.privacy.policies import READS as READS
    from supportkit.privacy.policies import FieldPolicy as FieldPolicy
    from supportkit.privacy.profile import AboutMe as AboutMe
    from supportkit.privacy.profile import AgeOutcome as AgeOutcome
    from supportkit.privacy.profile import Experience as Experience
    from supportkit.privacy.profile import Profile as Profile
    from supportkit.privacy.purpose import CHANNELS as CHANNELS
    from supportkit.privacy.purpose import GROUNDS as GROUNDS
    from supportkit.privacy.purpose import Ground as Ground
    from supportkit.privacy.purpose import Purpose as Purpose
    from supportkit.privacy.receipt import ConsentReceipt as ConsentReceipt
    from supportkit.privacy.redaction import Kind as Kind
    from supportkit.privacy.redaction import PatternRedactor as PatternRedactor
    from supportkit.privacy.redaction import Redacted as Redacted
    from supportkit.privacy.redaction import Redactor as Redactor
    from supportkit.privacy.redaction import Span as Span
    from supportkit.privacy.retention import SCHEDULE as SCHEDULE
    from supportkit.privacy.retention import DataClass as DataClass
    from supportkit.privacy.retention import RetentionItem as RetentionItem
    from supportkit.privacy.retention import RetentionReport as RetentionReport
    from supportkit.privacy.retention import RetentionRule as RetentionRule
    from supportkit.privacy.retention import RetentionRun as RetentionRun
    from supportkit.privacy.retention import RetentionSchedule as RetentionSchedule
    from supportkit.privacy.room_flows import Privacy as Privacy
    from supportkit.privacy.small_numbers import FLOOR as FLOOR
    from supportkit.privacy.small_numbers import Published as Published
    from supportkit.privacy.small_numbers import PublishedRow as PublishedRow
    from supportkit.privacy.small_numbers import suppressed as suppressed
    from supportkit.privacy.small_numbers import suppressed_row as suppressed_row
    from supportkit.privacy.term import TERMS as TERMS
    from supportkit.privacy.term import Term as Term
    from supportkit.privacy.unmasking import Mask as Mask
    from supportkit.privacy.unmasking import Notice as Notice
    from supportkit.privacy.unmasking import Unmasking as Unmasking
    from supportkit.privacy.views import shown as shown
    from supportkit.privacy.wish import LastWish as LastWish
    from supportkit.privacy.wish import Wish as Wish
    from supportkit.privacy.wish import remembrance_of as remembrance_of

__all__ = (
    "AFTERCARE",
    "CHANNELS",
    "FLOOR",
    "GROUNDS",
    "POLICIES",
    "READS",
    "SCHEDULE",
    "TERMS",
    "AboutMe",
    "AccountLink",
    "Addressing",
    "Aftercare",
    "AftercareStatus",
    "AgeOutcome",
    "Alias",
    "Answer",
    "Apart",
    "Beyond",
    "Block",
    "Blocked",
    "Bundle",
    "ChainHead",
    "ChainReport",
    "Choice",
    "ConsentDocument",
    "ConsentReceipt",
    "Consenting",
    "Consents",
    "ContactOffer",
    "DataClass",
    "DataRequest",
    "DataRight",
    "Death",
    "DeathReport",
    "Disclosure",
    "DocumentStatus",
    "Erasure",
    "ErasurePreview",
    "ErasureReceipt",
    "Exchange",
    "Experience",
    "Face",
    "FieldPolicy",
    "Finding",
    "Flaw",
    "Ground",
    "Handling",
    "Hold",
    "HoldNotice",
    "HoldStatus",
    "Identity",
    "Kind",
    "LastWish",
    "Mask",
    "Method",
    "Notice",
    "Origin",
    "PatternRedactor",
    "People",
    "Person",
    "Privacy",
    "Profile",
    "Published",
    "PublishedRow",
    "Purpose",
    "Redacted",
    "Redactor",
    "Removal",
    "RequestStatus",
    "RetentionItem",
    "RetentionReport",
    "RetentionRule",
    "RetentionRun",
    "RetentionSchedule",
    "Scope",
    "Sealing",
    "Sent",
    "Span",
    "Standing",
    "State",
    "Stay",
    "Step",
    "Telling",
    "Term",
    "Unmasking",
    "Wish",
    "Word",
    "Wording",
    "death_guide",
    "from_json",
    "may_address",
    "name_problems",
    "permits",
    "remembrance_of",
    "shown",
    "skeleton",
    "suggestions",
    "suppressed",
    "suppressed_row",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.core.words": ("Wording",),
            "supportkit.privacy.aftercare": (
                "AFTERCARE",
                "Aftercare",
                "AftercareStatus",
                "Step",
                "Telling",
                "death_guide",
            ),
            "supportkit.privacy.alias": ("Alias", "Face"),
            "supportkit.privacy.audit": ("ChainHead",),
            "supportkit.privacy.audit_flows": ("Sealing",),
            "supportkit.privacy.block": ("Apart", "Block", "Blocked"),
            "supportkit.privacy.bundle": ("Bundle", "from_json"),
            "supportkit.privacy.chain": ("ChainReport", "Finding", "Flaw"),
            "supportkit.privacy.consent": ("Choice", "Consents", "Method", "Standing", "State", "Word", "permits"),
            "supportkit.privacy.consent_document": (
                "ConsentDocument",
                "DocumentStatus",
                "Handling",
                "Scope",
            ),
            "supportkit.privacy.consent_flows": ("Consenting",),
            "supportkit.privacy.data_request": ("DataRequest", "DataRight", "RequestStatus"),
            "supportkit.privacy.death": ("Death", "DeathReport"),
            "supportkit.privacy.disclosure": ("Disclosure", "Sent"),
            "supportkit.privacy.erasure": ("Beyond", "Erasure", "ErasurePreview", "ErasureReceipt", "Removal", "Stay"),
            "supportkit.privacy.exchange": ("ContactOffer", "Exchange"),
            "supportkit.privacy.flows": ("People",),
            "supportkit.privacy.gate": ("Addressing", "Answer", "may_address"),
            "supportkit.privacy.hold": ("Hold", "HoldNotice", "HoldStatus"),
            "supportkit.privacy.identity_flows": ("Identity",),
            "supportkit.privacy.name_rules": ("name_problems", "skeleton", "suggestions"),
            "supportkit.privacy.person": ("AccountLink", "Origin", "Person"),
            "supportkit.privacy.policies": ("FieldPolicy", "POLICIES", "READS"),
            "supportkit.privacy.profile": ("AboutMe", "AgeOutcome", "Experience", "Profile"),
            "supportkit.privacy.purpose": ("CHANNELS", "GROUNDS", "Ground", "Purpose"),
            "supportkit.privacy.receipt": ("ConsentReceipt",),
            "supportkit.privacy.redaction": ("Kind", "PatternRedactor", "Redacted", "Redactor", "Span"),
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
            "supportkit.privacy.small_numbers": ("FLOOR", "Published", "PublishedRow", "suppressed", "suppressed_row"),
            "supportkit.privacy.term": ("TERMS", "Term"),
            "supportkit.privacy.unmasking": ("Mask", "Notice", "Unmasking"),
            "supportkit.privacy.views": ("shown",),
            "supportkit.privacy.wish": ("LastWish", "Wish", "remembrance_of"),
        },
    )
