"""A person's whole data as one document: all of it, nobody else's, and the same again after a move."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.core.domain_strategies import KINDS, values
from tests.kit.worlds import CALLS, SECRET, World

import supportkit as sk
from supportkit.core.codec import KINDS as LOADED
from supportkit.core.codec import Aggregate
from supportkit.errors import InvalidInput, NotAllowed, Refused, SupportKitError
from supportkit.groups.contact import Named
from supportkit.groups.listing import Listing
from supportkit.kit import Kit
from supportkit.privacy.bundle import KEPT_BACK, from_json, kinds_about_people, owner_of
from supportkit.storage.memory import MemoryStore
from supportkit.tags import AGGREGATES, INDEXES, aggregate_of

PEOPLE = ("abe", "ann", "otto", "bo", "alma", "fay", "ruth", "wen")
HARMLESS = [name for name in CALLS if not name.startswith(("setup", "people", "communities.dis"))]


def lived(data: st.DataObject) -> World:
    """Answer a world in which some things happened."""
    world = World()
    for name in data.draw(st.lists(st.sampled_from(HARMLESS), max_size=5)):
        with suppress(SupportKitError):
            CALLS[name].prepare(world)
            CALLS[name].call(world.by(CALLS[name].actor), world)
    return world


def elsewhere(at: datetime) -> sk.Rehearsal:
    """Answer a kit on an empty store, in which there is but one community."""
    return sk.rehearse(actor="rita", at=at)


@given(data=st.data(), person=st.sampled_from(PEOPLE))
def test_what_was_taken_in_elsewhere_is_handed_out_the_same(data: st.DataObject, person: str):
    world = lived(data)
    first = world.by(person).privacy.export().to_json()
    kit = elsewhere(world.clock.now())
    taken = kit.privacy.take_in(kit.community.id, first)
    assert taken.person_id == person
    assert kit.acting_as(person).privacy.export().to_json() == first


@given(data=st.data(), person=st.sampled_from(PEOPLE))
def test_it_holds_everything_private_about_the_person_and_nothing_of_others(data: st.DataObject, person: str):
    world = lived(data)
    document = world.by(person).privacy.export().to_json()
    told = json.loads(document)
    store: Any = world.store
    of_person = [record for record in store._records.values() if record.subject == person and record.private != b"{}"]
    handed = {(row["kind"], owner_of(sk_from(row)), sk_from(row).record_key.id) for row in told["records"]}
    for record in of_person:
        if record.private is not None and record.key.kind not in KEPT_BACK:
            assert any(kind == record.key.kind for kind, _, _ in handed), record.key
    lines = [line for line in store._journal if line.subject == person and line.private not in (None, b"{}")]
    ids = {fact["id"] for fact in told["facts"]}
    assert {line.id for line in lines} <= ids
    # Nobody else is named, and nothing is in it that another person wrote.
    for other in {*PEOPLE, "cleo", "mo", "chad", "oz", "ivy", "olga", "cora", "mona"} - {person}:
        assert f'"{other}"' not in document
    owners = {owner for _, owner, _ in handed}
    assert owners == {person}


def sk_from(row: dict[str, Any]) -> Any:
    from supportkit.core.codec import from_data

    return from_data(aggregate_of(row["kind"]), row["data"])


OF_NOBODY = {"audit_head"}
"""Kinds with something private that is about no person."""


def test_every_kind_that_is_about_a_person_is_found_by_person_or_kept_back_with_a_reason():
    ours = {name: kind for name, kind in LOADED.items() if kind.__module__.startswith("supportkit.")}
    assert {name: (kind.__module__, kind.__name__) for name, kind in ours.items()} == AGGREGATES
    of_people = {
        kind.KIND
        for kind in KINDS
        if "subject" in vars(kind) and vars(kind)["subject"] is not Aggregate.subject and kind.KIND not in OF_NOBODY
    }
    found = {kind.KIND for kind in kinds_about_people()} | set(KEPT_BACK)
    assert of_people <= found
    assert all(f"{kind}.by_person" in INDEXES for kind in of_people - set(KEPT_BACK))


@pytest.mark.parametrize("kind", kinds_about_people(), ids=lambda kind: kind.KIND)
@given(data=st.data())
def test_each_stands_in_the_index_of_its_person(kind: Any, data: st.DataObject):
    value = data.draw(values(kind))
    assume(owner_of(value) is not None)  # a hold on a whole community is about nobody
    (entry,) = [entry for entry in value.indexes() if entry.name == f"{kind.KIND}.by_person"]
    assert entry.key == (owner_of(value),)


def test_more_than_a_page_of_records_is_handed_out_whole(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.bundle_flows.PAGE", 2)
    monkeypatch.setattr("supportkit.privacy.bundle_flows.ROWS", 2)
    world = World()
    asked = [world.by("ann").privacy.ask(world.community, "copy", words=SECRET).id for _ in range(5)]
    bundle = world.by("ann").privacy.export()
    assert [one.id for one in bundle.records if one.KIND == "data_request"] == asked
    kit = elsewhere(world.clock.now())
    kit.privacy.take_in(kit.community.id, bundle.to_json())
    assert kit.acting_as("ann").privacy.export().to_json() == bundle.to_json()
    assert "5" not in repr(bundle).split("records")[1]


def test_who_may_have_it():
    world = World()
    for actor, community in (("zoe", world.community), ("cora", world.community), ("olga", None)):
        with pytest.raises(NotAllowed):
            world.by(actor).privacy.export("ann", community_id=community)
    assert world.by("olga").privacy.export("ann", community_id=world.community).person_id == "ann"
    world.by("ann").setup.found("Elsewhere", owner="ann", mode="rehearsal")
    with pytest.raises(NotAllowed):
        world.by("olga").privacy.export("ann", community_id=world.community)
    world.by("abe").people.erase("abe")
    with pytest.raises(Refused, match=r"person\.erased"):
        world.by("abe").privacy.export()


def test_a_contact_of_a_list_has_a_document_too():
    world = World()
    group = world.kit.groups.list_imported(world.community, "L", Listing(feed="f"), contacts=[Named(email=SECRET)])
    store: Any = world.store
    (person,) = [one.subject for key, one in store._records.items() if key.id.startswith(f"{group.id}:")]
    assert SECRET in world.by("olga").privacy.export(person, community_id=world.community).to_json()


def document(**changes: Any) -> str:
    return json.dumps(json.loads(World().document()) | changes)


def test_a_document_gives_nobody_a_seat_or_a_role():
    world = World()
    whole = world.by("ruth").privacy.export().to_json()
    other = Kit(MemoryStore(), actor="zoe", clock=world.clock, ids=sk.SeededIds(1))
    # The same ids, as where a store is restored from an old copy.
    place = other.setup.found("Harbour", owner="zoe", mode="rehearsal")
    assert place.id == world.community
    with pytest.raises(Refused, match=r"bundle\.live_here"):
        other.privacy.take_in(place.id, whole)
    with pytest.raises(Refused, match=r"bundle\.known"):
        world.by("olga").privacy.take_in(world.community, whole)
    world.by("abe").people.erase("abe")
    gone = json.dumps(json.loads(World().by("abe").privacy.export().to_json()))
    with pytest.raises(Refused, match=r"bundle\.known"):
        world.by("olga").privacy.take_in(world.community, gone)
    live = Kit(MemoryStore(), actor="zoe", clock=world.clock).setup.found("Real", owner="zoe")
    assert live.mode == "live"


def test_made_up_people_are_not_taken_in_where_people_are_real():
    kit = Kit(MemoryStore(), actor="zoe")
    live = kit.setup.found("Real", owner="zoe")
    with pytest.raises(Refused, match=r"person\.made_up"):
        kit.privacy.take_in(live.id, World().document())


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [("bundle.malformed", "$")]),
        ("[]", [("bundle.malformed", "$")]),
        ("[" * 100_000, [("bundle.malformed", "$")]),
        (document(format="supportkit.person.2"), [("bundle.malformed", "$")]),
        (document(made_at="yesterday"), [("bundle.malformed", "$")]),
        (document(records=[{"kind": "nonsense", "data": {}}]), [("bundle.malformed", "$.records[0]")]),
        (
            document(records=[7], facts=["x"]),
            [("bundle.malformed", "$.records[0]"), ("bundle.malformed", "$.facts[0]")],
        ),
        (document(person_id="somebody"), "bundle.of_somebody_else"),
        (document(person_id="ann@example.org"), [("person.contact_data", "$")]),
        (document(facts=[{"kind": "nonsense"}]), [("bundle.malformed", "$.facts[0]")]),
    ],
)
def test_what_is_no_document_says_so(text: str, problems: Any):
    with pytest.raises(InvalidInput) as caught:
        from_json(text)
    if isinstance(problems, str):
        assert {one.code for one in caught.value.problems} == {problems}
    else:
        assert [(one.code, one.path) for one in caught.value.problems or ()] == problems


def test_one_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.bundle.SIZE_LIMIT", 10)
    with pytest.raises(InvalidInput, match=r"bundle\.too_large"):
        from_json("{" + " " * 10 + "}")
