"""A questionnaire: one version of the form that people answer before they join a group.

A version that was published never changes, so that answers keep their meaning; the next one has an id of its own and
shares the lineage. A group names the version it asks for, and goes over to another when those who lead it say so.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NewType

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput, Refused
from supportkit.memberships.form import Form

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from supportkit.memberships import screening_events as on
else:
    on = Later("supportkit.memberships.screening_events")

QuestionnaireId = NewType("QuestionnaireId", str)
"""Names one version of a questionnaire (`qst_…`)."""


class QuestionnaireStatus(StrEnum):
    """Where a version stands in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


EDITION: Mapping[QuestionnaireStatus, Mapping[str, QuestionnaireStatus]] = {
    QuestionnaireStatus.DRAFT: {
        "revise": QuestionnaireStatus.DRAFT,
        "publish": QuestionnaireStatus.PUBLISHED,
        "retire": QuestionnaireStatus.RETIRED,
    },
    QuestionnaireStatus.PUBLISHED: {
        "succeed": QuestionnaireStatus.PUBLISHED,
        "retire": QuestionnaireStatus.RETIRED,
    },
    QuestionnaireStatus.RETIRED: {"succeed": QuestionnaireStatus.RETIRED},
}
"""The law of a version. Only a draft is revised; one that is retired is answered no more, and can be read for ever."""


@aggregate
@frozen(kw_only=True)
class Questionnaire(Aggregate):
    """One version of a questionnaire of a community.

    Args:
        id: its id (`qst_…`).
        lineage_id: the first version's id; its own where it is the first.
        version: 1 for the first, one more for each that follows.
        community_id: the community it belongs to.
        name: what those who run the community call it, 1 to 200 characters.
        form: questions and rules.
        status: where it stands in its life.
        next_id: the version that follows, if somebody began one.
    """

    KIND: ClassVar[str] = "questionnaire"

    id: QuestionnaireId
    lineage_id: QuestionnaireId
    version: int
    community_id: CommunityId
    name: str
    form: Form
    status: QuestionnaireStatus = QuestionnaireStatus.DRAFT
    next_id: QuestionnaireId | None = None

    def __attrs_post_init__(self) -> None:
        problems = tuple(text_problems("$.name", self.name))
        if problems:
            raise InvalidInput.of(problems)

    @staticmethod
    def key(questionnaire_id: QuestionnaireId) -> Key[Questionnaire]:
        """Answer the key of a version."""
        return Key("questionnaire", questionnaire_id)

    @property
    def record_key(self) -> Key[Questionnaire]:
        """The key it is kept under."""
        return Key("questionnaire", self.id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those of a community, by status."""
        return (IndexEntry("questionnaire.by_community", (self.community_id, self.status.value), self.id),)

    @classmethod
    def draft(
        cls,
        questionnaire_id: QuestionnaireId,
        *,
        community_id: CommunityId,
        name: str,
        form: Form,
        after: Questionnaire | None = None,
        at: datetime,
        by: PersonId,
    ) -> Change[Questionnaire]:
        """Draft a questionnaire, or the version that follows another."""
        return begun(
            on.QuestionnaireDrafted(
                at=at,
                by=by,
                questionnaire_id=questionnaire_id,
                lineage_id=after.lineage_id if after else questionnaire_id,
                version=after.version + 1 if after else 1,
                community_id=community_id,
                name=name,
                form=form,
            )
        )

    def revise(self, *, name: str, form: Form, at: datetime, by: PersonId) -> Change[Questionnaire]:
        """Change a draft."""
        step(EDITION, self.status, "revise")
        return changed(self, on.QuestionnaireRevised(at=at, by=by, name=name, form=form))

    def publish(self, *, at: datetime, by: PersonId) -> Change[Questionnaire]:
        """Let groups ask for it; from here on it never changes."""
        step(EDITION, self.status, "publish")
        return changed(self, on.QuestionnairePublished(at=at, by=by))

    def succeed(self, next_id: QuestionnaireId, *, at: datetime, by: PersonId) -> Change[Questionnaire]:
        """Note the version that follows.

        Raises:
            Refused: `questionnaire.has_next`, there is one.
        """
        step(EDITION, self.status, "succeed")
        if self.next_id is not None:
            raise Refused("questionnaire.has_next", next_id=self.next_id)
        return changed(self, on.QuestionnaireSucceeded(at=at, by=by, next_id=next_id))

    def retire(self, *, at: datetime, by: PersonId) -> Change[Questionnaire]:
        """Have it answered no more."""
        step(EDITION, self.status, "retire")
        return changed(self, on.QuestionnaireRetired(at=at, by=by))
