"""Blocking somebody: never announced, not to be found out by the one who is blocked, and undone as quietly.

A block is between two people, in whatever group they meet. It is kept by the groups in which it was made, because who
blocks knows the other by the name that they have there, and must not learn by it that they have another elsewhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from attrs import field, frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from supportkit.privacy import identity_events as on
else:
    on = Later("supportkit.privacy.identity_events")

SMALL = 12
"""Seats up to which a group is so small that its facilitators are told who is to be kept apart (default)."""


@aggregate
@frozen(kw_only=True)
class Block(Aggregate):
    """That one person wants nothing to do with another.

    Args:
        person_id: who blocks.
        other_id: who is blocked.
        changed_at: since when it is as it is.
        places: the groups in which it was made; it holds while there is one. Private to who blocks.
    """

    KIND: ClassVar[str] = "block"

    person_id: PersonId
    other_id: PersonId
    changed_at: datetime
    places: tuple[str, ...] | Erased | None = private()

    @staticmethod
    def key(person_id: PersonId, other_id: PersonId) -> Key[Block]:
        """Answer the key of one person's block of another."""
        return Key("block", f"{person_id}:{other_id}")

    @property
    def record_key(self) -> Key[Block]:
        """The key it is kept under."""
        return Key("block", f"{self.person_id}:{self.other_id}")

    @property
    def subject(self) -> PersonId:
        """Who blocks, whom alone it is about."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By who blocks; what was undone stays in it, so that the index tells nothing."""
        return (IndexEntry("block.by_person", (self.person_id,), self.other_id),)

    @property
    def made_in(self) -> tuple[str, ...]:
        """The groups in which it was made; none, where it was undone or erased."""
        return self.places if isinstance(self.places, tuple) else ()

    @property
    def holds(self) -> bool:
        """Whether it is in force."""
        return bool(self.made_in)

    @classmethod
    def begin(
        cls, person_id: PersonId, other_id: PersonId, *, group_id: GroupId, at: datetime, by: PersonId
    ) -> Change[Block]:
        """Block somebody for the first time."""
        return begun(on.BlockBegun(at=at, by=by, person_id=person_id, other_id=other_id, places=(group_id,)))

    def block(self, group_id: GroupId, *, at: datetime, by: PersonId) -> Change[Block]:
        """Block somebody in one more group, or again; what holds there already is no change."""
        if group_id in self.made_in:
            return Change(self, ())
        return self._set((*self.made_in, group_id), at, by)

    def unblock(self, group_id: GroupId, *, at: datetime, by: PersonId) -> Change[Block]:
        """Take back what was made in one group."""
        if group_id not in self.made_in:
            return Change(self, ())
        return self._set(tuple(place for place in self.made_in if place != group_id), at, by)

    def _set(self, places: tuple[str, ...], at: datetime, by: PersonId) -> Change[Block]:
        return changed(self, on.BlockChanged(at=at, by=by, person_id=self.person_id, places=places))


@frozen(kw_only=True)
class Blocked:
    """Somebody whom a person blocks, by the name that they have where it was done.

    Args:
        group_id: where.
        handle: by which they are meant there; `None` where they have no name any more.
        name: what they are called there.
    """

    group_id: GroupId
    handle: str | None
    name: str | None = field(repr=False)


class Apart(NamedTuple):
    """Two people to be kept apart, in the order of their ids; which of them asked is not told."""

    one: PersonId
    other: PersonId


def kept_apart(blocks: Iterable[Block | None]) -> bool:
    """Tell whether any of these blocks between two people is in force, whoever made it."""
    return any(block is not None and block.holds for block in blocks)


def pairs(blocks: Iterable[Block | None], *, unseen_by: PersonId) -> tuple[Apart, ...]:
    """Answer who is to be kept apart, without who asked.

    Args:
        blocks: blocks between people of one group.
        unseen_by: who reads it. They are not told of themself: who is named beside them would be who blocked them.
    """
    return tuple(sorted(set(_pairs(blocks, unseen_by))))


def _pairs(blocks: Iterable[Block | None], unseen_by: PersonId) -> Iterator[Apart]:
    for block in blocks:
        if block is not None and block.holds and unseen_by not in (block.person_id, block.other_id):
            yield Apart(*sorted((block.person_id, block.other_id)))
