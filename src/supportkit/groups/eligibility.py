"""Whom a group is for, as data: lived experience, condition, stage, languages and region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from supportkit.communities.experience import LivedExperience
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.errors import Problem

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
        for name in ("conditions", "stages", "languages", "regions"):
            for place, word in enumerate(getattr(self, name)[: LISTED + 1]):
                yield from text_problems(f"$.{name}[{place}]", word, 100)


ANYBODY = Eligibility()
"""Asks nothing."""
