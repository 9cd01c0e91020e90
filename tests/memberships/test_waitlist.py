"""The waitlist through the kit: its orders, two who come together, rests, priorities, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memberships.telling import tell

import supportkit as sk
from supportkit.core.records import Batch, Key, Put
from supportkit.core.words import table
from supportkit.errors import InvalidInput, NotAllowed, Refused, WrongState
from supportkit.groups.group import Access
from supportkit.groups.rules import GroupRules, PartyRule, WaitlistOrder
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.memberships.waiting import ORDINARY, OfferReason, Waiting
from supportkit.memberships.waiting_events import PartyPassedOver
from supportkit.memberships.waitlist import Place, Reason, choose, places, ranked

S = MembershipStatus
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = "Zq7-scan-on-Friday"


class Circle:
    """A full group of some seats, with people who wait in the order in which they are named."""

    def __init__(self, seats: int, *line: str, order: str = "first_come", parties: str = "strict") -> None:
        self.kit = sk.rehearse(at=NOW, actor="ruth")
        self.clock: Any = self.kit.clock
        self.group = self.kit.groups.create(
            self.kit.community.id, "Tuesday", capacity=seats, facilitators=["fay"], access=Access.OPEN
        ).id
        rules = GroupRules(order=WaitlistOrder(order), parties=PartyRule(parties))
        self.kit.groups.set_rules(self.group, rules)
        self.kit.groups.open(self.group)
        self.seated = [f"m{number}" for number in range(seats)]
        for person in (*self.seated, *line):
            self.by(person).apply(self.group)

    def by(self, person: str) -> Any:
        return self.kit.acting_as(person).memberships

    def pair(self, one: str, other: str) -> None:
        self.by(one).wait_together(self.group, other)
        self.by(other).wait_together(self.group, one)

    def leave(self, many: int = 1) -> None:
        for _ in range(many):
            self.by(self.seated.pop()).leave(self.group)

    def status(self, *people: str) -> list[str]:
        return [self.by(person).get(self.group).status.value for person in people]

    def why(self, person: str, *, by: str | None = None) -> list[str]:
        return [reason.code for reason in self.by(by or person).explain(self.group, person).reasons]

    def due(self) -> None:
        for action in self.kit.due.actions(self.kit.community.id):
            self.kit.memberships.end_offer(**action.arguments)

    def counts(self) -> tuple[int, int, int]:
        group = self.kit.groups.get(self.group)
        return group.taken, group.offered, group.waiting

    def facts(self, kind: type[Any]) -> list[Any]:
        return [fact.event for fact in self.kit.journal(limit=1000) if isinstance(fact.event, kind)]


# Two who come together.


def test_vector_17_strict_offers_nobody_and_says_why():
    circle = Circle(10, "pat", "kim", "sol")
    circle.pair("pat", "kim")
    circle.leave()
    assert circle.status("pat", "kim", "sol") == ["waiting"] * 3
    told = circle.by("pat").explain(circle.group)
    assert (told.reasons[0], told.position) == (Reason("party_needs_two", {"needs": 2, "free": 1}), 1)
    assert told.reasons[0].words().startswith("You wait together with somebody, so two seats are needed; 1 is free.")
    assert circle.why("sol") == ["party_first", "others_first"]
    circle.leave()
    assert circle.status("pat", "kim", "sol") == ["offered", "offered", "waiting"]


def test_vector_17_skip_offers_it_to_the_next_and_the_party_keeps_its_place():
    circle = Circle(10, "pat", "kim", "sol", "tom", parties="skip")
    circle.pair("pat", "kim")
    circle.leave()
    assert circle.status("pat", "kim", "sol", "tom") == ["waiting", "waiting", "offered", "waiting"]
    assert circle.by("sol").get(circle.group).offered_why is OfferReason.PARTY_PASSED
    assert circle.why("sol") == ["offer_running", "offered_party_passed"]
    assert [(fact.person_id, fact.free) for fact in circle.facts(PartyPassedOver)] == [("pat", 1), ("kim", 1)]
    assert circle.by("kim").explain(circle.group).position == 1
    circle.leave(2)
    assert circle.status("pat", "kim", "sol", "tom") == ["waiting", "waiting", "offered", "offered"]


def test_who_comes_alone_while_two_wait_for_two_seats_is_asked_by_the_same_rule():
    for parties, expected in (("skip", "offered"), ("strict", "waiting")):
        circle = Circle(2, "pat", "kim", parties=parties)
        circle.pair("pat", "kim")
        circle.leave()
        assert circle.by("new").apply(circle.group).status == expected


def test_two_have_their_seats_when_both_have_said_yes():
    circle = Circle(2, "pat", "kim")
    circle.pair("pat", "kim")
    circle.leave(2)
    first = circle.by("pat").accept_offer(circle.group)
    assert (first.status, first.agreed_at, circle.counts()) == (S.OFFERED, NOW, (0, 2, 0))
    assert circle.by("pat").accept_offer(circle.group) == first  # said twice is said once
    assert circle.why("pat") == ["other_decides", "offered_next"]
    assert circle.by("kim").accept_offer(circle.group).status is S.ACTIVE
    assert (circle.status("pat", "kim"), circle.counts()) == (["active", "active"], (2, 0, 0))
    assert circle.by("pat").get(circle.group).party is circle.by("pat").get(circle.group).wait is None


@pytest.mark.parametrize("verb", ["decline_offer", "leave"])
def test_both_or_neither_and_who_is_left_may_come_alone(verb: str):
    circle = Circle(2, "pat", "kim", "sol")
    circle.pair("pat", "kim")
    circle.leave(2)
    circle.by("kim").accept_offer(circle.group)
    getattr(circle.by("pat"), verb)(circle.group)
    kim = circle.by("kim").get(circle.group)
    assert (kim.status, kim.party, kim.agreed_at, kim.lapses) == (S.OFFERED, None, None, 0)
    assert circle.status("pat", "sol") == ["left", "offered"]
    assert circle.counts() == (0, 2, 0)


def test_an_offer_to_two_runs_out_for_both_and_counts_only_for_who_did_not_answer():
    circle = Circle(2, "pat", "kim", "sol")
    circle.pair("pat", "kim")
    circle.leave(2)
    for lapses in (1, 2):
        circle.by("kim").accept_offer(circle.group)
        circle.clock.advance(timedelta(hours=72))
        with pytest.raises(Refused, match=r"offer\.expired"):
            circle.by("kim").accept_offer(circle.group)
        circle.kit.memberships.end_offer(circle.group, "pat")
        pat, kim, sol = (circle.by(one).get(circle.group) for one in ("pat", "kim", "sol"))
        assert (pat.lapses, kim.lapses, pat.party is not None) == (lapses, 0, True)
        if lapses == 1:
            # There was somebody else for one seat; for the other, two are needed.
            assert (sol.status, pat.status) == (S.OFFERED, S.WAITING)
            circle.by("sol").decline_offer(circle.group)
            assert circle.status("pat", "kim") == ["offered", "offered"]
    assert circle.by("pat").get(circle.group).offered_why is OfferReason.NOBODY_ELSE
    circle.by("kim").accept_offer(circle.group)
    circle.clock.advance(timedelta(hours=72))
    circle.kit.memberships.end_offer(circle.group, "kim")
    assert circle.status("pat", "kim") == ["left", "offered"]
    assert circle.by("kim").get(circle.group).party is None


def test_naming_somebody_tells_nothing_about_them():
    circle = Circle(1, "pat", "kim", "sol")
    answers = [circle.by("pat").wait_together(circle.group, who) for who in ("kim", "m0", "nobody")]
    assert {(one.status, one.party) for one in answers} == {(S.WAITING, None)}
    assert circle.by("fay").get(circle.group, "kim").companion is None
    assert circle.by("sol").wait_together(circle.group, "kim").party is None
    circle.by("pat").wait_together(circle.group, "kim")
    assert circle.by("kim").wait_together(circle.group, "pat").party is not None
    assert circle.by("sol").get(circle.group).party is None
    with pytest.raises(Refused, match=r"party\.formed"):
        circle.by("pat").wait_together(circle.group, "sol")
    with pytest.raises(Refused, match=r"party\.oneself"):
        circle.by("sol").wait_together(circle.group, "sol")
    with pytest.raises(WrongState):
        circle.by("m0").wait_together(circle.group, "sol")
    assert "kim" not in repr(circle.by("pat").get(circle.group))


def test_two_pass_nobody_by_meeting_and_have_their_own_tickets_when_they_part():
    circle = Circle(2, "pat", "sol", "kim")
    circle.pair("pat", "kim")
    circle.leave()
    assert circle.status("pat", "sol", "kim") == ["waiting", "offered", "waiting"]
    circle.by("sol").accept_offer(circle.group)
    circle.leave()
    assert circle.why("kim") == ["party_needs_two"]
    circle.by("kim").wait_alone(circle.group)
    assert circle.status("pat", "kim") == ["offered", "waiting"]
    assert circle.by("pat").get(circle.group).companion is None


def test_who_waited_with_somebody_that_is_declined_or_erased_waits_on():
    for end in (
        lambda circle: circle.by("fay").decline(circle.group, "pat", reason=SECRET),
        lambda circle: circle.kit.acting_as("pat").people.erase("pat"),
        lambda circle: circle.by("pat").leave(circle.group),
    ):
        circle = Circle(2, "pat", "kim")
        circle.pair("pat", "kim")
        circle.leave()
        end(circle)
        assert (circle.status("kim"), circle.counts()) == (["offered"], (1, 1, 0))


def test_who_is_left_of_two_without_a_word_is_offered_one_seat_and_takes_it():
    """The other's row was emptied by something that never came through here."""
    circle = Circle(2, "pat", "kim")
    circle.pair("pat", "kim")
    store: Any = circle.kit.store
    record = store._records[Key[Any]("person", "pat")]
    store._records[Key[Any]("person", "pat")] = record._replace(body=None, version=record.version + 1)
    circle.leave()
    assert circle.status("kim") == ["offered"]
    assert circle.by("kim").accept_offer(circle.group).status is S.ACTIVE


