"""Random forms, and random answers to them, made from their own questions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from supportkit.core.words import said
from supportkit.memberships.form import (
    CAREFUL,
    Condition,
    Form,
    Option,
    Question,
    QuestionKind,
    Rule,
    answered,
    at_least,
    at_most,
    equals,
    one_of,
)

words = st.sampled_from((said(en="Why?"), said(en="Why?", es="¿Por qué?"), said({"pt-BR": "Por quê?"})))
NAMES = ("tired", "alone", "children", "hopes", "stage")


@st.composite
def questions(draw: st.DrawFn, name: str) -> Question:
    """Any question of that name."""
    kind = draw(st.sampled_from(QuestionKind))
    options: tuple[Option, ...] = ()
    least = most = None
    if kind is QuestionKind.CHOICE:
        options = tuple(
            Option(id=one, words=said(en=one)) for one in ("early", "late", "never")[: draw(st.integers(2, 3))]
        )
    if kind is QuestionKind.NUMBER:
        least = draw(st.integers(-3, 3))
        most = least + draw(st.integers(0, 5))
    required = draw(st.booleans())
    return Question(id=name, kind=kind, words=draw(words), required=required, options=options, least=least, most=most)


@st.composite
def conditions(draw: st.DrawFn, question: Question) -> Condition:
    """Any condition that fits a question."""
    if question.kind is QuestionKind.TEXT or draw(st.booleans()):
        return answered(question.id)
    if question.kind is QuestionKind.NUMBER:
        number = draw(st.integers(question.least or 0, question.most or 0))
        return draw(st.sampled_from((equals, at_least, at_most, one_of)))(question.id, number)
    if draw(st.booleans()):
        return equals(question.id, draw(st.sampled_from(question.choices)))
    return one_of(question.id, *draw(st.lists(st.sampled_from(question.choices), min_size=1, unique=True)))


@st.composite
def form_rules(draw: st.DrawFn, name: str, asked: list[Question]) -> Rule:
    """Any rule about some questions; each of them stands in one condition at most, so that it can hold."""
    about = draw(st.lists(st.sampled_from(asked), min_size=1, max_size=4, unique_by=lambda one: one.id))
    cut = draw(st.integers(0, len(about)))
    found = [draw(conditions(question)) for question in about]
    return Rule(
        id=name,
        outcome=draw(st.sampled_from(CAREFUL)),
        words=draw(words),
        every=tuple(found[:cut]),
        some=tuple(found[cut:]),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Any form that its own check lets pass."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    asked = [draw(questions(name)) for name in names]
    rules = tuple(draw(form_rules(f"rule_{place}", asked)) for place in range(draw(st.integers(0, 4))))
    return Form(questions=tuple(asked), rules=rules)


def answer_to(question: Question) -> st.SearchStrategy[Any]:
    """Any right answer to a question."""
    if question.kind is QuestionKind.YES_NO:
        return st.booleans()
    if question.kind is QuestionKind.CHOICE:
        return st.sampled_from(question.choices)
    if question.kind is QuestionKind.NUMBER:
        return st.integers(question.least or 0, question.most or 0)
    return st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(str.strip)


@st.composite
def answers(draw: st.DrawFn, form: Form) -> dict[str, Any]:
    """Any right answers to a form."""
    given = {}
    for question in form.questions:
        if question.required or draw(st.booleans()):
            given[question.id] = draw(answer_to(question))
    return given
