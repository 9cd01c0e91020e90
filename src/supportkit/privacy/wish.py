"""What a person wishes for the time after their death, left with a community while they can say it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.communities.rules import CommunityRules, Remembrance
from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from supportkit.privacy import death_events as on
else:
    on = Later("supportkit.privacy.death_events")


@frozen(kw_only=True)
class LastWish:
    """What somebody wishes; everything may be left out.

    Args:
        remembrance: what happens to their name and words; the host's rule where it is left out.
        tell_group: whether their groups may be told that they died.
        tell: whom to tell besides, and how to reach them, in the person's words.
        words: anything else.
    """

    remembrance: Remembrance | None = None
    tell_group: bool | None = None
    tell: str | None = None
    words: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = [
            problem
            for name, text in (("tell", self.tell), ("words", self.words))
            if text is not None
            for problem in text_problems(f"$.{name}", text, TEXT_LIMIT)
        ]
        if problems:
            raise InvalidInput.of(problems)

    def __repr__(self) -> str:
        return "LastWish(...)"


@aggregate
@frozen(kw_only=True)
class Wish(Aggregate):
    """What one person left with one community.

    Args:
        community_id: the community.
        person_id: the person.
        left_at: since when it is so.
        wish: what they wish; private.
    """

    KIND: ClassVar[str] = "wish"

    community_id: CommunityId
    person_id: PersonId
    left_at: datetime
    wish: LastWish | Erased | None = private()

    @staticmethod
    def key(community_id: CommunityId, person_id: PersonId) -> Key[Wish]:
        """Answer the key of what a person left with a community."""
        return Key("wish", f"{community_id}:{person_id}")

    @property
    def record_key(self) -> Key[Wish]:
        """The key it is kept under."""
        return Key("wish", f"{self.community_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """The person."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person."""
        return (IndexEntry("wish.by_person", (self.person_id,), self.community_id),)

    @property
    def told(self) -> LastWish:
        """What they wish; nothing, where it was erased."""
        return self.wish if isinstance(self.wish, LastWish) else LastWish()

    @classmethod
    def begin(
        cls, community_id: CommunityId, person_id: PersonId, *, wish: LastWish, at: datetime, by: PersonId
    ) -> Change[Wish]:
        """Leave a wish for the first time."""
        return begun(on.WishBegun(at=at, by=by, community_id=community_id, person_id=person_id, wish=wish))

    def leave(self, wish: LastWish, *, at: datetime, by: PersonId) -> Change[Wish]:
        """Change it; what was said before is replaced."""
        return changed(self, on.WishLeft(at=at, by=by, person_id=self.person_id, wish=wish))


def remembrance_of(wish: Wish | None, rules: CommunityRules) -> Remembrance:
    """Answer what happens to a person's name and words: as they wished, else by the host's rule."""
    wished = wish.told.remembrance if wish is not None else None
    return rules.remembrance if wished is None else wished
