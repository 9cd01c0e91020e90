"""Memberships: joining, waiting, belonging, resting and leaving; roles."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.core.words import Wording as Wording
    from supportkit.core.words import said as said
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
    from supportkit.memberships.form import Check as Check
    from supportkit.memberships.form import Condition as Condition
    from supportkit.memberships.form import Form as Form
    from supportkit.memberships.form import Option as Option
    from supportkit.memberships.form import Question as Question
    from supportkit.memberships.form import QuestionKind as QuestionKind
    from supportkit.memberships.form import Reply as Reply
    from supportkit.memberships.form import Rule as Rule
    from supportkit.memberships.form import Ruling as Ruling
    from supportkit.memberships.form import RulingReason as RulingReason
    from supportkit.memberships.form import ScreeningOutcome as ScreeningOutcome
    from supportkit.memberships.form import answered as answered
    from supportkit.memberships.form import at_least as at_least
    from supportkit.memberships.form import at_most as at_most
    from supportkit.memberships.form import equals as equals
    from supportkit.memberships.form import one_of as one_of
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
    from supportkit.memberships.questionnaire import EDITION as EDITION
    from supportkit.memberships.questionnaire import Questionnaire as Questionnaire
    from supportkit.memberships.questionnaire import QuestionnaireId as QuestionnaireId
    from supportkit.memberships.questionnaire import QuestionnaireStatus as QuestionnaireStatus
    from supportkit.memberships.questionnaire_flows import Questionnaires as Questionnaires
    from supportkit.memberships.referral import Referral as Referral
    from supportkit.memberships.screening import REVIEW as REVIEW
    from supportkit.memberships.screening import Screening as Screening
    from supportkit.memberships.screening import ScreeningStatus as ScreeningStatus
    from supportkit.memberships.screening import screening_problem as screening_problem
    from supportkit.memberships.screening_flows import Asked as Asked
    from supportkit.memberships.tie import Tie as Tie
    from supportkit.memberships.waiting import OfferReason as OfferReason
    from supportkit.memberships.waiting import Waiting as Waiting
    from supportkit.memberships.waitlist import Explanation as Explanation
    from supportkit.memberships.waitlist import Reason as Reason

__all__ = (
    "EDITION",
    "OBSERVING",
    "PATH",
    "REVIEW",
    "Alternatives",
    "Asked",
    "Bond",
    "BondKind",
    "Check",
    "Condition",
    "Conversation",
    "EmergencyContact",
    "Entry",
    "Explanation",
    "Form",
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
    "Observation",
    "ObservationStatus",
    "OfferReason",
    "Option",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "QuestionnaireId",
    "QuestionnaireStatus",
    "Questionnaires",
    "Reason",
    "Referral",
    "Reply",
    "Rule",
    "Ruling",
    "RulingReason",
    "Screening",
    "ScreeningOutcome",
    "ScreeningStatus",
    "Tie",
    "Waiting",
    "WhomToCall",
    "Wording",
    "Words",
    "answered",
    "at_least",
    "at_most",
    "equals",
    "offer_end",
    "one_of",
    "said",
    "screening_problem",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.core.words": ("Wording", "said"),
            "supportkit.memberships.alternatives": ("Alternatives", "Helpline", "Words"),
            "supportkit.memberships.bond": ("Bond", "BondKind", "Household"),
            "supportkit.memberships.conversation": ("Conversation",),
            "supportkit.memberships.emergency": ("EmergencyContact", "WhomToCall"),
            "supportkit.memberships.entry": ("Entry", "Method"),
            "supportkit.memberships.flows": ("Memberships",),
            "supportkit.memberships.form": (
                "Check",
                "Condition",
                "Form",
                "Option",
                "Question",
                "QuestionKind",
                "Reply",
                "Rule",
                "Ruling",
                "RulingReason",
                "ScreeningOutcome",
                "answered",
                "at_least",
                "at_most",
                "equals",
                "one_of",
            ),
            "supportkit.memberships.household_question": ("HouseholdQuestion",),
            "supportkit.memberships.introduction": ("Introduction",),
            "supportkit.memberships.invitation": ("Invitation", "IssuedInvitation"),
            "supportkit.memberships.leave_reason": ("LeaveReason",),
            "supportkit.memberships.membership": ("Membership",),
            "supportkit.memberships.observation": ("OBSERVING", "Observation", "ObservationStatus"),
            "supportkit.memberships.offer_time": ("offer_end",),
            "supportkit.memberships.path": ("MembershipStatus", "PATH"),
            "supportkit.memberships.questionnaire": (
                "EDITION",
                "Questionnaire",
                "QuestionnaireId",
                "QuestionnaireStatus",
            ),
            "supportkit.memberships.questionnaire_flows": ("Questionnaires",),
            "supportkit.memberships.referral": ("Referral",),
            "supportkit.memberships.screening": ("REVIEW", "Screening", "ScreeningStatus", "screening_problem"),
            "supportkit.memberships.screening_flows": ("Asked",),
            "supportkit.memberships.tie": ("Tie",),
            "supportkit.memberships.waiting": ("OfferReason", "Waiting"),
            "supportkit.memberships.waitlist": ("Explanation", "Reason"),
        },
    )
