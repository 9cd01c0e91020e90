"""Memberships: joining, waiting, belonging, resting and leaving; roles; what people are asked before they join."""

from supportkit.core.lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from supportkit.memberships.flows import Memberships as Memberships
    from supportkit.memberships.form import Check as Check
    from supportkit.memberships.form import Condition as Condition
    from supportkit.memberships.form import Form as Form
    from supportkit.memberships.form import Option as Option
    from supportkit.memberships.form import Question as Question
    from supportkit.memberships.form import QuestionKind as QuestionKind
    from supportkit.memberships.form import Reason as Reason
    from supportkit.memberships.form import Reply as Reply
    from supportkit.memberships.form import Rule as Rule
    from supportkit.memberships.form import Ruling as Ruling
    from supportkit.memberships.form import ScreeningOutcome as ScreeningOutcome
    from supportkit.memberships.form import Wording as Wording
    from supportkit.memberships.form import answered as answered
    from supportkit.memberships.form import at_least as at_least
    from supportkit.memberships.form import at_most as at_most
    from supportkit.memberships.form import equals as equals
    from supportkit.memberships.form import one_of as one_of
    from supportkit.memberships.form import said as said
    from supportkit.memberships.membership import Membership as Membership
    from supportkit.memberships.path import PATH as PATH
    from supportkit.memberships.path import MembershipStatus as MembershipStatus
    from supportkit.memberships.questionnaire import EDITION as EDITION
    from supportkit.memberships.questionnaire import Questionnaire as Questionnaire
    from supportkit.memberships.questionnaire import QuestionnaireId as QuestionnaireId
    from supportkit.memberships.questionnaire import QuestionnaireStatus as QuestionnaireStatus
    from supportkit.memberships.questionnaire_flows import Questionnaires as Questionnaires
    from supportkit.memberships.screening import REVIEW as REVIEW
    from supportkit.memberships.screening import Screening as Screening
    from supportkit.memberships.screening import ScreeningStatus as ScreeningStatus
    from supportkit.memberships.screening import screening_problem as screening_problem
    from supportkit.memberships.screening_flows import Asked as Asked

__all__ = (
    "EDITION",
    "PATH",
    "REVIEW",
    "Asked",
    "Check",
    "Condition",
    "Form",
    "Membership",
    "MembershipStatus",
    "Memberships",
    "Option",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "QuestionnaireId",
    "QuestionnaireStatus",
    "Questionnaires",
    "Reason",
    "Reply",
    "Rule",
    "Ruling",
    "Screening",
    "ScreeningOutcome",
    "ScreeningStatus",
    "Wording",
    "answered",
    "at_least",
    "at_most",
    "equals",
    "one_of",
    "said",
    "screening_problem",
)

if not TYPE_CHECKING:
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.memberships.flows": ("Memberships",),
            "supportkit.memberships.form": (
                "Check",
                "Condition",
                "Form",
                "Option",
                "Question",
                "QuestionKind",
                "Reason",
                "Reply",
                "Rule",
                "Ruling",
                "ScreeningOutcome",
                "Wording",
                "answered",
                "at_least",
                "at_most",
                "equals",
                "one_of",
                "said",
            ),
            "supportkit.memberships.membership": ("Membership",),
            "supportkit.memberships.path": ("MembershipStatus", "PATH"),
            "supportkit.memberships.questionnaire": (
                "EDITION",
                "Questionnaire",
                "QuestionnaireId",
                "QuestionnaireStatus",
            ),
            "supportkit.memberships.questionnaire_flows": ("Questionnaires",),
            "supportkit.memberships.screening": (
                "REVIEW",
                "Screening",
                "ScreeningStatus",
                "screening_problem",
            ),
            "supportkit.memberships.screening_flows": ("Asked",),
        },
    )
