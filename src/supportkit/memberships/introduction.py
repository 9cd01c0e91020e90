"""Who brought somebody to a group: a person who referred them, or one who entered them by phone or on paper."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput
from supportkit.memberships.entry import Entry, Method

if TYPE_CHECKING:
    from supportkit.memberships import joining_events as on
else:
    on = Later("supportkit.memberships.joining_events")


@aggregate
@frozen(kw_only=True)
class Introduction(Aggregate):
    """How somebody was brought to a group.

    Args:
        group_id: the group.
        person_id: who was brought.
        via: referred, or entered by somebody who leads the group.
        method: how the person asked and agreed to the guidelines, where they were entered.
        by: who entered or invited them.
        made_at: when.
        source: who referred them, in words; private.
        note: what else was said; private.
    """

    KIND: ClassVar[str] = "introduction"

    group_id: GroupId
    person_id: PersonId
    via: Entry
    method: Method | None = None
    by: PersonId
    made_at: datetime
    source: str | Erased | None = private()
    note: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        problems = tuple(
            problem
            for name, text in (("source", self.source), ("note", self.note))
            if text
            for problem in text_problems(f"$.{name}", text, TEXT_LIMIT)
        )
        if problems:
            raise InvalidInput.of(problems)

    @staticmethod
    def key(group_id: GroupId, person_id: PersonId) -> Key[Introduction]:
        """Answer the key of how somebody was brought to a group."""
        return Key("introduction", f"{group_id}:{person_id}")

    @property
    def record_key(self) -> Key[Introduction]:
        """The key it is kept under."""
        return Key("introduction", f"{self.group_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """Who was brought."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person."""
        return (IndexEntry("introduction.by_person", (self.person_id,), self.group_id),)

    @classmethod
    def begin(
        cls,
        group_id: GroupId,
        person_id: PersonId,
        *,
        via: Entry,
        method: Method | None,
        source: str | None,
        note: str | None,
        at: datetime,
        by: PersonId,
    ) -> Change[Introduction]:
        """Note it for the first time."""
        return begun(
            on.IntroductionBegun(
                at=at,
                by=by,
                group_id=group_id,
                person_id=person_id,
                via=via,
                method=method,
                source=source,
                note=note,
            )
        )

    def again(
        self,
        *,
        via: Entry,
        method: Method | None,
        source: str | None,
        note: str | None,
        at: datetime,
        by: PersonId,
    ) -> Change[Introduction]:
        """Note that the person was brought once more; the last time counts."""
        return changed(
            self,
            on.Reintroduced(at=at, by=by, person_id=self.person_id, via=via, method=method, source=source, note=note),
        )
