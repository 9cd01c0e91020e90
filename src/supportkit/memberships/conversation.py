"""The talk that somebody who leads a group has with each person before they join, where the group wants one.

A talk before the first meeting, about fit, hopes and worries, is what several organisations do for live groups
(International OCD Foundation; Maggie's). What was said stays private to the person it is about.
"""

from __future__ import annotations

from datetime import date, datetime
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

if TYPE_CHECKING:
    from supportkit.memberships import joining_events as on
else:
    on = Later("supportkit.memberships.joining_events")


@aggregate
@frozen(kw_only=True)
class Conversation(Aggregate):
    """That somebody who leads a group talked with a person before they joined.

    Args:
        group_id: the group.
        person_id: the person.
        held_on: the day of it.
        by: who noted it.
        note: what came of it; private to the person, and shown to those who lead the group.
    """

    KIND: ClassVar[str] = "conversation"

    group_id: GroupId
    person_id: PersonId
    held_on: date
    by: PersonId
    note: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        if self.note:
            problems = tuple(text_problems("$.note", self.note, TEXT_LIMIT))
            if problems:
                raise InvalidInput.of(problems)

    @staticmethod
    def key(group_id: GroupId, person_id: PersonId) -> Key[Conversation]:
        """Answer the key of the talk with a person."""
        return Key("conversation", f"{group_id}:{person_id}")

    @property
    def record_key(self) -> Key[Conversation]:
        """The key it is kept under."""
        return Key("conversation", f"{self.group_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """The person with whom it was."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person."""
        return (IndexEntry("conversation.by_person", (self.person_id,), self.group_id),)

    @classmethod
    def begin(
        cls, group_id: GroupId, person_id: PersonId, *, held_on: date, note: str | None, at: datetime, by: PersonId
    ) -> Change[Conversation]:
        """Note the first talk with a person."""
        return begun(
            on.ConversationBegun(at=at, by=by, group_id=group_id, person_id=person_id, held_on=held_on, note=note)
        )

    def hold(self, held_on: date, *, note: str | None, at: datetime, by: PersonId) -> Change[Conversation]:
        """Note another talk; the last one counts."""
        return changed(self, on.ConversationHeld(at=at, by=by, person_id=self.person_id, held_on=held_on, note=note))
