"""After an erasure nothing private is left anywhere, nothing more can be written, and the gate is shut."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.stores import Breaking, Losing
from tests.kit.worlds import CALLS, NOW, SECRET, World

import supportkit as sk
from supportkit.core.codec import decode_record
from supportkit.core.private import ERASED
from supportkit.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused, StoreUnavailable, SupportKitError
from supportkit.groups.contact import Contact
from supportkit.groups.group import Group
from supportkit.kit import Kit
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.gate import RULES, Addressing, Answer, may_address
from supportkit.privacy.person import Person, account_digest

CANARY = "kept-between-us"


def raw(store: Any) -> str:
    """Answer everything that a store in memory holds, as text."""
    return repr((store._records, store._journal))


def private_of(store: Any, person: str) -> list[Any]:
    """Answer what is kept on the private side for one person."""
    lines = [*store._records.values(), *store._journal]
    return [line.private for line in lines if line.subject == person and line.private is not None]


def test_nothing_private_of_the_person_is_left_and_all_else_stays():
    world = World()
    for person in ("abe", "alma"):
        world.by("fay").memberships.decline(world.group, person, reason=f"{CANARY} {person}")
        world.by(person).memberships.apply(world.free, note=f"{CANARY} {person}")
    before = dict(world.store._records)
    assert raw(world.store).count(f"{CANARY} abe") > 1
    erasure = world.by("abe").people.erase("abe")
    assert f"{CANARY} abe" not in raw(world.store)
    assert f"{CANARY} alma" in raw(world.store)
    assert private_of(world.store, "abe") == []
    assert erasure.records == 2
    assert erasure.entries == 3
    assert not erasure.residue
    assert erasure.ended_at == NOW
    for key, record in before.items():
        if record.subject == "abe":
            assert world.store._records[key].version > record.version
        elif key.kind not in ("person", "group"):
            assert world.store._records[key] == record
    tie = world.kit.memberships.roster(world.group, status="declined").items[0]
    assert (tie.person_id, tie.reason, tie.note) == ("abe", ERASED, ERASED)
    for fact in world.kit.journal(limit=1000):
        for name in ("note", "reason"):
            if getattr(fact.event, "subject", None) == "abe" and hasattr(fact.event, name):
                assert getattr(fact.event, name) is ERASED


def test_it_is_done_once():
    world = World()
    first = world.by("abe").people.erase("abe")
    lines = len(world.kit.journal(limit=1000))
    world.later(hours=5)
    assert world.by("abe").people.erase("abe") == first
    assert len(world.kit.journal(limit=1000)) == lines


WRITES = {
    "apply": lambda w: w.by("abe").memberships.apply(w.free, note=CANARY),
    "invite": lambda w: w.kit.memberships.invite(w.free, "abe"),
    "appoint": lambda w: w.kit.memberships.appoint(w.free, "abe", "moderator"),
    "appoint in the community": lambda w: w.kit.communities.appoint(w.community, "abe", "moderator"),
    "decline": lambda w: w.kit.memberships.decline(w.group, "abe", reason=CANARY),
    "remove": lambda w: w.kit.memberships.remove(w.group, "abe", reason=CANARY),
    "rsvp": lambda w: w.by("abe").sessions.rsvp(w.session, "accepted"),
    "attendance": lambda w: w.at_the_session().kit.sessions.record_attendance(w.session, {"abe": "present"}),
    "lead": lambda w: w.kit.groups.create(w.community, "New", facilitators=["abe"]),
    "found": lambda w: w.kit.setup.found("Other", owner="abe", mode="rehearsal"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_later_write_meets_that_the_person_is_gone(write: Any):
    world = World()
    world.by("abe").people.erase("abe")
    before = dict(world.store._records)
    with pytest.raises(Refused) as caught:
        write(world)
    # Where the tie that ended says no before, nothing is told of why it ended.
    assert caught.value.code in ("person.erased", "state.wrong", "membership.needed")
    assert world.store._records == before


def test_what_the_person_held_goes_to_those_who_wait():
    world = World()
    for person, status in (("ann", "seat"), ("otto", "offer"), ("wen", "place")):
        before = decode_record(world.store._records[Group.key(world.group)])
        world.by(person).people.erase(person)
        after = decode_record(world.store._records[Group.key(world.group)])
        assert decode_record(world.store._records[Membership.key(world.group, sk.PersonId(person))]).status == "ended"
        assert after.taken + after.offered <= after.capacity
        assert after.free == 0 or after.waiting == 0, status
        assert before != after
    assert world.by("fay").people.erase("fay").ended_at is not None
    assert decode_record(world.store._records[Group.key(world.group)]).facilitators == 1


def test_a_run_that_broke_off_shows_and_is_resumed():
    world = World()
    store = Breaking(world.store, "scrub")
    kit = Kit(store, actor="abe", clock=world.clock, deadline=0.2)
    with pytest.raises(StoreUnavailable):
        kit.people.erase("abe")
    assert private_of(world.store, "abe")
    with pytest.raises(Refused, match=r"person\.erased"):
        world.by("abe").memberships.apply(world.free, note=CANARY)
    world.later(hours=1)
    (action,) = [one for one in world.kit.due.actions(world.community) if one.what == "erasure.unfinished"]
    assert action.due_at == NOW
    assert (action.operation, action.arguments) == (
        "people.erase",
        {"person_id": "abe", "community_id": world.community},
    )
    store.broken = None
    done = world.by("olga").people.erase(**action.arguments)  # type: ignore[arg-type]
    assert done.begun_at == NOW
    assert done.ended_at == NOW + timedelta(hours=1)
    assert private_of(world.store, "abe") == []
    assert [one for one in world.kit.due.actions(world.community) if one.what == "erasure.unfinished"] == []


def test_one_that_broke_off_before_its_end_is_noted_ends_too():
    world = World()
    store = Losing(world.store, 0)
    commits = itertools.count(1)
    inner = world.store.commit

    def commit(batch: Any) -> None:
        if next(commits) == 2:
            raise StoreUnavailable("store.unavailable", reason="gone")
        inner(batch)

    store.commit = commit  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        Kit(store, actor="abe", clock=world.clock).people.erase("abe")
    assert private_of(world.store, "abe") == []
    assert world.by("abe").people.erase("abe").records == 0


def test_a_write_that_races_the_erasure_loses():
    world = World()
    store = Losing(world.store, 0)
    batches: list[Any] = []
    store.commit = batches.append  # type: ignore[method-assign, assignment]
    Kit(store, actor="abe", clock=world.clock).memberships.apply(world.free, note=CANARY)
    world.by("abe").people.erase("abe")
    with pytest.raises(Conflict):
        world.store.commit(batches[0])
    assert CANARY not in raw(world.store)


def test_the_last_owner_stays_until_there_is_another():
    kit = sk.rehearse(at=NOW)
    with pytest.raises(Refused, match=r"community\.last_owner"):
        kit.people.erase("ruth")
    with pytest.raises(Refused, match=r"community\.last_owner"):
        kit.communities.dismiss(kit.community.id, "ruth")
    with pytest.raises(Refused, match=r"community\.last_owner"):
        kit.communities.appoint(kit.community.id, "ruth", "moderator")
    kit.communities.appoint(kit.community.id, "ann", "owner")
    kit.people.erase("ruth")
    assert kit.communities.get(kit.community.id).owners == 1


def test_staff_of_a_community_who_are_no_owners_go_quietly():
    world = World()
    world.by("mona").people.erase("mona")
    assert [tie.person_id for tie in world.kit.communities.staff(world.community).items] == ["cora", "olga", "ruth"]


def test_who_may_erase():
    world = World()
    for actor, community in (("zoe", world.community), ("cora", world.community), ("olga", None)):
        with pytest.raises(NotAllowed):
            world.by(actor).people.erase("abe", community_id=community)
    elsewhere = world.by("abe").setup.found("Elsewhere", owner="abe", mode="rehearsal")
    with pytest.raises(NotAllowed):
        world.by("olga").people.erase("abe", community_id=world.community)
    with pytest.raises(NotAllowed):
        world.by("abe").people.erase("ann", community_id=elsewhere.id)
    assert world.by("olga").people.erase("alma", community_id=world.community).ended_at


def test_an_owner_of_another_place_cannot_erase_whom_they_do_not_know():
    """Anybody can found a community; that must not let them take away somebody's account."""
    world = World()
    person = world.kit.people.for_account("a-1", secret=b"k" * 16)
    own = world.by("zoe").setup.found("Trap", owner="zoe", mode="rehearsal")
    with pytest.raises(NotAllowed):
        world.by("zoe").people.erase(person, community_id=own.id)


