"""Forms: what is wrong with one is said all at once, and what the rules make of answers rests on nothing but them."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memberships.forms import answers, forms

import supportkit as sk
from supportkit.core.words import Wording, in_locale, said
from supportkit.errors import InvalidInput
from supportkit.memberships.form import (
    CAREFUL,
    Check,
    Condition,
    Form,
    Option,
    Question,
    QuestionKind,
    Rule,
    ScreeningOutcome,
    answered,
    as_text,
    at_least,
    at_most,
    equals,
    one_of,
)
from supportkit.memberships.form_checks import FORM_LIMIT, OPTION_LIMIT

OUT, K = ScreeningOutcome, QuestionKind
WHY = said(en="Why")
YES_NO = Question(id="alone", kind=K.YES_NO, words=WHY)
NUMBER = Question(id="weeks", kind=K.NUMBER, words=WHY, least=0, most=52)
CHOICE = Question(
    id="stage", kind=K.CHOICE, words=WHY, options=(Option(id="early", words=WHY), Option(id="late", words=WHY))
)
TEXT = Question(id="hopes", kind=K.TEXT, words=WHY, required=False)
ALL = (YES_NO, NUMBER, CHOICE, TEXT)


def rule(*every: Condition, outcome: ScreeningOutcome = OUT.ACCEPTED, some: tuple[Condition, ...] = ()) -> Rule:
    return Rule(id="one", outcome=outcome, words=WHY, every=every, some=some)


def problems(questions: Any = ALL, rules: Any = ()) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        Form(questions=tuple(questions), rules=tuple(rules))
    return {(one.code, one.path) for one in caught.value.problems}


# What the rules make of answers


@given(data=st.data())
def test_the_order_of_rules_and_of_answers_decides_nothing(data: st.DataObject):
    form = data.draw(forms())
    replies, found = form.read(data.draw(answers(form)))
    assert found == ()
    ruling = form.ruled(replies)
    shuffled = Form(questions=form.questions, rules=tuple(data.draw(st.permutations(form.rules))))
    again = shuffled.ruled(tuple(data.draw(st.permutations(replies))))
    assert again.outcome is ruling.outcome
    assert set(again.reasons) == set(ruling.reasons)


@given(data=st.data())
def test_the_most_careful_rule_wins_and_every_reason_is_one_that_holds(data: st.DataObject):
    form = data.draw(forms())
    replies, _ = form.read(data.draw(answers(form)))
    texts = {reply.question: reply.text for reply in replies}
    holding = [one for one in form.rules if one.holds(texts)]
    ruling = form.ruled(replies)
    assert ruling.outcome is min((one.outcome for one in holding), key=CAREFUL.index, default=OUT.HUMAN_REVIEW)
    assert ruling.outcome is not OUT.DECLINED
    assert [one.rule for one in ruling.reasons] == [one.id for one in holding if one.outcome is ruling.outcome]


@given(data=st.data())
def test_one_more_rule_never_makes_the_outcome_less_careful(data: st.DataObject):
    form = data.draw(forms().filter(lambda one: len(one.rules) > 1))
    replies, _ = form.read(data.draw(answers(form)))
    fewer = Form(questions=form.questions, rules=form.rules[:-1]).ruled(replies)
    if fewer.reasons:
        assert CAREFUL.index(form.ruled(replies).outcome) <= CAREFUL.index(fewer.outcome)


def test_where_no_rule_holds_a_person_looks():
    assert Form(questions=ALL).ruled(()).outcome is OUT.HUMAN_REVIEW
    assert Form(questions=ALL).ruled(()).reasons == ()


@pytest.mark.parametrize(
    ("condition", "right", "wrong"),
    [
        (equals("alone", value=True), "yes", "no"),
        (equals("weeks", 3), "3", "4"),
        (one_of("stage", "early", "late"), "late", "never"),
        (at_least("weeks", 4), "4", "3"),
        (at_most("weeks", -4), "-4", "-3"),
        (answered("hopes"), "", None),
    ],
)
def test_what_each_condition_asks(condition: Condition, right: str, wrong: str | None):
    assert condition.holds({condition.question: right})
    assert not condition.holds({} if wrong is None else {condition.question: wrong})
    assert not condition.holds({"other": right})


def test_a_rule_asks_for_every_one_and_for_one_of_some():
    yes, early, late = equals("alone", value=True), equals("stage", "early"), equals("stage", "late")
    one = rule(yes, some=(early, late))
    assert one.holds({"alone": "yes", "stage": "late"})
    assert not one.holds({"alone": "no", "stage": "late"})
    assert not one.holds({"alone": "yes"})
    assert rule(yes).holds({"alone": "yes"})


# Answers as they come in


@given(data=st.data())
def test_right_answers_are_read_in_the_order_of_the_questions(data: st.DataObject):
    form = data.draw(forms())
    given_ = data.draw(answers(form))
    replies, found = form.read(given_)
    assert found == ()
    assert [one.question for one in replies] == [one.id for one in form.questions if one.id in given_]
    assert {one.question: one.text for one in replies} == {name: as_text(value) for name, value in given_.items()}


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_repeated():
    secret = "it-is-in-the-liver"
    replies, found = Form(questions=ALL).read({"weeks": 53, "stage": secret, "hopes": secret + "\0", secret: 1})
    assert [(one.code, one.path) for one in found] == [
        ("question.unknown", "$.answers"),
        ("value.missing", "$.answers.alone"),
        ("number.out_of_range", "$.answers.weeks"),
        ("value.not_allowed", "$.answers.stage"),
        ("text.not_storable", "$.answers.hopes"),
    ]
    assert replies == ()
    assert secret not in str(InvalidInput.of(found)) + repr(InvalidInput.of(found).to_problem())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("alone", "yes", "value.wrong_type"),
        ("alone", 1, "value.wrong_type"),
        ("weeks", True, "value.wrong_type"),
        ("weeks", "3", "value.wrong_type"),
        ("weeks", -1, "number.out_of_range"),
        ("stage", ["early"], "value.not_allowed"),
        ("hopes", 3, "value.wrong_type"),
        ("hopes", " ", "text.empty"),
        ("hopes", "a" * 20_001, "text.too_long"),
    ],
)
def test_what_is_no_answer(name: str, value: object, code: str):
    right = {"alone": True, "weeks": 1, "stage": "late"}
    assert [one.code for one in Form(questions=ALL).read({**right, name: value})[1]] == [code]


def test_no_answer_is_none_and_answers_are_a_mapping():
    form = Form(questions=(TEXT,))
    assert form.read({"hopes": None}) == form.read({}) == ((), ())
    assert form.read([("hopes", "x")])[1][0].code == "value.wrong_type"  # type: ignore[arg-type]
    assert form.read({"hope": "x"})[1][0].params == {"nearest": "hopes"}
    assert "much" not in repr(form.read({"hopes": "much"})[0])


# What is wrong with a form


def test_everything_wrong_with_a_form_is_said_at_once():
    bad = Question(id="Alone", kind=K.CHOICE, words=(), options=(Option(id="x", words=WHY),), least=1)
    wrong = Rule(id="one", outcome=OUT.DECLINED, words=said(english="No"), every=(answered("weks"),))
    assert problems((YES_NO, YES_NO, bad, NUMBER), (wrong, attrs.evolve(wrong))) == {
        ("name.twice", "$.questions[1].id"),
        ("id.malformed", "$.questions[2].id"),
        ("value.missing", "$.questions[2].words"),
        ("question.options", "$.questions[2].options"),
        ("question.bounds", "$.questions[2]"),
        ("name.twice", "$.rules[1].id"),
        *(
            (code, f"$.rules[{place}]{path}")
            for place in (0, 1)
            for code, path in (
                ("language.malformed", ".words[0].locale"),
                ("value.not_allowed", ".outcome"),
                ("question.unknown", ".every[0].question"),
            )
        ),
    }


def test_a_form_asks_something_and_not_too_much():
    many = tuple(attrs.evolve(YES_NO, id=f"q{number}") for number in range(FORM_LIMIT + 1))
    assert problems(()) == {("value.missing", "$.questions")}
    assert problems(many) == {("list.too_long", "$.questions")}
    rules = tuple(attrs.evolve(rule(answered("alone")), id=f"r{number}") for number in range(FORM_LIMIT + 1))
    assert problems(ALL, rules) == {("list.too_long", "$.rules")}
    assert Form(questions=many[:-1], rules=()).questions == many[:-1]
    options = tuple(Option(id=f"o{number}", words=WHY) for number in range(OPTION_LIMIT + 1))
    assert problems((attrs.evolve(CHOICE, options=options),)) == {("list.too_long", "$.questions[0].options")}
    every = (answered("alone"),) * (OPTION_LIMIT + 1)
    assert problems(ALL, [rule(*every)]) == {("list.too_long", "$.rules[0].every")}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (attrs.evolve(YES_NO, options=CHOICE.options), {("question.options", "$.questions[0].options")}),
        (attrs.evolve(YES_NO, most=3), {("question.bounds", "$.questions[0]")}),
        (attrs.evolve(NUMBER, least=None), {("question.bounds", "$.questions[0]")}),
        (attrs.evolve(NUMBER, least=53), {("question.bounds", "$.questions[0]")}),
        (attrs.evolve(NUMBER, most=2_000_000_000), {("number.out_of_range", "$.questions[0].most")}),
        (attrs.evolve(YES_NO, words=said(en="")), {("text.empty", "$.questions[0].words[0].text")}),
        (
            attrs.evolve(YES_NO, words=(*WHY, Wording(locale="EN", text="Why"))),
            {("name.twice", "$.questions[0].words[1].locale")},
        ),
        (
            attrs.evolve(CHOICE, options=(CHOICE.options[0], Option(id="early", words=()))),
            {("name.twice", "$.questions[0].options[1].id"), ("value.missing", "$.questions[0].options[1].words")},
        ),
    ],
)
def test_what_is_wrong_with_a_question(question: Question, found: set[tuple[str, str]]):
    assert problems((question,)) == found


@pytest.mark.parametrize(
    ("conditions", "code", "path"),
    [
        ((), "value.missing", "$.rules[0].every"),
        ((equals("stage", "lat"),), "value.not_allowed", "$.rules[0].every[0].values[0]"),
        ((equals("alone", "maybe"),), "value.not_allowed", "$.rules[0].every[0].values[0]"),
        ((equals("weeks", 53),), "number.out_of_range", "$.rules[0].every[0].values[0]"),
        ((equals("weeks", "03"),), "number.out_of_range", "$.rules[0].every[0].values[0]"),
        ((at_least("weeks", 53),), "number.out_of_range", "$.rules[0].every[0].number"),
        ((at_least("stage", 1),), "rule.unfit", "$.rules[0].every[0].check"),
        ((equals("hopes", "nothing"),), "rule.unfit", "$.rules[0].every[0].check"),
        ((one_of("stage"),), "rule.unfit", "$.rules[0].every[0]"),
        ((Condition(question="stage", check=Check.EQUALS, values=("early", "late")),), "rule.unfit", None),
        ((Condition(question="weeks", check=Check.AT_MOST),), "rule.unfit", None),
        ((Condition(question="weeks", check=Check.EQUALS, values=("1",), number=1),), "rule.unfit", None),
        ((Condition(question="alone", check=Check.ANSWERED, values=("yes",)),), "rule.unfit", None),
        ((at_least("weeks", 9), at_most("weeks", 8)), "rule.never_holds", "$.rules[0]"),
        ((equals("weeks", 9), equals("weeks", 8)), "rule.never_holds", "$.rules[0]"),
        ((equals("stage", "early"), equals("stage", "late")), "rule.never_holds", "$.rules[0]"),
        ((equals("alone", value=True), equals("alone", value=False)), "rule.never_holds", "$.rules[0]"),
    ],
)
def test_what_is_wrong_with_a_rule(conditions: tuple[Condition, ...], code: str, path: str | None):
    assert problems(ALL, [rule(*conditions)]) == {(code, path or "$.rules[0].every[0]")}


def test_one_of_some_must_be_able_to_hold_with_every_one():
    early, late = equals("stage", "early"), equals("stage", "late")
    assert problems(ALL, [rule(early, some=(late,))]) == {("rule.never_holds", "$.rules[0]")}
    assert Form(questions=ALL, rules=(rule(early, some=(late, answered("hopes"))),)).rules


@given(st.data())
def test_a_rule_that_is_let_pass_can_hold(data: st.DataObject):
    """Whatever is asked of one number: the check says never exactly where no number meets it."""
    asked = data.draw(
        st.lists(
            st.builds(
                lambda make, number: make("few", number),
                st.sampled_from((at_least, at_most, equals)),
                st.integers(0, 6),
            ),
            min_size=1,
            max_size=4,
        )
    )
    few = attrs.evolve(NUMBER, id="few", most=6)
    possible = any(all(one.holds({"few": str(number)}) for one in asked) for number in range(7))
    try:
        Form(questions=(few,), rules=(rule(*asked),))
    except InvalidInput as error:
        assert error.code == "rule.never_holds"
        assert not possible
    else:
        assert possible


def test_a_form_is_read_from_plain_data_with_paths():
    data = sk.to_data(Form(questions=ALL, rules=(rule(at_least("weeks", 4)),)))
    assert sk.to_data(sk.from_data(Form, data)) == data
    data["rules"][0]["every"][0]["number"] = 99
    data["questions"][0]["words"] = []
    with pytest.raises(InvalidInput) as caught:
        sk.from_data(Form, data)
    assert [one.path for one in caught.value.problems] == ["$.questions[0].words", "$.rules[0].every[0].number"]


def test_words_in_a_language_a_kindred_one_or_any():
    texts = said({"en-GB": "Colour", "es": "Color"}, de="Farbe")
    assert in_locale(texts, "en-GB") == in_locale(texts, "en") == in_locale(texts, "fr") == "Colour"
    assert in_locale(texts, "ES-MX") == "Color"
    assert in_locale((), "en") == ""
