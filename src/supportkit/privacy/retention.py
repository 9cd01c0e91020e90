"""How long what is kept: the schedule, what a community may decide of it, and a run that takes away what is over.

Every number says where it comes from. "Default" means that it is ours and that nobody has measured it; which times a
host must keep is a question for counsel.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from supportkit.core.change import Change, LineClass, begun, changed
from supportkit.core.clock import stamp
from supportkit.core.codec import Aggregate, aggregate
from supportkit.core.ids import CommunityId, PersonId
from supportkit.core.lazy import Later
from supportkit.core.records import IndexEntry, Key
from supportkit.core.request import REQUEST_DAYS
from supportkit.core.text import number_problems
from supportkit.errors import InvalidInput

if TYPE_CHECKING:
    from supportkit.privacy import retention_events as on
else:
    on = Later("supportkit.privacy.retention_events")

TIE_DAYS = 30
"""Days after the end of a tie for which its private words are kept: life of the membership and 30 days (default)."""
WORDS_DAYS = 1096
"""Days for which a journal line keeps its private words (default): three years."""
MOST_DAYS = 3653
"""Days that a community may keep something for, at most (default)."""


class DataClass(StrEnum):
    """What has a time of its own."""

    ENDED_TIE = "ended_tie"
    """What was private in a membership that is over, the answers that were given before it, and the journal of both."""
    WORDS = "words"
    """What is private in any journal line."""
    ACTIVITY = "activity"
    """Journal lines about what people did that nobody needs to answer for."""
    DELIVERY = "delivery"
    """Journal lines about what was sent to whom."""
    AUDIT = "audit"
    """Journal lines about who decided what."""
    REQUEST = "request"
    """What makes a request safe to repeat."""


class Action(StrEnum):
    """What happens when the time is over."""

    CLEAR = "clear"
    """The private side goes, the rest stays."""
    REMOVE = "remove"
    """All of it goes."""


@frozen(kw_only=True)
class RetentionRule:
    """How long one class of data is kept.

    Args:
        data: the class.
        days: how long.
        anchor: from when the days count.
        action: what happens then.
        basis: why it is kept so long.
        source: where the number comes from.
        by: the operation that does it.
    """

    data: DataClass
    days: int
    anchor: str
    action: Action
    basis: str
    source: str
    by: str = "privacy.retention"


SCHEDULE: tuple[RetentionRule, ...] = (
    RetentionRule(
        data=DataClass.ENDED_TIE,
        days=TIE_DAYS,
        anchor="the end of the tie",
        action=Action.CLEAR,
        basis="Questions about an ending come soon after it.",
        source="default",
    ),
    RetentionRule(
        data=DataClass.WORDS,
        days=WORDS_DAYS,
        anchor="when the line was written",
        action=Action.CLEAR,
        basis="Words that explain a decision are needed while it can be disputed.",
        source="default",
    ),
    RetentionRule(
        data=DataClass.ACTIVITY,
        days=LineClass.ACTIVITY.days,
        anchor="when the line was written",
        action=Action.REMOVE,
        basis="Statistics over a few years.",
        source="default",
    ),
    RetentionRule(
        data=DataClass.DELIVERY,
        days=LineClass.DELIVERY.days,
        anchor="when the line was written",
        action=Action.REMOVE,
        basis="Whether a message went out is asked within months.",
        source="default",
    ),
    RetentionRule(
        data=DataClass.AUDIT,
        days=LineClass.AUDIT.days,
        anchor="when the line was written",
        action=Action.REMOVE,
        basis="Who decided what must be answerable for; 45 CFR 164.316(b)(2) asks six years of some hosts.",
        source="default, above the six years of 45 CFR 164.316(b)(2)",
    ),
    RetentionRule(
        data=DataClass.REQUEST,
        days=REQUEST_DAYS,
        anchor="when the request was carried out",
        action=Action.REMOVE,
        basis="A request is repeated within hours, after a weekend at most.",
        source="default",
        by="due.tidy",
    ),
)
"""How long each class is kept where a community has not decided otherwise."""


def rule_of(data: DataClass) -> RetentionRule:
    """Answer the rule of a class of data."""
    return next(rule for rule in SCHEDULE if rule.data is data)


@aggregate
@frozen(kw_only=True)
class RetentionSchedule(Aggregate):
    """What a community has decided about times; the journal is the whole store's, so its times are not among them.

    Args:
        community_id: the community.
        tie_days: days after the end of a tie for which its private words are kept.
    """

    KIND: ClassVar[str] = "retention_schedule"

    community_id: CommunityId
    tie_days: int = TIE_DAYS

    def __attrs_post_init__(self) -> None:
        problems = tuple(number_problems("$.tie_days", self.tie_days, 0, MOST_DAYS))
        if problems:
            raise InvalidInput.of(problems)

    @staticmethod
    def key(community_id: CommunityId) -> Key[RetentionSchedule]:
        """Answer the key of a community's schedule."""
        return Key("retention_schedule", community_id)

    @property
    def record_key(self) -> Key[RetentionSchedule]:
        """The key it is kept under."""
        return Key("retention_schedule", self.community_id)

    def ends_before(self, now: datetime) -> datetime:
        """Answer the moment: ties that ended before it have no private words left."""
        return now - timedelta(days=self.tie_days)

    @classmethod
    def settle(
        cls, community_id: CommunityId, tie_days: int, *, at: datetime, by: PersonId
    ) -> Change[RetentionSchedule]:
        """Decide for the first time.

        Raises:
            InvalidInput: `number.out_of_range`.
        """
        return begun(on.ScheduleSettled(at=at, by=by, community_id=community_id, tie_days=tie_days))

    def change(self, tie_days: int, *, at: datetime, by: PersonId) -> Change[RetentionSchedule]:
        """Decide otherwise.

        Raises:
            InvalidInput: `number.out_of_range`.
        """
        return changed(self, on.ScheduleChanged(at=at, by=by, tie_days=tie_days))


