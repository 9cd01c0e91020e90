"""A group's life: the law of it, what time brings to it, and the steps from one state to the next."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from attrs import frozen

from supportkit.communities.community import Mode
from supportkit.core.change import Change, changed
from supportkit.core.codec import Aggregate
from supportkit.core.lazy import Later
from supportkit.core.lifecycle import step
from supportkit.core.text import TEXT_LIMIT, text_problems
from supportkit.errors import MUST_BE, InvalidInput, Refused, WrongState
from supportkit.groups.cohort import MINIMUM, Cohort
from supportkit.groups.entry import Enrollment
from supportkit.groups.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supportkit.core.ids import PersonId
    from supportkit.groups import events as on
else:
    on = Later("supportkit.groups.events")

GOODBYE_DAYS = 7
"""Days from the end of a group after which it is time to end its ties (default): until then people can be told."""


class GroupStatus(StrEnum):
    """Where a group stands in its life."""

    DRAFT = "draft"
    LISTED = "listed"
    FORMING = "forming"
    OPEN = "open"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


_S = GroupStatus

LIFECYCLE: Mapping[GroupStatus, Mapping[str, GroupStatus]] = {
    _S.DRAFT: {"announce": _S.LISTED, "form": _S.FORMING, "open": _S.OPEN, "archive": _S.ARCHIVED},
    _S.LISTED: {"form": _S.FORMING, "open": _S.OPEN, "archive": _S.ARCHIVED},
    _S.FORMING: {"start": _S.RUNNING, "cancel": _S.CANCELLED},
    _S.OPEN: {"pause": _S.PAUSED, "close": _S.CLOSED},
    _S.RUNNING: {"close": _S.CLOSED},
    _S.PAUSED: {"resume": _S.OPEN, "close": _S.CLOSED},
    _S.CLOSED: {"archive": _S.ARCHIVED},
    _S.CANCELLED: {"archive": _S.ARCHIVED},
    _S.ARCHIVED: {},
}
"""The law of a group's life. One that takes people in at any time is `open`; a cohort is `forming`, then `running`.

