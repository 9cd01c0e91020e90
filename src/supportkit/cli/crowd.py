"""Made-up people who live through some weeks of a rehearsal: they ask, wait, come or do not, rest and leave.

What each of them does comes from one seed, and everything is done through the kit, by the person concerned, at a moment
of its own; so the same seed gives the same course, and every rule of the library holds in it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from supportkit.core.ids import GroupId, PersonId
from supportkit.core.roles import Role
from supportkit.errors import Refused
from supportkit.memberships.path import MembershipStatus
from supportkit.sessions.attendance import Presence, Rsvp
from supportkit.sessions.session import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from supportkit.cli.screen import Progress
    from supportkit.cli.stage import Circle, Stage
    from supportkit.core.clock import FixedClock
    from supportkit.core.ids import SessionId
    from supportkit.kit import Kit

    Step = Callable[[Kit], None]

INVITED_BEFORE = timedelta(days=2)
ARRIVED_BEFORE = timedelta(minutes=5)
LATE_AFTER = timedelta(minutes=12)


class Odds(NamedTuple):
    """How often things happen, all made up: they make a lively course and claim nothing about real groups."""

    asks_early: float = 0.7
    takes_offer: float = 0.6
    declines_offer: float = 0.15
    says_yes: float = 0.7
    says_maybe: float = 0.12
    says_no: float = 0.12
    comes_after_yes: float = 0.88
    comes_after_maybe: float = 0.5
    comes_late: float = 0.15
    rests: float = 0.05
    leaves: float = 0.04


class Crowd:
    """Everybody who takes part, and what is still ahead of them.

    Args:
        kit: the kit of who runs the community.
        clock: the clock of the rehearsal.
        stage: the community and its groups.
        until: when it ends.
        seed: another number, another course.
    """

    def __init__(self, kit: Kit, clock: FixedClock, stage: Stage, *, until: datetime, seed: int) -> None:
        self._kit, self._clock, self._stage, self._until = kit, clock, stage, until
        self._odds = Odds()
        self._agenda: list[tuple[datetime, int, Step]] = []
        self._numbers = count()
        self._decided: set[tuple[str, str, str]] = set()
        self._randoms = {circle.group_id: Random(f"{seed}/{n}") for n, circle in enumerate(stage.circles)}  # noqa: S311
        self.refusal: Refused | None = None
        """The first thing that was refused on the way."""
        self.refusals: int = 0

    def live(self, people: Iterator[PersonId], progress: Progress) -> None:
        """Let the weeks go by."""
        begins = self._clock.now()
        for circle in self._stage.circles:
            self._plan_circle(circle, people)
        days = (self._until - begins).days
        for day in range(1, days + 1):
            self._at(begins.replace(hour=7) + timedelta(days=day), self._do_what_is_due)
        while self._agenda:
            at, _, step = heappop(self._agenda)
            self._clock.set(at)
            with self._kit.together() as batch:
                step(batch)
            progress(int((at - begins).total_seconds()), days * 86_400)
        self._clock.set(self._until)

    def _at(self, at: datetime, step: Step) -> None:
        if self._clock.now() <= at < self._until:
            heappush(self._agenda, (at, next(self._numbers), step))

    def _plan_circle(self, circle: Circle, people: Iterator[PersonId]) -> None:
        now, random = self._clock.now(), self._randoms[circle.group_id]
        for _ in range(circle.seekers):
            person = next(people)
            days = random.uniform(0, 6) if random.random() < self._odds.asks_early else random.uniform(6, 40)
            self._at(now + timedelta(days=days), partial(self._ask, circle, person))
        after: str | None = None
        while True:
            page = self._kit.sessions.upcoming(circle.group_id, after=after, limit=200)
            for session in page.items:
                self._plan_session(circle, session.id, session.starts_at, session.ends_at)
            if page.next is None:
                break
            after = page.next
        for week in range(1, (self._until - now).days // 7):
            self._at(now + timedelta(weeks=week, hours=1), partial(self._let_rest_and_leave, circle))

    def _plan_session(self, circle: Circle, session_id: SessionId, starts_at: datetime, ends_at: datetime) -> None:
        if ends_at >= self._until:
            return
        self._at(starts_at - INVITED_BEFORE, partial(self._answer, circle, session_id))
        self._at(starts_at - ARRIVED_BEFORE, partial(self._arrive, circle, session_id, late=False))
        self._at(starts_at + LATE_AFTER, partial(self._arrive, circle, session_id, late=True))
        self._at(ends_at, partial(self._end, circle, session_id))

    def _ask(self, circle: Circle, person: PersonId, kit: Kit) -> None:
        asked = kit.acting_as(person).memberships.apply(circle.group_id)
        if asked.status is MembershipStatus.APPLIED:
            hours = self._randoms[circle.group_id].uniform(4, 30)
            decides_at = self._clock.now() + timedelta(hours=hours)
            self._at(decides_at, partial(self._decide, circle, person))

    def _decide(self, circle: Circle, person: PersonId, kit: Kit) -> None:
        host = kit.acting_as(circle.host)
        try:
            host.memberships.accept(circle.group_id, person)
        except Refused as refusal:
            self.refusal = self.refusal or refusal
            self.refusals += 1
            host.memberships.waitlist(circle.group_id, person)

    def _members(self, kit: Kit, circle: Circle) -> list[PersonId]:
        roster = kit.memberships.roster(circle.group_id, limit=500)
        return [tie.person_id for tie in roster.items if tie.role is Role.MEMBER]

    def _answer(self, circle: Circle, session_id: SessionId, kit: Kit) -> None:
        odds, random = self._odds, self._randoms[circle.group_id]
        steps = ((odds.says_yes, Rsvp.ACCEPTED), (odds.says_maybe, Rsvp.TENTATIVE), (odds.says_no, Rsvp.DECLINED))
        for person in self._members(kit, circle):
            chance = random.random()
            for share, answer in steps:
                chance -= share
                if chance < 0:
                    kit.acting_as(person).sessions.rsvp(session_id, answer)
                    break

    def _arrive(self, circle: Circle, session_id: SessionId, kit: Kit, *, late: bool) -> None:
        odds, random = self._odds, self._randoms[circle.group_id]
        host = kit.acting_as(circle.host)
        if not late:
            host.sessions.begin(session_id)
        answers = {row.person_id: row for row in host.sessions.roster(session_id, limit=500).items}
        for person in self._members(kit, circle):
            row = answers.get(person)
            if row is None or row.presence is not None:
                continue
            likely = {Rsvp.ACCEPTED: odds.comes_after_yes, Rsvp.TENTATIVE: odds.comes_after_maybe}.get(row.rsvp, 0.0)
            share = odds.comes_late if late else 1 - odds.comes_late
            if random.random() < likely * share:
                kit.acting_as(person).sessions.arrive(session_id)

    def _end(self, circle: Circle, session_id: SessionId, kit: Kit) -> None:
        host = kit.acting_as(circle.host)
        rows = [row for row in host.sessions.roster(session_id, limit=500).items if row.presence is None]
        missed = {
            row.person_id: Presence.EXCUSED if row.rsvp is Rsvp.DECLINED else Presence.ABSENT
            for row in rows
            if row.rsvp is not Rsvp.NEEDS_ACTION
        }
        host.sessions.record_attendance(session_id, missed)
        if host.sessions.get(session_id).status is SessionStatus.UNDER_WAY:
            host.sessions.end(session_id)

    def _let_rest_and_leave(self, circle: Circle, kit: Kit) -> None:
        random = self._randoms[circle.group_id]
        for person in self._members(kit, circle):
            chance = random.random()
            if chance < self._odds.leaves:
                kit.acting_as(person).memberships.leave(circle.group_id)
            elif chance < self._odds.leaves + self._odds.rests:
                comes_back = self._clock.now() + timedelta(days=random.randint(8, 20), hours=3)
                kit.acting_as(person).memberships.pause(circle.group_id, until=comes_back)
                self._at(comes_back, partial(self._come_back, circle, person))

    def _come_back(self, circle: Circle, person: PersonId, kit: Kit) -> None:
        kit.acting_as(person).memberships.resume(circle.group_id)

    def _do_what_is_due(self, kit: Kit) -> None:
        """Do what time has brought, as a host does it once a day, and let people answer offers that are new."""
        now = self._clock.now()
        circles = {circle.group_id: circle for circle in self._stage.circles}
        for action in kit.due.actions(self._stage.community_id, until=now + timedelta(days=4), limit=1000):
            if action.what != "offer.ends":
                continue
            circle = circles[GroupId(action.arguments["group_id"])]
            person = PersonId(action.arguments["person_id"])
            if action.due_at <= now:
                kit.memberships.end_offer(circle.group_id, person)
                continue
            seen = (circle.group_id, person, action.due_at.isoformat())
            if seen not in self._decided:
                self._decided.add(seen)
                self._answer_offer(circle, person, action.due_at)

    def _answer_offer(self, circle: Circle, person: PersonId, ends_at: datetime) -> None:
        random, now = self._randoms[circle.group_id], self._clock.now()
        at = now + (ends_at - now) * random.uniform(0.1, 0.9)
        chance = random.random()
        if chance < self._odds.takes_offer:
            self._at(at, partial(self._take_offer, circle, person))
        elif chance < self._odds.takes_offer + self._odds.declines_offer:
            self._at(at, partial(self._decline_offer, circle, person))

    def _take_offer(self, circle: Circle, person: PersonId, kit: Kit) -> None:
        kit.acting_as(person).memberships.accept_offer(circle.group_id)

    def _decline_offer(self, circle: Circle, person: PersonId, kit: Kit) -> None:
        kit.acting_as(person).memberships.decline_offer(circle.group_id)
