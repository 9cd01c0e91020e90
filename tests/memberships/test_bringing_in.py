"""People whom somebody else brings, the talk before they join, and whom to call, which goes when they go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.stores import Losing
from tests.kit.worlds import CALL, NOW, SECRET, World

import supportkit as sk
from supportkit.core.private import ERASED
from supportkit.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused, WrongState
from supportkit.groups.rules import GroupRules
from supportkit.kit import Kit
from supportkit.memberships.emergency import EmergencyContact, WhomToCall
from supportkit.memberships.path import MembershipStatus

S = MembershipStatus
CANARY = "call-my-sister-on-0151"
CONTACT = WhomToCall(name=CANARY, phone=CANARY, relation=CANARY)


def raw(world: World) -> str:
    """Answer everything that the store holds, as text."""
    return repr((world.store._records, world.store._journal))


# By phone or on paper.


def test_somebody_without_an_account_is_entered_by_phone():
    world = World()
    world.kit.groups.set_capacity(world.group, 8)
    tie = world.by("fay").memberships.record(world.group, method="phone", adult=True, note=SECRET)
    assert (tie.status, tie.via, tie.note) == (S.APPLIED, "recorded", SECRET)
    assert tie.person_id.startswith("per_")
    introduced = world.by("fay").memberships.introduction(world.group, tie.person_id)
    assert (introduced.method, introduced.by, introduced.made_at, introduced.note) == ("phone", "fay", NOW, SECRET)
    assert world.by("fay").memberships.accept(world.group, tie.person_id).seated


def test_in_an_open_group_who_is_entered_is_there_or_waits():
    world = World()
    first = world.kit.memberships.record(world.free, "p1", method="paper")
    world.kit.groups.set_capacity(world.free, 1)
    second = world.kit.memberships.record(world.free, "p2", method="in_person")
    assert (first.status, second.status) == (S.ACTIVE, S.WAITING)
    with pytest.raises(WrongState):
        world.kit.memberships.record(world.free, "p1", method="paper")
    with pytest.raises(InvalidInput):
        world.kit.memberships.record(world.free, "p3", method="pigeon")


def test_a_way_in_is_kept_and_forgotten_when_somebody_comes_again_by_the_door():
    world = World()
    world.kit.memberships.record(world.free, "p1", method="paper")
    world.by("p1").memberships.leave(world.free)
    assert world.by("p1").memberships.apply(world.free).via == "door"
    world.by("p1").memberships.leave(world.free)
    assert world.kit.memberships.refer_in(world.free, "p1", source=SECRET).via == "referral"
    assert world.kit.memberships.introduction(world.free, "p1").source == SECRET
    assert world.by("p1").memberships.apply(world.free).via == "referral"


def test_a_referral_is_an_invitation_and_no_membership():
    world = World()
    assert world.by("fay").memberships.refer_in(world.group, "ned", source=SECRET).status is S.INVITED
    world.kit.groups.set_capacity(world.group, 8)
    assert world.by("ned").memberships.apply(world.group).status is S.ACTIVE
    with pytest.raises(InvalidInput, match=r"text\.too_long"):
        world.by("fay").memberships.refer_in(world.group, "ida", source="x" * 20_001)
    with pytest.raises(NotFound):
        world.by("fay").memberships.introduction(world.group, "ann")
    with pytest.raises(NotAllowed):
        world.by("ann").memberships.introduction(world.group, "ned")


def test_who_was_invited_by_name_is_not_asked_to_ask_when_they_are_entered():
    world = World()
    world.kit.groups.set_capacity(world.group, 8)
    assert world.by("fay").memberships.record(world.group, "ivy", method="phone").status is S.ACTIVE


# The talk before.


def test_a_group_that_talks_first_lets_nobody_in_before():
    world = World()
    world.kit.groups.set_rules(world.free, GroupRules(conversation=True))
    asked = world.by("p1").memberships.apply(world.free)
    assert (asked.status, asked.hear_back_on) == (S.APPLIED, date(2026, 12, 7))
    with pytest.raises(Refused, match=r"conversation\.needed"):
        world.kit.memberships.accept(world.free, "p1")
    world.kit.memberships.record_conversation(world.free, "p1", held_on=date(2026, 11, 20), note=SECRET)
    again = world.kit.memberships.record_conversation(world.free, "p1", note="again")
    assert (again.held_on, again.note, again.by) == (NOW.date(), "again", "ruth")
    assert world.kit.memberships.accept(world.free, "p1").seated
    assert world.by("p1").memberships.conversation(world.free) == again


def test_a_talk_is_with_somebody_on_the_way_in_and_not_in_the_future():
    world = World()
    with pytest.raises(InvalidInput, match=r"time\.order"):
        world.kit.memberships.record_conversation(world.group, "abe", held_on=NOW.date() + timedelta(days=2))
    with pytest.raises(InvalidInput, match=r"text\.too_long"):
        world.kit.memberships.record_conversation(world.group, "abe", note="x" * 20_001)
    world.by("abe").memberships.leave(world.group)
    with pytest.raises(WrongState):
        world.kit.memberships.record_conversation(world.group, "abe")


def test_who_comes_back_is_talked_with_anew():
    world = World()
    world.kit.groups.set_rules(world.free, GroupRules(conversation=True))
    world.by("p1").memberships.apply(world.free)
    world.kit.memberships.record_conversation(world.free, "p1")
    world.by("p1").memberships.leave(world.free)
    world.by("p1").memberships.apply(world.free)
    with pytest.raises(Refused, match=r"conversation\.needed"):
        world.kit.memberships.accept(world.free, "p1")


# Whom to call.


def test_whom_to_call_is_read_by_the_member_and_by_those_who_lead_and_nobody_else():
    world = World()
    world.by("ann").memberships.set_emergency_contact(world.group, CONTACT)
    assert world.by("ann").memberships.emergency_contact(world.group).contact == CONTACT
    for person in ("fay", "cleo"):
        assert world.by(person).memberships.emergency_contact(world.group, "ann").contact == CONTACT
    for person in ("ruth", "olga", "cora", "mona", "mo", "chad", "bo", "zoe"):
        with pytest.raises(NotAllowed):
            world.by(person).memberships.emergency_contact(world.group, "ann")
    assert CANARY not in repr(world.by("fay").memberships.emergency_contact(world.group, "ann"))


ENDINGS: dict[str, Any] = {
    "leave": lambda w: w.by("ann").memberships.leave(w.group),
    "remove": lambda w: w.by("fay").memberships.remove(w.group, "ann"),
    "erase": lambda w: w.by("ann").people.erase("ann"),
    "forget": lambda w: w.by("ann").memberships.forget_emergency_contact(w.group),
}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_it_never_outlives_the_membership_and_no_copy_stays(end: Any):
    world = World()
    world.by("ann").memberships.set_emergency_contact(world.group, CALL)
    world.by("ann").memberships.set_emergency_contact(world.group, CONTACT)
    assert CANARY in raw(world)
    end(world)
    assert CANARY not in raw(world)
    with pytest.raises(NotFound):
        world.by("fay").memberships.emergency_contact(world.group, "ann")


@pytest.mark.parametrize(
    "end",
    [
        lambda w: w.by("fay").memberships.decline(w.group, "abe"),
        lambda w: w.by("fay").memberships.refer(w.group, "abe"),
        lambda w: w.by("abe").memberships.leave(w.group),
    ],
)
def test_nor_a_request(end: Any):
    world = World()
    world.by("abe").memberships.set_emergency_contact(world.group, CONTACT)
    end(world)
    assert CANARY not in raw(world)


def test_the_journal_never_holds_it():
    world = World()
    world.by("ann").memberships.set_emergency_contact(world.group, CONTACT)
    world.kit.groups.set_rules(world.free, GroupRules(emergency_contact=True))
    world.by("p1").memberships.apply(world.free, emergency_contact=CONTACT)
    assert CANARY not in repr(world.store._journal)
    said = [one.event for one in world.kit.journal(limit=1000) if one.event.TAG == "emergency_contact.begun.1"]
    assert [one.contact for one in said] == [ERASED, ERASED]  # type: ignore[attr-defined]


@given(steps=st.lists(st.sampled_from(("say", "leave", "apply", "forget", "remove", "invite")), max_size=8))
def test_there_is_a_contact_only_where_there_is_a_tie(steps: list[str]):
    world = World()
    verbs: dict[str, Any] = {
        "say": lambda: world.by("p").memberships.set_emergency_contact(world.free, CONTACT),
        "leave": lambda: world.by("p").memberships.leave(world.free),
        "apply": lambda: world.by("p").memberships.apply(world.free, emergency_contact=CONTACT),
        "forget": lambda: world.by("p").memberships.forget_emergency_contact(world.free),
        "remove": lambda: world.kit.memberships.remove(world.free, "p"),
        "invite": lambda: world.kit.memberships.invite(world.free, "p"),
    }
    status = None
    for step in steps:
        try:
            answer = verbs[step]()
            status = getattr(answer, "status", status)
        except (Refused, NotFound):
            pass
        record = world.store._records.get(EmergencyContact.key(world.free, sk.PersonId("p")))
        kept = record is not None and record.body is not None
        assert not kept or status in ("invited", "active")
        assert (CANARY in raw(world)) is kept


def test_who_says_it_while_the_tie_ends_is_told_that_it_ended():
    """Either the contact is written first and buried, or the end comes first; never does one pass the other."""
    world = World()
    held: list[Any] = []
    store = Losing(world.store, 0)
    store.commit = held.append  # type: ignore[method-assign]
    Kit(store, actor="ann", clock=world.clock).memberships.leave(world.group)
    world.by("ann").memberships.set_emergency_contact(world.group, CONTACT)
    with pytest.raises(Conflict):
        world.store.commit(held[0])
    world.by("ann").memberships.leave(world.group)
    assert CANARY not in raw(world)
    with pytest.raises(WrongState):
        world.by("ann").memberships.set_emergency_contact(world.group, CONTACT)


def test_a_group_that_meets_live_wants_to_know_it_from_those_who_come():
    world = World()
    world.kit.groups.set_rules(world.free, GroupRules(emergency_contact=True))
    with pytest.raises(Refused, match=r"emergency_contact\.needed"):
        world.by("p1").memberships.apply(world.free)
    assert world.by("p1").memberships.apply(world.free, emergency_contact=CONTACT).seated
    world.kit.groups.set_rules(world.group, GroupRules(emergency_contact=True))
    world.kit.groups.set_capacity(world.group, 8)
    world.by("p2").memberships.apply(world.group)  # who asks is not made to say it before they are accepted
    with pytest.raises(Refused, match=r"emergency_contact\.needed"):
        world.by("fay").memberships.accept(world.group, "p2")
    world.by("p2").memberships.set_emergency_contact(world.group, CONTACT)
    assert world.by("fay").memberships.accept(world.group, "p2").seated


@pytest.mark.parametrize("wrong", [{"name": ""}, {"phone": " "}, {"relation": "x" * 201}, {"phone": 5}])
def test_whom_to_call_has_a_name_and_a_number(wrong: dict[str, Any]):
    with pytest.raises(InvalidInput):
        WhomToCall(**({"name": "Mira", "phone": "0151"} | wrong))
    assert repr(WhomToCall(name="Mira", phone="0151")) == "WhomToCall(...)"


def test_taking_back_what_was_never_said_changes_nothing():
    world = World()
    lines = len(world.kit.journal(limit=1000))
    assert world.by("ann").memberships.forget_emergency_contact(world.group) is None
    assert len(world.kit.journal(limit=1000)) == lines
