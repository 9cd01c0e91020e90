"""Who somebody is for the others: never linkable unless they chose it, never told that they are blocked."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import NOW, SECRET
from tests.privacy.two import PEOPLE, Two

import supportkit as sk
from supportkit.communities.rules import CommunityRules, NameRule
from supportkit.core.private import ERASED
from supportkit.errors import InvalidInput, NotAllowed, NotFound, Refused
from supportkit.groups.group import Access
from supportkit.groups.rules import Circle, GroupRules
from supportkit.privacy.profile import AboutMe
from supportkit.privacy.unmasking import Unmasking

# Names.


@given(data=st.data())
def test_members_of_two_groups_cannot_link_anybody_who_did_not_choose_it(data: st.DataObject):
    world = Two()
    pool = ("Quiet Harbour", "Robin", "Meadow", "Sol", "Luna", "Wren")
    linked = set()
    for _ in range(data.draw(st.integers(1, 8))):
        person, name = data.draw(st.sampled_from(PEOPLE)), data.draw(st.sampled_from(pool))
        shared = data.draw(st.booleans())
        with suppress(InvalidInput):
            if data.draw(st.booleans()):
                world.by(person).identity.set_name(data.draw(st.sampled_from(world.groups)), name, shared=shared)
                linked |= {person} if shared else set()
            else:
                world.by(person).identity.name_everywhere(world.community, name)
                linked.add(person)
    views = [world.by("ann").identity.faces(group) for group in world.groups]
    staff = [world.by("fay").identity.faces(group) for group in world.groups]
    for view in views:
        assert len(view) == len(PEOPLE) + 2
        assert all(face.person_id is None for face in view)
        assert not set(PEOPLE) & {face.handle for face in view}
        names = [face.name for face in view if face.name]
        assert len(names) == len(set(names))
    handles = [{face.handle for face in view} - {None} for view in views]
    assert not handles[0] & handles[1]
    for person in set(PEOPLE) - linked:
        mine = [next(face for face in view if face.person_id == person) for view in staff]
        assert mine[0].name is None or mine[0].name != mine[1].name


def test_a_handle_tells_nothing_and_stays():
    world = Two()
    first, second = world.name("ann", "Robin"), world.name("ann", "Wren", world.two)
    assert first != second
    assert world.name("ann", "Sol") == first
    assert "ann" not in first


def test_one_name_everywhere_is_a_choice():
    world = Two()
    world.name("ann", "Robin")
    with pytest.raises(InvalidInput) as caught:
        world.name("ann", "R0bin", world.two)
    assert caught.value.code == "name.elsewhere"
    assert caught.value.params["such_as"].count(",") == 2
    world.name("ann", "Robin", world.two, shared=True)
    bo = world.by("bo").identity
    assert bo.name_everywhere(world.community, None) is None
    bo.name_everywhere(world.community, "  Wren ")
    shown = [{face.name: face for face in bo.faces(group)} for group in world.groups]
    assert shown[0]["Wren"].oneself
    assert shown[0]["Wren"].handle != shown[1]["Wren"].handle
    bo.set_name(world.one, "Wren")  # it was chosen for here, too
    bo.name_everywhere(world.community, None)
    assert [face.name for face in bo.faces(world.two) if face.oneself] == [None]
    other = world.kit.setup.found("Other", owner="ruth", mode="rehearsal")
    with pytest.raises(InvalidInput, match=r"name\.elsewhere"):
        bo.name_everywhere(other.id, "Wren")
    named = bo.name_everywhere(other.id, "Wren", shared=True)
    assert named is not None
    assert named.everywhere
    assert named.seed not in repr(named)


def test_nobody_takes_the_name_of_another_or_of_who_leads():
    world = Two()
    world.name("fay", "Facilitator Fay")
    world.name("ann", "Robin")
    world.by("ruth").identity.name_everywhere(world.community, "Ruth")
    for name, code in (("Facilitat\u043er F\u0430y", "like_staff"), ("robin.", "taken"), ("Ruth", "like_staff")):
        with pytest.raises(InvalidInput) as caught:
            world.name("bo", name)
        assert caught.value.code == f"name.{code}"
        with pytest.raises(InvalidInput) as caught:
            world.by("bo").identity.name_everywhere(world.community, name)
        assert caught.value.code == f"name.{code}"
    world.by("ruth").identity.name_everywhere(world.community, "Ruth, host")


@pytest.mark.parametrize(
    ("name", "code"), [(7, "value.wrong_type"), ("x" * 10_000_000, "text.too_long"), ("\ud800", "text.not_storable")]
)
def test_what_is_no_name_is_not_looked_at_closer(name: Any, code: str):
    world = Two()
    with pytest.raises(InvalidInput) as caught:
        world.name("ann", name)
    assert caught.value.code == code


def test_of_two_names_that_come_together_later_one_is_shown():
    world = Two()
    third = world.kit.groups.create(world.community, "Three", capacity=5, access=Access.OPEN).id
    world.kit.groups.open(third)
    world.by("ann").identity.name_everywhere(world.community, "Robin")
    world.by("eve").memberships.apply(third)
    world.by("eve").identity.set_name(third, "Robin")
    world.by("ann").memberships.apply(third)
    faces = {face.person_id: face for face in world.by("ruth").identity.faces(third)}
    assert (faces["ann"].name, faces["eve"].name) == (None, "Robin")


def test_a_real_name_is_compared_and_not_kept():
    world = Two()
    for call in (
        lambda: world.name("ann", "Ann Berg", real_name="Ann Berg"),
        lambda: world.by("ann").identity.name_everywhere(world.community, "Berg", real_name="Ann Berg", locale="es"),
    ):
        with pytest.raises(InvalidInput, match=r"name\.real"):
            call()
    assert "Berg" not in repr((world.kit.store._records, world.kit.store._journal))  # type: ignore[attr-defined]
    world.by("ruth").communities.set_rules(world.community, CommunityRules(names=NameRule.FREE))
    world.name("ann", "Ann Berg", real_name="Ann Berg")


def test_where_the_roster_is_for_those_who_lead_a_member_sees_them_and_themself():
    world = Two()
    world.kit.groups.set_rules(world.one, GroupRules(roster=Circle.LEADERS))
    world.kit.memberships.appoint(world.one, "cy", "champion")
    for person, name in (("ann", "Robin"), ("bo", "Wren"), ("cy", "Sol"), ("fay", "Fay")):
        world.name(person, name)
    world.by("ann").memberships.pause(world.one)
    assert [(face.name, face.role) for face in world.by("ann").identity.faces(world.one)] == [
        ("Fay", "facilitator"),
        ("Robin", "member"),
        ("Sol", "champion"),
        (None, "facilitator"),
    ]
    assert {face.person_id for face in world.by("flo").identity.faces(world.one)} == {*PEOPLE, "fay", "flo"}


def test_an_erased_name_is_gone_and_free():
    world = Two()
    world.name("ann", "Robin")
    world.by("ann").identity.name_everywhere(world.community, "Robin")
    world.by("ann").people.erase("ann")
    world.name("bo", "Robin")
    assert "Robin" in {face.name for face in world.by("bo").identity.faces(world.one)}


# Masks.


def test_a_mask_is_random_and_taken_off_only_with_a_reason_that_its_wearer_sees():
    world = Two()
    world.kit.memberships.appoint(world.one, "mo", "moderator")
    masks = [world.by("ann").identity.mask(world.one) for _ in range(3)]
    assert len({mask[:12] for mask in masks}) == 3
    assert world.by("ann").identity.unmaskings() == ()
    for reason in ("", "  \n", "x" * 20_001):
        with pytest.raises(InvalidInput):
            world.by("mo").identity.unmask(world.one, masks[0], reason=reason)
    for person in ("bo", "fay", "ruth"):
        with pytest.raises(NotAllowed):
            world.by(person).identity.unmask(world.one, masks[0], reason=SECRET)
    with pytest.raises(NotFound):
        world.by("mo").identity.unmask(world.one, sk.SeededIds(9).new("msk"), reason=SECRET)
    world.kit.memberships.appoint(world.two, "mo", "moderator")
    with pytest.raises(NotFound):
        world.by("mo").identity.unmask(world.two, masks[0], reason=SECRET)
    learnt = world.by("mo").identity.unmask(world.one, masks[1], reason=SECRET)
    assert (learnt.person_id, learnt.moderator_id, learnt.reason) == ("ann", "mo", SECRET)
    assert list(world.kit.store.load([Unmasking.key(learnt.id)])) == [learnt.record_key]
    (notice,) = world.by("ann").identity.unmaskings()
    assert (notice.mask_id, notice.unmasked_at, notice.reason) == (masks[1], NOW, SECRET)
    assert SECRET not in repr(notice)
    assert "mo" not in {str(part) for part in notice}
    (line,) = [one for one in world.kit.journal(limit=1000) if one.event.TAG == "unmasking.made.1"]
    assert (line.event.by, line.event.LINE) == ("mo", "audit")
    world.by("ann").people.erase("ann")
    with pytest.raises(Refused, match=r"person\.erased"):
        world.by("mo").identity.unmask(world.one, masks[0], reason=SECRET)
    (line,) = [one for one in world.kit.journal(limit=1000) if one.event.TAG == "unmasking.made.1"]
    assert line.event.reason is ERASED  # type: ignore[attr-defined]


# What one tells of oneself.


def test_what_one_tells_is_for_oneself_and_replaces_what_was_told():
    world = Two()
    assert world.by("ann").identity.told(world.community) == AboutMe()
    for stage in ("early", "later"):
        about = AboutMe(stage=stage, languages=("en", "pt-BR"), region="US-WA", zone="America/Los_Angeles")
        assert world.by("ann").identity.tell(world.community, about) == about
        assert world.by("ann").identity.told(world.community) == about
    assert world.by("bo").identity.told(world.community) == AboutMe()
    with pytest.raises(NotFound):
        world.by("ann").identity.told(sk.SeededIds(9).new("com"))
    world.by("ann").people.erase("ann")
    with pytest.raises(Refused, match=r"person\.erased"):
        world.by("ann").identity.tell(world.community, AboutMe(stage="early"))
    assert world.by("ann").identity.told(world.community) == AboutMe()


@pytest.mark.parametrize(
    ("about", "codes"),
    [
        ({"zone": "Europe/Berlyn"}, ["value.not_allowed"]),
        ({"stage": " "}, ["text.empty"]),
        ({"zone": "CET"}, ["zone.offset"]),
        ({"zone": "+02:00"}, ["zone.offset"]),
        ({"languages": ("en", "english language")}, ["language.malformed"]),
        ({"region": "germany"}, ["region.malformed"]),
        (
            {"zone": "x y", "region": "??", "languages": ("1",)},
            ["language.malformed", "region.malformed", "value.not_allowed"],
        ),
    ],
)
def test_zones_languages_and_regions_are_real_ones(about: dict[str, Any], codes: list[str]):
    world = Two()
    for _ in range(2):
        with pytest.raises(InvalidInput) as caught:
            world.by("ann").identity.tell(world.community, AboutMe(**about))
        assert [problem.code for problem in caught.value.problems] == codes
        assert not any(word in str(caught.value) for word in ("Berlyn", "germany", "english language"))
        world.by("ann").identity.tell(world.community, AboutMe(stage="early"))
