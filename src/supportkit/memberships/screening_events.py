"""Facts about questionnaires, which tell of nobody, and about screenings, whose private side is about one person."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.private import Erased, private
from supportkit.memberships.form import Form, Reply, Ruling, ScreeningOutcome
from supportkit.memberships.questionnaire import Questionnaire, QuestionnaireId, QuestionnaireStatus
from supportkit.memberships.screening import Screening, ScreeningStatus


@frozen(kw_only=True)
class QuestionnaireDrafted(Event):
    """Somebody began a questionnaire, or its next version."""

    TAG: ClassVar[str] = "questionnaire.drafted.1"
    questionnaire_id: QuestionnaireId
    lineage_id: QuestionnaireId
    version: int
    community_id: CommunityId
    name: str
    form: Form

    def apply(self, _: Questionnaire | None, /) -> Questionnaire:
        """Answer the draft."""
        return Questionnaire(
            id=self.questionnaire_id,
            lineage_id=self.lineage_id,
            version=self.version,
            community_id=self.community_id,
            name=self.name,
            form=self.form,
        )


@frozen(kw_only=True)
class QuestionnaireRevised(Event):
    """A draft has other words."""

    TAG: ClassVar[str] = "questionnaire.revised.1"
    name: str
    form: Form

    def apply(self, questionnaire: Questionnaire, /) -> Questionnaire:
        """Answer the draft with them."""
        return evolved(questionnaire, name=self.name, form=self.form)


@frozen(kw_only=True)
class QuestionnairePublished(Event):
    """Groups may ask for it, and it never changes from now on."""

    TAG: ClassVar[str] = "questionnaire.published.1"

    def apply(self, questionnaire: Questionnaire, /) -> Questionnaire:
        """Answer the version, published."""
        return evolved(questionnaire, status=QuestionnaireStatus.PUBLISHED)


@frozen(kw_only=True)
class QuestionnaireSucceeded(Event):
    """Somebody began the version that follows."""

    TAG: ClassVar[str] = "questionnaire.succeeded.1"
    next_id: QuestionnaireId

    def apply(self, questionnaire: Questionnaire, /) -> Questionnaire:
        """Answer the version with its next."""
        return evolved(questionnaire, next_id=self.next_id)


@frozen(kw_only=True)
class QuestionnaireRetired(Event):
    """It is answered no more."""

    TAG: ClassVar[str] = "questionnaire.retired.1"

    def apply(self, questionnaire: Questionnaire, /) -> Questionnaire:
        """Answer the version, retired."""
        return evolved(questionnaire, status=QuestionnaireStatus.RETIRED)


@frozen(kw_only=True)
class ScreeningEvent(Event):
    """A fact about the screening of one person."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """The person that the private fields are about."""
        return self.person_id


@frozen(kw_only=True)
class ScreeningAnswered(ScreeningEvent):
    """The person answered, or somebody entered their answers; the rules were asked at once."""

    TAG: ClassVar[str] = "screening.answered.1"
    group_id: GroupId
    community_id: CommunityId
    questionnaire_id: QuestionnaireId
    version: int
    settled: bool
    answers: tuple[Reply, ...] | Erased | None = private()
    ruling: Ruling | Erased | None = private()

    def apply(self, _: Screening | None, /) -> Screening:
        """Answer the screening anew; what was answered before is replaced."""
        return Screening(
            group_id=self.group_id,
            community_id=self.community_id,
            person_id=self.person_id,
            questionnaire_id=self.questionnaire_id,
            version=self.version,
            answered_at=self.at,
            status=ScreeningStatus.DECIDED if self.settled else ScreeningStatus.IN_REVIEW,
            decided_at=self.at if self.settled else None,
            answers=self.answers,
            ruling=self.ruling,
            outcome=self.ruling.outcome if isinstance(self.ruling, Ruling) else self.ruling,
        )


@frozen(kw_only=True)
class ScreeningDecided(ScreeningEvent):
    """Somebody who leads the group decided."""

    TAG: ClassVar[str] = "screening.decided.1"
    outcome: ScreeningOutcome | Erased | None = private()
    reason: str | Erased | None = private()

    def apply(self, screening: Screening, /) -> Screening:
        """Answer the screening with the decision."""
        return evolved(
            screening, status=ScreeningStatus.DECIDED, decided_at=self.at, outcome=self.outcome, reason=self.reason
        )
