"""Use cases of questionnaires: drafting, revising, publishing and retiring them, and reading one before answering."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supportkit.communities.community import Community
from supportkit.core.choices import chosen
from supportkit.core.ids import CommunityId, check_id
from supportkit.core.operation import Area, Face, operation
from supportkit.errors import MUST_BE, NotFound, WrongState
from supportkit.memberships.questionnaire import Questionnaire, QuestionnaireId, QuestionnaireStatus
from supportkit.memberships.standing import require_in_community

if TYPE_CHECKING:
    from supportkit.core.calls import Flow
    from supportkit.core.change import Change
    from supportkit.core.flow import Context, Found
    from supportkit.groups.group import Group
    from supportkit.memberships.form import Form


class Questionnaires(Area[Face]):
    """Questionnaires: what people are asked before they join."""

    NAME: ClassVar[str] = "questionnaires"

    @operation
    def draft(self, community_id: CommunityId, name: str, form: Form) -> Flow[Questionnaire]:
        """Draft a questionnaire for the groups of a community.

        Args:
            community_id: the community.
            name: what those who run it call the questionnaire, 1 to 200 characters.
            form: questions and rules.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: what is wrong with the name.
        """
        ctx = self.ctx
        check_id(community_id, "com")
        yield from ctx.load(Community.key(community_id))
        yield from require_in_community(ctx, community_id)
        drafted: Change[Questionnaire] = Questionnaire.draft(
            QuestionnaireId(ctx.ids.new("qst")),
            community_id=community_id,
            name=name,
            form=form,
            at=ctx.now,
            by=ctx.actor,
        )
        yield from ctx.commit(drafted)
        return drafted.state

    @operation
    def next_version(self, questionnaire_id: QuestionnaireId) -> Flow[Questionnaire]:
        """Draft the version that follows one that was published; it begins with the same form.

        Groups ask for the old one until those who lead them change their rules.

        Raises:
            NotAllowed: `access.not_allowed`.
            Refused: `questionnaire.has_next`, with its id.
            WrongState: it is a draft, which can be revised.
        """
        ctx = self.ctx
        former = yield from _permitted(ctx, questionnaire_id)
        next_id = QuestionnaireId(ctx.ids.new("qst"))
        succeeded = former.succeed(next_id, at=ctx.now, by=ctx.actor)
        drafted: Change[Questionnaire] = Questionnaire.draft(
            next_id,
            community_id=former.community_id,
            name=former.name,
            form=former.form,
            after=former,
            at=ctx.now,
            by=ctx.actor,
        )
        yield from ctx.commit(succeeded, drafted)
        return drafted.state

    @operation
    def revise(
        self, questionnaire_id: QuestionnaireId, *, form: Form | None = None, name: str | None = None
    ) -> Flow[Questionnaire]:
        """Change a draft; what is `None` stays as it is.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is no draft; a published version never changes.
        """
        ctx = self.ctx
        draft = yield from _permitted(ctx, questionnaire_id)
        revised = draft.revise(
            name=draft.name if name is None else name,
            form=draft.form if form is None else form,
            at=ctx.now,
            by=ctx.actor,
        )
        yield from ctx.commit(revised)
        return revised.state

    @operation
    def publish(self, questionnaire_id: QuestionnaireId) -> Flow[Questionnaire]:
        """Let groups ask for it; from here on it never changes.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is no draft.
        """
        ctx = self.ctx
        draft = yield from _permitted(ctx, questionnaire_id)
        published = draft.publish(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(published)
        return published.state

    @operation
    def retire(self, questionnaire_id: QuestionnaireId) -> Flow[Questionnaire]:
        """Have it answered no more; groups that still ask for it take nobody in until they ask for another.

        Raises:
            NotAllowed: `access.not_allowed`.
            WrongState: it is retired.
        """
        ctx = self.ctx
        questionnaire = yield from _permitted(ctx, questionnaire_id)
        retired = questionnaire.retire(at=ctx.now, by=ctx.actor)
        yield from ctx.commit(retired)
        return retired.state

    @operation
    def get(self, questionnaire_id: QuestionnaireId) -> Flow[Questionnaire]:
        """Answer a version with its rules; who joins a group reads its questions by `memberships.questions`.

        Raises:
            NotAllowed: `access.not_allowed`.
            NotFound: `record.not_found`.
        """
        return (yield from _permitted(self.ctx, questionnaire_id))

    @operation
    def in_community(
        self,
        community_id: CommunityId,
        *,
        status: QuestionnaireStatus | str = QuestionnaireStatus.PUBLISHED,
        after: str | None = None,
        limit: int = 50,
    ) -> Flow[Found[Questionnaire]]:
        """Answer the questionnaires of a community, one page, oldest first.

        Raises:
            NotAllowed: `access.not_allowed`.
            InvalidInput: `value.not_allowed`.
        """
        ctx = self.ctx
        yield from require_in_community(ctx, community_id)
        key = (community_id, chosen(QuestionnaireStatus, status).value)
        return (yield from ctx.find(Questionnaire, "questionnaire.by_community", *key, after=after, limit=limit))


def _permitted(ctx: Context, questionnaire_id: QuestionnaireId) -> Flow[Questionnaire]:
    check_id(questionnaire_id, "qst")
    questionnaire = yield from ctx.load(Questionnaire.key(questionnaire_id))
    yield from require_in_community(ctx, questionnaire.community_id)
    return questionnaire


def check_asked_for(ctx: Context, group: Group, questionnaire_id: str | None) -> Flow[None]:
    """Refuse that a group asks for what nobody could answer; what it asks for already is not looked at again.

    Raises:
        NotFound: `record.not_found`, its community has no such questionnaire.
        WrongState: it is not published.
    """
    if questionnaire_id is None or questionnaire_id == group.rules.questionnaire_id:
        return
    check_id(questionnaire_id, "qst")
    questionnaire = yield from ctx.load(Questionnaire.key(QuestionnaireId(questionnaire_id)))
    if questionnaire.community_id != group.community_id:
        raise NotFound("record.not_found", kind="questionnaire", id=questionnaire_id)
    must_be_published(questionnaire, "ask for")


def must_be_published(questionnaire: Questionnaire, verb: str) -> None:
    """Refuse what needs a published version.

    Raises:
        WrongState: it is a draft, or retired.
    """
    if questionnaire.status is not QuestionnaireStatus.PUBLISHED:
        raise WrongState(verb, questionnaire.status, [QuestionnaireStatus.PUBLISHED], hint=MUST_BE)
