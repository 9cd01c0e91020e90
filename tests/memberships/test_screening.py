"""Screening, through the kit: who answers, what the rules make of it, who decides, and who sees what."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from tests.core.domain_strategies import values
from tests.kit.worlds import ANSWERS, FORM, NOW, SECRET, World

from supportkit.core.private import ERASED
from supportkit.core.words import said
from supportkit.errors import InvalidInput, NotAllowed, NotFound, Refused, WrongState
from supportkit.groups.group import Group
from supportkit.groups.rules import GroupRules
from supportkit.memberships.form import (
    DECISIONS,
    Form,
    Question,
    QuestionKind,
    Rule,
    Ruling,
    RulingReason,
    ScreeningOutcome,
    equals,
)
from supportkit.memberships.questionnaire import QuestionnaireId, QuestionnaireStatus
from supportkit.memberships.screening import Screening, ScreeningStatus, screening_problem

OUT = ScreeningOutcome
LIKES = {"group_ok": True}


def code_of(call: Any) -> str:
    with pytest.raises((Refused, NotFound, NotAllowed, InvalidInput)) as caught:
        call()
    return caught.value.code


def answer(world: World, person: str, answers: dict[str, Any], **more: Any) -> Screening:
    return world.by(person).memberships.answer(world.group, answers, questionnaire_id=world.questionnaire, **more)


def problem(world: World, person: str) -> str | None:
    group = world.kit.groups.get(world.group)
    try:
        return screening_problem(group, world.kit.memberships.screening(world.group, person))
    except NotFound:
        return screening_problem(group, None)


# Versions


def test_a_published_version_never_changes_and_the_next_one_has_an_id_of_its_own():
    world = World().screening()
    rooms = world.kit.questionnaires
    for change in (lambda: rooms.revise(world.questionnaire, name="x"), lambda: rooms.publish(world.questionnaire)):
        with pytest.raises(WrongState):
            change()
    second = rooms.next_version(world.questionnaire)
    first = rooms.get(world.questionnaire)
    assert (first.version, first.status, first.next_id) == (1, QuestionnaireStatus.PUBLISHED, second.id)
    assert (second.version, second.status, second.lineage_id) == (2, QuestionnaireStatus.DRAFT, first.id)
    assert second.form == first.form == FORM
    with pytest.raises(Refused) as caught:
        rooms.next_version(world.questionnaire)
    assert (caught.value.code, caught.value.params) == ("questionnaire.has_next", {"next_id": second.id})
    revised = rooms.revise(second.id, form=Form(questions=FORM.questions))
    assert (revised.form.rules, revised.name) == ((), first.name)
    assert rooms.next_version(rooms.publish(second.id).id).version == 3
    with pytest.raises(WrongState):
        rooms.next_version(world.questions)  # a draft


def test_a_questionnaire_has_a_name():
    world = World()
    assert code_of(lambda: world.kit.questionnaires.draft(world.community, " ", FORM)) == "text.empty"
    assert code_of(lambda: world.kit.questionnaires.revise(world.questions, name="")) == "text.empty"


def test_who_joins_sees_the_questions_and_no_rules():
    world = World()
    assert world.by("zoe").memberships.questions(world.group) is None
    asked = world.screening().by("zoe").memberships.questions(world.group)
    assert asked == (world.questionnaire, 1, FORM.questions)
    assert code_of(lambda: world.by("fay").questionnaires.get(world.questionnaire)) == "access.not_allowed"
    assert world.by("mona").questionnaires.get(world.questions).form == FORM
    world.kit.questionnaires.retire(world.questionnaire)
    assert code_of(lambda: world.by("zoe").memberships.questions(world.group)) == "state.wrong"


def test_the_list_of_a_community_is_by_status():
    world = World().screening()
    rooms = world.kit.questionnaires
    assert [one.id for one in rooms.in_community(world.community).items] == [world.questionnaire]
    assert [one.id for one in rooms.in_community(world.community, status="draft").items] == [world.questions]
    rooms.retire(world.questions)
    assert [one.id for one in rooms.in_community(world.community, status="retired").items] == [world.questions]


def test_a_group_asks_for_a_published_version_of_its_own_community():
    world = World().screening()
    set_rules = world.kit.groups.set_rules
    assert code_of(lambda: set_rules(world.group, GroupRules(questionnaire_id=world.questions))) == "state.wrong"
    assert code_of(lambda: set_rules(world.group, GroupRules(questionnaire_id="qst_1"))) == "id.malformed"
    other = world.kit.setup.found("Other", owner="ruth", mode="rehearsal")
    theirs = world.kit.questionnaires.draft(other.id, "Theirs", FORM)
    world.kit.questionnaires.publish(theirs.id)
    assert code_of(lambda: set_rules(world.group, GroupRules(questionnaire_id=theirs.id))) == "record.not_found"
    world.kit.questionnaires.retire(world.questionnaire)
    kept = GroupRules(questionnaire_id=world.questionnaire, offer_hours=5)
    assert set_rules(world.group, kept).rules == kept
    assert code_of(lambda: answer(world, "ned", LIKES)) == "state.wrong"


# Answering


def test_the_rules_accept_and_a_person_looks_where_they_say_nothing():
    world = World().screening()
    accepted = answer(world, "ned", LIKES)
    assert (accepted.status, accepted.outcome, accepted.decided_at) == (ScreeningStatus.DECIDED, OUT.ACCEPTED, NOW)
    looked = answer(world, "nia", ANSWERS)
    assert (looked.status, looked.outcome, looked.decided_at) == (ScreeningStatus.IN_REVIEW, OUT.HUMAN_REVIEW, None)
    assert SECRET not in repr(looked)
    assert [one.person_id for one in world.by("fay").memberships.screenings(world.group).items] == ["nia"]
    assert accepted.words("en")[1:] == ("You said that you like to talk in a group.",)


def test_everything_wrong_is_said_at_once_with_the_version():
    world = World().screening()
    with pytest.raises(InvalidInput) as caught:
        world.by("ned").memberships.answer(
            world.group, {"hopes": 3, "extra": SECRET}, questionnaire_id=QuestionnaireId(world.questions)
        )
    assert [(one.code, one.path) for one in caught.value.problems] == [
        ("screening.outdated", "$.questionnaire_id"),
        ("question.unknown", "$.answers"),
        ("value.missing", "$.answers.group_ok"),
        ("value.wrong_type", "$.answers.hopes"),
    ]
    assert SECRET not in str(caught.value)
    assert problem(world, "ned") == "screening.needed"


def test_answers_can_be_mended_until_somebody_has_decided():
    world = World().screening()
    answer(world, "ned", ANSWERS)
    assert answer(world, "ned", {"group_ok": False}).outcome is OUT.HUMAN_REVIEW
    assert answer(world, "ned", LIKES).outcome is OUT.ACCEPTED
    assert code_of(lambda: answer(world, "ned", ANSWERS)) == "screening.decided"


def test_a_leader_enters_answers_and_nobody_else_does():
    world = World().screening()
    assert answer(world, "fay", ANSWERS, person_id="nia").person_id == "nia"
    assert world.by("nia").memberships.screening(world.group).answers is not None
    assert code_of(lambda: answer(world, "ann", ANSWERS, person_id="nia")) == "access.not_allowed"


def test_who_may_not_come_back_by_themself_is_not_asked_for_their_health():
    world = World().screening()
    world.kit.memberships.remove(world.group, "ann")
    assert code_of(lambda: answer(world, "ann", ANSWERS)) == "membership.removed"
    assert code_of(lambda: world.by("ned").memberships.answer(world.free, {}, questionnaire_id="x")) == (
        "screening.not_asked"
    )
    world.kit.groups.close(world.group)
    assert code_of(lambda: answer(world, "ned", ANSWERS)) == "state.wrong"


# Deciding


@pytest.mark.parametrize("outcome", DECISIONS)
def test_a_person_decides_with_words_for_the_person(outcome: ScreeningOutcome):
    world = World().answered()
    decided = world.by("fay").memberships.decide_screening(world.group, "abe", outcome.value, reason="Kind words.")
    assert (decided.outcome, decided.status, decided.decided_at) == (outcome, ScreeningStatus.DECIDED, NOW)
    assert decided.words()[1:] == ("Kind words.",)
    assert world.by("fay").memberships.screenings(world.group).items == ()


def test_a_person_may_decide_otherwise_than_the_rules_and_their_reasons_are_not_shown_then():
    world = World().screening()
    answer(world, "ned", LIKES)
    decided = world.by("fay").memberships.decide_screening(world.group, "ned", "referred")
    assert len(decided.words()) == 1
    assert decided.ruling.outcome is OUT.ACCEPTED  # type: ignore[union-attr]


def test_what_is_no_decision():
    world = World().answered()
    for outcome in ("human_review", "maybe"):
        assert code_of(
            lambda outcome=outcome: world.by("fay").memberships.decide_screening(world.group, "abe", outcome)
        ).startswith("value.")
    assert code_of(lambda: world.by("fay").memberships.decide_screening(world.group, "ned", "accepted")) == (
        "record.not_found"
    )
    with pytest.raises(InvalidInput, match=r"text\.not_storable"):
        world.by("fay").memberships.decide_screening(world.group, "abe", "accepted", reason="a\0")


@pytest.mark.parametrize("person", ["fay", "cora", "olga"])
def test_nobody_decides_about_their_own(person: str):
    world = World().screening()
    answer(world, person, ANSWERS)
    with pytest.raises(NotAllowed):
        world.by(person).memberships.decide_screening(world.group, person, "accepted")
    assert problem(world, person) == "screening.review"


def test_a_moderator_reads_no_answers():
    world = World().answered()
    for person in ("mo", "mona", "ann"):
        with pytest.raises(NotAllowed):
            world.by(person).memberships.screening(world.group, "abe")
    assert world.by("abe").memberships.screening(world.group).answers
    assert world.by("cleo").memberships.screening(world.group, "abe").answers


# Whether a person may come in now


def test_each_reason_why_not_has_its_code():
    world = World().screening()
    assert screening_problem(world.kit.groups.get(world.free), None) is None
    assert problem(world, "ned") == "screening.needed"
    answer(world, "ned", ANSWERS)
    assert problem(world, "ned") == "screening.review"
    for outcome, code in ((OUT.REFERRED, "screening.referred"), (OUT.DECLINED, "screening.declined")):
        world.by("fay").memberships.decide_screening(world.group, "ned", outcome)
        assert problem(world, "ned") == code
    world.by("fay").memberships.decide_screening(world.group, "ned", "accepted")
    assert problem(world, "ned") is None
    following = world.kit.questionnaires.next_version(world.questionnaire)
    world.kit.questionnaires.publish(following.id)
    assert problem(world, "ned") is None  # the group still asks for the first
    world.kit.groups.set_rules(world.group, GroupRules(questionnaire_id=following.id))
    assert problem(world, "ned") == "screening.outdated"
    world.questionnaire = following.id
    again = answer(world, "ned", LIKES)
    assert (again.version, again.outcome) == (2, OUT.ACCEPTED)
    assert problem(world, "ned") is None


@given(group=values(Group), screening=values(Screening))
def test_nobody_comes_in_where_something_is_asked_but_who_was_accepted_for_it(group: Group, screening: Screening):
    asked = group.rules.questionnaire_id
    fits = screening.outcome is OUT.ACCEPTED and screening.questionnaire_id == asked
    assert (screening_problem(group, screening) is None) is (asked is None or fits)
    erased = attrs.evolve(screening, answers=ERASED, ruling=ERASED, outcome=ERASED, reason=ERASED)
    assert screening_problem(group, erased) == (None if asked is None else "screening.needed")
    assert erased.words() == ()


def test_rules_that_refer_say_where_to_in_the_person_s_language():
    world = World()
    elsewhere = said(en="The carers' circle meets on Mondays.", es="El círculo de cuidadores se reúne los lunes.")
    caring = Question(id="caring", kind=QuestionKind.YES_NO, words=said(en="Do you care for somebody?"))
    rule = Rule(id="carers", outcome=OUT.REFERRED, words=elsewhere, every=(equals("caring", value=True),))
    drafted = world.kit.questionnaires.draft(world.community, "Q", Form(questions=(caring,), rules=(rule,)))
    world.questionnaire = world.kit.questionnaires.publish(drafted.id).id
    world.kit.groups.set_rules(world.group, GroupRules(questionnaire_id=world.questionnaire))
    referred = answer(world, "ned", {"caring": True})
    assert referred.outcome is OUT.REFERRED
    assert referred.ruling == Ruling(outcome=OUT.REFERRED, reasons=(RulingReason(rule="carers", words=elsewhere),))
    assert referred.words("es-MX")[1] == "El círculo de cuidadores se reúne los lunes."
    assert referred.words("es")[0] != referred.words("en")[0]
    assert referred.words("fr") == referred.words("en")


# Erasure


def test_after_an_erasure_nothing_of_the_answers_is_left_and_nothing_can_be_decided():
    world = World().answered()
    assert SECRET.encode() in b"".join(record.private or b"" for record in world.store._records.values())
    world.by("abe").people.erase("abe")
    kept = [*world.store._records.values(), *world.store._journal]
    assert not [line for line in kept if line.subject == "abe" and line.private]
    assert world.by("fay").memberships.screenings(world.group).items == ()
    seen = world.by("fay").memberships.screening(world.group, "abe")
    assert seen.answers is seen.outcome is seen.ruling is ERASED
    assert code_of(lambda: world.by("fay").memberships.decide_screening(world.group, "abe", "accepted")) == (
        "person.erased"
    )
    assert code_of(lambda: answer(world, "abe", ANSWERS)) == "person.erased"