def test_a_party_is_left_alone_by_a_row_that_is_found_no_more():
    circle = Circle(1, "pat", "kim")
    circle.pair("pat", "kim")
    store: Any = circle.kit.store
    record = store._records[Membership.key(circle.group, sk.PersonId("pat"))]
    store.commit(Batch((Put(record.key, record.version, record.body, record.private, record.subject, ()),), ()))
    assert circle.by("kim").wait_alone(circle.group).party is None
    circle.leave()
    assert circle.status("kim") == ["offered"]


# Orders.


def test_a_priority_comes_first_and_nobody_else_learns_of_it():
    circle = Circle(1, "pat", "kim", "sol", order="priority")
    fay = circle.by("fay")
    fay.set_priority(circle.group, "sol", 0, reason=SECRET)
    assert circle.by("sol").get(circle.group).wait == Waiting(band=0, reason=SECRET)
    assert [tie.band for tie in fay.waiting(circle.group).items] == [ORDINARY, ORDINARY, 0]
    assert circle.by("pat").explain(circle.group).position is None
    assert circle.by("sol").explain(circle.group).position is None
    assert (circle.why("sol"), circle.why("sol", by="fay")) == (["no_seat_free"], ["no_seat_free", "priority"])
    assert fay.explain(circle.group, "pat").position == 2
    assert fay.explain(circle.group, "sol").reasons[-1].words("es-MX") == "Espera en la clase de prioridad 0."
    circle.kit.memberships.appoint(circle.group, "mo", "moderator")
    assert circle.by("mo").get(circle.group, "sol").wait is None
    circle.leave()
    assert circle.status("pat", "kim", "sol") == ["waiting", "waiting", "offered"]
    assert circle.by("sol").accept_offer(circle.group).wait is None
    store: Any = circle.kit.store
    for record in store._records.values():
        assert b'"band"' not in (record.body or b"")
        assert SECRET not in repr(record.indexes)
    assert not any(b'"band"' in entry.body for entry in store._journal)


