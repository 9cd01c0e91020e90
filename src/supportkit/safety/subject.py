"""What safety is about: a thing of ours, or one that stays in the tables of the host and is only named here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from supportkit.core.ids import PersonId, person_problems, shape_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.errors import Problem

_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_.:@\-]{1,120}", re.ASCII)


@frozen(kw_only=True)
class SubjectRef:
    """Names one thing that can be screened, reported, reviewed, restricted and appealed about.

    Its text is never kept with it.

    Args:
        kind: what it is (`post`, `profile`, `session`, `person`, or a word of the host's), 1 to 40 of `a-z 0-9 _`.
        id: its id, 1 to 120 of `A-Z a-z 0-9 _ . : @ -`; the host's primary key as text will do.
        author_id: who wrote it or whom it is about; `None` where nobody did, or nobody knows.
    """

    kind: str
    id: str
    author_id: PersonId | None = None

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        yield from shape_problems("$.kind", self.kind, _KIND, "1 to 40 of a-z 0-9 _, a letter first")
        yield from shape_problems("$.id", self.id, _ID, "1 to 120 of A-Z a-z 0-9 _ . : @ -")
        if self.author_id is not None:
            yield from person_problems("$.author_id", self.author_id)

    @property
    def name(self) -> str:
        """Its name among all subjects of a community: `post/1234`."""
        return f"{self.kind}/{self.id}"
