"""A contact that a public list names for a group: kept private, and erased like anybody else's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.groups import events as on
else:
    on = Later("supportkit.groups.events")


@frozen(kw_only=True)
class Named:
    """How somebody can be reached, as a list says it; nothing of it is ever shown in a `repr`."""

    name: str | None = private()
    email: str | None = private()
    phone: str | None = private()


@aggregate
@frozen(kw_only=True)
class Contact(Aggregate):
    """Somebody whom a list names for questions about a group.

    Args:
        group_id: the listed group.
        number: 1 for the first one that the list names.
        person_id: a random id of this contact, by which their data can be erased.
        name: what the list calls them; private.
        email: private.
        phone: private.
    """

    KIND: ClassVar[str] = "contact"

    group_id: GroupId
    number: int
    person_id: PersonId
    name: str | Erased | None = private()
    email: str | Erased | None = private()
    phone: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        problems = tuple(
            problem
            for name in ("name", "email", "phone")
            if getattr(self, name)
            for problem in text_problems(f"$.{name}", getattr(self, name), TEXT_LIMIT)
        )
        if problems:
            raise InvalidInput.of(problems)

    @staticmethod
    def key(group_id: GroupId, number: int) -> Key[Contact]:
        """Answer the key of a group's contact."""
        return Key("contact", f"{group_id}:{number}")

    @property
    def record_key(self) -> Key[Contact]:
        """The key it is kept under."""
        return Key("contact", f"{self.group_id}:{self.number}")

    @property
    def subject(self) -> PersonId:
        """The contact, whom alone it is about."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """The contacts of a group, in the order of its list, and by person, so that an erasure finds its group."""
        return (
            IndexEntry("contact.by_group", (self.group_id,), self.number),
            IndexEntry("contact.by_person", (self.person_id,), self.group_id),
        )

    @classmethod
    def name_for(
        cls,
        group_id: GroupId,
        number: int,
        person_id: PersonId,
        named: Named,
        *,
        at: datetime,
        by: PersonId,
    ) -> Change[Contact]:
        """Keep a contact that a list names."""
        return begun(
            on.ContactNamed(
                at=at,
                by=by,
                group_id=group_id,
                number=number,
                person_id=person_id,
                name=named.name,
                email=named.email,
                phone=named.phone,
            )
        )
