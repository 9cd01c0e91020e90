"""A legal hold: data that must not be removed for a while, for a reason that only the owners see.

It blocks erasure and retention until it ends, and it always ends: a hold without an end would be a quiet way around a
person's right to be forgotten. The person may know that there is one, until when, and whom to ask.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.clock import instant, stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.privacy import retention_events as on
else:
    on = Later("supportkit.privacy.retention_events")

HOLD_DAYS = 366
"""Days from now in which a hold ends, at most (default); it may be extended by as many again."""


class HoldStatus(StrEnum):
    """Where a hold stands; one that has run out is still `placed`, and blocks nothing."""

    PLACED = "placed"
    LIFTED = "lifted"


HOLDING: Mapping[HoldStatus, Mapping[str, HoldStatus]] = {
    HoldStatus.PLACED: {"extend": HoldStatus.PLACED, "lift": HoldStatus.LIFTED, "place_again": HoldStatus.PLACED},
    HoldStatus.LIFTED: {"place_again": HoldStatus.PLACED},
}
"""The law of a hold."""


class HoldNotice(NamedTuple):
    """What a person may know of a hold on their data: whom to ask (an owner of the community), and until when."""

    community_id: CommunityId
    until: datetime


@aggregate
@frozen(kw_only=True)
class Hold(Aggregate):
    """A hold on the data of one person in a community, or of the whole community.

    Args:
        community_id: the community.
        person_id: the person; `None` for everybody's data.
        until: when it ends by itself.
        placed_at: since when.
        status: whether it was lifted.
        reason: why, for owners; private.
    """

    KIND: ClassVar[str] = "hold"

    community_id: CommunityId
    person_id: PersonId | None = None
    until: datetime
    placed_at: datetime
    status: HoldStatus = HoldStatus.PLACED
    reason: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        if isinstance(self.reason, str):
            problems = tuple(text_problems("$.reason", self.reason, TEXT_LIMIT))
            if problems:
                raise InvalidInput.of(problems)

    @staticmethod
    def key(community_id: CommunityId, person_id: PersonId | None = None) -> Key[Hold]:
        """Answer the key of the hold on a person's data in a community, or on the community's."""
        return Key("hold", community_id if person_id is None else f"{community_id}:{person_id}")

    @property
    def record_key(self) -> Key[Hold]:
        """The key it is kept under."""
        return Hold.key(self.community_id, self.person_id)

    @property
    def subject(self) -> PersonId | None:
        """The person; nobody, where it is about the whole community."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those that were not lifted, by their end: of a person, of a community, and of all."""
        person = () if self.person_id is None else (IndexEntry("hold.by_person", (self.person_id,), stamp(self.until)),)
        if self.status is HoldStatus.LIFTED:
            return person
        return (
            *person,
            IndexEntry("hold.by_community", (self.community_id,), stamp(self.until)),
            IndexEntry("hold.live", ("all",), stamp(self.until)),
        )

    def holds_at(self, now: datetime) -> bool:
        """Tell whether it blocks anything at a moment."""
        return self.status is HoldStatus.PLACED and now < self.until

    @property
    def notice(self) -> HoldNotice:
        """What the person may know of it."""
        return HoldNotice(self.community_id, self.until)

    @classmethod
    def place(
        cls,
        community_id: CommunityId,
        person_id: PersonId | None,
        *,
        until: datetime,
        reason: str,
        at: datetime,
        by: PersonId,
    ) -> Change[Hold]:
        """Keep data from being removed until a moment.

        Raises:
            Refused: `privacy.hold_too_long`.
            InvalidInput: `time.naive`; the reason is empty or too long.
        """
        end = _checked(until, at)
        return begun(
            on.HoldPlaced(at=at, by=by, community_id=community_id, person_id=person_id, until=end, reason=reason)
        )

    def place_again(self, *, until: datetime, reason: str, at: datetime, by: PersonId) -> Change[Hold]:
        """Place one where there was one before.

        Raises:
            Refused: `privacy.held_already`, it has not ended; `privacy.hold_too_long`.
        """
        step(HOLDING, self.status, "place_again")
        if self.holds_at(at):
            raise Refused("privacy.held_already", until=stamp(self.until))
        return changed(
            self,
            on.HoldPlacedAgain(at=at, by=by, person_id=self.person_id, until=_checked(until, at), reason=reason),
        )

    def extend(self, *, until: datetime, at: datetime, by: PersonId) -> Change[Hold]:
        """Give it another end.

        Raises:
            Refused: `privacy.hold_too_long`.
            WrongState: it was lifted.
        """
        step(HOLDING, self.status, "extend")
        return changed(self, on.HoldExtended(at=at, by=by, person_id=self.person_id, until=_checked(until, at)))

    def lift(self, *, at: datetime, by: PersonId) -> Change[Hold]:
        """End it before its time.

        Raises:
            WrongState: it was lifted.
        """
        step(HOLDING, self.status, "lift")
        return changed(self, on.HoldLifted(at=at, by=by, person_id=self.person_id))


def not_held(holds: tuple[Hold | None, ...], now: datetime) -> None:
    """Refuse where one of some holds blocks at a moment.

    Raises:
        Refused: `privacy.on_hold`, telling of the one that ends last.
    """
    live = [hold for hold in holds if hold is not None and hold.holds_at(now)]
    if live:
        last = max(live, key=lambda hold: hold.until)
        raise Refused("privacy.on_hold", until=stamp(last.until), community_id=str(last.community_id))


def _checked(until: datetime, at: datetime) -> datetime:
    end = instant(until)
    if not at < end <= at + timedelta(days=HOLD_DAYS):
        raise Refused("privacy.hold_too_long", most=HOLD_DAYS)
    return end
