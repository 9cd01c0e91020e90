"""Facts about how long things are kept: holds, a community's times, and what was taken away."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from supportkit.core.change import Event
from supportkit.core.evolving import evolved
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.private import Erased, private
from supportkit.privacy.hold import Hold, HoldStatus
from supportkit.privacy.retention import OverTie, RetentionRun, RetentionSchedule


@frozen(kw_only=True)
class HoldEvent(Event):
    """A fact about a hold."""

    person_id: PersonId | None = None

    @property
    def subject(self) -> PersonId | None:
        """The person that the private fields are about; nobody, where the hold is on a whole community."""
        return self.person_id


@frozen(kw_only=True)
class HoldPlaced(HoldEvent):
    """Data must not be removed until a moment."""

    TAG: ClassVar[str] = "hold.placed.1"
    community_id: CommunityId
    until: datetime
    reason: str | Erased | None = private()

    def apply(self, _: Hold | None, /) -> Hold:
        """Answer the hold."""
        return Hold(
            community_id=self.community_id,
            person_id=self.person_id,
            until=self.until,
            placed_at=self.at,
            reason=self.reason,
        )


@frozen(kw_only=True)
class HoldPlacedAgain(HoldEvent):
    """Data must once more not be removed."""

    TAG: ClassVar[str] = "hold.placed_again.1"
    until: datetime
    reason: str | Erased | None = private()

    def apply(self, hold: Hold, /) -> Hold:
        """Answer the hold, placed anew."""
        return evolved(hold, until=self.until, placed_at=self.at, status=HoldStatus.PLACED, reason=self.reason)


@frozen(kw_only=True)
class HoldExtended(HoldEvent):
    """A hold has another end."""

    TAG: ClassVar[str] = "hold.extended.1"
    until: datetime

    def apply(self, hold: Hold, /) -> Hold:
        """Answer the hold with its end."""
        return evolved(hold, until=self.until)


@frozen(kw_only=True)
class HoldLifted(HoldEvent):
    """A hold was ended before its time."""

    TAG: ClassVar[str] = "hold.lifted.1"

    def apply(self, hold: Hold, /) -> Hold:
        """Answer the hold, lifted."""
        return evolved(hold, status=HoldStatus.LIFTED)


@frozen(kw_only=True)
class ScheduleSettled(Event):
    """A community decided for how long it keeps things."""

    TAG: ClassVar[str] = "retention_schedule.settled.1"
    community_id: CommunityId
    tie_days: int

    def apply(self, _: RetentionSchedule | None, /) -> RetentionSchedule:
        """Answer its schedule."""
        return RetentionSchedule(community_id=self.community_id, tie_days=self.tie_days)


@frozen(kw_only=True)
class ScheduleChanged(Event):
    """A community decided otherwise."""

    TAG: ClassVar[str] = "retention_schedule.changed.1"
    tie_days: int

    def apply(self, schedule: RetentionSchedule, /) -> RetentionSchedule:
        """Answer its schedule."""
        return evolved(schedule, tie_days=self.tie_days)


@frozen(kw_only=True)
class RetentionBegun(Event):
    """It was noted what a run takes out of the journal."""

    TAG: ClassVar[str] = "retention_run.begun.1"
    community_id: CommunityId
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    ties: tuple[OverTie, ...] = ()

    def apply(self, _: RetentionRun | None, /) -> RetentionRun:
        """Answer the run, under way."""
        return RetentionRun(
            community_id=self.community_id, begun_at=self.at, lines=self.lines, words=self.words, ties=self.ties
        )


@frozen(kw_only=True)
class RetentionEnded(Event):
    """All that a run was to take away is gone."""

    TAG: ClassVar[str] = "retention_run.ended.1"
    lines_gone: int
    words_gone: int
    residue: bool = False

    def apply(self, run: RetentionRun, /) -> RetentionRun:
        """Answer the run, ended."""
        return evolved(run, ended_at=self.at, lines=(), words=(), ties=())
