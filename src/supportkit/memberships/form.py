"""The form that people answer before they join: questions as data, rules as data, and what the rules make of answers.

Rules accept, refer to a place that fits better, or ask for a person to look; none of them declines, for a refusal is a
person's decision. Where several hold, the most careful outcome wins, so their order decides nothing: a person's look
comes before a referral, and a referral before an acceptance. Where none holds, a person looks. Free text is read by
people only.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import field, frozen

from supportkit.core.text import TEXT_LIMIT, number_problems, text_problems
from supportkit.core.words import Wording
from supportkit.errors import InvalidInput, Problem, close_to

if TYPE_CHECKING:
    from collections.abc import Iterator


class ScreeningOutcome(StrEnum):
    """What came of a screening."""

    ACCEPTED = "accepted"
    REFERRED = "referred"
    """Another place fits better; it is an outcome of its own, not a no."""
    DECLINED = "declined"
    """Somebody who leads the group said no; rules never do."""
    HUMAN_REVIEW = "human_review"
    """A person looks at the answers and decides."""


CAREFUL = (ScreeningOutcome.HUMAN_REVIEW, ScreeningOutcome.REFERRED, ScreeningOutcome.ACCEPTED)
"""What rules can come to, the most careful first: of the rules that hold, the first of these wins."""
DECISIONS = (ScreeningOutcome.ACCEPTED, ScreeningOutcome.REFERRED, ScreeningOutcome.DECLINED)
"""What a person can decide."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"


@frozen(kw_only=True)
class Option:
    """One of the answers of a choice.

    Args:
        id: its short name, stable.
        words: what people read.
    """

    id: str
    words: tuple[Wording, ...]


@frozen(kw_only=True)
class Question:
    """One question.

    Args:
        id: its short name, stable: 1 to 40 of `a-z 0-9 _`, a letter first.
        kind: how it is answered.
        words: what people read.
        required: whether it must be answered.
        options: the answers of a choice, two or more; empty for all else.
        least: the smallest number that can be answered; only for a number.
        most: the greatest one.
    """

    id: str
    kind: QuestionKind
    words: tuple[Wording, ...]
    required: bool = True
    options: tuple[Option, ...] = ()
    least: int | None = None
    most: int | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The short names of its answers, where they are a closed list."""
        if self.kind is QuestionKind.YES_NO:
            return ("yes", "no")
        return tuple(option.id for option in self.options)


@frozen(kw_only=True)
class Reply:
    """What was answered to one question, as text that a rule can look at.

    Args:
        question: the short name of the question.
        text: `yes` or `no`, the short name of an option, a number in digits, or what somebody wrote.
    """

    question: str
    text: str = field(repr=False)


Value = bool | int | str
"""An answer as it comes in: true or false, a whole number, the short name of an option, or text."""


class Check(StrEnum):
    """What a condition asks of an answer."""

    EQUALS = "equals"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANSWERED = "answered"


@frozen(kw_only=True)
class Condition:
    """Something about one answer.

    Args:
        question: the short name of the question.
        check: what is asked of its answer.
        values: the answer it must equal, or those of which it must be one.
        number: the number it must reach, or not pass.
    """

    question: str
    check: Check
    values: tuple[str, ...] = ()
    number: int | None = None

    def holds(self, given: Mapping[str, str]) -> bool:
        """Tell whether it holds; of a question that was not answered it never does."""
        answer = given.get(self.question)
        if answer is None:
            return False
        if self.check is Check.ANSWERED:
            return True
        if self.number is None:
            return answer in self.values
        return int(answer) >= self.number if self.check is Check.AT_LEAST else int(answer) <= self.number


def equals(question: str, value: Value) -> Condition:
    """Ask for one answer: `True` and `False` for yes and no, a number, or the short name of an option."""
    return Condition(question=question, check=Check.EQUALS, values=(as_text(value),))


def one_of(question: str, *values: Value) -> Condition:
    """Ask for one of several answers."""
    return Condition(question=question, check=Check.ONE_OF, values=tuple(map(as_text, values)))


def at_least(question: str, number: int) -> Condition:
    """Ask for a number or a greater one."""
    return Condition(question=question, check=Check.AT_LEAST, number=number)


def at_most(question: str, number: int) -> Condition:
    """Ask for a number or a smaller one."""
    return Condition(question=question, check=Check.AT_MOST, number=number)


def answered(question: str) -> Condition:
    """Ask for any answer."""
    return Condition(question=question, check=Check.ANSWERED)


def as_text(value: Value) -> str:
    """Write an answer as text that a rule can look at."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@frozen(kw_only=True)
