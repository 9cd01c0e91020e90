"""Which groups suit a person, with reasons: a sum of lines, each of which can be read and none of which is learned.

Hard lines say whether the person can take part at all; a single no takes the group off the list. Soft lines carry a
weight, and the score is the sum of the weights that hold. Which lines there are and what they weigh is ours (default);
nobody has measured it. Their words are data (`match_lines.toml`).
"""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from attrs import field, frozen

from supportkit.core.codes import is_language, within
from supportkit.core.words import in_language, table
from supportkit.core.zones import known_zone, to_local
from supportkit.groups.eligibility import Holds, eligible
from supportkit.groups.group import Access, Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from supportkit.privacy.profile import AboutMe
    from supportkit.sessions.series import Series

WEIGHTS = {
    "fit.condition": 4,
    "fit.experience": 3,
    "fit.stage": 3,
    "fit.access": 2,
    "fit.first_language": 2,
    "fit.seat": 2,
    "fit.region": 1,
    "fit.time": 1,
}
"""What each soft line adds to the score where it holds (default)."""
ROOM_NEEDS = frozenset({"step_free", "wheelchair"})
"""Needs that are about a room, and are met where a group never meets in one (default)."""

_IN_A_ROOM = ("in_person", "hybrid")


@frozen(kw_only=True)
class Awake:
    """The hours of the day in which a person takes part, in their own local time.

    Args:
        start: when they begin.
        end: when they end; earlier than `start` for who is awake at night, and the same for all day.
    """

    start: time = time(8)
    end: time = time(22)

    def takes_in(self, begins: time, minutes: int) -> bool:
        """Tell whether something that begins at a local time and lasts some minutes lies within."""
        opened = (_minutes(self.end) - _minutes(self.start)) % _DAY or _DAY
        return (_minutes(begins) - _minutes(self.start)) % _DAY + minutes <= opened


_DAY = 24 * 60


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


WAKING = Awake()
"""From 08:00 to 22:00 (default)."""


class LineKind(StrEnum):
    """Whether a line decides or adds."""

    HARD = "hard"
    SOFT = "soft"


@frozen
class MatchLine:
    """One reason; it is for the person it is about, and so does not show what holds.

    Args:
        code: its stable name, such as `fit.condition`.
        kind: whether it decides or adds.
        holds: whether it holds, as far as the person and the group have told.
        weight: what it adds to the score where it holds; 0 for a hard one.
        tell: the field of `AboutMe` that could answer an unknown one; `None` where the group has to say it.
    """

    code: str
    kind: LineKind
    holds: Holds = field(repr=False)
    weight: int = 0
    tell: str | None = None

    @property
    def points(self) -> int:
        """What it adds to the score."""
        return self.weight if self.holds is Holds.YES else 0

    def words(self, locale: str = "en") -> str:
        """Answer the line in words for the person, in a language there are words for (English otherwise)."""
        row = table("supportkit.groups", "match_lines.toml")[self.code]
        words: str = in_language(row, locale)[self.holds.value]
        return words


class Candidate(NamedTuple):
    """A group as far as matching looks at it.

    Args:
        group: the group.
        plans: its plans in force.
    """

    group: Group
    plans: tuple[Series, ...] = ()


@frozen
class Match:
    """How a group suits a person, with every reason.

    Args:
        group: the group.
        lines: the reasons, hard ones first, in a fixed order.
    """

    group: Group
    lines: tuple[MatchLine, ...] = field(repr=False)

    @property
    def possible(self) -> bool:
        """Whether no hard line says no."""
        return not any(line.kind is LineKind.HARD and line.holds is Holds.NO for line in self.lines)

    @property
    def score(self) -> int:
        """The sum of what its lines add; the numbers mean something beside each other only."""
        return sum(line.points for line in self.lines)

    @property
    def untold(self) -> tuple[str, ...]:
        """The fields of `AboutMe` that would answer what is unknown, each once."""
        unknown = (line.tell for line in self.lines if line.holds is Holds.UNKNOWN and line.tell)
        return tuple(dict.fromkeys(unknown))


def match(
    about: AboutMe, candidate: Candidate, *, at: datetime, adults_only: bool = True, awake: Awake = WAKING
) -> Match:
    """Answer how one group suits a person.

    Args:
        about: what the person has told.
        candidate: the group and its plans in force.
        at: the moment after which its next sessions are looked at, aware.
        adults_only: whether only adults may come, as where a community has no policy for minors.
        awake: the hours in which the person takes part.
    """
    hard = tuple(_hard(about, candidate, at, adults_only=adults_only, awake=awake))
    return Match(candidate.group, (*hard, *_soft(about, candidate.group, {line.code: line for line in hard})))


