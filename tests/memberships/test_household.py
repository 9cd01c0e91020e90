"""Two people of one household in one group: only where both agree, asked privately, and a no is never told."""

from __future__ import annotations

import itertools
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import CALL, SECRET, World

import supportkit as sk
from supportkit.core.codec import decode_record
from supportkit.errors import InvalidInput, NotFound, Refused, SupportKitError
from supportkit.groups.rules import GroupRules
from supportkit.memberships.household_question import HouseholdQuestion

OTHERS = ("abe", "fay", "cleo", "cora", "olga", "ruth", "mona", "mo", "chad", "ann", "zoe")
"""Everybody but bo, who is asked."""


def asked() -> World:
    """Let abe have asked to join a group in which bo is, whom he named."""
    world = World()
    world.by("bo").memberships.resume(world.group)
    world.by("abe").memberships.leave(world.group)
    world.by("abe").memberships.state_bond(world.community, "bo")
    world.kit.groups.set_capacity(world.group, 8)
    world.by("abe").memberships.apply(world.group, note=SECRET)
    return world


def seen(world: World, person: str) -> list[Any]:
    """Answer all that a person can read or try about abe, each with its answer or refusal."""
    kit = world.by(person)
    found: list[Any] = []
    for look in (
        lambda: kit.memberships.get(world.group, "abe"),
        lambda: kit.memberships.roster(world.group, status="applied"),
        lambda: kit.memberships.roster(world.group, status="declined"),
        lambda: kit.memberships.roster(world.group),
        lambda: kit.memberships.waiting(world.group),
        lambda: kit.memberships.mine(),
        lambda: kit.memberships.bonds(),
        lambda: kit.memberships.household_questions(),
        lambda: kit.memberships.introduction(world.group, "abe"),
        lambda: kit.memberships.alternatives(world.group, "abe"),
        lambda: kit.groups.get(world.group),
        lambda: kit.people.reach("abe", world.group),
        lambda: kit.due.actions(world.community),
        lambda: kit.preview.memberships.accept(world.group, "abe"),
        lambda: kit.preview.memberships.waitlist(world.group, "abe"),
        lambda: kit.preview.memberships.decline(world.group, "abe"),
        lambda: kit.preview.memberships.appoint(world.group, "abe", "observer"),
        lambda: kit.preview.memberships.apply(world.group),
        lambda: kit.preview.memberships.state_bond(world.community, "bo"),
        lambda: kit.memberships.answer_household(world.group, "abe", agrees=True),
    ):
        try:
            answer = look()
            error = getattr(answer, "error", None)
            found.append(error.to_problem() if error is not None else answer)
        except SupportKitError as refused:
            found.append((refused.to_problem(), refused.staff))
    return found


@given(
    answers=st.lists(st.booleans(), max_size=3),
    days=st.lists(st.integers(0, 20), max_size=3),
    told=st.booleans(),
)
def test_a_no_and_no_answer_are_the_same_to_everybody_but_who_is_asked(
    answers: list[bool], days: list[int], *, told: bool
):
    """Two worlds, one in which bo says no in the end and one in which he says nothing, side by side."""
    silent, no = asked(), asked()
    answering = itertools.chain(answers, (False,))
    for world in (silent, no):
        if told:
            (action,) = [one for one in world.kit.due.actions(world.community) if one.what == "household.asked"]
            world.kit.memberships.note_household_asked(**action.arguments)  # type: ignore[arg-type]
    for agrees in answering:
        no.by("bo").memberships.answer_household(no.group, "abe", agrees=agrees)
    for length in (0, *days, 14):
        for world in (silent, no):
            world.later(days=length)
        for person in OTHERS:
            assert seen(silent, person) == seen(no, person), person
    for world in (silent, no):
        world.by("fay").memberships.decline(world.group, "abe")
    for person in OTHERS:
        assert seen(silent, person) == seen(no, person), person


def test_who_is_asked_reads_it_and_answers_it():
    world = asked()
    (question,) = world.by("bo").memberships.household_questions().items
    assert (question.applicant_id, question.group_id, question.agrees) == ("abe", world.group, None)
    assert world.by("bo").memberships.answer_household(world.group, "abe", agrees=False).agrees is False
    assert world.by("bo").memberships.household_questions().items[0].agrees is False
    for person in OTHERS:
        assert world.by(person).memberships.household_questions().items == ()