def test_nobody_gives_a_priority_to_themself_or_to_somebody_who_does_not_wait():
    circle = Circle(1, "ruth")
    with pytest.raises(NotAllowed):
        circle.by("ruth").set_priority(circle.group, "ruth", 0)
    with pytest.raises(WrongState):
        circle.by("fay").set_priority(circle.group, "m0", 0)
    for band, reason in ((9, None), (-1, None), (0, "\0"), (True, None)):
        with pytest.raises(InvalidInput):
            circle.by("fay").set_priority(circle.group, "ruth", band, reason=reason)


def test_a_new_priority_moves_a_line_that_two_hold_up():
    circle = Circle(2, "pat", "kim", "sol", order="priority")
    circle.pair("pat", "kim")
    circle.leave()
    assert circle.by("fay").set_priority(circle.group, "sol", 2).status is S.OFFERED
    circle.leave()
    assert circle.by("fay").set_priority(circle.group, "pat", 1).wait == Waiting(band=1, companion=sk.PersonId("kim"))


def test_balance_offers_the_seat_to_whom_the_group_has_least_of():
    circle = Circle(3, "pat", "kim", "sol", "tom", order="balance")
    told = {"m0": "caring", "m1": "caring", "pat": "caring", "kim": "living_with", "tom": "bereaved"}
    for person, kind in told.items():
        tell(circle.kit.store, circle.kit.community.id, person, kind)
    assert circle.by("pat").explain(circle.group).position is None
    assert [circle.by("fay").explain(circle.group, one).position for one in ("pat", "kim", "sol", "tom")] == [
        4,
        1,
        3,
        2,
    ]
    circle.by("m2").leave(circle.group)
    assert circle.status("pat", "kim", "sol", "tom") == ["waiting", "offered", "waiting", "waiting"]
    (offer,) = [fact for fact in circle.facts(object) if getattr(fact, "brings", None)]
    assert (offer.person_id, offer.brings) == ("kim", "living_with")
    assert "living_with" not in repr(offer)


