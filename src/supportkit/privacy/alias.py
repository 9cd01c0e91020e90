"""What somebody is called in one place, and the handle by which others there mean them.

A name and a handle belong to one group, so that nobody who sees a person in two groups can tell that it is one. The
handle is made from a secret of its own, never from the person's id. One name for all groups of a community exists only
where the person chose it; even then the handles differ.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.roles import Role

if TYPE_CHECKING:
    from supportkit.privacy import identity_events as on
else:
    on = Later("supportkit.privacy.identity_events")

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def random_id(prefix: str, secret: str) -> str:
    """Answer an id that tells neither when it was made nor what from: 130 bits of a digest of a secret."""
    import hashlib

    number = int.from_bytes(hashlib.sha256(secret.encode()).digest())
    return f"{prefix}_{''.join(_LETTERS[number >> shift & 31] for shift in range(0, 130, 5))}"


@aggregate
@frozen(kw_only=True)
class Alias(Aggregate):
    """What one person is called in one group or, where they chose that, in all groups of a community.

    Args:
        of: the group; or the community, for a name in all its groups.
        community_id: the community.
        person_id: the person.
        seed: the secret that the handles are made from; never shown.
        changed_at: since when the name is so.
        name: what the others call them; private.
    """

    KIND: ClassVar[str] = "alias"

    of: str
    community_id: CommunityId
    person_id: PersonId
    seed: str = field(repr=False)
    changed_at: datetime
    name: str | Erased | None = private()

    @staticmethod
    def key(of: GroupId | CommunityId, person_id: PersonId) -> Key[Alias]:
        """Answer the key of what a person is called somewhere."""
        return Key("alias", f"{of}:{person_id}")

    @property
    def record_key(self) -> Key[Alias]:
        """The key it is kept under."""
        return Key("alias", f"{self.of}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """The person."""
        return self.person_id

    @property
    def everywhere(self) -> bool:
        """Whether it is the name in all groups of the community."""
        return self.of == self.community_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person; and by handle, where there is one handle."""
        mine = IndexEntry("alias.by_person", (self.person_id,), self.of)
        if self.everywhere:
            return (mine,)
        return (mine, IndexEntry("alias.by_handle", (self.handle_in(self.of),), self.of))

    def handle_in(self, group_id: str) -> str:
        """Answer the handle in a group (`als_…`): the same each time, and not to be linked with that in any other."""
        return random_id("als", f"{self.seed}:{group_id}")

    @classmethod
    def begin(
        cls,
        of: GroupId | CommunityId,
        person_id: PersonId,
        *,
        community_id: CommunityId,
        seed: str,
        name: str,
        at: datetime,
        by: PersonId,
    ) -> Change[Alias]:
        """Have a name somewhere for the first time."""
        return begun(
            on.AliasBegun(at=at, by=by, of=of, community_id=community_id, person_id=person_id, seed=seed, name=name)
        )

    def rename(self, name: str | None, *, at: datetime, by: PersonId) -> Change[Alias]:
        """Have another name, or none; the handle stays."""
        return changed(self, on.AliasRenamed(at=at, by=by, person_id=self.person_id, name=name))


@frozen(kw_only=True)
class Face:
    """Somebody as the others in a group may see them.

    Args:
        handle: by which they are meant, in this group only; `None` for one who has no name yet.
        name: what they are called; `None` where they have not said.
        role: what they are in the group.
        oneself: whether it is the person who looks.
        person_id: their id, for those who lead the group or run the community only.
    """

    handle: str | None
    name: str | None = field(repr=False)
    role: Role
    oneself: bool = False
    person_id: PersonId | None = None