def test_a_yes_leaves_the_decision_to_those_who_lead():
    world = asked()
    with pytest.raises(Refused) as caught:
        world.by("fay").memberships.accept(world.group, "abe")
    assert (caught.value.code, caught.value.params) == ("membership.not_now", {})
    world.by("bo").memberships.answer_household(world.group, "abe", agrees=True)
    assert world.by("fay").memberships.accept(world.group, "abe").seated


def test_one_may_change_ones_mind_until_the_other_is_there():
    world = asked()
    for agrees in (True, False):
        world.by("bo").memberships.answer_household(world.group, "abe", agrees=agrees)
    with pytest.raises(Refused, match=r"membership\.not_now"):
        world.by("fay").memberships.accept(world.group, "abe")


def test_who_named_somebody_asks_first_wherever_they_come_so_that_nobody_is_found_by_it():
    """Were it otherwise, anybody could name a person and learn by an open door whether they are behind it."""
    world = World()
    there = world.kit.groups.create(world.community, "With bo", capacity=5, facilitators=["fay"], access="open").id
    world.kit.groups.open(there)
    world.by("bo").memberships.apply(there)
    world.by("eve").memberships.state_bond(world.community, "bo")
    answers = [world.by("eve").memberships.apply(group) for group in (there, world.free)]
    assert [tie.status for tie in answers] == ["applied", "applied"]
    assert world.kit.memberships.accept(world.free, "eve").seated
    code = world.by("fay").memberships.invite_by_code(there).code
    world.kit.memberships.invite(world.free, "ida")
    world.by("ida").memberships.state_bond(world.community, "bo")
    assert world.by("ida").memberships.redeem(code).status == "applied"
    assert world.by("ida").memberships.apply(world.free).status == "applied"


def test_nobody_is_asked_about_somebody_who_has_not_named_them():
    """The question itself would tell them that this person wants to join."""
    world = World()
    world.by("bo").memberships.state_bond(world.community, "ned", "caregiver_of")
    world.kit.groups.set_capacity(world.group, 8)
    assert world.by("ned").memberships.apply(world.group).status == "applied"
    assert world.by("bo").memberships.household_questions().items == ()
    assert [one.what for one in world.kit.due.actions(world.community)] == []
    with pytest.raises(Refused, match=r"membership\.not_now"):
        world.by("fay").memberships.accept(world.group, "ned")
    # Once he names her too, she is asked, though his request is older.
    world.by("ned").memberships.state_bond(world.community, "bo")
    (question,) = world.by("bo").memberships.household_questions().items
    assert question.applicant_id == "ned"
    world.by("bo").memberships.answer_household(world.group, "ned", agrees=True)
    assert world.by("fay").memberships.accept(world.group, "ned").seated


def test_a_bond_that_both_take_back_stands_in_nobodys_way():
    world = asked()
    world.by("bo").memberships.state_bond(world.community, "abe")
    assert world.by("abe").memberships.take_back_bond(world.community, "bo").kind is None
    with pytest.raises(Refused, match=r"membership\.not_now"):
        world.by("fay").memberships.accept(world.group, "abe")
    world.by("bo").memberships.take_back_bond(world.community, "abe")
    assert world.by("bo").memberships.take_back_bond(world.community, "abe").kind is None
    assert world.by("fay").memberships.accept(world.group, "abe").seated


def test_a_bond_is_said_once_changed_and_seen_by_who_said_it():
    world = World()
    first = world.by("abe").memberships.state_bond(world.community, "bo")
    world.later(hours=1)
    assert world.by("abe").memberships.state_bond(world.community, "bo") == first
    assert world.by("abe").memberships.state_bond(world.community, "bo", "caregiver_of").kind == "caregiver_of"
    assert [one.kind for one in world.by("abe").memberships.bonds().items] == ["caregiver_of"]
    assert world.by("bo").memberships.bonds().items == ()
    world.by("abe").memberships.take_back_bond(world.community, "bo")
    assert world.by("abe").memberships.state_bond(world.community, "bo").holds
    with pytest.raises(InvalidInput, match=r"bond\.oneself"):
        world.by("abe").memberships.state_bond(world.community, "abe")
    with pytest.raises(NotFound):
        world.by("bo").memberships.take_back_bond(world.community, "abe")


def test_a_pair_is_asked_once_for_a_group_and_no_more():
    world = asked()
    world.by("fay").memberships.decline(world.group, "abe")
    world.by("abe").memberships.apply(world.group)
    assert len(world.by("bo").memberships.household_questions().items) == 1