def test_balance_looks_again_where_who_was_next_has_been_erased():
    circle = Circle(1, "pat", "kim", order="balance")
    store: Any = circle.kit.store
    record = store._records[Key[Any]("person", "pat")]
    store._records[Key[Any]("person", "pat")] = record._replace(body=None, version=record.version + 1)
    circle.leave()
    assert circle.status("kim") == ["offered"]


# Rests, numbers, ends.


def test_a_frozen_waitlist_offers_nothing_and_counts_no_lapse():
    circle = Circle(2, "pat", "kim")
    circle.leave()
    assert circle.by("fay").freeze_waitlist(circle.group).frozen_since == NOW
    circle.clock.advance(timedelta(hours=1))
    assert circle.by("fay").freeze_waitlist(circle.group).frozen_since == NOW
    circle.leave()
    assert circle.why("kim") == ["waitlist_frozen"]
    circle.clock.advance(timedelta(hours=71))
    assert circle.why("pat") == ["offer_ended", "offered_next"]
    circle.due()
    pat = circle.by("pat").get(circle.group)
    assert (pat.status, pat.lapses, circle.counts()) == (S.WAITING, 0, (0, 0, 2))
    assert circle.by("new").apply(circle.group).status is S.WAITING
    circle.by("fay").unfreeze_waitlist(circle.group)
    assert circle.status("pat", "kim", "new") == ["offered", "offered", "waiting"]
    assert circle.by("fay").unfreeze_waitlist(circle.group).frozen_since is None


