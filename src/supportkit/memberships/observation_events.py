"""Facts about somebody who is to watch a group; the purpose is about that person only."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, GroupId, PersonId
from supportkit.core.private import Erased, private
from supportkit.memberships.observation import Observation, ObservationStatus


@frozen(kw_only=True)
class ObservationEvent(Event):
    """A fact about one person who is to watch."""

    person_id: PersonId

    @property
    def subject(self) -> PersonId:
        """Who watches."""
        return self.person_id


@frozen(kw_only=True)
class ObserverFirstNamed(ObservationEvent):
    """Somebody was named to a group for the first time."""

    TAG: ClassVar[str] = "observation.begun.1"
    group_id: GroupId
    community_id: CommunityId
    until: datetime
    purpose: str | Erased | None = private()

    def apply(self, _: Observation | None, /) -> Observation:
        """Answer the observation, named."""
        return Observation(
            group_id=self.group_id,
            community_id=self.community_id,
            person_id=self.person_id,
            until=self.until,
            named_at=self.at,
            purpose=self.purpose,
        )


@frozen(kw_only=True)
class ObserverNamed(ObservationEvent):
    """Somebody was named again."""

    TAG: ClassVar[str] = "observation.named.1"
    until: datetime
    purpose: str | Erased | None = private()

    def apply(self, observation: Observation, /) -> Observation:
        """Answer the observation, named."""
        return evolved(
            observation,
            status=ObservationStatus.NAMED,
            until=self.until,
            purpose=self.purpose,
            named_at=self.at,
        )


@frozen(kw_only=True)
class ObserverAgreed(ObservationEvent):
    """The group was asked, and nobody said no."""

    TAG: ClassVar[str] = "observation.agreed.1"

    def apply(self, observation: Observation, /) -> Observation:
        """Answer the observation, agreed."""
        return evolved(observation, status=ObservationStatus.AGREED)


@frozen(kw_only=True)
class ObserverStopped(ObservationEvent):
    """Somebody in the group said no; nobody keeps who."""

    TAG: ClassVar[str] = "observation.stopped.1"

    def apply(self, observation: Observation, /) -> Observation:
        """Answer the observation, stopped."""
        return evolved(observation, status=ObservationStatus.STOPPED)


@frozen(kw_only=True)
class ObserverFinished(ObservationEvent):
    """The time is over."""

    TAG: ClassVar[str] = "observation.finished.1"

    def apply(self, observation: Observation, /) -> Observation:
        """Answer the observation, over."""
        return evolved(observation, status=ObservationStatus.OVER)
