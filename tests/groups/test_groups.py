"""Groups: their life and seats, the launch gate, public lists, and what those outside see."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.domain_strategies import values
from tests.kit.worlds import NOW, SECRET, World

import supportkit as sk
from supportkit.communities.community import Document
from supportkit.core.ids import PersonId
from supportkit.errors import InvalidCursor, InvalidInput, NotAllowed, NotFound, Refused, WrongState
from supportkit.groups.contact import Contact, Named
from supportkit.groups.group import Access, Audience, Enrollment, Group, GroupStatus, StandIn, Visibility
from supportkit.groups.listing import Listing

ACT: dict[str, Any] = {"at": NOW, "by": PersonId("ruth")}


# Seats, as values.


@given(group=values(Group), capacity=st.integers(-1, 600))
def test_nobody_loses_a_seat_because_a_number_was_lowered(group: Group, capacity: int):
    try:
        after = group.set_capacity(capacity, **ACT).state
    except InvalidInput as error:
        assert error.code == "number.out_of_range"
        assert not 1 <= capacity <= 500
    else:
        assert (after.taken, after.offered, after.capacity) == (group.taken, group.offered, capacity)
        assert after.free == max(capacity - after.taken - after.offered, 0)


@given(group=values(Group), verb=st.sampled_from(("seat", "hold")))
def test_a_seat_is_taken_only_where_one_is_free(group: Group, verb: str):
    if group.cohort is not None and group.cohort.joining_ends_at <= NOW:
        with pytest.raises(Refused, match=r"cohort\.joining_over"):
            getattr(group, verb)(**ACT)
    elif group.free:
        after = getattr(group, verb)(**ACT).state
        assert after.free == group.free - 1
        assert after.taken + after.offered == group.taken + group.offered + 1
    else:
        with pytest.raises(Refused) as caught:
            getattr(group, verb)(**ACT)
        assert caught.value.params == {
            "capacity": group.capacity or 0,
            "taken": group.taken,
            "offered": group.offered,
        }


def test_a_group_without_a_number_of_seats_has_none():
    world = World()
    group = world.kit.groups.create(world.community, "G", access=Access.OPEN)
    assert (group.capacity, group.free) == (None, 0)
    world.kit.groups.open(group.id)
    assert world.by("ned").memberships.apply(group.id).status == "waiting"
    world.kit.groups.set_capacity(group.id, 1)
    assert world.by("ned").memberships.get(group.id).status == "offered"


# What is said of a group.


def test_what_is_not_named_stays_as_it_is():
    world = World()
    group = world.kit.groups.create(
        world.community,
        "Cohort",
        about="a",
        enrollment=Enrollment.COHORT,
        audience=Audience.INVITED,
        visibility=Visibility.HIDDEN,
        access=Access.BY_INVITATION,
        programme_id="p1",
        stand_in=StandIn(notice_hours=5),
    )
    assert world.kit.groups.describe(group.id) == group
    after = world.kit.groups.describe(group.id, name="B", about="", access=Access.OPEN, visibility=Visibility.SHOWN)
    assert (after.name, after.about, after.access, after.visibility) == ("B", "", Access.OPEN, Visibility.SHOWN)
    assert (after.enrollment, after.audience, after.programme_id) == (Enrollment.COHORT, Audience.INVITED, "p1")


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"name": ""}, "text.empty"),
        ({"name": None}, "value.wrong_type"),
        ({"name": "a\x1b"}, "text.not_storable"),
        ({"about": 5}, "value.wrong_type"),
        ({"capacity": 0}, "number.out_of_range"),
        ({"capacity": 501}, "number.out_of_range"),
        ({"capacity": "5"}, "value.wrong_type"),
        ({"capacity": True}, "value.wrong_type"),
        ({"facilitators": ["ann@example.org"]}, "person.contact_data"),
        ({"facilitators": "ruth"}, "value.wrong_type"),
    ],
)
def test_what_is_wrong_with_a_new_group(given_: dict[str, Any], code: str):
    world = World()
    before = len(world.kit.journal(limit=1000))
    with pytest.raises(InvalidInput) as caught:
        world.kit.groups.create(world.community, **({"name": "G"} | given_))
    assert caught.value.code == code
    assert len(world.kit.journal(limit=1000)) == before


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({}, "value.wrong_type"),
        ({"person_id": "ann", "notice_hours": 4}, "value.wrong_type"),
        ({"notice_hours": 0}, "number.out_of_range"),
        ({"notice_hours": 169}, "number.out_of_range"),
        ({"person_id": "ann@example.org"}, "person.contact_data"),
        ({"person_id": "+34 600 000 000"}, "person.contact_data"),
    ],
)
def test_what_is_wrong_with_a_stand_in(given_: dict[str, Any], code: str):
    with pytest.raises(InvalidInput) as caught:
        StandIn(**given_)
    assert caught.value.code == code
    assert "example" not in str(caught.value)


def test_the_directory_shows_what_can_be_found():
    world = World()
    hidden = world.kit.groups.create(world.community, "H", visibility=Visibility.HIDDEN)
    drafts = world.by("cora").groups.directory(world.community, status="draft", limit=1)
    assert [one.id for one in drafts.items] == [world.draft]
    assert drafts.next is None
    with pytest.raises(NotAllowed):
        world.by("zoe").groups.directory(world.community, status="draft")
    assert world.by("zoe").groups.directory(world.community, limit=1).next is not None
    with pytest.raises(InvalidInput, match=r"value\.not_allowed"):
        world.kit.groups.directory(world.community, status="secret")
    with pytest.raises(InvalidCursor):
        world.kit.groups.directory(world.community, after="x")
    with pytest.raises(NotFound):
        world.by("zoe").groups.get(hidden.id)
    assert world.by("cora").groups.get(hidden.id) == hidden


def test_ids_of_another_kind_are_met_with_the_right_one():
    world = World()
    with pytest.raises(InvalidInput, match=r"id\.wrong_kind"):
        world.kit.groups.get(world.community)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=r"id\.malformed"):
        world.kit.groups.get("Tuesday")  # type: ignore[arg-type]


# Public lists.


def test_a_listed_group_is_claimed_with_its_plans_and_without_its_contacts():
    world = World()
    kit = world.kit
    zoned = kit.sessions.plan(world.listed, sk.weekly("MO"), start_on="2026-11-30", at="09:00", zone="UTC", notes="x")
    claimed = kit.groups.claim(
        world.listed, world.community, capacity=4, facilitators=["fay"], zone="Europe/Madrid", access=Access.OPEN
    )
    assert (claimed.status, claimed.claimed_from, claimed.series, claimed.facilitators) == (
        GroupStatus.DRAFT,
        world.listed,
        2,
        1,
    )
    plans = kit.sessions.series(claimed.id).items
    assert {plan.zone for plan in plans} == {"UTC", "Europe/Madrid"}
    assert zoned.id not in {plan.id for plan in plans}
    assert all(kit.sessions.join_details(plan.id) is None for plan in plans), "a rehearsal lets nobody into real rooms"
    assert kit.groups.get(world.listed).status is GroupStatus.LISTED
    bare = kit.groups.list_imported(world.community, "Bare", Listing(feed="f")).id
    assert kit.groups.claim(bare, world.community).series == 0
    with pytest.raises(WrongState):
        kit.groups.claim(world.group, world.community)


def test_a_claim_in_a_live_community_keeps_how_to_get_in():
    kit = sk.Kit(World().store, actor="real")
    community = kit.setup.found("Live", owner="real").id
    listed = kit.groups.list_imported(community, "L", Listing(feed="f"), contacts=[Named(name="N")]).id
    kit.sessions.plan(listed, sk.weekly("MO"), start_on="2040-01-02", at="09:00", zone="UTC", link="https://room")
    kit.sessions.plan(listed, sk.weekly("TU"), start_on="2040-01-03", at="09:00", zone="UTC")
    claimed = kit.groups.claim(listed, community)
    assert claimed.series == 2
    links = [kit.sessions.join_details(plan.id) for plan in kit.sessions.series(claimed.id).items]
    assert [one.link if one else None for one in links] == ["https://room", None]


def test_a_hidden_group_of_others_is_not_found_by_claiming_it():
    world = World(visibility=Visibility.HIDDEN)
    elsewhere = world.by("zoe").setup.found("Elsewhere", owner="zoe", mode="rehearsal").id
    with pytest.raises(NotFound):
        world.by("zoe").groups.claim(world.group, elsewhere)


def test_a_contact_says_only_what_its_list_says():
    wrong = Named(name="n" * 20_001, email="\0", phone="")
    with pytest.raises(InvalidInput) as caught:
        Contact.name_for(sk.GroupId("grp_1"), 1, PersonId("per_x"), wrong, **ACT)
    assert [one.path for one in caught.value.problems] == ["$.name", "$.email"]
    contact = Contact.name_for(sk.GroupId("grp_1"), 1, PersonId("per_x"), Named(name=SECRET), **ACT).state
    assert contact.record_key == Contact.key(sk.GroupId("grp_1"), 1)
    assert SECRET not in repr(contact) + repr(Named(name=SECRET))


def test_a_document_is_a_text():
    with pytest.raises(InvalidInput, match=r"value\.wrong_type"):
        Document(version=1, text=5)  # type: ignore[arg-type]