def test_while_it_is_frozen_nobody_comes_in_past_it_and_an_offer_that_runs_stays_good():
    circle = Circle(2, "pat")
    circle.leave()
    circle.by("fay").freeze_waitlist(circle.group)
    assert circle.by("pat").accept_offer(circle.group).status is S.ACTIVE
    circle.leave()
    assert circle.by("new").apply(circle.group).status is S.WAITING


def test_a_lowered_capacity_takes_no_seat_and_no_offer_away():
    circle = Circle(4, "pat", "kim")
    circle.leave()
    assert circle.kit.groups.set_capacity(circle.group, 1).free == 0
    assert circle.by("pat").accept_offer(circle.group).status is S.ACTIVE
    circle.leave(2)
    assert (circle.counts(), circle.why("kim")) == ((2, 0, 1), ["no_seat_free"])
    assert circle.by("new").apply(circle.group).status is S.WAITING
    circle.leave()
    circle.by("pat").leave(circle.group)
    assert circle.status("kim") == ["offered"]
    circle.kit.groups.set_capacity(circle.group, 2)
    assert circle.status("new") == ["offered"]


def test_an_offer_that_runs_out_where_the_capacity_was_lowered_is_not_made_again():
    circle = Circle(2, "pat")
    circle.leave()
    circle.kit.groups.set_capacity(circle.group, 1)
    circle.clock.advance(timedelta(hours=72))
    circle.due()
    assert (circle.status("pat"), circle.counts()) == (["waiting"], (1, 0, 1))
    assert circle.why("pat") == ["no_seat_free", "offers_lapsed"]


def test_vector_18_who_accepts_and_leaves_frees_exactly_one_place_and_is_not_queued_again():
    circle = Circle(1, "pat", "kim", "sol")
    circle.leave()
    circle.by("pat").accept_offer(circle.group)
    circle.clock.advance(timedelta(minutes=8))
    circle.by("pat").leave(circle.group)
    assert circle.status("pat", "kim", "sol") == ["left", "offered", "waiting"]
    assert circle.counts() == (0, 1, 1)
    assert circle.kit.memberships.offer_seats(circle.group).offered == 1
    assert circle.why("pat") == ["no_longer_waiting"]
    assert circle.by("pat").explain(circle.group).reasons[0].words("es").startswith("Ya no esperas")


def test_an_offer_does_not_end_at_night_where_the_person_is_or_else_where_the_group_meets():
    circle = Circle(3, "pat", "kim", "sol", "odd")
    for person, zone in (("pat", "Asia/Tokyo"), ("odd", "Middle-earth/Shire")):
        tell(circle.kit.store, circle.kit.community.id, person, zone=zone)
    circle.clock.set(datetime(2026, 3, 2, 13, tzinfo=UTC))  # 22:00 in Tokyo, 08:00 in New York
    circle.leave()
    circle.kit.sessions.plan(circle.group, sk.weekly("TU"), start_on="2026-03-03", at="18:30", zone="America/New_York")
    circle.leave(2)
    ends = {who: circle.by(who).get(circle.group).offer_ends_at for who in ("pat", "kim", "sol")}
    assert ends["pat"] == datetime(2026, 3, 6, 0, tzinfo=UTC)  # 09:00 in Tokyo
    assert ends["kim"] == ends["sol"] == datetime(2026, 3, 5, 14, tzinfo=UTC)  # 09:00 in New York
    circle.by("sol").decline_offer(circle.group)
    assert circle.by("odd").get(circle.group).offer_ends_at == ends["kim"]


def test_the_group_says_for_how_long_a_seat_is_held():
    circle = Circle(1, "pat")
    circle.kit.groups.set_rules(circle.group, GroupRules(offer_hours=5))
    circle.leave()
    assert circle.by("pat").get(circle.group).offer_ends_at == NOW + timedelta(hours=5)


# Why.


