"""Whom a group is for, as data, and what a person's own words about themself say to it, line by line.

What a person has not told is never a no: such a line is unknown, and says what to tell.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import field, frozen

from supportkit.communities.experience import LivedExperience
from supportkit.core.codes import is_language, is_region, language_problems, region_problems, within
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from supportkit.errors import Code
    from supportkit.groups.group import Group
    from supportkit.privacy.profile import AboutMe

LISTED = 50
"""Words of one kind that a group may list, at most (default)."""


@frozen(kw_only=True)
class Eligibility:
    """Whom a group is for; an empty list asks nothing.

    Conditions and stages are the host's own words (`breast`, `metastatic`), in whatever vocabulary it uses.

    Args:
        experiences: lived experiences of which a person needs one; patients and caregivers often meet apart.
        conditions: conditions of which a person needs one.
        stages: stages of which a person needs one.
        languages: BCP 47 tags of what is spoken; a person needs one, and `en` takes in `en-GB`.
        regions: ISO 3166 codes of the regions it serves (`DE`, `US-WA`); `US` takes in `US-WA`.
    """

    experiences: tuple[LivedExperience, ...] = ()
    conditions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        for name, problems in _CHECKS.items():
            words: tuple[str, ...] = getattr(self, name)
            if len(words) > LISTED:
                yield Problem("list.too_long", f"$.{name}", {"length": len(words), "most": LISTED})
                continue
            for place, word in enumerate(words):
                yield from problems(f"$.{name}[{place}]", word)


def _word_problems(path: str, word: object) -> Iterator[Problem]:
    return text_problems(path, word, 100)


_CHECKS: dict[str, Callable[[str, object], Iterator[Problem]]] = {
    "conditions": _word_problems,
    "stages": _word_problems,
    "languages": language_problems,
    "regions": region_problems,
}

ANYBODY = Eligibility()
"""Asks nothing."""


class Holds(StrEnum):
    """Whether something holds of a person, as far as they have told."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@frozen
class Line:
    """One thing that a group asks, and whether it holds; it is for the person it is about, and so is not shown.

    Args:
        code: its stable name, such as `eligibility.language`.
        holds: whether it holds.
        asked: what the group asks for, by code.
        known: what the person has told of it, by code.
        tell: the field of `AboutMe` that would answer it.
    """

    code: str
    holds: Holds = field(repr=False)
    asked: tuple[str, ...]
    known: tuple[str, ...] = field(repr=False)
    tell: str


def eligible(eligibility: Eligibility, about: AboutMe, *, adults_only: bool = True) -> tuple[Line, ...]:
    """Answer one line for each thing that a group asks, in a fixed order; nothing asked is no line.

    Args:
        eligibility: whom the group is for.
        about: what the person has told.
        adults_only: whether only adults may come, as where a community has no policy for minors.
    """
    lines: list[Line] = []
    if adults_only:
        age = () if about.age is None else (about.age.value,)
        lines.append(_line("age", "age", ("adult",), age, _same))
    kinds = tuple(one.kind.value for one in about.experiences)
    stage = () if about.stage is None else (about.stage,)
    region = () if about.region is None or not is_region(about.region) else (about.region,)
    languages = tuple(filter(is_language, about.languages))
    asked = eligibility
    if asked.experiences:
        lines.append(_line("experience", "experiences", tuple(one.value for one in asked.experiences), kinds, _same))
    if asked.conditions:
        lines.append(_line("condition", "conditions", asked.conditions, about.conditions, _same))
    if asked.stages:
        lines.append(_line("stage", "stage", asked.stages, stage, _same))
    if asked.languages:
        lines.append(_line("language", "languages", asked.languages, languages, _inside))
    if asked.regions:
        lines.append(_line("region", "region", asked.regions, region, _inside))
    return tuple(lines)


def eligibility_problem(group: Group, about: AboutMe, *, adults_only: bool = True) -> Code | None:
    """Answer why a person may not come into a group as far as it says whom it is for; `None` where they may.

    It is `eligibility.unmet` where something does not hold, and `eligibility.untold` where nothing speaks against it
    and something has not been told yet.
    """
    found = {line.holds for line in eligible(group.rules.eligibility, about, adults_only=adults_only)}
    if Holds.NO in found:
        return "eligibility.unmet"
    return "eligibility.untold" if Holds.UNKNOWN in found else None


def untold(lines: Iterable[Line]) -> tuple[str, ...]:
    """Answer the fields of `AboutMe` that would answer what is unknown."""
    return tuple(line.tell for line in lines if line.holds is Holds.UNKNOWN)


def _line(
    code: str, tell: str, asked: tuple[str, ...], known: tuple[str, ...], holds: Callable[[str, str], Holds]
) -> Line:
    """Answer the line of a list of which one has to hold: yes before unknown, unknown before no."""
    found = {holds(word, told) for word in asked for told in known}
    best = next((one for one in (Holds.YES, Holds.UNKNOWN, Holds.NO) if one in found), Holds.UNKNOWN)
    return Line(f"eligibility.{code}", best, asked, known, tell)


def _same(asked: str, told: str) -> Holds:
    return Holds.YES if asked.strip().casefold() == told.strip().casefold() else Holds.NO


def _inside(asked: str, told: str) -> Holds:
    """Answer whether a language or place lies in the one asked for; of a wider one nobody can say."""
    if within(told, asked):
        return Holds.YES
    return Holds.UNKNOWN if within(asked, told) else Holds.NO
