"""What can be wrong with a form: every problem at once, each with its path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supportkit.core.text import number_problems
from supportkit.core.words import wording_problems
from supportkit.errors import Problem, close_to
from supportkit.memberships.form import CAREFUL, Check, QuestionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from supportkit.core.words import Wording
    from supportkit.memberships.form import Condition, Form, Question, Rule

FORM_LIMIT = 60
"""Questions of a form, and rules, at most (default)."""
OPTION_LIMIT = 30
"""Options of a question, and conditions of a rule, at most (default)."""
NUMBER_LIMIT = 1_000_000_000
"""How far a number that can be answered is from zero, at most (default)."""

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_SLUG_WORDS = "a short name: 1 to 40 of a-z, 0-9 and _, a letter first"
_CHECKS_OF: dict[QuestionKind, frozenset[Check]] = {
    QuestionKind.YES_NO: frozenset({Check.EQUALS, Check.ONE_OF, Check.ANSWERED}),
    QuestionKind.CHOICE: frozenset({Check.EQUALS, Check.ONE_OF, Check.ANSWERED}),
    QuestionKind.NUMBER: frozenset(Check),
    QuestionKind.TEXT: frozenset({Check.ANSWERED}),
}
"""What a rule can ask of each kind of question; what somebody wrote in their own words is for people to read."""


def form_problems(form: Form) -> Iterator[Problem]:
    """Say everything that is wrong with a form."""
    if not form.questions:
        yield Problem("value.missing", "$.questions")
    yield from _length_problems("$.questions", len(form.questions), FORM_LIMIT)
    yield from _length_problems("$.rules", len(form.rules), FORM_LIMIT)
    if len(form.questions) > FORM_LIMIT or len(form.rules) > FORM_LIMIT:
        return
    yield from _name_problems("$.questions", [question.id for question in form.questions])
    for place, question in enumerate(form.questions):
        yield from _question_problems(f"$.questions[{place}]", question)
    yield from _name_problems("$.rules", [rule.id for rule in form.rules])
    questions = {question.id: question for question in reversed(form.questions)}
    for place, rule in enumerate(form.rules):
        yield from _rule_problems(f"$.rules[{place}]", rule, questions)


def _length_problems(path: str, length: int, most: int) -> Iterator[Problem]:
    if length > most:
        yield Problem("list.too_long", path, {"length": length, "most": most})


def _name_problems(path: str, names: Iterable[str]) -> Iterator[Problem]:
    """Say which short names are none, or stand there twice."""
    seen: set[str] = set()
    for place, name in enumerate(names):
        if not _SLUG.fullmatch(name):
            yield Problem("id.malformed", f"{path}[{place}].id", {"expected": _SLUG_WORDS})
        elif name in seen:
            yield Problem("name.twice", f"{path}[{place}].id")
        seen.add(name)


def _words_problems(path: str, words: tuple[Wording, ...]) -> Iterator[Problem]:
    if not words:
        yield Problem("value.missing", path)
    yield from wording_problems(path, words)


def _question_problems(path: str, question: Question) -> Iterator[Problem]:
    yield from _words_problems(f"{path}.words", question.words)
    choice, number = question.kind is QuestionKind.CHOICE, question.kind is QuestionKind.NUMBER
    if (len(question.options) < 2) if choice else question.options:
        yield Problem("question.options", f"{path}.options")
    yield from _length_problems(f"{path}.options", len(question.options), OPTION_LIMIT)
    yield from _name_problems(f"{path}.options", [option.id for option in question.options])
    for place, option in enumerate(question.options):
        yield from _words_problems(f"{path}.options[{place}].words", option.words)
    bounds = (question.least, question.most)
    if number and None not in bounds:
        found = [
            *number_problems(f"{path}.least", question.least, -NUMBER_LIMIT, NUMBER_LIMIT),
            *number_problems(f"{path}.most", question.most, -NUMBER_LIMIT, NUMBER_LIMIT),
        ]
        yield from found
        if not found and _bounds(question)[0] > _bounds(question)[1]:
            yield Problem("question.bounds", path)
    elif number or bounds != (None, None):
        yield Problem("question.bounds", path)


def _bounds(question: Question) -> tuple[int, int]:
    return question.least or 0, question.most or 0


def _rule_problems(path: str, rule: Rule, questions: dict[str, Question]) -> Iterator[Problem]:
    yield from _words_problems(f"{path}.words", rule.words)
    if rule.outcome not in CAREFUL:
        allowed = ", ".join(CAREFUL)
        yield Problem("value.not_allowed", f"{path}.outcome", {"given": "What a rule leads to", "allowed": allowed})
    if not rule.every and not rule.some:
        yield Problem("value.missing", f"{path}.every")
    found: list[Problem] = []
    for name, conditions in (("every", rule.every), ("some", rule.some)):
        found += _length_problems(f"{path}.{name}", len(conditions), OPTION_LIMIT)
        for place, condition in enumerate(conditions):
            found += _condition_problems(f"{path}.{name}[{place}]", condition, questions)
    yield from found
    if not found and not _can_hold(rule, questions):
        yield Problem("rule.never_holds", path)


def _condition_problems(path: str, condition: Condition, questions: dict[str, Question]) -> Iterator[Problem]:
    question = questions.get(condition.question)
    if question is None:
        nearest = close_to(condition.question, questions) or ", ".join(questions)
        yield Problem("question.unknown", f"{path}.question", {"nearest": nearest})
        return
    check = condition.check
    if check not in _CHECKS_OF[question.kind]:
        yield Problem("rule.unfit", f"{path}.check")
        return
    compares = check in (Check.AT_LEAST, Check.AT_MOST)
    expected = {Check.EQUALS: 1, Check.ONE_OF: max(len(condition.values), 1)}.get(check, 0)
    if len(condition.values) != expected or (condition.number is not None) is not compares:
        yield Problem("rule.unfit", path)
        return
    if compares:
        yield from number_problems(f"{path}.number", condition.number, *_bounds(question))
    for place, value in enumerate(condition.values):
        yield from _value_problems(f"{path}.values[{place}]", value, question)


def _value_problems(path: str, value: str, question: Question) -> Iterator[Problem]:
    """Say that an answer can never be given."""
    if question.kind is QuestionKind.NUMBER:
        whole = _whole(value)
        least, most = _bounds(question)
        if whole is None or not least <= whole <= most:
            yield Problem("number.out_of_range", path, {"least": least, "most": most})
    elif value not in question.choices:
        yield Problem("value.not_allowed", path, {"given": "This", "allowed": ", ".join(question.choices)})


def _whole(text: str) -> int | None:
    """Answer the number that a text writes as we write it, or `None`."""
    return int(text) if re.fullmatch(r"0|-?[1-9][0-9]{0,9}", text, re.ASCII) else None


def _can_hold(rule: Rule, questions: dict[str, Question]) -> bool:
    """Tell whether some answers make a rule hold; its conditions are right one by one."""
    if not rule.some:
        return _agree(rule.every, questions)
    return any(_agree((*rule.every, condition), questions) for condition in rule.some)


def _agree(conditions: tuple[Condition, ...], questions: dict[str, Question]) -> bool:
    """Tell whether conditions can hold together: those of each question leave an answer that meets them all."""
    by_question: dict[str, list[Condition]] = {}
    for condition in conditions:
        by_question.setdefault(condition.question, []).append(condition)
    return all(_leave_an_answer(questions[name], asked) for name, asked in by_question.items())


def _leave_an_answer(question: Question, conditions: list[Condition]) -> bool:
    if question.kind is QuestionKind.TEXT:
        return True
    if question.kind is QuestionKind.NUMBER:
        # Where conditions begin and end to hold: if any number meets them all, one of these does.
        edges = [*_bounds(question), *(one.number for one in conditions if one.number is not None)]
        answers = [*map(str, edges), *(value for one in conditions for value in one.values)]
    else:
        answers = list(question.choices)
    return any(all(one.holds({question.id: answer}) for one in conditions) for answer in answers)
