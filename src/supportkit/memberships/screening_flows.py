"""Use cases of screening: answering a group's questions, and deciding where a person has to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from supportkit.core.choices import chosen
from supportkit.core.flow import Found, maybe
from supportkit.core.ids import GroupId, PersonId, check_id, check_person_id
from supportkit.core.operation import Area, Face, operation
from supportkit.core.private import ERASED
from supportkit.errors import InvalidInput, Problem, Refused
from supportkit.groups.group import Group
from supportkit.memberships.form import DECISIONS, ScreeningOutcome
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.questionnaire import Questionnaire, QuestionnaireId
from supportkit.memberships.questionnaire_flows import must_be_published
from supportkit.memberships.screening import Screening
from supportkit.memberships.standing import RUNNING, denied, group_and_role, group_for, must_be, require
from supportkit.privacy.person import Person, admitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context
    from supportkit.memberships.form import Question, Reply


class Asked(NamedTuple):
    """What a group asks those who want to join, without what its rules make of the answers.

    Args:
        questionnaire_id: the version, to be handed back with the answers.
        version: its number.
        questions: the questions, in the order in which they are asked.
    """

    questionnaire_id: QuestionnaireId
    version: int
    questions: tuple[Question, ...]


class Screenings(Area[Face]):
    """What people answer before they join, and what comes of it."""

    NAME: ClassVar[str] = "memberships"

    @operation
    def questions(self, group_id: GroupId) -> Flow[Asked | None]:
        """Answer what a group asks those who want to join; `None` where it asks nothing.

        Raises:
            NotFound: `record.not_found`.
            WrongState: what it asks for is retired.
        """
        ctx = self.ctx
        group = yield from group_for(ctx, group_id)
        if group.rules.questionnaire_id is None:
            return None
        questionnaire = yield from _asked_for(ctx, group)
        return Asked(questionnaire.id, questionnaire.version, questionnaire.form.questions)

    @operation
    def answer(
        self,
        group_id: GroupId,
        answers: Mapping[str, object],
        *,
        questionnaire_id: QuestionnaireId,
        person_id: PersonId | str | None = None,
    ) -> Flow[Screening]:
        """Answer a group's questions; the rules are asked at once, and where they do not decide, a person does.

        It holds no seat and asks for none: who is accepted can join, and who is referred is told where to.

        Args:
            group_id: the group.
            answers: by the short name of their question: true or false, the short name of an option, a whole number,
                or text; private.
            questionnaire_id: the version that was shown, so that nothing is taken for an answer to other questions.
            person_id: whose answers they are, where somebody who leads the group enters them; left out, one's own.

        Raises:
            InvalidInput: everything that is wrong with the answers, each with its path; among it `screening.outdated`.
            Refused: `screening.not_asked`, the group asks nothing; `screening.decided`; `membership.removed`;
                `person.real` or `person.made_up`; `person.erased`.
            NotAllowed: `access.not_allowed`.
            WrongState: the group takes nobody in, or what it asks for is retired.
        """
        ctx = self.ctx
        person_id = check_person_id(ctx.actor if person_id is None else person_id)
        check_id(group_id, "grp")
        group, acting, tie, person, screening = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, ctx.actor)),
            maybe(Membership.key(group_id, person_id)),
            maybe(Person.key(person_id)),
            maybe(Screening.key(group_id, person_id)),
        )
        yield from require(ctx, group, acting, own=person_id == ctx.actor)
        must_be(group, "answer", RUNNING)
        if tie is not None and tie.status is MembershipStatus.REMOVED:
            raise Refused("membership.removed")
        met = admitted(person, person_id, origin=group.mode.origin, at=ctx.now, by=ctx.actor)
        questionnaire = yield from _asked_for(ctx, group)
        replies = _read(questionnaire, answers, questionnaire_id)
        answered = _answered(ctx, group, person_id, screening, questionnaire, replies)
        # Who answers takes no seat, so what others do to the group meanwhile does not matter; that it asks for another
        # version by now is noticed when the person joins.
        yield from ctx.commit(answered, met, unguarded=(Group.key(group_id),))
        return answered.state

    @operation
    def decide_screening(
        self,
        group_id: GroupId,
        person_id: PersonId | str,
        outcome: ScreeningOutcome | str,
        *,
        reason: str | None = None,
    ) -> Flow[Screening]:
        """Decide about somebody's answers, also otherwise than the rules did; nobody decides about their own.

        Args:
            group_id: the group.
            person_id: who answered.
            outcome: `accepted`, `referred` or `declined`.
            reason: why, in words for the person, with what is there for them instead; private.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, the person has not answered.
            InvalidInput: `value.not_allowed`.
            Refused: `person.erased`.
        """
        ctx = self.ctx
        person_id, decision = check_person_id(person_id), chosen(ScreeningOutcome, outcome, DECISIONS)
        check_id(group_id, "grp")
        group, acting, screening, _ = yield from ctx.load(
            Group.key(group_id),
            maybe(Membership.key(group_id, ctx.actor)),
            maybe(Screening.key(group_id, person_id)),
            maybe(Person.key(person_id)),
        )
        yield from require(ctx, group, acting)
        if person_id == ctx.actor:
            raise denied(ctx)
        if screening is None:
            screening = yield from ctx.load(Screening.key(group_id, person_id))
        decided = screening.decide(decision, reason=reason, at=ctx.now, by=ctx.actor)
        yield from ctx.commit(decided)
        return decided.state

    @operation
    def screening(self, group_id: GroupId, person_id: PersonId | str | None = None) -> Flow[Screening]:
        """Answer a person's screening for a group, one's own if nobody is named; those who lead the group see it too.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`, nothing was answered.
        """
        ctx = self.ctx
        person_id = ctx.actor if person_id is None else check_person_id(person_id)
        yield from group_and_role(ctx, group_id, own=person_id == ctx.actor)
        return (yield from ctx.load(Screening.key(group_id, person_id)))

    @operation
    def screenings(self, group_id: GroupId, *, after: str | None = None, limit: int = 50) -> Flow[Found[Screening]]:
        """Answer the screenings of a group at which a person has to look, one page, who answered first at the top.

        Raises:
            NotAllowed: `access.not_allowed`.
        """
        ctx = self.ctx
        yield from group_for(ctx, group_id)
        page = yield from ctx.find(Screening, "screening.in_review", group_id, after=after, limit=limit)
        return Found(tuple(one for one in page.items if one.outcome is not ERASED), page.next)


def _asked_for(ctx: Context, group: Group) -> Flow[Questionnaire]:
    """Load the version that a group asks for."""
    asked = group.rules.questionnaire_id
    if asked is None:
        raise Refused("screening.not_asked")
    questionnaire = yield from ctx.load(Questionnaire.key(QuestionnaireId(asked)))
    must_be_published(questionnaire, "answer")
    return questionnaire


def _read(questionnaire: Questionnaire, answers: Mapping[str, object], shown: QuestionnaireId) -> tuple[Reply, ...]:
    """Read answers, or say everything that is wrong with them and with the version they were given to."""
    replies, found = questionnaire.form.read(answers)
    outdated = () if shown == questionnaire.id else (Problem("screening.outdated", "$.questionnaire_id"),)
    problems = (*outdated, *found)
    if problems:
        raise InvalidInput.of(problems)
    return replies


def _answered(
    ctx: Context,
    group: Group,
    person_id: PersonId,
    screening: Screening | None,
    questionnaire: Questionnaire,
    replies: tuple[Reply, ...],
) -> Change[Screening]:
    ruling = questionnaire.form.ruled(replies)
    if screening is not None:
        return screening.answer(
            questionnaire.id, questionnaire.version, answers=replies, ruling=ruling, at=ctx.now, by=ctx.actor
        )
    return Screening.begin(
        group.id,
        person_id,
        community_id=group.community_id,
        questionnaire_id=questionnaire.id,
        version=questionnaire.version,
        answers=replies,
        ruling=ruling,
        at=ctx.now,
        by=ctx.actor,
    )
