"""Writing without a name: each post under a mask of its own, and the one way to learn who wrote it.

Nobody among the members can tell who wrote a masked post, nor that two were written by one person. A moderator can
learn it only by an unmasking, which says why, stays in the journal, and is shown to the person whom it concerned.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from attrs import frozen

from supportkit.core.change import Change, begun
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from supportkit.privacy import identity_events as on
else:
    on = Later("supportkit.privacy.identity_events")


@aggregate
@frozen(kw_only=True)
class Mask(Aggregate):
    """The author of one post in a group, for everybody who reads it.

    Args:
        id: a random id (`msk_…`), which tells neither when it was made nor for whom.
        group_id: the group in which it is worn.
        person_id: who wears it; shown to nobody but by an unmasking.
        made_at: since when.
    """

    KIND: ClassVar[str] = "mask"

    id: str
    group_id: GroupId
    person_id: PersonId
    made_at: datetime

    @staticmethod
    def key(mask_id: str) -> Key[Mask]:
        """Answer the key of a mask."""
        return Key("mask", mask_id)

    @property
    def record_key(self) -> Key[Mask]:
        """The key it is kept under."""
        return Key("mask", self.id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By who wears it, for that person's own data."""
        return (IndexEntry("mask.by_person", (self.person_id,), self.id),)

    @classmethod
    def make(cls, mask_id: str, group_id: GroupId, person_id: PersonId, *, at: datetime, by: PersonId) -> Change[Mask]:
        """Make a mask for one post."""
        return begun(on.MaskMade(at=at, by=by, mask_id=mask_id, group_id=group_id, person_id=person_id))


@aggregate
@frozen(kw_only=True)
class Unmasking(Aggregate):
    """That a moderator learnt who wrote a masked post.

    Args:
        id: its id (`unm_…`).
        mask_id: the mask.
        group_id: the group.
        person_id: who wrote the post, and whom this is about.
        unmasked_at: when.
        moderator_id: who learnt it.
        reason: why; private.
    """

    KIND: ClassVar[str] = "unmasking"

    id: str
    mask_id: str
    group_id: GroupId
    person_id: PersonId
    unmasked_at: datetime
    moderator_id: PersonId
    reason: str | Erased | None = private()

    @staticmethod
    def key(unmasking_id: str) -> Key[Unmasking]:
        """Answer the key of an unmasking."""
        return Key("unmasking", unmasking_id)

    @property
    def record_key(self) -> Key[Unmasking]:
        """The key it is kept under."""
        return Key("unmasking", self.id)

    @property
    def subject(self) -> PersonId:
        """Who wrote the post."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By whom it concerned, in the order of time."""
        return (IndexEntry("unmasking.by_person", (self.person_id,), stamp(self.unmasked_at)),)

    @classmethod
    def unmask(cls, unmasking_id: str, mask: Mask, *, reason: str, at: datetime, by: PersonId) -> Change[Unmasking]:
        """Learn who wrote a post, and say why.

        Raises:
            InvalidInput: `text.empty`, there is always a reason; `text.too_long`; `text.not_storable`.
        """
        problems = tuple(text_problems("$.reason", reason, TEXT_LIMIT))
        if problems:
            raise InvalidInput.of(problems)
        return begun(
            on.Unmasked(
                at=at,
                by=by,
                unmasking_id=unmasking_id,
                mask_id=mask.id,
                group_id=mask.group_id,
                person_id=mask.person_id,
                reason=reason,
            )
        )


class Notice(NamedTuple):
    """What the person is shown of an unmasking: which post, when and why; not by whom.

    Moderators answer for it to those who run the place.

    Args:
        mask_id: the mask.
        group_id: the group.
        unmasked_at: when.
        reason: why.
    """

    mask_id: str
    group_id: GroupId
    unmasked_at: datetime
    reason: str | Erased | None

    def __repr__(self) -> str:
        return f"Notice(mask_id={self.mask_id!r}, group_id={self.group_id!r}, unmasked_at={self.unmasked_at!r})"
