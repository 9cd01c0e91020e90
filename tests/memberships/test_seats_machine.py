"""The law of seats, over random histories of one small group: none is sold twice, none stays empty while one waits."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.memberships.policy import due
from tests.memberships.telling import tell

import supportkit as sk
from supportkit.core.change import fold
from supportkit.core.codec import decode_record
from supportkit.core.ids import PersonId
from supportkit.core.private import ERASED, private_names
from supportkit.core.roles import LEADING, Role
from supportkit.errors import SupportKitError
from supportkit.groups.group import Access, Group
from supportkit.groups.rules import GroupRules, PartyRule, WaitlistOrder
from supportkit.memberships.events import OfferEnded, SeatOffered
from supportkit.memberships.membership import LAPSES_FORGIVEN, Membership
from supportkit.memberships.path import GONE, MembershipStatus
from supportkit.memberships.waiting import Waiting
from supportkit.memberships.waiting_events import PartyPassedOver
from supportkit.privacy.profile import Profile
from supportkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

S = MembershipStatus
PEOPLE = ("ann", "bo", "cy", "di", "ed", "flo", "gus")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = ("max", "mia", "moe")
"""Who is there from the beginning, where the group begins full."""
EXPERIENCES = {"ann": ("caring",), "bo": ("living_with",), "cy": ("living_with", "bereaved"), "di": ("caring",)}
"""What some of them told of themselves; the others told nothing."""
people = st.sampled_from(PEOPLE)


class Seats(RuleBasedStateMachine):
    """One group of one to three seats, seven people who may want one, and somebody who leads it."""

    @initialize(
        capacity=st.integers(1, 3),
        access=st.sampled_from(Access),
        order=st.sampled_from(WaitlistOrder),
        parties=st.sampled_from(PartyRule),
        full=st.booleans(),
        line=st.permutations(PEOPLE[:5]),
        couples=st.integers(0, 2),
    )
    def begin(
        self,
        capacity: int,
        access: Access,
        order: WaitlistOrder,
        parties: PartyRule,
        full: bool,
        line: list[str],
        couples: int,
    ) -> None:
        self.kit = sk.rehearse(at=NOW, actor="ruth")
        self.group_id = self.kit.groups.create(
            self.kit.community.id, "Tuesday", capacity=capacity, facilitators=["fay"], access=Access.OPEN
        ).id
        self.kit.groups.set_rules(self.group_id, GroupRules(order=order, parties=parties))
        self.kit.groups.open(self.group_id)
        if full:
            for person in FIRST[:capacity]:
                self.kit.acting_as(person).memberships.apply(self.group_id)
            for person in line:
                self.kit.acting_as(person).memberships.apply(self.group_id)
            for one, other in (line[:2], line[3:])[:couples]:
                self.kit.acting_as(one).memberships.wait_together(self.group_id, other)
                self.kit.acting_as(other).memberships.wait_together(self.group_id, one)
        self.kit.groups.describe(self.group_id, access=access)
        self.gone: set[str] = set()
        for person, kinds in EXPERIENCES.items():
            tell(self.store, self.kit.community.id, person, *kinds)

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
        before, lines, group = dict(self.store._records), len(self.store._journal), self.group()
        try:
            call()
        except SupportKitError:
            assert self.store._records == before
            assert len(self.store._journal) == lines
            return False
        self._offers_follow_the_policy(lines)
        after = self.group()
        assert after.capacity is not None
        assert after.taken + after.offered <= max(after.capacity, group.taken + group.offered)
        return True

    def _offers_follow_the_policy(self, since: int) -> None:
        facts = [fact.event for fact in self.kit.journal(str(since) if since else None, limit=1000)]
        offers = [fact.person_id for fact in facts if isinstance(fact, SeatOffered)]
        passed = [fact.person_id for fact in facts if isinstance(fact, PartyPassedOver)]
        lapsed = {fact.person_id for fact in facts if isinstance(fact, OfferEnded)}
        group, ties = self.group(), self.ties()
        assert len(offers) == len(set(offers))
        assert group.capacity is not None
        free = max(group.capacity - group.taken - group.offered + len(offers), 0)
        line = [tie for one, tie in ties.items() if tie.status is S.WAITING or one in offers]
        there = [one for one, tie in ties.items() if (tie.seated or tie.status is S.OFFERED) and one not in offers]
        expected, skipped = due(group, line, free, self.told(there), self.told(tie.person_id for tie in line), lapsed)
        assert sorted(offers) == sorted(expected)
        assert sorted(passed) == sorted(skipped)

    def told(self, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found = {}
        for one in people:
            record = self.store._records.get(Profile.key(self.kit.community.id, PersonId(one)))
            kinds = decode_record(record).told.experiences if record else ()
            found[one] = tuple(kind.kind.value for kind in kinds)
        return found

    # What people do.

    @rule(who=people, note=st.sampled_from((None, "I am afraid of the scan")))
    def apply(self, who: str, note: str | None) -> None:
        done = self.attempt(lambda: self.kit.acting_as(who).memberships.apply(self.group_id, note=note))
        assert not (done and who in self.gone)

    @rule(who=people)
    def leave(self, who: str) -> None:
        if self.attempt(lambda: self.kit.acting_as(who).memberships.leave(self.group_id, words="tired")):
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
                spared = tie.agreed_at is not None or self.group().frozen_since is not None
                kept = spared or tie.lapses < LAPSES_FORGIVEN
                assert (self.ties()[who].status is S.LEFT) is not kept

    @rule(who=people, role=st.sampled_from((*LEADING, Role.MEMBER, Role.CHAMPION, Role.MODERATOR)))
    def appoint(self, who: str, role: Role) -> None:
        self.attempt(lambda: self.kit.memberships.appoint(self.group_id, who, role))

    @rule(capacity=st.integers(1, 5))
    def set_capacity(self, capacity: int) -> None:
        assert self.attempt(lambda: self.kit.groups.set_capacity(self.group_id, capacity))

    @rule(verb=st.sampled_from(("pause", "resume")))
    def rest_of_the_group(self, verb: str) -> None:
        self.attempt(lambda: getattr(self.kit.groups, verb)(self.group_id))

    @rule(who=people, other=people)
    def wait_together(self, who: str, other: str) -> None:
        ties = self.ties()
        done = self.attempt(lambda: self.kit.acting_as(who).memberships.wait_together(self.group_id, other))
        waits = who in ties and ties[who].status is S.WAITING and who not in self.gone
        assert done is (waits and who != other and ties[who].party is None)

    @rule(pair=st.sampled_from((("ann", "bo"), ("cy", "di"), ("bo", "ed"))))
    def come_as_two(self, pair: tuple[str, str]) -> None:
        for who, other in (pair, pair[::-1]):
            self.apply(who, None)
            self.decide(who, "waitlist")
            self.wait_together(who, other)

    @rule(many=st.integers(1, 2))
    def seats_are_left(self, many: int) -> None:
        for who in [one for one, tie in self.ties().items() if tie.seated][:many]:
            self.leave(who)

    @rule(many=st.integers(1, 3), verb=st.sampled_from(("accept_offer", "accept_offer", "decline_offer")))
    def offers_are_answered(self, many: int, verb: str) -> None:
        for who in [one for one, tie in self.ties().items() if tie.status is S.OFFERED][:many]:
            getattr(self, verb)(who)

    @rule()
    def offers_run_out(self) -> None:
        self.time_passes(96)
        self.what_is_due_is_done()

    @rule(who=people)
    def wait_alone(self, who: str) -> None:
        self.attempt(lambda: self.kit.acting_as(who).memberships.wait_alone(self.group_id))

    @rule(who=people, band=st.sampled_from((None, 0, 1)))
    def set_priority(self, who: str, band: int | None) -> None:
        self.attempt(lambda: self.kit.acting_as("fay").memberships.set_priority(self.group_id, who, band, reason="r"))

    @rule(verb=st.sampled_from(("freeze_waitlist", "unfreeze_waitlist", "unfreeze_waitlist")))
    def freeze(self, verb: str) -> None:
        self.attempt(lambda: getattr(self.kit.acting_as("fay").memberships, verb)(self.group_id))

    @rule(who=people)
    def ask_why(self, who: str) -> None:
        if who not in self.gone and who in self.ties():
            answer = self.kit.acting_as(who).memberships.explain(self.group_id)
            told = self.kit.acting_as("ruth").memberships.explain(self.group_id, who)
            assert answer.reasons
            assert all(reason.words(locale) for reason in told.reasons for locale in ("en", "es", "fr"))
            assert "priority" not in {reason.code for reason in answer.reasons}
            assert (told.position is not None) is (self.ties()[who].status is S.WAITING)

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
            if action.operation == "memberships.decline":
                continue  # somebody decides that
            assert action.operation in ("memberships.end_offer", "memberships.release_seat")
            tie = self.ties()[action.arguments["person_id"]]
            verb = getattr(self.kit.memberships, action.operation.partition(".")[2])
            done = self.attempt(lambda action=action, verb=verb: verb(**action.arguments))
            if action.operation == "memberships.end_offer":
                # Of two who wait together, one has brought the other along.
                assert done is (tie.status is S.OFFERED and tie.changed_at != self.kit.clock.now())

    # What holds after every step.

    @invariant()
    def seats_are_counted_right(self) -> None:
        group, ties = self.group(), self.ties().values()
        status = Counter(tie.status for tie in ties)
        assert group.taken == sum(tie.seated for tie in ties)
        assert group.offered == status[S.OFFERED]
        assert group.waiting == status[S.WAITING]
        assert group.facilitators == sum(tie.standing in LEADING for tie in ties)

    @invariant()
    def nobody_waits_before_a_seat_that_is_theirs(self) -> None:
        group, ties = self.group(), self.ties()
        line = [tie for tie in ties.values() if tie.status is S.WAITING]
        there = [one for one, tie in ties.items() if tie.seated or tie.status is S.OFFERED]
        assert due(group, line, group.free, self.told(there), self.told(tie.person_id for tie in line)) == ([], [])

    @invariant()
    def two_are_in_the_same_boat(self) -> None:
        parties: dict[str, list[Membership]] = {}
        for tie in self.ties().values():
            if tie.party is not None:
                parties.setdefault(tie.party, []).append(tie)
        for one, other in parties.values():
            assert one.status is other.status
            assert one.status in (S.WAITING, S.OFFERED)
            assert one.offer_ends_at == other.offer_ends_at
            assert one.agreed_at is None or other.agreed_at is None

    @invariant()
    def what_was_known_of_a_wait_goes_with_it(self) -> None:
        for tie in self.ties().values():
            assert not isinstance(tie.wait, Waiting) or tie.status in (S.WAITING, S.OFFERED)

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
            assert ties[person].status in GONE
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
            if record.body is None or key.kind == "profile":  # which was put there from outside
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
