"""Bonds between people: who lives with whom, and who cares for whom, as each of the two says it for themself.

What one says of a bond is that person's own, and private. Two people with a bond sit in one group only where both
agree to it; see `household`.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key

if TYPE_CHECKING:
    from supportkit.memberships import joining_events as on
else:
    on = Later("supportkit.memberships.joining_events")


class BondKind(StrEnum):
    """What somebody is to another, as they say it themself."""

    HOUSEHOLD = "household"
    """Lives with them."""
    CAREGIVER_OF = "caregiver_of"
    """Cares for them."""


@aggregate
@frozen(kw_only=True)
class Bond(Aggregate):
    """One side of a bond: what one person says of another.

    Args:
        community_id: the community to which it was said.
        person_id: who says it.
        other_id: of whom.
        changed_at: since when it is as it is.
        kind: what they are to the other; `None` where it was taken back. Private to who says it.
    """

    KIND: ClassVar[str] = "bond"

    community_id: CommunityId
    person_id: PersonId
    other_id: PersonId
    changed_at: datetime
    kind: BondKind | Erased | None = private()

    @staticmethod
    def key(community_id: CommunityId, person_id: PersonId, other_id: PersonId) -> Key[Bond]:
        """Answer the key of what one person says of another."""
        return Key("bond", key_of(community_id, person_id, other_id))

    @property
    def record_key(self) -> Key[Bond]:
        """The key it is kept under."""
        return Key("bond", key_of(self.community_id, self.person_id, self.other_id))

    @property
    def subject(self) -> PersonId:
        """Who says it."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By who says it and by whom it is about; one that was taken back stays, so that the index tells nothing."""
        return (
            IndexEntry("bond.by_other", (self.community_id, self.other_id), self.person_id),
            IndexEntry("bond.by_person", (self.person_id,), self.community_id),
        )

    @property
    def holds(self) -> bool:
        """Whether it is in force: said, and neither taken back nor erased."""
        return isinstance(self.kind, BondKind)

    @classmethod
    def begin(
        cls,
        community_id: CommunityId,
        person_id: PersonId,
        other_id: PersonId,
        *,
        kind: BondKind,
        at: datetime,
        by: PersonId,
    ) -> Change[Bond]:
        """Say it for the first time."""
        return begun(
            on.BondBegun(at=at, by=by, community_id=community_id, person_id=person_id, other_id=other_id, bond=kind)
        )

    def state(self, kind: BondKind, *, at: datetime, by: PersonId) -> Change[Bond]:
        """Say it anew; the same again is no new fact."""
        if self.kind is kind:
            return Change(self, ())
        return changed(self, on.BondStated(at=at, by=by, person_id=self.person_id, bond=kind))

    def take_back(self, *, at: datetime, by: PersonId) -> Change[Bond]:
        """Take it back; where nothing holds, nothing changes."""
        return (
            changed(self, on.BondTakenBack(at=at, by=by, person_id=self.person_id)) if self.holds else Change(self, ())
        )


@aggregate
@frozen(kw_only=True)
class Household(Aggregate):
    """How many bonds touch somebody, so that those who have none are never searched for any.

    Every change of a person's bonds writes it, so that a decision which rests on them is guarded by it.

    Args:
        community_id: the community.
        person_id: the person.
        bonds: how often a bond of theirs was said or taken back, by either side; 0 for nobody to look for.
    """

    KIND: ClassVar[str] = "household"

    community_id: CommunityId
    person_id: PersonId
    bonds: int = 0

    @staticmethod
    def key(community_id: CommunityId, person_id: PersonId) -> Key[Household]:
        """Answer the key of a person's household in a community."""
        return Key("household", f"{community_id}:{person_id}")

    @property
    def record_key(self) -> Key[Household]:
        """The key it is kept under."""
        return Key("household", f"{self.community_id}:{self.person_id}")

    @classmethod
    def begin(cls, community_id: CommunityId, person_id: PersonId, *, at: datetime, by: PersonId) -> Change[Household]:
        """Note that somebody has a household, without a bond as yet."""
        return begun(on.HouseholdBegun(at=at, by=by, community_id=community_id, person_id=person_id))

    def touch(self, *, at: datetime, by: PersonId) -> Change[Household]:
        """Note that one of the person's bonds has changed."""
        return changed(self, on.HouseholdTouched(at=at, by=by))


def key_of(*names: str) -> str:
    """Answer a key for what ties several names, short enough for any store: two person ids may be 200 long."""
    return hashlib.sha256(":".join(names).encode()).hexdigest()
