"""Exchanging contacts: shown to two members only when both have offered theirs to the other.

Nobody is told that somebody offered. An offer that is taken back before the other made one leaves no trace for them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from supportkit.privacy import identity_events as on
else:
    on = Later("supportkit.privacy.identity_events")

CONTACT_LIMIT = 500
"""Characters of what somebody gives to be reached by, at most (default)."""


@aggregate
@frozen(kw_only=True)
class ContactOffer(Aggregate):
    """That one member of a group would let another one reach them.

    Args:
        group_id: the group.
        person_id: who offers.
        to_id: to whom.
        changed_at: since when it is as it is.
        contact: how they can be reached; nothing, where it was taken back. Private.
    """

    KIND: ClassVar[str] = "contact_offer"

    group_id: GroupId
    person_id: PersonId
    to_id: PersonId
    changed_at: datetime
    contact: str | Erased | None = private()

    @staticmethod
    def key(group_id: GroupId, person_id: PersonId, to_id: PersonId) -> Key[ContactOffer]:
        """Answer the key of what one person offers another in a group."""
        return Key("contact_offer", f"{group_id}:{person_id}:{to_id}")

    @property
    def record_key(self) -> Key[ContactOffer]:
        """The key it is kept under."""
        return Key("contact_offer", f"{self.group_id}:{self.person_id}:{self.to_id}")

    @property
    def subject(self) -> PersonId:
        """Who offers, whom alone it is about."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By who offers, group by group; what was taken back stays in it."""
        return (IndexEntry("contact_offer.by_person", (self.person_id,), f"{self.group_id}:{self.to_id}"),)

    @property
    def stands(self) -> bool:
        """Whether there is something to be reached by."""
        return isinstance(self.contact, str)

    @classmethod
    def begin(
        cls, group_id: GroupId, person_id: PersonId, to_id: PersonId, *, contact: str, at: datetime, by: PersonId
    ) -> Change[ContactOffer]:
        """Offer for the first time.

        Raises:
            InvalidInput: a contact that is empty, too long or not storable.
        """
        _check(contact)
        return begun(
            on.ContactOffered(at=at, by=by, group_id=group_id, person_id=person_id, to_id=to_id, contact=contact)
        )

    def offer(self, contact: str, *, at: datetime, by: PersonId) -> Change[ContactOffer]:
        """Offer again, or something else.

        Raises:
            InvalidInput: a contact that is empty, too long or not storable.
        """
        _check(contact)
        return changed(self, on.ContactOfferChanged(at=at, by=by, person_id=self.person_id, contact=contact))

    def withdraw(self, *, at: datetime, by: PersonId) -> Change[ContactOffer]:
        """Take it back; where nothing stands, that is no change."""
        if self.contact is None:
            return Change(self, ())
        return changed(self, on.ContactOfferChanged(at=at, by=by, person_id=self.person_id, contact=None))


def _check(contact: str) -> None:
    problems = tuple(text_problems("$.contact", contact, CONTACT_LIMIT))
    if problems:
        raise InvalidInput.of(problems)


@frozen(kw_only=True)
class Exchange:
    """What a person offered somebody in a group, and what they got for it.

    Args:
        handle: the other's handle in the group; `None` where they have no name any more.
        name: what the other is called there.
        mine: what the person offered.
        theirs: what the other offered; `None` until they did.
    """

    handle: str | None
    name: str | None = field(repr=False)
    mine: str = field(repr=False)
    theirs: str | None = field(repr=False)

    @property
    def mutual(self) -> bool:
        """Whether both have offered."""
        return self.theirs is not None


def exchanged(mine: ContactOffer, back: ContactOffer | None) -> str | None:
    """Answer what the other offered, if both offers stand."""
    if not mine.stands or back is None or not isinstance(back.contact, str):
        return None
    return back.contact
