"""The disclosure ledger: what of a person's data went to whom, for which purpose, and on what ground."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from supportkit.privacy import request_events as on
else:
    on = Later("supportkit.privacy.request_events")


@frozen(kw_only=True)
class Sent:
    """What went out.

    Args:
        to: who got it: an organisation or a class of them, 1 to 200 characters.
        what: the classes of data, such as `name` or `attendance`, in the host's words.
        purpose: what for.
        basis: the ground it went on, such as the consent or the law.
    """

    to: str
    what: tuple[str, ...]
    purpose: str
    basis: str

    def __attrs_post_init__(self) -> None:
        words = [("to", self.to), ("purpose", self.purpose), ("basis", self.basis)]
        words += [(f"what[{place}]", word) for place, word in enumerate(self.what)]
        problems = [problem for name, word in words for problem in text_problems(f"$.{name}", word)]
        if problems:
            raise InvalidInput.of(problems)

    def __repr__(self) -> str:
        return "Sent(...)"


@aggregate
@frozen(kw_only=True)
class Disclosure(Aggregate):
    """One time that something of a person's data went out; it is never changed.

    Args:
        id: its id (`dis_…`).
        community_id: the community it went out of.
        person_id: whose data.
        disclosed_at: when.
        sent: what went to whom and why; private.
    """

    KIND: ClassVar[str] = "disclosure"

    id: str
    community_id: CommunityId
    person_id: PersonId
    disclosed_at: datetime
    sent: Sent | Erased | None = private()

    @staticmethod
    def key(disclosure_id: str) -> Key[Disclosure]:
        """Answer the key of a disclosure."""
        return Key("disclosure", disclosure_id)

    @property
    def record_key(self) -> Key[Disclosure]:
        """The key it is kept under."""
        return Key("disclosure", self.id)

    @property
    def subject(self) -> PersonId:
        """The person."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person, in the order of time."""
        return (IndexEntry("disclosure.by_person", (self.person_id,), self.id),)

    @classmethod
    def note(
        cls,
        disclosure_id: str,
        *,
        community_id: CommunityId,
        person_id: PersonId,
        sent: Sent,
        at: datetime,
        by: PersonId,
    ) -> Change[Disclosure]:
        """Note that something went out."""
        return begun(
            on.DataDisclosed(
                at=at, by=by, disclosure_id=disclosure_id, community_id=community_id, person_id=person_id, sent=sent
            )
        )