class Rule:
    """What some answers lead to; it holds where all of `every` do and, if there are any, one of `some`.

    Args:
        id: its short name, stable.
        outcome: accepted, referred or human review.
        words: why, in words for the person; the host writes them.
        every: conditions of which all must hold.
        some: conditions of which one must hold.
    """

    id: str
    outcome: ScreeningOutcome
    words: tuple[Wording, ...]
    every: tuple[Condition, ...] = ()
    some: tuple[Condition, ...] = ()

    def holds(self, given: Mapping[str, str]) -> bool:
        """Tell whether it holds."""
        if not all(condition.holds(given) for condition in self.every):
            return False
        return not self.some or any(condition.holds(given) for condition in self.some)


@frozen(kw_only=True)
class RulingReason:
    """A rule that led to an outcome, with its words as they were.

    Args:
        rule: the short name of the rule.
        words: why, in words for the person.
    """

    rule: str
    words: tuple[Wording, ...]


@frozen(kw_only=True)
class Ruling:
    """What the rules made of somebody's answers; private wherever it is kept.

    Args:
        outcome: the most careful outcome of the rules that hold; human review where none does.
        reasons: the rules that led to it, in the order of the form.
    """

    outcome: ScreeningOutcome = field(repr=False)
    reasons: tuple[RulingReason, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Form:
    """Questions and rules; everything that is wrong with them is said at once.

    Args:
        questions: 1 to 60 questions, in the order in which they are asked.
        rules: up to 60 rules; without any, a person looks at all answers.
    """

    questions: tuple[Question, ...]
    rules: tuple[Rule, ...] = ()

    def __attrs_post_init__(self) -> None:
        from supportkit.memberships.form_checks import form_problems

        problems = tuple(form_problems(self))
        if problems:
            raise InvalidInput.of(problems)

    def ruled(self, replies: tuple[Reply, ...]) -> Ruling:
        """Answer what the rules make of some answers."""
        given = {reply.question: reply.text for reply in replies}
        holding = [rule for rule in self.rules if rule.holds(given)]
        for outcome in CAREFUL:
            reasons = tuple(RulingReason(rule=rule.id, words=rule.words) for rule in holding if rule.outcome is outcome)
            if reasons:
                return Ruling(outcome=outcome, reasons=reasons)
        return Ruling(outcome=ScreeningOutcome.HUMAN_REVIEW)

    def read(self, answers: Mapping[str, object]) -> tuple[tuple[Reply, ...], tuple[Problem, ...]]:
        """Read answers as they came in, and say everything that is wrong with them.

        Args:
            answers: by the short name of their question: true or false, the short name of an option, a whole number,
                or text; `None` is no answer.

        Returns:
            The answers in the order of the questions, and the problems; where there are any, do not use the answers.
        """
        known = [question.id for question in self.questions]
        if not isinstance(answers, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  (a host may pass anything)
            return (), (Problem("value.wrong_type", "$.answers", {"expected": "a mapping of question to answer"}),)
        problems = [
            Problem("question.unknown", "$.answers", {"nearest": close_to(str(name)[:64], known) or ", ".join(known)})
            for name in answers
            if name not in known
        ]
        replies: list[Reply] = []
        for question in self.questions:
            value, path = answers.get(question.id), f"$.answers.{question.id}"
            if value is None:
                problems += [Problem("value.missing", path)] if question.required else []
                continue
            found = tuple(_answer_problems(question, path, value))
            problems += found
            if not found:
                replies.append(Reply(question=question.id, text=as_text(value)))  # type: ignore[arg-type]
        return tuple(replies), tuple(problems)


def _answer_problems(question: Question, path: str, value: object) -> Iterator[Problem]:
    """Say what is wrong with one answer; what was answered is not repeated."""
    match question.kind:
        case QuestionKind.YES_NO:
            if type(value) is not bool:
                yield Problem("value.wrong_type", path, {"expected": "true or false"})
        case QuestionKind.CHOICE:
            if value not in question.choices:
                allowed = ", ".join(question.choices)
                yield Problem("value.not_allowed", path, {"given": "This", "allowed": allowed})
        case QuestionKind.NUMBER:
            yield from number_problems(path, value, question.least or 0, question.most or 0)
        case _:
            yield from text_problems(path, value, TEXT_LIMIT)
