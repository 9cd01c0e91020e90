"""The law of a cohort, over random histories: never begun below its minimum, never joined too late, wholly wound up."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

import attrs
import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import supportkit as sk
from supportkit.core.change import fold
from supportkit.core.codec import decode_record
from supportkit.core.private import ERASED, private_names
from supportkit.core.roles import LEADING
from supportkit.errors import NotAllowed, Refused, SupportKitError, WrongState
from supportkit.groups import winding_flows
from supportkit.groups.cohort import Cohort
from supportkit.groups.group import Access, Group, GroupStatus
from supportkit.groups.life import ENDED
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import GONE, MembershipStatus
from supportkit.sessions.session import Session, SessionStatus
from supportkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable

S = MembershipStatus
G = GroupStatus
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = date(2026, 3, 10)
AT_ONCE = 2
people = st.sampled_from(("ann", "bo", "cy", "di", "ed", "flo"))
cohorts = st.builds(
    lambda start, weeks, last, minimum: Cohort.of_weeks(
        weeks,
        starts_on=FIRST + timedelta(days=start),
        zone="Europe/Berlin",
        last_join_week=None if last is None else min(last, weeks),
        minimum=minimum,
    ),
    st.integers(0, 2),
    st.integers(1, 4),
    st.none() | st.integers(1, 3),
    st.integers(1, 3),
)


class CohortLife(RuleBasedStateMachine):
    """One cohort, six people who may want to be in it, and two who lead it."""

    @initialize(capacity=st.integers(2, 5), access=st.sampled_from((Access.OPEN, Access.BY_APPROVAL)), days=cohorts)
    def begin(self, capacity: int, access: Access, days: Cohort) -> None:
        self.small = mock.patch.object(winding_flows, "AT_ONCE", AT_ONCE)
        self.small.start()
        self.kit = sk.rehearse(at=NOW, actor="ruth")
        self.id = self.kit.groups.create(
            self.kit.community.id,
            "Eight weeks",
            capacity=capacity,
            facilitators=["fay", "cleo"],
            access=access,
            cohort=days,
        ).id
        self.kit.sessions.plan(
            self.id, sk.weekly("TU"), start_on="2026-03-10", at="18:30", zone="Europe/Berlin", weeks=4
        )

    @property
    def store(self) -> MemoryStore:
        assert isinstance(self.kit.store, MemoryStore)
        return self.kit.store

    @property
    def now(self) -> datetime:
        return self.kit.clock.now()

    def group(self) -> Group:
        group = decode_record(self.store._records[Group.key(self.id)])
        assert isinstance(group, Group)
        return group

    def all_of(self, kind: str) -> list[Any]:
        return [decode_record(record) for key, record in self.store._records.items() if key.kind == kind]

    def ties(self) -> list[Membership]:
        return [tie for tie in self.all_of("membership") if tie.of == self.id]

    def planned(self) -> list[Session]:
        return [
            one for one in self.all_of("session") if one.status is SessionStatus.PLANNED and one.starts_at >= self.now
        ]

    def attempt(self, call: Callable[[], Any]) -> SupportKitError | None:
        """Try something; where it is refused nothing was changed, and nobody came in too late."""
        before, records = self.group(), dict(self.store._records)
        try:
            call()
        except SupportKitError as error:
            assert self.store._records == records
            return error
        after = self.group()
        if after.taken + after.offered > before.taken + before.offered or after.taken > before.taken:
            assert before.cohort is not None
            assert self.now < before.cohort.joining_ends_at or after.cohort != before.cohort
        return None

    # What people do.

    @rule(who=people, verb=st.sampled_from(("apply", "leave", "follow", "accept_offer", "pause", "resume")))
    def somebody(self, who: str, verb: str) -> None:
        before = self.group()
        error = self.attempt(lambda: getattr(self.kit.acting_as(who).memberships, verb)(self.id))
        if verb == "follow" and error is None:
            assert before.status is G.LISTED
        if verb == "apply" and error is None:
            assert before.takes_people(self.now)
        if isinstance(error, Refused) and error.code == "cohort.joining_over":
            assert not before.takes_people(self.now)

    @rule(who=people, verb=st.sampled_from(("invite", "accept", "waitlist", "remove")))
    def decide(self, who: str, verb: str) -> None:
        self.attempt(lambda: getattr(self.kit.acting_as("fay").memberships, verb)(self.id, who))

    @rule(who=people, role=st.sampled_from(("member", "co_facilitator", "observer")))
    def appoint(self, who: str, role: str) -> None:
        self.attempt(lambda: self.kit.memberships.appoint(self.id, who, role))

    @rule(who=people)
    def erase(self, who: str) -> None:
        self.attempt(lambda: self.kit.acting_as(who).people.erase(who))

    # The course of the group.

    @rule(verb=st.sampled_from(("announce", "open", "cancel", "close")))
    def step(self, verb: str) -> None:
        self.attempt(lambda: getattr(self.kit.acting_as("fay").groups, verb)(self.id))

    @rule()
    def open(self) -> None:
        self.attempt(lambda: self.kit.groups.open(self.id))

    @rule()
    def start(self) -> None:
        before = self.group()
        error = self.attempt(lambda: self.kit.groups.start(self.id))
        if before.status is G.FORMING:
            assert (error is None) is before.minimum_reached
            if error is not None:
                assert error.params == {"there": before.taken, "needed": before.minimum}
        else:
            assert isinstance(error, WrongState | NotAllowed)

    @rule(days=cohorts)
    def set_cohort(self, days: Cohort) -> None:
        before = self.group()
        error = self.attempt(lambda: self.kit.groups.set_cohort(self.id, days))
        assert before.cohort is not None
        began_else = before.status is G.RUNNING and before.cohort.starts_on != days.starts_on
        assert (error is None) is (before.status not in ENDED and not began_else)

    @rule()
    def archive(self) -> None:
        if self.group().status not in (G.DRAFT, G.LISTED):
            self.attempt(lambda: self.kit.groups.archive(self.id))

    @rule(who=st.sampled_from(("fay", "ruth")))
    def wind_up(self, who: str) -> None:
        before, left, planned = self.group(), self.left(), len(self.planned())
        error = self.attempt(lambda: self.kit.acting_as(who).groups.wind_up(self.id))
        if error is not None:
            assert before.status not in ENDED or (who == "fay" and before.wound_up_at is not None), error
            return
        gone, cancelled = left - self.left(), planned - len(self.planned())
        assert 0 <= gone <= AT_ONCE
        assert 0 <= cancelled <= AT_ONCE
        after = self.group()
        if before.series:
            assert gone == 0
            assert cancelled == min(planned, AT_ONCE)
            assert after.series == int(planned > AT_ONCE)
        else:
            assert gone == min(left, AT_ONCE)
            assert (after.wound_up_at is not None) is (left <= AT_ONCE)

    def left(self) -> int:
        return sum(tie.status not in GONE for tie in self.ties())

    @rule(hours=st.sampled_from((1, 24, 24 * 6)))
    def time_passes(self, hours: int) -> None:
        assert isinstance(self.kit.clock, sk.FixedClock)
        self.kit.clock.advance(timedelta(hours=hours))

    @rule()
    def what_is_due_is_done(self) -> None:
        for action in self.kit.due.actions(self.kit.community.id):
            area, verb = action.operation.split(".")
            assert action.due_at <= self.now
            error = self.attempt(
                lambda area=area, verb=verb, action=action: getattr(getattr(self.kit, area), verb)(**action.arguments)
            )
            assert error is None

    # What holds after every step.

    @invariant()
    def counters_are_right(self) -> None:
        group, ties = self.group(), self.ties()
        status = Counter(tie.status for tie in ties)
        assert group.taken == sum(tie.seated for tie in ties)
        assert group.offered == status[S.OFFERED]
        assert group.waiting == status[S.WAITING]
        assert group.facilitators == sum(tie.standing in LEADING for tie in ties)
        assert group.capacity is not None
        assert group.taken + group.offered <= group.capacity
        assert group.series == sum(one.status == "active" for one in self.all_of("series"))

    @invariant()
    def what_is_due_is_in_the_list(self) -> None:
        group = self.group()
        until = self.now + timedelta(days=400)
        its = [
            one
            for one in self.kit.due.actions(self.kit.community.id, until=until)
            if one.what.startswith(("cohort", "group.winds"))
        ]
        assert [one.due_at for one in its] == ([] if group.due_at is None else [group.due_at])
        if group.status in ENDED:
            assert (group.wound_up_at is None) is bool(its)

    @invariant()
    def nothing_is_left_of_what_was_wound_up(self) -> None:
        group = self.group()
        if group.wound_up_at is not None:
            assert self.left() == group.series == len(self.planned()) == 0
            ran = group.opened_at is not None
            assert ran or not any(tie.status is S.ALUMNI for tie in self.ties())

    def teardown(self) -> None:
        """Fold the journal: it gives every record as it stands."""
        if not hasattr(self, "kit"):
            return
        self.small.stop()
        folded: dict[str, Any] = {}
        cursor = None
        while lines := self.kit.journal(cursor, limit=1000):
            for fact in lines:
                folded[fact.key] = fold(folded.get(fact.key), [fact.event])
            cursor = lines[-1].cursor
        for key, record in self.store._records.items():
            if record.body is None:
                continue
            stands, told = decode_record(record), folded[str(key)]
            if stands != told:
                hidden = private_names(type(stands))
                assert hidden
                assert attrs.evolve(told, **dict.fromkeys(hidden, ERASED)) == stands


TestCohortLife = CohortLife.TestCase
TestCohortLife.settings = hypothesis.settings(
    stateful_step_count=30, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
