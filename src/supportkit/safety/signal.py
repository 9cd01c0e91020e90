"""A signal: how soon a person should look at a text, and why. It is never a diagnosis, and none is no proof of safety.

The levels follow the triage labels of the CLPsych shared tasks (2016, 2017), which name the urgency of a moderator's
attention and not a state of the author; their names and times are a default.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from supportkit.core.codes import language_problems
from supportkit.core.ids import shape_problems
from supportkit.core.text import number_problems
from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SPAN_LIMIT = 100_000_000
"""Characters of a text in which something may lie, at most (default)."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.:\-]{0,79}", re.ASCII)
_EXPECTED = "1 to 80 of a-z 0-9 _ . : -"


class Level(StrEnum):
    """How soon a person should look."""

    NONE = "none"
    NOTICE = "notice"
    CONCERN = "concern"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """Its place on the scale, 0 for none to 4."""
        return _RANKS[self]

    def at_least(self, other: Level) -> bool:
        """Tell whether it is as high as another, or higher."""
        return _RANKS[self] >= _RANKS[other]


_RANKS = {level: rank for rank, level in enumerate(Level)}


def highest(levels: Iterable[Level]) -> Level:
    """Answer the highest of some levels; `none` where there is none."""
    return max(levels, key=_RANKS.__getitem__, default=Level.NONE)


class Category(StrEnum):
    """What a signal is about; each has responders and words of its own."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    MEDICAL_URGENT = "medical_urgent"
    HARMED_BY_OTHERS = "harmed_by_others"
    HARM_TO_OTHERS = "harm_to_others"
    DANGEROUS_ADVICE = "dangerous_advice"
    HARASSMENT = "harassment"
    SOLICITATION = "solicitation"

    @property
    def author_in_danger(self) -> bool:
        """Whether it says that the author may be in danger: such a signal never hides, delays or locks their text."""
        return self in _CARE


_CARE = frozenset({Category.SUICIDE, Category.SELF_HARM, Category.MEDICAL_URGENT, Category.HARMED_BY_OTHERS})


class Experiencer(StrEnum):
    """Of whom the words speak."""

    SELF = "self"
    OTHER = "other"
    NOBODY = "nobody"
    """Of nobody in particular: a saying, a title, a rule."""


class Tense(StrEnum):
    """Of which time the words speak."""

    NOW = "now"
    PAST = "past"
    SUPPOSED = "supposed"


@frozen(kw_only=True)
class Span:
    """A part of the text as it was handed in.

    Args:
        start: characters (Unicode code points) before it.
        end: characters up to its end, more than `start`.
    """

    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        problems = [*number_problems("$.start", self.start, 0, SPAN_LIMIT - 1)]
        if not problems:
            problems += number_problems("$.end", self.end, self.start + 1, SPAN_LIMIT)
        if problems:
            raise InvalidInput.of(problems)


@frozen(kw_only=True)
class Signal:
    """What a detector found in one text.

    Args:
        category: what it is about.
        level: how soon a person should look.
        spans: where in the text it stands; none, where the detector cannot say.
        detector: the id of the detector.
        version: its version.
        digest: what names its rules to the letter, such as a SHA-256 of its pack.
        language: the BCP 47 tag of the language that it read the text in.
        pattern: the id of the rule that matched, if it has rules.
        reasons: codes of what raised or lowered the level (`negated`, `quoted`, `illness_frame`).
        experiencer: of whom the words speak.
        tense: of which time.
        negated: whether they deny it.
        confidence: how sure the detector is, 0 to 1, if it says so.
    """

    category: Category
    level: Level
    detector: str
    version: str
    digest: str
    language: str
    spans: tuple[Span, ...] = ()
    pattern: str | None = None
    reasons: tuple[str, ...] = ()
    experiencer: Experiencer = Experiencer.SELF
    tense: Tense = Tense.NOW
    negated: bool = False
    confidence: float | None = None

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        for name in ("detector", "version", "digest", "pattern"):
            value = getattr(self, name)
            if not (value is None and name == "pattern"):
                yield from shape_problems(f"$.{name}", value, _NAME, _EXPECTED)
        for place, reason in enumerate(self.reasons):
            yield from shape_problems(f"$.reasons[{place}]", reason, _NAME, _EXPECTED)
        yield from language_problems("$.language", self.language)
        if self.confidence is not None and not _is_share(self.confidence):
            yield Problem("number.out_of_range", "$.confidence", {"least": 0, "most": 1})


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and 0 <= value <= 1  # nan is neither