def test_a_person_whom_the_store_does_not_know_can_be_erased_beforehand():
    world = World()
    assert world.by("nobody").people.erase("nobody").records == 0
    with pytest.raises(Refused, match=r"person\.erased"):
        world.by("nobody").memberships.apply(world.free)


def test_contacts_of_a_list_are_erased_by_ids_of_their_own():
    world = World()
    (record,) = [one for key, one in world.store._records.items() if key.kind == "contact"]
    contact = decode_record(record)
    assert isinstance(contact, Contact)
    assert SECRET not in repr(contact)
    world.by(contact.person_id).people.erase(contact.person_id)
    gone = decode_record(world.store._records[record.key])
    assert gone.name is gone.email is gone.phone is ERASED


def test_any_owner_brings_an_erasure_to_its_end():
    world = World()
    store = Breaking(world.store, "scrub")
    with pytest.raises(StoreUnavailable):
        Kit(store, actor="nobody", clock=world.clock).people.erase("nobody")
    for action in world.later(hours=1).by("olga").due.actions(world.community):
        assert world.by("olga").people.erase(**action.arguments).ended_at  # type: ignore[arg-type]
    assert world.kit.due.actions(world.community) == ()


# Accounts.


def test_an_account_leads_to_the_same_person_until_an_erasure():
    world = World()
    secret = b"k" * 16
    person = world.kit.people.for_account("account-1", secret=secret)
    assert world.kit.people.for_account("account-1", secret=secret) == person
    assert world.kit.people.for_account("account-2", secret=secret) != person
    assert world.kit.people.for_account("account-1", secret=b"x" * 16) != person
    assert "account-1" not in raw(world.store)
    world.by(person).people.erase(person)
    again = world.kit.people.for_account("account-1", secret=secret)
    assert again != person


