"""The law of seats, over random histories of one small group: none is sold twice, none stays empty while one waits."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import supportkit as sk
from supportkit.core.change import fold
from supportkit.core.codec import decode_record
from supportkit.core.private import ERASED, private_names
from supportkit.core.roles import LEADING, Role
from supportkit.errors import SupportKitError
from supportkit.groups.group import Access, Group, GroupStatus
from supportkit.memberships.events import OfferEnded, SeatOffered
from supportkit.memberships.membership import LAPSES_FORGIVEN, Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable

S = MembershipStatus
PEOPLE = ("ann", "bo", "cy", "di", "ed", "flo", "gus")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
people = st.sampled_from(PEOPLE)


class Seats(RuleBasedStateMachine):
    """One group of one to three seats, seven people who may want one, and somebody who leads it."""

    @initialize(capacity=st.integers(1, 3), access=st.sampled_from(Access))
    def begin(self, capacity: int, access: Access) -> None:
        self.kit = sk.rehearse(at=NOW, actor="ruth")
        self.group_id = self.kit.groups.create(
            self.kit.community.id, "Tuesday", capacity=capacity, facilitators=["fay"], access=access
        ).id
        self.kit.groups.open(self.group_id)
        self.gone: set[str] = set()

    # What can be seen from outside the kit.

    @property
    def store(self) -> MemoryStore:
        assert isinstance(self.kit.store, MemoryStore)
        return self.kit.store

    def group(self) -> Group:
        group = decode_record(self.store._records[Group.key(self.group_id)])
        assert isinstance(group, Group)
        return group

    def ties(self) -> dict[str, Membership]:
        found = [decode_record(record) for key, record in self.store._records.items() if key.kind == "membership"]
        return {tie.person_id: tie for tie in found if tie.of == self.group_id}

    def attempt(self, call: Callable[[], Any]) -> bool:
        """Try something; where it is refused, nothing was changed."""
        before, lines, ties = dict(self.store._records), len(self.store._journal), self.ties()
        try:
            call()
        except SupportKitError:
            assert self.store._records == before
            assert len(self.store._journal) == lines
            return False
        self._offers_follow_the_tickets(lines, ties)
        return True

    def _offers_follow_the_tickets(self, since: int, before: dict[str, Membership]) -> None:
        facts = [fact.event for fact in self.kit.journal(str(since) if since else None, limit=1000)]
        offered = [fact.person_id for fact in facts if isinstance(fact, SeatOffered)]
        lapsed = {fact.person_id for fact in facts if isinstance(fact, OfferEnded)}
        after = self.ties()
        assert len(offered) == len(set(offered))
        passed = [after[one].ticket or 0 for one in offered if one not in lapsed]
        assert passed == sorted(passed)
        still = [
            tie.ticket or 0
            for one, tie in after.items()
            if tie.status is S.WAITING and one not in lapsed and one in before and before[one].status is S.WAITING
        ]
        assert not passed or not still or max(passed) < min(still)

    # What people do.

    @rule(who=people, note=st.sampled_from((None, "I am afraid of the scan")))
    def apply(self, who: str, note: str | None) -> None:
        done = self.attempt(lambda: self.kit.acting_as(who).memberships.apply(self.group_id, note=note))
        assert not (done and who in self.gone)

    @rule(who=people)
    def leave(self, who: str) -> None:
        before, waiting = self.group(), self.ties()
        if self.attempt(lambda: self.kit.acting_as(who).memberships.leave(self.group_id, words="tired")):
            after = self.group()
            held = before.taken + before.offered - after.taken - after.offered
            was = waiting[who]
            offers = max(after.offered - before.offered + (was.status is S.OFFERED), 0)
            assert offers <= int(was.seated or was.status is S.OFFERED)
            assert held == int(was.seated or was.status is S.OFFERED) - offers
            assert self.ties()[who].status is S.LEFT

    @rule(who=people)
    def accept_offer(self, who: str) -> None:
        tie = self.ties().get(who)
        done = self.attempt(lambda: self.kit.acting_as(who).memberships.accept_offer(self.group_id))
        if tie is not None and tie.status is S.OFFERED and who not in self.gone:
            assert tie.offer_ends_at is not None
            assert done is (self.kit.clock.now() < tie.offer_ends_at)
        else:
            assert not done

    @rule(who=people)
    def decline_offer(self, who: str) -> None:
        self.attempt(lambda: self.kit.acting_as(who).memberships.decline_offer(self.group_id))

    @rule(who=people)
    def rest(self, who: str) -> None:
        before = self.group()
        self.attempt(lambda: self.kit.acting_as(who).memberships.pause(self.group_id))
        assert self.group() == before

    @rule(who=people)
    def come_back(self, who: str) -> None:
        before, ties = self.group(), self.ties()
        done = self.attempt(lambda: self.kit.acting_as(who).memberships.resume(self.group_id))
        if done and ties[who].released_at is not None:
            after = self.ties()[who]
            assert after.seated or (after.ticket or 0) < 0
        else:
            assert self.group() == before

    @rule(who=people)
    def erase(self, who: str) -> None:
        if self.attempt(lambda: self.kit.acting_as(who).people.erase(who)):
            self.gone.add(who)

    # What those who lead do.

    @rule(who=people, verb=st.sampled_from(("invite", "accept", "decline", "waitlist", "end_offer", "remove")))
    def decide(self, who: str, verb: str) -> None:
        tie = self.ties().get(who)
        done = self.attempt(lambda: getattr(self.kit.acting_as("fay").memberships, verb)(self.group_id, who))
        if verb == "end_offer" and tie is not None and tie.status is S.OFFERED:
            assert tie.offer_ends_at is not None
            assert done is (self.kit.clock.now() >= tie.offer_ends_at)
            if done:
                kept = tie.lapses < LAPSES_FORGIVEN
                assert (self.ties()[who].status is S.LEFT) is not kept

    @rule(who=people, role=st.sampled_from((*LEADING, Role.MEMBER, Role.CHAMPION, Role.MODERATOR)))
    def appoint(self, who: str, role: Role) -> None:
        self.attempt(lambda: self.kit.memberships.appoint(self.group_id, who, role))

    @rule(capacity=st.integers(1, 5))
    def set_capacity(self, capacity: int) -> None:
        group = self.group()
        done = self.attempt(lambda: self.kit.groups.set_capacity(self.group_id, capacity))
        assert done is (capacity >= group.taken + group.offered)

    @rule(verb=st.sampled_from(("pause", "resume")))
    def rest_of_the_group(self, verb: str) -> None:
        self.attempt(lambda: getattr(self.kit.groups, verb)(self.group_id))

    @rule(access=st.sampled_from(Access))
    def change_access(self, access: Access) -> None:
        assert self.attempt(lambda: self.kit.groups.describe(self.group_id, access=access))

    @rule()
    def offer_seats(self) -> None:
        assert self.attempt(lambda: self.kit.memberships.offer_seats(self.group_id))

    @rule(hours=st.sampled_from((1, 30, 71, 72, 73)))
    def time_passes(self, hours: int) -> None:
        assert isinstance(self.kit.clock, sk.FixedClock)
        self.kit.clock.advance(timedelta(hours=hours))

    @rule()
    def what_is_due_is_done(self) -> None:
        for action in self.kit.due.actions(self.kit.community.id):
            assert action.operation in ("memberships.end_offer", "memberships.release_seat")
            area, name = action.operation.split(".")
            verb = getattr(getattr(self.kit, area), name)
            assert self.attempt(lambda action=action, verb=verb: verb(**action.arguments))

    # What holds after every step.

    @invariant()
    def seats_are_counted_right(self) -> None:
        group, ties = self.group(), self.ties().values()
        status = Counter(tie.status for tie in ties)
        assert group.capacity is not None
        assert group.taken + group.offered <= group.capacity
        assert group.taken == sum(tie.seated for tie in ties)
        assert group.offered == status[S.OFFERED]
        assert group.waiting == status[S.WAITING]
        assert group.facilitators == sum(tie.standing in LEADING for tie in ties)

    @invariant()
    def nobody_waits_before_an_empty_seat(self) -> None:
        group = self.group()
        assert group.status is not GroupStatus.OPEN or group.free == 0 or group.waiting == 0

    @invariant()
    def tickets_are_given_once(self) -> None:
        group, ties = self.group(), self.ties().values()
        tickets = [tie.ticket for tie in ties if tie.status in (S.WAITING, S.OFFERED)]
        assert None not in tickets
        assert len(tickets) == len(set(tickets))
        assert all(ticket <= group.tickets for ticket in tickets if ticket is not None)

    @invariant()
    def who_was_erased_has_no_part(self) -> None:
        ties = self.ties()
        for person in self.gone & set(ties):
            assert ties[person].status in (S.NEW, S.LEFT, S.DECLINED, S.REMOVED)
            assert ties[person].note is ties[person].reason is ERASED

    def teardown(self) -> None:
        """Fold the journal: it gives every record as it stands."""
        if not hasattr(self, "kit"):
            return
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


TestSeats = Seats.TestCase
TestSeats.settings = hypothesis.settings(
    max_examples=hypothesis.settings().max_examples * (2 if hypothesis.settings().max_examples > 100 else 1),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