def test_every_state_has_its_reason():
    circle = Circle(1, "pat", "kim")
    assert circle.why("m0") == ["belongs"]
    assert circle.why("kim") == ["no_seat_free", "others_first"]
    assert circle.by("kim").explain(circle.group).position == 2
    circle.kit.groups.pause(circle.group)
    assert circle.why("kim") == ["group_not_open"]
    circle.kit.groups.resume(circle.group)
    circle.kit.groups.describe(circle.group, access=Access.BY_APPROVAL)
    circle.by("new").apply(circle.group)
    circle.kit.memberships.invite(circle.group, "ivy")
    assert (circle.why("new"), circle.why("ivy")) == (["not_decided"], ["invited"])
    with pytest.raises(NotAllowed):
        circle.by("kim").explain(circle.group, "pat")


def test_what_is_left_over_and_what_is_far_back_is_said_so():
    circle = Circle(1, *(f"q{number:03}" for number in range(260)))
    assert circle.by("q255").explain(circle.group).position is None
    assert circle.why("q255") == ["no_seat_free", "others_first"]
    circle.pair("q009", "q259")
    assert circle.by("q009").explain(circle.group).position is None
    circle.kit.groups.set_capacity(circle.group, 56)
    whys = [circle.why(one) for one in ("q050", "q051", "q060", "q255", "q009")]
    assert whys == [["offer_running", "offered_next"], ["offer_comes"], *[["others_first"]] * 3]


def test_words_exist_for_every_reason_in_both_languages():
    for code, row in table("supportkit.memberships", "waitlist_words.toml").items():
        assert set(row) == {"en", "es"}, code
        for locale in row:
            facts = {"free": 1, "needs": 2, "since": "s", "until": "u", "count": 2, "band": 0}
            assert Reason(code, facts).words(locale)


# The pure parts.


def tie(number: int, party: str | None = None, band: int | None = None) -> Membership:
    wait = None if band is None else Waiting(band=band)
    person, community = sk.PersonId(f"p{number}"), sk.CommunityId("com_1")
    return Membership(of="g", community_id=community, person_id=person, ticket=number, party=party, wait=wait)


@given(st.lists(st.sampled_from("sss12345"), max_size=14), st.integers(0, 9), st.sampled_from(PartyRule))
def test_a_choice_keeps_the_order_and_the_seats(letters: list[str], free: int, parties: PartyRule):
    ties = [tie(n, None if one == "s" or letters.count(one) != 2 else one) for n, one in enumerate(letters)]
    line = ranked(places(ties), WaitlistOrder.FIRST_COME)
    choice = choose(line, free, parties)
    used = sum(len(one.place.people) for one, _ in choice.offered)
    assert used + choice.left == free
    taken = [one.place.ticket for one, _ in choice.offered]
    assert taken == sorted(taken)
    behind = [one.place for one in line if one not in [chosen for chosen, _ in choice.offered]]
    if parties is PartyRule.STRICT:
        assert taken == [one.place.ticket for one in line][: len(taken)]
        assert not choice.passed
    if choice.left and not choice.blocked:
        assert all(len(place.people) > choice.left for place in behind)
    for place, there in choice.passed:
        assert len(place.people) > there
        assert any(ticket > place.ticket for ticket in taken)
    for one, why in choice.offered:
        passed_by = any(place.ticket < one.place.ticket for place, _ in choice.passed)
        assert (why is OfferReason.PARTY_PASSED) is passed_by


@given(st.permutations(range(6)), st.integers(0, 6))
def test_one_of_two_whose_other_was_not_read_has_no_place_yet(order: list[int], read: int):
    ties = [tie(n, "a" if n in order[:2] else None) for n in range(6)]
    for whole in (True, False):
        found = [one.person_id for place in places(ties[:read], whole=whole) for one in place.people]
        split = sum(n < read for n in order[:2]) == 1 and not whole
        assert len(found) == read - split


def test_two_have_the_higher_priority_and_the_later_ticket():
    place = Place((tie(1, "a", band=3), tie(5, "a")))
    assert (place.band, place.ticket) == (3, 5)


def test_what_is_known_of_a_wait_is_not_shown():
    assert SECRET not in repr(Waiting(band=1, reason=SECRET, companion=sk.PersonId("kim")))
    assert Waiting().kept is None