def matches(
    about: AboutMe,
    candidates: Iterable[Candidate],
    *,
    at: datetime,
    adults_only: bool = True,
    awake: Awake = WAKING,
) -> tuple[Match, ...]:
    """Answer the groups that suit a person, the best first, those of one score by id; the order given is no matter."""
    found = [match(about, one, at=at, adults_only=adults_only, awake=awake) for one in candidates]
    return tuple(sorted((one for one in found if one.possible), key=lambda one: (-one.score, one.group.id)))


def _hard(
    about: AboutMe, candidate: Candidate, at: datetime, *, adults_only: bool, awake: Awake
) -> Iterator[MatchLine]:
    group = candidate.group
    invited_only = group.access is Access.BY_INVITATION
    yield MatchLine("match.entry", LineKind.HARD, Holds.NO if invited_only else Holds.YES)
    for line in eligible(group.rules.eligibility, about, adults_only=adults_only):
        yield MatchLine(line.code, LineKind.HARD, line.holds, tell=line.tell)
    tell = None if about.zone else "zone"
    yield MatchLine("match.time", LineKind.HARD, _in_waking_hours(about, candidate.plans, at, awake), tell=tell)
    if about.access_needs:
        yield MatchLine("match.access", LineKind.HARD, _access_met(about, candidate))


def _soft(about: AboutMe, group: Group, hard: dict[str, MatchLine]) -> Iterator[MatchLine]:
    """What holds as a condition of coming, and is true of this group more than of another, also counts for it."""
    for name in ("condition", "experience", "stage", "region"):
        line = hard.get(f"eligibility.{name}")
        if line is not None:
            yield _adds(f"fit.{name}", line.holds, line.tell)
    if group.rules.eligibility.languages:
        yield _adds("fit.first_language", _first_language(about, group), "languages")
    yield _adds("fit.seat", Holds.YES if group.free and not group.waiting else Holds.NO, None)
    yield _adds("fit.time", hard["match.time"].holds, hard["match.time"].tell)
    if "match.access" in hard:
        yield _adds("fit.access", hard["match.access"].holds, None)


def _adds(code: str, holds: Holds, tell: str | None) -> MatchLine:
    return MatchLine(code, LineKind.SOFT, holds, WEIGHTS[code], tell)


def _first_language(about: AboutMe, group: Group) -> Holds:
    first = next(filter(is_language, about.languages), None)
    if first is None:
        return Holds.UNKNOWN
    spoken = group.rules.eligibility.languages
    return Holds.YES if any(within(first, one) for one in spoken) else Holds.NO


def _access_met(about: AboutMe, candidate: Candidate) -> Holds:
    """Tell whether a group offers all that a person needs; a group that has said nothing may still offer it."""
    offers = {one.strip().casefold() for one in candidate.group.rules.offers}
    needs = {one.strip().casefold() for one in about.access_needs} - offers
    if candidate.plans and not any(plan.venue.mode in _IN_A_ROOM for plan in candidate.plans):
        needs -= ROOM_NEEDS
    if not needs:
        return Holds.YES
    return Holds.NO if offers else Holds.UNKNOWN


def _in_waking_hours(about: AboutMe, plans: tuple[Series, ...], at: datetime, awake: Awake) -> Holds:
    """Tell whether the next session of any plan lies in the hours in which a person takes part."""
    here = known_zone(about.zone)
    found = {Holds.UNKNOWN if here is None else _plan_fits(plan, here, at, awake) for plan in plans}
    return next((one for one in (Holds.YES, Holds.UNKNOWN, Holds.NO) if one in found), Holds.UNKNOWN)


def _plan_fits(plan: Series, here: ZoneInfo, at: datetime, awake: Awake) -> Holds:
    from supportkit.sessions.occurrence import next_occurrence

    there = known_zone(plan.zone)
    if there is None:
        return Holds.UNKNOWN
    following = next_occurrence(plan.recurrence, plan.start_local, there, plan.minutes, at)
    if following is None:
        return Holds.UNKNOWN
    begins = to_local(following.starts_at, here).time()
    return Holds.YES if awake.takes_in(begins, plan.minutes) else Holds.NO