def test_the_host_tells_the_member_and_notes_it_whatever_the_answer():
    world = asked()
    (action,) = [one for one in world.kit.due.actions(world.community) if one.what == "household.asked"]
    assert action.addressee == "bo"
    assert "abe" not in repr(action)
    world.by("bo").memberships.answer_household(world.group, "abe", agrees=False)
    assert action in world.kit.due.actions(world.community)
    for _ in (1, 2):
        world.by("cora").memberships.note_household_asked(**action.arguments)  # type: ignore[arg-type]
    assert world.kit.due.actions(world.community) == ()
    with pytest.raises(NotFound):
        world.kit.memberships.note_household_asked(world.free, action.arguments["question"])
    with pytest.raises(NotFound):
        world.kit.memberships.note_household_asked(world.group, "0" * 64)


def test_an_offer_that_was_made_before_waits_for_the_answer_too():
    world = World()
    world.by("otto").memberships.state_bond(world.community, "bo")
    with pytest.raises(Refused, match=r"membership\.not_now"):
        world.by("otto").memberships.accept_offer(world.group)
    with pytest.raises(Refused, match=r"membership\.not_now"):
        world.kit.groups.set_capacity(world.group, 8)
        world.by("zed").memberships.state_bond(world.community, "bo")
        world.by("fay").memberships.appoint(world.group, "zed", "member")


def test_who_was_erased_is_neither_asked_nor_in_the_way():
    world = asked()
    (action,) = [one for one in world.kit.due.actions(world.community) if one.what == "household.asked"]
    world.by("bo").people.erase("bo")
    assert not [one for one in world.kit.due.actions(world.community) if one.what == "household.asked"]
    assert world.kit.memberships.note_household_asked(**action.arguments) is None  # type: ignore[arg-type]
    world.by("ned").memberships.state_bond(world.community, "bo")
    world.by("ned").memberships.apply(world.group)
    assert world.by("fay").memberships.accept(world.group, "ned").seated
    kept = [one for key, one in world.store._records.items() if key.kind == "household_question"]
    assert all(one.private is None for one in kept)


def test_erasing_who_asked_leaves_the_others_answer_to_them():
    world = asked()
    world.by("bo").memberships.answer_household(world.group, "abe", agrees=False)
    world.by("abe").people.erase("abe")
    assert world.by("bo").memberships.household_questions().items[0].agrees is False


def test_the_answer_lies_on_the_private_side_of_who_gave_it():
    world = asked()
    world.by("bo").memberships.answer_household(world.group, "abe", agrees=False)
    key = HouseholdQuestion.key(world.group, sk.PersonId("abe"), sk.PersonId("bo"))
    record = world.store._records[key]
    assert record.subject == "bo"
    assert b"agrees" not in (record.body or b"")
    assert b"agrees" in (record.private or b"")
    assert decode_record(record).agrees is False
    for entry in world.store._journal:
        assert b"agrees" not in entry.body
    for bond in (one for key, one in world.store._records.items() if key.kind == "bond"):
        assert b"household" not in (bond.body or b"")
        assert "household" not in repr(bond.indexes)


def test_people_with_long_ids_have_bonds_too():
    world = World()
    one, other = "a" * 100, "b" * 100
    world.by(other).memberships.apply(world.free)
    world.by(one).memberships.state_bond(world.community, other)
    world.by(one).memberships.apply(world.free)
    with suppress(SupportKitError):
        world.kit.memberships.accept(world.free, one)
    world.by(other).memberships.answer_household(world.free, one, agrees=True)
    assert world.kit.memberships.accept(world.free, one).seated


def test_rules_of_the_group_and_the_household_are_told_apart_only_by_the_neutral_word():
    world = asked()
    world.kit.groups.set_rules(world.group, GroupRules(conversation=True, emergency_contact=True))
    with pytest.raises(Refused) as caught:
        world.by("fay").memberships.accept(world.group, "abe")
    assert caught.value.params["reasons"] == "emergency_contact.needed, conversation.needed, membership.not_now"
    world.by("abe").memberships.set_emergency_contact(world.group, CALL)
    world.by("fay").memberships.record_conversation(world.group, "abe")
    with pytest.raises(Refused, match=r"membership\.not_now"):
        world.by("fay").memberships.accept(world.group, "abe")