@frozen(kw_only=True)
class OverTie:
    """A tie whose time is over, and the versions in which it and the answers given before it were found."""

    of: str
    person_id: PersonId
    version: int
    screened: int = 0


@aggregate
@frozen(kw_only=True)
class RetentionRun(Aggregate):
    """The last run of a community: what it takes out of the journal is noted before it goes, so that none breaks off.

    Args:
        community_id: the community.
        begun_at: when it was noted.
        ended_at: when all of it was gone.
        lines: the cursors of journal lines to remove.
        words: the cursors of journal lines whose private side goes.
        ties: the ties whose journal lines lose their private side.
    """

    KIND: ClassVar[str] = "retention_run"

    community_id: CommunityId
    begun_at: datetime
    ended_at: datetime | None = None
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    ties: tuple[OverTie, ...] = ()

    @staticmethod
    def key(community_id: CommunityId) -> Key[RetentionRun]:
        """Answer the key of a community's last run."""
        return Key("retention_run", community_id)

    @property
    def record_key(self) -> Key[RetentionRun]:
        """The key it is kept under."""
        return Key("retention_run", self.community_id)

    def indexes(self) -> tuple[IndexEntry, ...]:
        """Those that are not finished, by their beginning."""
        if self.ended_at is not None:
            return ()
        return (IndexEntry("retention_run.unfinished", (self.community_id,), stamp(self.begun_at)),)

    @classmethod
    def begin(
        cls,
        community_id: CommunityId,
        lines: tuple[str, ...],
        words: tuple[str, ...],
        ties: tuple[OverTie, ...],
        *,
        at: datetime,
        by: PersonId,
    ) -> Change[RetentionRun]:
        """Note what the first run of a community takes away."""
        event = on.RetentionBegun(at=at, by=by, community_id=community_id, lines=lines, words=words, ties=ties)
        return begun(event)

    def again(
        self,
        lines: tuple[str, ...],
        words: tuple[str, ...],
        ties: tuple[OverTie, ...],
        *,
        at: datetime,
        by: PersonId,
    ) -> Change[RetentionRun]:
        """Note what another run takes away."""
        event = on.RetentionBegun(at=at, by=by, community_id=self.community_id, lines=lines, words=words, ties=ties)
        return changed(self, event)

    def end(self, *, lines: int, words: int, residue: bool, at: datetime, by: PersonId) -> Change[RetentionRun]:
        """Note that all of it is gone."""
        return changed(self, on.RetentionEnded(at=at, by=by, lines_gone=lines, words_gone=words, residue=residue))


@frozen(kw_only=True)
class RetentionItem:
    """What one rule takes away.

    Args:
        data: the class of data.
        action: what happens to it.
        count: how many memberships or journal lines.
        before: what is older than this goes.
        first: the first of them: `of:person` for a tie, a cursor for a line.
        last: the last of them.
    """

    data: DataClass
    action: Action
    count: int
    before: datetime
    first: str
    last: str


@frozen(kw_only=True)
class RetentionReport:
    """What one step of a retention takes away, or would.

    Args:
        community_id: the community in whose name it runs.
        dry_run: whether nothing was changed.
        items: what goes, by rule; rules that find nothing are left out.
        held: ties of this step that are kept because of a hold.
        journal_held_until: when the last hold in the store ends, because of which no journal line goes as yet.
        next: where the next step looks for ties; `None` begins anew.
        more: whether a next step may find more.
        unfinished: whether a run had broken off: then this step brings it to its end, and looks for nothing else.
        residue: whether old bytes may lie in the store's files until its finishing step has run.
    """

    community_id: CommunityId
    dry_run: bool
    items: tuple[RetentionItem, ...] = ()
    held: int = 0
    journal_held_until: datetime | None = None
    next: str | None = None
    more: bool = False
    unfinished: bool = False
    residue: bool = False
