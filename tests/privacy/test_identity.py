"""Who somebody is for the others: never linkable unless they chose it, never told that they are blocked."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import CALLS, NOW, SECRET, World

import supportkit as sk
from supportkit.communities.rules import CommunityRules, NameRule
from supportkit.core.codec import decode_record
from supportkit.core.driving import run
from supportkit.core.flow import Context
from supportkit.core.private import ERASED
from supportkit.errors import InvalidInput, NotAllowed, NotFound, Refused, SupportKitError
from supportkit.groups.group import Access
from supportkit.groups.rules import Circle, GroupRules
from supportkit.kit import Kit
from supportkit.privacy.apart_flows import is_kept_apart
from supportkit.privacy.block import Block, kept_apart
from supportkit.privacy.exchange import ContactOffer
from supportkit.privacy.profile import AboutMe
from supportkit.privacy.unmasking import Unmasking

PEOPLE = ("ann", "bo", "cy", "di")


class Two:
    """A community with two groups whose members see one another; ann, bo, cy and di are in both."""

    def __init__(self, *, seats: int = 12) -> None:
        self.kit = sk.rehearse(at=NOW)
        self.community = self.kit.community.id
        self.groups = []
        for name in ("One", "Two"):
            group = self.kit.groups.create(
                self.community, name, capacity=seats, access=Access.OPEN, facilitators=["fay", "flo"]
            ).id
            self.kit.groups.set_rules(group, GroupRules(roster=Circle.MEMBERS))
            self.kit.groups.open(group)
            for person in PEOPLE:
                self.by(person).memberships.apply(group)
            self.groups.append(group)
        self.one, self.two = self.groups

    def by(self, person: str) -> Kit:
        return self.kit.acting_as(person)

    def name(self, person: str, name: str, group: Any = None, **how: Any) -> str:
        """Let somebody choose a name, in the first group if none is given, and answer the handle."""
        handle = self.by(person).identity.set_name(group or self.one, name, **how).handle
        assert handle is not None
        return handle


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


# Blocks.


def view_of(world: World, person: str) -> list[Any]:
    """Answer everything that somebody can read, be refused or bring about, as far as it can be compared."""
    seen: list[Any] = []
    # Ids of their own: what others did before must not show in a count.
    kit = Kit(world.store, actor=person, clock=world.clock, ids=sk.SeededIds(5), deadline=0.3)
    # Identity first, before the person has closed or left anything.
    for name, example in sorted(CALLS.items(), key=lambda one: not one[0].startswith("identity")):
        if name.startswith(("people.erase", "setup")):
            continue
        try:
            answer = example.call(kit, world)
        except SupportKitError as error:
            seen.append((name, error.to_problem()))
        else:
            seen.append((name, repr(answer), [*_texts(answer)]))
    return seen


def _texts(answer: Any) -> list[Any]:
    many = answer if isinstance(answer, tuple) else [answer]
    return [(getattr(one, "name", None), getattr(one, "theirs", None)) for one in many]


@pytest.mark.parametrize("person", ["chad", "fay", "cleo", "mo", "oz"])
@given(before=st.booleans(), again=st.booleans())
def test_who_is_blocked_can_find_out_nothing(person: str, before: bool, again: bool):
    views = []
    for blocked in (True, False):
        world = World().named()
        handle = world.by(person).identity.set_name(world.group, f"{SECRET}-3").handle
        ann = world.by("ann").identity
        if before and person == "chad":
            ann.offer_contact(world.group, handle, SECRET)
        if blocked:
            ann.block(world.group, handle)
        elif before and person == "chad":
            ann.withdraw_contact(world.group, handle)
        if blocked and again:
            ann.unblock(world.group, handle)
            ann.block(world.group, handle)
        world.handle = next(face.handle for face in ann.faces(world.group) if face.oneself)
        assert kept_apart([_block(world.kit, "ann", person)]) is blocked
        views.append(view_of(world, person))
    assert views[0] == views[1]


def _block(kit: Kit, person: str, other: str) -> Block | None:
    records = kit.store.load([Block.key(sk.PersonId(person), sk.PersonId(other))])
    return next((decode_record(one) for one in records.values()), None)


def test_those_who_lead_a_small_group_know_whom_to_keep_apart_and_not_who_asked():
    world = Two()
    handles = {
        person: world.name(person, name) for person, name in zip(PEOPLE, ("Sol", "Wren", "Sky", "Sea"), strict=True)
    }
    fay, flo = world.name("fay", "Fay"), world.by("flo").identity
    assert flo.keep_apart(world.one) == ()
    world.by("bo").identity.block(world.one, handles["ann"])
    world.by("ann").identity.block(world.one, handles["bo"])
    world.by("di").identity.block(world.one, handles["cy"])
    assert flo.keep_apart(world.one) == (("ann", "bo"), ("cy", "di"))
    assert flo.keep_apart(world.two) == (("ann", "bo"), ("cy", "di"))
    world.by("ann").identity.block(world.one, fay)
    assert ("ann", "fay") in flo.keep_apart(world.one)
    assert world.by("fay").identity.keep_apart(world.one) == (("ann", "bo"), ("cy", "di"))
    world.kit.groups.set_capacity(world.one, 13)
    assert flo.keep_apart(world.one) == ()
    world.by("di").people.erase("di")
    assert ("cy", "di") not in flo.keep_apart(world.two)


def test_a_block_is_told_to_a_flow_that_lets_somebody_in():
    world = Two()
    third = world.kit.groups.create(world.community, "Three", capacity=5, access=Access.OPEN).id
    world.kit.groups.open(third)
    handle = world.name("bo", "Wren")
    world.by("ann").identity.block(world.one, handle)
    world.by("ann").memberships.apply(third)

    def apart(person: str) -> bool:
        ctx = Context(actor=sk.PersonId("ruth"), now=NOW, ids=sk.SeededIds(3), operation="memberships.apply")
        return run(world.kit.store, is_kept_apart(ctx, third, sk.PersonId(person)))

    assert apart("bo")
    assert not apart("cy")
    assert not apart("ann")
    world.by("ann").identity.unblock(world.one, handle)
    assert not apart("bo")


def test_blocks_are_listed_by_the_names_of_where_they_were_made():
    world = Two()
    here, there = world.name("bo", "Wren"), world.name("bo", "Sol", world.two)
    ann = world.by("ann").identity
    ann.block(world.one, here)
    ann.block(world.two, there)
    lines = len(world.kit.journal(limit=1000))
    ann.block(world.two, there)
    assert len(world.kit.journal(limit=1000)) == lines
    assert {(one.group_id, one.handle, one.name) for one in ann.blocks()} == {
        (world.one, here, "Wren"),
        (world.two, there, "Sol"),
    }
    assert "Wren" not in repr(ann.blocks())
    world.by("bo").memberships.leave(world.one)
    world.by("ann").memberships.leave(world.one)
    ann.unblock(world.one, there)
    assert len(ann.blocks()) == 2
    ann.unblock(world.one, here)
    assert [one.handle for one in ann.blocks()] == [there]
    assert world.by("fay").identity.keep_apart(world.two) == (("ann", "bo"),)
    ann.unblock(world.two, there)
    ann.unblock(world.two, there)
    assert ann.blocks() == ()
    with pytest.raises(Refused, match=r"block\.oneself"):
        ann.block(world.two, world.name("ann", "Sky", world.two))
    with pytest.raises(NotFound):
        ann.block(world.two, here)
    with pytest.raises(InvalidInput):
        ann.block(world.two, "bo")


def test_somebody_with_a_name_for_everywhere_can_be_meant():
    world = Two()
    world.by("bo").identity.name_everywhere(world.community, "Wren")
    (face,) = [one for one in world.by("ann").identity.faces(world.one) if one.name == "Wren"]
    world.by("ann").identity.block(world.one, face.handle)
    assert [(one.handle, one.name) for one in world.by("ann").identity.blocks()] == [(face.handle, "Wren")]
    world.by("bo").identity.name_everywhere(world.community, None)
    assert [(one.handle, one.name) for one in world.by("ann").identity.blocks()] == [(None, None)]


def test_undoing_a_block_that_is_none_changes_nothing():
    block = Block.begin(sk.PersonId("ann"), sk.PersonId("bo"), group_id=sk.GroupId("g"), at=NOW, by=sk.PersonId("ann"))
    assert block.state.unblock(sk.GroupId("h"), at=NOW, by=sk.PersonId("ann")).events == ()


# Exchange of contacts.


@given(steps=st.lists(st.tuples(st.sampled_from(("ann", "bo")), st.sampled_from(("offer", "withdraw"))), max_size=8))
def test_contacts_are_seen_by_both_or_by_nobody(steps: list[tuple[str, str]]):
    world = Two()
    handles = {"ann": world.name("ann", "Sol"), "bo": world.name("bo", "Wren")}
    other = {"ann": "bo", "bo": "ann"}
    standing: set[str] = set()
    for person, step in steps:
        identity = world.by(person).identity
        before = repr(_seen(world, other[person]))
        if step == "offer":
            answer = identity.offer_contact(world.one, handles[other[person]], f"{person}'s number")
            standing.add(person)
            assert answer.mutual is (len(standing) == 2)
        else:
            identity.withdraw_contact(world.one, handles[other[person]])
            standing.discard(person)
        if other[person] not in standing:
            assert repr(_seen(world, other[person])) == before
        for one in handles:
            theirs = f"{other[one]}'s number" if len(standing) == 2 else None
            assert _seen(world, one) == ([(handles[other[one]], f"{one}'s number", theirs)] if one in standing else [])
            assert all("number" not in repr(found) for found in world.by(one).identity.contacts(world.one))


def _seen(world: Two, person: str) -> list[Any]:
    return [(one.handle, one.mine, one.theirs) for one in world.by(person).identity.contacts(world.one)]


def test_with_whom_no_contact_is_exchanged():
    world = Two()
    handles = {person: world.name(person, name) for person, name in (("bo", "Wren"), ("fay", "Fay"), ("cy", "Sky"))}
    ann = world.by("ann").identity
    with pytest.raises(Refused, match=r"name\.needed"):
        ann.offer_contact(world.one, handles["bo"], SECRET)
    handles["ann"] = world.name("ann", "Sol")
    for person, code in (("ann", "oneself"), ("fay", "between_members")):
        with pytest.raises(Refused, match=rf"contact\.{code}"):
            ann.offer_contact(world.one, handles[person], SECRET)
    with pytest.raises(Refused, match=r"contact\.between_members"):
        world.by("fay").identity.offer_contact(world.one, handles["ann"], SECRET)
    for contact in ("", "x" * 501):
        with pytest.raises(InvalidInput):
            ann.offer_contact(world.one, handles["bo"], contact)
    ann.block(world.one, handles["bo"])
    with pytest.raises(Refused, match=r"contact\.blocked"):
        ann.offer_contact(world.one, handles["bo"], SECRET)
    ann.unblock(world.one, handles["bo"])
    ann.offer_contact(world.one, handles["bo"], SECRET)
    ann.withdraw_contact(world.one, handles["cy"])
    assert len(ann.contacts(world.one)) == 1
    assert ann.contacts(world.two) == ()


def test_a_block_takes_back_what_was_not_seen_and_leaves_what_was():
    world = Two()
    handles = {"ann": world.name("ann", "Sol"), "bo": world.name("bo", "Wren"), "cy": world.name("cy", "Sky")}
    ann, bo = world.by("ann").identity, world.by("bo").identity
    for person in ("bo", "cy"):
        ann.offer_contact(world.one, handles[person], SECRET)
    bo.offer_contact(world.one, handles["ann"], SECRET)
    ann.block(world.one, handles["bo"])
    ann.block(world.one, handles["cy"])
    assert [(one.handle, one.mutual) for one in ann.contacts(world.one)] == [(handles["bo"], True)]
    assert bo.contacts(world.one)[0].mutual
    world.by("ann").people.erase("ann")
    assert not bo.contacts(world.one)[0].mutual


def test_taking_back_nothing_changes_nothing():
    offer = ContactOffer(
        group_id=sk.GroupId("g"), person_id=sk.PersonId("ann"), to_id=sk.PersonId("bo"), changed_at=NOW
    )
    assert offer.withdraw(at=NOW, by=sk.PersonId("ann")).events == ()


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
