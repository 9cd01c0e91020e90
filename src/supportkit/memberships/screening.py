"""A person's screening for a group: what they answered, and what came of it.

There is one for each group and person; who answers again continues the same. What was answered, what the rules made of
it, and what somebody decided is private to that person; those who lead the group see it to decide who comes in, and
for nothing else.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.choices import chosen
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.core.words import in_language, in_locale, table
from supportkit.errors import InvalidInput, Refused
from supportkit.memberships.form import DECISIONS, Reply, Ruling, ScreeningOutcome
from supportkit.memberships.questionnaire import QuestionnaireId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.errors import Code
    from supportkit.groups.group import Group
    from supportkit.memberships import screening_events as on
else:
    on = Later("supportkit.memberships.screening_events")


class ScreeningStatus(StrEnum):
    """Whether somebody still has to look at the answers."""

    IN_REVIEW = "in_review"
    DECIDED = "decided"


REVIEW: Mapping[ScreeningStatus, Mapping[str, ScreeningStatus]] = {
    ScreeningStatus.IN_REVIEW: {"answer": ScreeningStatus.IN_REVIEW, "decide": ScreeningStatus.DECIDED},
    ScreeningStatus.DECIDED: {"answer": ScreeningStatus.IN_REVIEW, "decide": ScreeningStatus.DECIDED},
}
"""The law of a screening. Where the rules accept or refer by themselves, `answer` leads to `decided`; a person may
decide otherwise afterwards. What was decided is answered again only on another version."""


@aggregate
@frozen(kw_only=True)
class Screening(Aggregate):
    """What one person answered for one group, and what came of it.

    Args:
        group_id: the group.
        community_id: its community.
        person_id: the person.
        questionnaire_id: the version that was answered.
        version: its number.
        answered_at: when it was answered.
        status: whether somebody still has to look.
        decided_at: since when the outcome stands; `None` while somebody has to look.
        answers: what was answered; private.
        ruling: what the rules made of it, with their reasons; private.
        outcome: what came of it in the end; private.
        reason: what somebody who decided wrote to the person; private.
    """

    KIND: ClassVar[str] = "screening"

    group_id: GroupId
    community_id: CommunityId
    person_id: PersonId
    questionnaire_id: QuestionnaireId
    version: int
    answered_at: datetime
    status: ScreeningStatus = ScreeningStatus.IN_REVIEW
    decided_at: datetime | None = None
    answers: tuple[Reply, ...] | Erased | None = private()
    ruling: Ruling | Erased | None = private()
    outcome: ScreeningOutcome | Erased | None = private()
    reason: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        if self.reason:
            problems = tuple(text_problems("$.reason", self.reason, TEXT_LIMIT))
            if problems:
                raise InvalidInput.of(problems)

    @staticmethod
    def key(group_id: GroupId, person_id: PersonId) -> Key[Screening]:
        """Answer the key of a person's screening for a group."""
        return Key("screening", f"{group_id}:{person_id}")

    @property
    def record_key(self) -> Key[Screening]:
        """The key it is kept under."""
        return Key("screening", f"{self.group_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """The person, whom alone its private side is about."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person; and those of a group at which somebody has to look, who answered first before the others."""
        by_person = IndexEntry("screening.by_person", (self.person_id,), self.group_id)
        if self.status is ScreeningStatus.DECIDED:
            return (by_person,)
        return (by_person, IndexEntry("screening.in_review", (self.group_id,), stamp(self.answered_at)))

    def words(self, locale: str = "en") -> tuple[str, ...]:
        """Answer what came of it in words for the person, gentle ones first, then those of the host and of who decided.

        Args:
            locale: the BCP 47 tag of the language; English where there are no words in it.
        """
        if not isinstance(self.outcome, ScreeningOutcome):
            return ()
        row: dict[str, str] = table("supportkit.memberships", "screening.toml")[self.outcome.value]
        words = [in_language(row, locale)]
        if isinstance(self.ruling, Ruling) and self.ruling.outcome is self.outcome:
            words += [in_locale(reason.words, locale) for reason in self.ruling.reasons]
        if isinstance(self.reason, str) and self.reason:
            words.append(self.reason)
        return tuple(words)

    @classmethod
    def begin(
        cls,
        group_id: GroupId,
        person_id: PersonId,
        *,
        community_id: CommunityId,
        questionnaire_id: QuestionnaireId,
        version: int,
        answers: tuple[Reply, ...],
        ruling: Ruling,
        at: datetime,
        by: PersonId,
    ) -> Change[Screening]:
        """Answer for the first time."""
        return begun(
            on.ScreeningAnswered(
                at=at,
                by=by,
                person_id=person_id,
                group_id=group_id,
                community_id=community_id,
                questionnaire_id=questionnaire_id,
                version=version,
                settled=ruling.outcome is not ScreeningOutcome.HUMAN_REVIEW,
                answers=answers,
                ruling=ruling,
            )
        )

    def answer(
        self,
        questionnaire_id: QuestionnaireId,
        version: int,
        *,
        answers: tuple[Reply, ...],
        ruling: Ruling,
        at: datetime,
        by: PersonId,
    ) -> Change[Screening]:
        """Answer again: another version, or the same while nobody has decided yet.

        Raises:
            Refused: `screening.decided`.
        """
        step(REVIEW, self.status, "answer")
        if self.status is ScreeningStatus.DECIDED and questionnaire_id == self.questionnaire_id:
            raise Refused("screening.decided")
        again = Screening.begin(
            self.group_id,
            self.person_id,
            community_id=self.community_id,
            questionnaire_id=questionnaire_id,
            version=version,
            answers=answers,
            ruling=ruling,
            at=at,
            by=by,
        )
        return changed(self, *again.events)

    def decide(
        self, outcome: ScreeningOutcome, *, reason: str | None = None, at: datetime, by: PersonId
    ) -> Change[Screening]:
        """Decide as a person, also otherwise than the rules did.

        Raises:
            InvalidInput: `value.not_allowed`, what is no decision.
        """
        step(REVIEW, self.status, "decide")
        decided = chosen(ScreeningOutcome, outcome, DECISIONS)
        return changed(
            self, on.ScreeningDecided(at=at, by=by, person_id=self.person_id, outcome=decided, reason=reason)
        )


_PROBLEMS: Mapping[ScreeningOutcome, Code] = {
    ScreeningOutcome.HUMAN_REVIEW: "screening.review",
    ScreeningOutcome.REFERRED: "screening.referred",
    ScreeningOutcome.DECLINED: "screening.declined",
}


def screening_problem(group: Group, screening: Screening | None) -> Code | None:
    """Answer why a person may not come into a group now as far as its questions go; `None` where they may.

    Args:
        group: the group; where it asks for no questionnaire, nothing stands in the way.
        screening: the person's screening for it, if there is one.
    """
    asked = group.rules.questionnaire_id
    if asked is None:
        return None
    if screening is None or not isinstance(screening.outcome, ScreeningOutcome):
        return "screening.needed"
    if screening.questionnaire_id != asked:
        return "screening.outdated"
    return _PROBLEMS.get(screening.outcome)