A group of a public list is `listed` for as long as it is shown: it is not run by us, and who claims it gets a draft of
their own. That a cohort has reached its minimum is no state: every join and every leave can change it, so it is told by
the number of seats that are taken."""

AHEAD = (_S.DRAFT, _S.LISTED)
"""States of a group that has not opened."""
TAKING = (_S.OPEN, _S.FORMING, _S.RUNNING)
"""States in which it takes people in; a cohort until its last day to join."""
ENDED = (_S.CLOSED, _S.CANCELLED, _S.ARCHIVED)
"""States of a group in which nothing takes place any more."""


@frozen(kw_only=True)
class GroupLife(Aggregate):
    """What the life of a group is made of.

    Args:
        mode: the community's mode, which never changes.
        status: where it stands in its life.
        enrollment: whether people come in at any time, or all at the start.
        taken: seats that members have.
        series: how many plans of sessions are in force.
        listing: what the public list said of it, where it came from one.
        cohort: when it begins and ends, how many it needs, and until when one can join; of a cohort only.
        opened_at: since when it meets: since it opened, or its cohort began.
        ended_at: since when nothing takes place in it any more.
        ended_because: why it was cancelled, in words for those who wanted to come, and about no person.
        wound_up_at: since when nobody has a tie to it any more.
    """

    mode: Mode
    status: GroupStatus = GroupStatus.DRAFT
    enrollment: Enrollment = Enrollment.ROLLING
    taken: int = 0
    series: int = 0
    listing: Listing | None = None
    cohort: Cohort | None = None
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    ended_because: str = ""
    wound_up_at: datetime | None = None

    @property
    def imported(self) -> bool:
        """Whether it is shown from a public list, and not run by us."""
        return self.status is GroupStatus.LISTED and self.listing is not None

    @property
    def minimum(self) -> int:
        """How many people it needs to begin, where it is a cohort."""
        return self.cohort.minimum if self.cohort else MINIMUM

    @property
    def minimum_reached(self) -> bool:
        """Whether enough people are there for a cohort to begin."""
        return self.taken >= self.minimum

    @property
    def due_at(self) -> datetime | None:
        """When time brings something to it: a cohort begins or ends, or what is left of a group that ended goes."""
        if self.ended_at is not None:
            if self.wound_up_at is not None or self.listing is not None:
                return None
            return self.ended_at if self.series else self.ended_at + timedelta(days=GOODBYE_DAYS)
        if self.cohort is None or self.status not in (GroupStatus.FORMING, GroupStatus.RUNNING):
            return None
        return self.cohort.begins_at if self.status is GroupStatus.FORMING else self.cohort.over_at

    def takes_people(self, at: datetime) -> bool:
        """Tell whether somebody may ask to join at a moment, or be offered a seat."""
        return self.status in TAKING and not self._too_late(at)

    def must_take_people(self, verb: str, at: datetime) -> None:
        """Refuse unless somebody may ask to join.

        Raises:
            WrongState: it takes nobody in.
            Refused: `cohort.joining_over`, after the last day.
        """
        if self.status not in TAKING:
            raise WrongState(verb, self.status, TAKING, hint=MUST_BE)
        self.must_be_in_time(at)

    def _too_late(self, at: datetime) -> bool:
        return self.cohort is not None and at >= self.cohort.joining_ends_at

    def must_be_in_time(self, at: datetime) -> None:
        """Refuse what brings somebody into a cohort after its last day to join.

        Raises:
            Refused: `cohort.joining_over`.
        """
        if self.cohort is not None and self._too_late(at):
            raise Refused("cohort.joining_over", last_join_on=str(self.cohort.last_join_on or self.cohort.starts_on))

    def set_cohort(self, cohort: Cohort, *, at: datetime, by: PersonId) -> Change[Self]:
        """Say when it begins and ends, how many it needs and until when one can join; it is a cohort from then on.

        Raises:
            WrongState: it takes people in at any time already, or is over.
            Refused: `group.imported`; `cohort.started`, the day on which it began stays.
        """
        self.must_be_ours()
        possible = (*AHEAD, GroupStatus.FORMING, GroupStatus.RUNNING)
        if self.status not in possible:
            raise WrongState("set_cohort", self.status, possible, hint=MUST_BE)
        began_on = self.cohort.starts_on if self.cohort and self.status is GroupStatus.RUNNING else cohort.starts_on
        if cohort.starts_on != began_on:
            raise Refused("cohort.started", starts_on=str(began_on))
        return changed(self, on.CohortSet(at=at, by=by, cohort=cohort))

    def must_be_ours(self) -> None:
        """Refuse what is only possible in a group that is run here.

        Raises:
            Refused: `group.imported`.
        """
        if self.imported:
            raise Refused("group.imported")

    def announce(self, *, at: datetime, by: PersonId) -> Change[Self]:
        """Show it before it opens, so that people can follow it."""
        step(LIFECYCLE, self.status, "announce")
        return changed(self, on.GroupAnnounced(at=at, by=by))

    def open(self, *, missing: tuple[str, ...], at: datetime, by: PersonId) -> Change[Self]:
        """Let people in; a cohort forms first.

        Args:
            missing: what the launch gate found missing; a rehearsal opens all the same and keeps it.
            at: when.
            by: who opens it.

        Raises:
            WrongState: it has opened before.
            Refused: `group.not_ready`, in a live community while anything is missing; `group.imported`.
        """
        if self.enrollment is Enrollment.COHORT:
            return self.form(missing=missing, at=at, by=by)
        self._must_be_ready("open", missing)
        return changed(self, on.GroupOpened(at=at, by=by, missing=missing))

    def form(self, *, missing: tuple[str, ...], at: datetime, by: PersonId) -> Change[Self]:
        """Let people join a cohort, which begins once enough of them are there.

        Raises:
            WrongState: it has opened before.
            Refused: `group.not_ready`, in a live community while anything is missing; `group.imported`.
        """
        self._must_be_ready("form", missing)
        return changed(self, on.FormingBegun(at=at, by=by, missing=missing))

    def _must_be_ready(self, verb: str, missing: tuple[str, ...]) -> None:
        self.must_be_ours()
        step(LIFECYCLE, self.status, verb)
        if missing and self.mode is Mode.LIVE:
            raise Refused("group.not_ready", count=len(missing), missing=", ".join(missing))

    def start(self, *, at: datetime, by: PersonId) -> Change[Self]:
        """Begin a cohort in which enough people are.

        Raises:
            WrongState: it is not forming.
            Refused: `cohort.too_few`, with how many are there and how many it needs.
        """
        step(LIFECYCLE, self.status, "start")
        if not self.minimum_reached:
            raise Refused("cohort.too_few", there=self.taken, needed=self.minimum)
        return changed(self, on.GroupStarted(at=at, by=by))

    def cancel(self, *, because: str = "", at: datetime, by: PersonId) -> Change[Self]:
        """Call off a cohort that has not begun.

        Args:
            because: why, in words for those who wanted to come, and about no person.
            at: when.
            by: who cancels it.
        """
        step(LIFECYCLE, self.status, "cancel")
        problems = tuple(text_problems("$.because", because, TEXT_LIMIT, empty=True))
        if problems:
            raise InvalidInput.of(problems)
        return changed(self, on.GroupCancelled(at=at, by=by, because=because))

    def pause(self, *, at: datetime, by: PersonId) -> Change[Self]:
        """Let nobody new in for a while; members keep their seats."""
        step(LIFECYCLE, self.status, "pause")
        return changed(self, on.GroupPaused(at=at, by=by))

    def resume(self, *, at: datetime, by: PersonId) -> Change[Self]:
        """Let people in again."""
        step(LIFECYCLE, self.status, "resume")
        return changed(self, on.GroupResumed(at=at, by=by))

    def close(self, *, at: datetime, by: PersonId) -> Change[Self]:
        """End it for good."""
        step(LIFECYCLE, self.status, "close")
        return changed(self, on.GroupClosed(at=at, by=by))

    def archive(self, *, at: datetime, by: PersonId) -> Change[Self]:
        """Put it away: it can be read and no longer changed."""
        step(LIFECYCLE, self.status, "archive")
        return changed(self, on.GroupArchived(at=at, by=by))

    def wind_up(
        self,
        *,
        taken: int = 0,
        offered: int = 0,
        waiting: int = 0,
        facilitators: int = 0,
        series: int = 0,
        done: bool = False,
        at: datetime,
        by: PersonId,
    ) -> Change[Self]:
        """Count what ended after its end: seats, offers, places on the waitlist, leads and plans.

        Raises:
            WrongState: it has not ended.
        """
        self.must_have_ended()
        return changed(
            self,
            on.GroupWoundUp(
                at=at,
                by=by,
                taken=taken,
                offered=offered,
                waiting=waiting,
                facilitators=facilitators,
                series=series,
                done=done,
            ),
        )

    def must_have_ended(self) -> None:
        """Refuse what is only done after its end.

        Raises:
            WrongState: it has not ended.
        """
        if self.status not in ENDED:
            raise WrongState("wind_up", self.status, ENDED, hint=MUST_BE)
