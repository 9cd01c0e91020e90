"""Somebody who is to watch a group: named in advance, agreed by the group, for a set time.

A student, a new facilitator or a researcher in the room changes what people say, so the group is asked first. Those who
lead ask it and write down only whether it agreed: who said no, and why, is not kept anywhere.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, begun, changed
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.private import Erased, private
from supportkit.core.records import IndexEntry, Key
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.memberships import observation_events as on
else:
    on = Later("supportkit.memberships.observation_events")


class ObservationStatus(StrEnum):
    """Where it stands."""

    NAMED = "named"
    AGREED = "agreed"
    STOPPED = "stopped"
    OVER = "over"


_S = ObservationStatus
OBSERVING: Mapping[ObservationStatus, Mapping[str, ObservationStatus]] = {
    _S.NAMED: {"name": _S.NAMED, "agree": _S.AGREED, "stop": _S.STOPPED},
    _S.AGREED: {"stop": _S.STOPPED, "finish": _S.OVER},
    _S.STOPPED: {"name": _S.NAMED},
    _S.OVER: {"name": _S.NAMED},
}
"""The law of an observation; a group that agreed may change its mind."""


@aggregate
@frozen(kw_only=True)
class Observation(Aggregate):
    """One person who is to watch one group.

    Args:
        group_id: the group.
        community_id: its community.
        person_id: who watches.
        until: when it ends, whoever notes it.
        named_at: since when the group can know of it.
        status: where it stands.
        purpose: what the person is there for, in words for the group; private, for it is about them.
    """

    KIND: ClassVar[str] = "observation"

    group_id: GroupId
    community_id: CommunityId
    person_id: PersonId
    until: datetime
    named_at: datetime
    status: ObservationStatus = ObservationStatus.NAMED
    purpose: str | Erased | None = private()

    def __attrs_post_init__(self) -> None:
        if self.purpose:
            problems = tuple(text_problems("$.purpose", self.purpose, TEXT_LIMIT))
            if problems:
                raise InvalidInput.of(problems)

    @staticmethod
    def key(group_id: GroupId, person_id: PersonId) -> Key[Observation]:
        """Answer the key of one person's observation of one group."""
        return Key("observation", f"{group_id}:{person_id}")

    @property
    def record_key(self) -> Key[Observation]:
        """The key it is kept under."""
        return Key("observation", f"{self.group_id}:{self.person_id}")

    @property
    def subject(self) -> PersonId:
        """Who watches."""
        return self.person_id

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those of a group, and those of a person."""
        return (
            IndexEntry("observation.by_group", (self.group_id,), self.person_id),
            IndexEntry("observation.by_person", (self.person_id,), self.group_id),
        )

    @classmethod
    def begin(
        cls,
        group_id: GroupId,
        person_id: PersonId,
        *,
        community_id: CommunityId,
        until: datetime,
        purpose: str | None = None,
        at: datetime,
        by: PersonId,
    ) -> Change[Observation]:
        """Name somebody for the first time.

        Raises:
            InvalidInput: `time.order`, an end that is not after the beginning.
        """
        if until <= at:
            raise InvalidInput("time.order")
        return begun(
            on.ObserverFirstNamed(
                at=at,
                by=by,
                group_id=group_id,
                community_id=community_id,
                person_id=person_id,
                until=until,
                purpose=purpose,
            )
        )

    def name(self, *, until: datetime, purpose: str | None = None, at: datetime, by: PersonId) -> Change[Observation]:
        """Name somebody again, for another time or purpose.

        Raises:
            InvalidInput: `time.order`.
        """
        step(OBSERVING, self.status, "name")
        if until <= at:
            raise InvalidInput("time.order")
        return changed(self, on.ObserverNamed(at=at, by=by, person_id=self.person_id, until=until, purpose=purpose))

    def agree(self, *, at: datetime, by: PersonId) -> Change[Observation]:
        """Note that the group was asked and nobody said no."""
        step(OBSERVING, self.status, "agree")
        return changed(self, on.ObserverAgreed(at=at, by=by, person_id=self.person_id))

    def stop(self, *, at: datetime, by: PersonId) -> Change[Observation]:
        """Note that somebody said no."""
        step(OBSERVING, self.status, "stop")
        return changed(self, on.ObserverStopped(at=at, by=by, person_id=self.person_id))

    def finish(self, *, at: datetime, by: PersonId) -> Change[Observation]:
        """Note that the time is over."""
        step(OBSERVING, self.status, "finish")
        return changed(self, on.ObserverFinished(at=at, by=by, person_id=self.person_id))
