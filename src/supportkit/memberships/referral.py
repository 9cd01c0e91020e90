"""A referral elsewhere: where a person may find what fits better. It is an outcome like any other, and a kind one."""

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
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from supportkit.memberships import joining_events as on
else:
    on = Later("supportkit.memberships.joining_events")

PLACES = 5
"""Groups that one referral names, at most (default)."""


@aggregate
@frozen(kw_only=True)
class Referral(Aggregate):
    """Where somebody was referred to.

    Args:
        group_id: the group that referred them.
        person_id: who was referred.
        made_at: when.
        to: groups of the same community that may fit better; private.
        elsewhere: a place outside, in words for the person; private.
    """

    KIND: ClassVar[str] = "referral"

    group_id: GroupId
    person_id: PersonId
    made_at: datetime
    to: tuple[GroupId, ...] | Erased | None = private()
    elsewhere: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        if self.elsewhere:
            problems = tuple(text_problems("$.elsewhere", self.elsewhere, TEXT_LIMIT))
            if problems:
                raise InvalidInput.of(problems)

    @staticmethod
    def key(group_id: GroupId, person_id: PersonId) -> Key[Referral]:
        """Answer the key of a group's referral of a person."""
        return Key("referral", f"{group_id}:{person_id}")

    @property
    def record_key(self) -> Key[Referral]:
        """The key it is kept under."""
        return Key("referral", f"{self.group_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """Who was referred."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """By person."""
        return (IndexEntry("referral.by_person", (self.person_id,), self.group_id),)

    @property
    def groups(self) -> tuple[GroupId, ...]:
        """The groups it names; none where it was erased."""
        return self.to if isinstance(self.to, tuple) else ()

    @classmethod
    def begin(
        cls,
        group_id: GroupId,
        person_id: PersonId,
        *,
        to: tuple[GroupId, ...],
        elsewhere: str | None,
        at: datetime,
        by: PersonId,
    ) -> Change[Referral]:
        """Refer somebody for the first time."""
        return begun(on.ReferralBegun(at=at, by=by, group_id=group_id, person_id=person_id, to=to, elsewhere=elsewhere))

    def again(self, *, to: tuple[GroupId, ...], elsewhere: str | None, at: datetime, by: PersonId) -> Change[Referral]:
        """Refer them anew; the last one counts."""
        return changed(self, on.ReferredAnew(at=at, by=by, person_id=self.person_id, to=to, elsewhere=elsewhere))
