"""Whom to call when something happens to a member in a group that meets live.

A facilitator should know it before a live group begins (International OCD Foundation, "How to lead a virtual support
group"). It is the member's, is read by those who lead the group and nobody else, and never outlives the membership:
it goes in the commit that ends the tie, and the journal never holds a copy.
"""

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
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supportkit.errors import Problem
    from supportkit.memberships import joining_events as on
else:
    on = Later("supportkit.memberships.joining_events")


@frozen(kw_only=True)
class WhomToCall:
    """Somebody to call for a member; nothing of it is ever shown in a `repr`.

    Args:
        name: what they are called, 1 to 200 characters.
        phone: how to reach them, 1 to 200 characters, as one dials it.
        relation: what they are to the member (`sister`), if the member says so.
    """

    name: str
    phone: str
    relation: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput.of(problems)

    def _problems(self) -> Iterator[Problem]:
        yield from text_problems("$.name", self.name)
        yield from text_problems("$.phone", self.phone)
        if self.relation is not None:
            yield from text_problems("$.relation", self.relation)

    def __repr__(self) -> str:
        return "WhomToCall(...)"


@aggregate
@frozen(kw_only=True)
class EmergencyContact(Aggregate):
    """Whom one member of one group wants to be called.

    Args:
        group_id: the group.
        person_id: the member.
        changed_at: since when it is so.
        contact: whom to call; private.
    """

    KIND: ClassVar[str] = "emergency_contact"

    group_id: GroupId
    person_id: PersonId
    changed_at: datetime
    contact: WhomToCall | Erased | None = private()

    @staticmethod
    def key(group_id: GroupId, person_id: PersonId) -> Key[EmergencyContact]:
        """Answer the key of a member's contact in a group."""
        return Key("emergency_contact", f"{group_id}:{person_id}")

    @property
    def record_key(self) -> Key[EmergencyContact]:
        """The key it is kept under."""
        return Key("emergency_contact", f"{self.group_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """The member who said it."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By member."""
        return (IndexEntry("emergency_contact.by_person", (self.person_id,), self.group_id),)

    @classmethod
    def begin(
        cls, group_id: GroupId, person_id: PersonId, *, contact: WhomToCall, at: datetime, by: PersonId
    ) -> Change[EmergencyContact]:
        """Say it for the first time."""
        return begun(on.EmergencyContactBegun(at=at, by=by, group_id=group_id, person_id=person_id, contact=contact))

    def name(self, contact: WhomToCall, *, at: datetime, by: PersonId) -> Change[EmergencyContact]:
        """Say it anew; what was said before is gone."""
        return changed(self, on.EmergencyContactNamed(at=at, by=by, person_id=self.person_id, contact=contact))
