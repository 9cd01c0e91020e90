"""A block cannot be found out by the one who is blocked, and a contact is seen by both or by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.worlds import CALLS, NOW, SECRET, World
from tests.privacy.two import PEOPLE, Two

import supportkit as sk
from supportkit.core.codec import decode_record
from supportkit.core.driving import run
from supportkit.core.flow import Context
from supportkit.errors import InvalidInput, NotFound, Refused, SupportKitError
from supportkit.groups.group import Access
from supportkit.kit import Kit
from supportkit.privacy.apart_flows import is_kept_apart
from supportkit.privacy.block import Block, kept_apart
from supportkit.privacy.exchange import ContactOffer

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
    named = [(getattr(one, "name", None), getattr(one, "theirs", None)) for one in many]
    return [(None if callable(name) else name, theirs) for name, theirs in named]  # `name` may be a verb


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