@pytest.mark.parametrize(("account", "secret"), [("", b"k" * 16), ("a" * 501, b"k" * 16), ("a", b"k" * 15)])
def test_an_account_and_its_secret_have_a_size(account: str, secret: bytes):
    with pytest.raises(InvalidInput, match=r"account\.malformed"):
        account_digest(account, secret)


@given(account=st.text(min_size=1, max_size=40), secret=st.binary(min_size=16, max_size=40))
def test_every_account_has_a_digest(account: str, secret: bytes):
    assert len(account_digest(account, secret)) == 64


# Rehearsal and live.


def test_made_up_and_real_people_never_mix():
    kit = sk.rehearse(at=NOW)
    live = kit.acting_as("real").setup.found("Live", owner="real")
    real = kit.acting_as("real")
    group = kit.groups.create(kit.community.id, "Play", capacity=3, access=sk.Access.OPEN)
    kit.groups.open(group.id)
    there = real.groups.create(live.id, "Real", capacity=3, access=sk.Access.OPEN)
    account = kit.people.for_account("a", secret=b"k" * 16)
    for call in (
        lambda: kit.acting_as("real").memberships.apply(group.id),
        lambda: kit.acting_as(account).memberships.apply(group.id),
        lambda: kit.memberships.invite(group.id, "real"),
        lambda: kit.memberships.appoint(group.id, "real", "moderator"),
        lambda: kit.communities.appoint(kit.community.id, "real", "owner"),
        lambda: kit.groups.create(kit.community.id, "X", facilitators=["real"]),
        lambda: kit.setup.found("X", owner="real", mode="rehearsal"),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.code == "person.real"
    for call in (
        lambda: real.memberships.invite(there.id, "ruth"),
        lambda: real.memberships.appoint(there.id, "ruth", "moderator"),
        lambda: real.communities.appoint(live.id, "ruth", "owner"),
        lambda: real.groups.create(live.id, "X", facilitators=["ruth"]),
        lambda: real.setup.found("X", owner="ruth"),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.code == "person.made_up"


# The gate.


def tie(status: MembershipStatus) -> Membership:
    return Membership(of="grp_1", community_id=sk.CommunityId("com_1"), person_id=sk.PersonId("ann"), status=status)


@pytest.mark.parametrize("status", MembershipStatus)
@pytest.mark.parametrize("known", [True, False])
def test_the_gate(status: MembershipStatus, known: bool):
    answer = may_address(Addressing(known=known, tie=tie(status)))
    if not known:
        assert answer == Answer(allowed=False, reason="person.erased")
    elif status in ("new", "left", "declined", "referred", "removed", "alumni", "ended"):
        assert answer == Answer(allowed=False, reason="membership.ended")
    elif status == "paused":
        assert answer == Answer(allowed=False, reason="membership.paused")
    else:
        assert answer == Answer(allowed=True)


def test_the_gate_is_shut_for_whom_nobody_knows():
    assert not may_address(Addressing(known=True, tie=None)).allowed
    assert len(RULES) == 5


def test_reaching_people_through_the_kit():
    world = World()
    fay = world.by("fay")
    assert fay.people.reach("ann", world.group) == Answer(allowed=True)
    assert fay.people.reach("bo", world.group).reason == "membership.paused"
    assert fay.people.reach("zoe", world.group).reason == "person.erased"
    assert fay.people.reach("ned", world.group).allowed is False
    world.by("ann").memberships.leave(world.group)
    assert fay.people.reach("ann", world.group).reason == "membership.ended"
    assert world.by("chad").people.reach("chad", world.group).allowed
    world.by("chad").people.erase("chad")
    assert fay.people.reach("chad", world.group).reason == "person.erased"
    with pytest.raises(NotAllowed):
        world.by("chad").people.reach("ann", world.group)


@given(data=st.data())
def test_whatever_happened_before_an_erasure_leaves_nothing(data: st.DataObject):
    names = [name for name in CALLS if not name.startswith(("setup", "people", "communities.dis", "privacy.hold"))]
    steps = data.draw(st.lists(st.sampled_from(names), max_size=6))
    person = data.draw(st.sampled_from(["abe", "ann", "otto", "bo", "alma", "ned"]))
    world = World()
    for name in steps:
        with suppress(SupportKitError):
            CALLS[name].call(world.by(CALLS[name].actor), world)
    world.by(person).people.erase(person)
    assert private_of(world.store, person) == []
    group = decode_record(world.store._records[Group.key(world.group)])
    ties = [decode_record(one) for key, one in world.store._records.items() if key.kind == "membership"]
    ties = [one for one in ties if one.of == world.group]
    assert group.taken == sum(one.seated for one in ties)
    assert group.offered == sum(one.status == "offered" for one in ties)
    assert group.waiting == sum(one.status == "waiting" for one in ties)
    assert world.store._records[Person.key(sk.PersonId(person))].body is None


# What it would do, what it did, and who has very many ties.


def crowd(world: World, person: str, count: int) -> list[sk.GroupId]:
    """Let a person belong to many groups."""
    groups = [
        world.kit.groups.create(world.community, f"G{n}", capacity=2, access=sk.Access.OPEN) for n in range(count)
    ]
    for group in groups:
        world.kit.groups.open(group.id)
        world.by(person).memberships.apply(group.id, note=f"{CANARY} {person}")
    return [group.id for group in groups]


def test_who_has_many_ties_is_erased_in_steps(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.erasing_flows.TIES_AT_ONCE", 3)
    world = World()
    groups = crowd(world, "zed", 10)
    world.kit.communities.appoint(world.community, "zed", "owner")
    steps = [world.by("zed").people.erase("zed")]
    assert private_of(world.store, "zed") == []
    assert steps[0].ended_at is None
    (action,) = [one for one in world.kit.due.actions(world.community) if one.what == "erasure.unfinished"]
    while steps[-1].ended_at is None:
        assert world.by("zed").people.erasure_receipt("zed").ended_at is None
        steps.append(world.by("olga").people.erase(**action.arguments))  # type: ignore[arg-type]
    assert len(steps) == 3
    assert len({one.records for one in steps}) == 1
    assert steps[-1].reached is None
    for group in groups:
        assert decode_record(world.store._records[Membership.key(group, sk.PersonId("zed"))]).status == "ended"
        assert decode_record(world.store._records[Group.key(group)]).taken == 0
    assert [one for one in world.kit.due.actions(world.community) if one.what == "erasure.unfinished"] == []
    assert world.kit.communities.get(world.community).owners == 2
    assert private_of(world.store, "zed") == []


def test_a_step_that_broke_off_is_taken_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.erasing_flows.TIES_AT_ONCE", 2)
    world = World()
    groups = crowd(world, "zed", 5)
    store = Breaking(world.store, "scrub")
    kit = Kit(store, actor="zed", clock=world.clock)
    with pytest.raises(StoreUnavailable):
        kit.people.erase("zed")
    store.broken = None
    kit.people.erase("zed")
    store.broken = "commit"
    with pytest.raises(StoreUnavailable):
        kit.people.erase("zed")
    store.broken = None
    assert kit.people.erase("zed").ended_at
    assert {decode_record(world.store._records[Group.key(group)]).taken for group in groups} == {0}


def test_those_who_looked_up_ties_by_pages_find_all_places(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("supportkit.privacy.erasing_flows._PAGE", 2)
    world = World()
    crowd(world, "zed", 5)
    other = world.by("zoe").setup.found("Other", owner="zoe", mode="rehearsal")
    there = world.by("zoe").groups.create(other.id, "There", capacity=2, access=sk.Access.OPEN)
    world.by("zoe").groups.open(there.id)
    world.by("zed").memberships.apply(there.id)
    with pytest.raises(NotAllowed):
        world.by("olga").people.erase("zed", community_id=world.community)
    assert world.by("zed").people.erase("zed").ended_at


def test_an_owner_of_another_community_is_not_shown_whose_erasure_is_under_way():
    world = World()
    other = world.by("zoe").setup.found("Other", owner="zoe", mode="rehearsal")
    with pytest.raises(StoreUnavailable):
        Kit(Breaking(world.store, "scrub"), actor="abe", clock=world.clock).people.erase("abe")
    assert [one.what for one in world.kit.due.actions(world.community)].count("erasure.unfinished") == 1
    assert world.by("zoe").due.actions(other.id) == ()
    for call in (world.by("zoe").people.erase, world.by("zoe").people.erasure_receipt):
        with pytest.raises(NotAllowed):
            call("abe", community_id=other.id)


def test_a_preview_counts_what_goes_and_names_what_stays():
    world = World()
    world.by("fay").memberships.decline(world.group, "abe", reason=CANARY)
    world.kit.privacy.seal(world.community)
    before = raw(world.store)
    preview = world.by("abe").people.erase_preview("abe")
    assert raw(world.store) == before
    assert {one.kind: one.records for one in preview.removes} == {"membership": 1, "audit_salt": 1}
    assert preview.possible
    assert [one.code for one in preview.stays] == ["tombstone", "ties", "lines", "digests"]
    assert [one.code for one in preview.beyond] == ["backups", "mail", "calendars", "tables"]
    erasure = world.by("abe").people.erase("abe")
    assert erasure.records == sum(one.records for one in preview.removes)
    assert world.by("abe").people.erase_preview("abe").removes == ()
    assert CANARY not in repr(preview)


def test_a_preview_names_the_community_that_needs_another_owner():
    kit = sk.rehearse(at=NOW)
    preview = kit.people.erase_preview("ruth")
    assert preview.last_owner_of == (kit.community.id,)
    assert not preview.possible
    kit.communities.appoint(kit.community.id, "ann", "owner")
    assert kit.people.erase_preview("ruth").possible


def test_every_kind_with_a_private_side_is_listed_by_person():
    """An erasure's preview and an export look there."""
    from tests.core.domain_strategies import WITH_PRIVATE

    from supportkit.tags import INDEXES

    kinds = {kind.KIND for kind in WITH_PRIVATE if hasattr(kind, "KIND")} - {"join_details", "audit_head"}
    assert {f"{kind}.by_person" for kind in kinds} <= set(INDEXES)


def test_the_receipt_says_what_was_done_and_what_stays_until_when():
    world = World()
    with pytest.raises(NotFound):
        world.by("abe").people.erasure_receipt("abe")
    erasure = world.by("abe").people.erase("abe")
    for kit, community in ((world.by("abe"), None), (world.by("olga"), world.community)):
        receipt = kit.people.erasure_receipt("abe", community_id=community)
        assert (receipt.records, receipt.entries, receipt.residue) == (erasure.records, erasure.entries, False)
        assert receipt.ended_at == NOW
        until = {one.code: one.until for one in receipt.stays}
        assert until == {"tombstone": None, "ties": None, "lines": NOW + timedelta(days=3653), "digests": None}


@pytest.mark.parametrize("locale", ["en", "es", "es-MX", "de"])
def test_the_words_of_a_receipt_are_data(locale: str):
    world = World()
    preview = world.by("abe").people.erase_preview("abe")
    for one in (*preview.stays, *preview.beyond):
        words = one.words(locale)
        assert words.what.endswith(".")
        assert words.why.endswith((".", "?"))
        assert words.review == "none"
        assert (words == one.words("en")) is (locale in ("en", "de"))
        assert one.words() == one.words("en")
