"""Flows and their drivers: races are run again until a deadline, from the same arguments and at the same moment."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.kit.stores import Awaited, Breaking, Losing, Spy
from tests.kit.worlds import NOW, World

import supportkit as sk
from supportkit.core import calls, driving
from supportkit.core.calls import Call, run
from supportkit.core.change import Change
from supportkit.core.codec import decode_record
from supportkit.core.flow import Context, maybe
from supportkit.core.ids import PersonId, SeededIds
from supportkit.core.records import Batch, Expect, Key, Put, Query
from supportkit.errors import Conflict, NotFound, Refused, StoreUnavailable
from supportkit.groups.group import Access, Group
from supportkit.kit import AsyncKit, Kit
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus
from supportkit.privacy.person import Origin, Person
from supportkit.storage.memory import MemoryStore


class Ticking:
    """A clock that moves on each time it is asked."""

    def __init__(self) -> None:
        self.at = NOW
        self.asked = 0

    def now(self) -> datetime:
        self.asked += 1
        self.at += timedelta(seconds=1)
        return self.at


def losing(times: float, **options: Any) -> tuple[World, Losing, Kit]:
    world = World()
    store = Losing(world.store, times, **options)
    clock = Ticking()
    return world, store, Kit(store, actor="ruth", clock=clock, ids=sk.SeededIds(7), deadline=0.2)


@pytest.mark.parametrize("times", [0, 1, 5])
def test_a_lost_race_is_run_again_at_the_same_moment_with_fresh_ids(times: int):
    world, store, kit = losing(times)
    group = kit.groups.create(world.community, "Again", facilitators=iter(["fay", "ned"]))
    assert store.lost == times
    assert len(store.batches) == times + 1
    entries = [batch.entries for batch in store.batches]
    assert {line.recorded_at for batch in entries for line in batch} == {entries[0][0].recorded_at}
    ids = [line.id for batch in entries for line in batch]
    assert len(ids) == len(set(ids))
    made = {write.key.id for batch in store.batches for write in batch.writes if write.key.kind == "group"}
    assert len(made) == times + 1
    assert group.facilitators == 2
    assert kit._acting.clock.asked == 1  # type: ignore[attr-defined]


def test_iterators_among_the_arguments_survive():
    world, _, kit = losing(3)
    group = kit.groups.create(world.community, "Again", facilitators=(one for one in ["fay", "ned"]))
    assert [tie.person_id for tie in kit.memberships.roster(group.id).items] == ["fay", "ned"]


def test_who_always_loses_gives_up_at_the_deadline_and_nothing_was_written():
    world, store, kit = losing(float("inf"))
    before = dict(world.store._records)
    with pytest.raises(StoreUnavailable) as caught:
        kit.groups.pause(world.group)
    assert caught.value.code == "store.busy"
    assert caught.value.params == {"seconds": 0.2}
    assert isinstance(caught.value.__cause__, Conflict)
    assert store.lost > 2
    assert world.store._records == before


def test_in_a_hosts_transaction_a_conflict_comes_up_at_once():
    world, store, kit = losing(1, joined=True)
    with pytest.raises(Conflict):
        kit.groups.pause(world.group)
    assert store.lost == 1
    assert kit.groups.pause(world.group).status == "paused"


def test_a_decision_is_made_anew_from_what_is_there_now():
    world, store, kit = losing(1)
    store.meanwhile = lambda: world.by("ann").memberships.leave(world.group)
    with pytest.raises(Refused) as caught:
        kit.memberships.remove(world.group, "ann")
    assert caught.value.code == "state.wrong"


@pytest.mark.parametrize("method", ["load", "find", "commit"])
def test_what_breaks_in_the_store_comes_up_as_it_is(method: str):
    world = World()
    kit = Kit(Breaking(world.store, method), actor="fay", clock=world.clock)
    with pytest.raises(StoreUnavailable, match="the disk is gone"):
        kit.groups.set_capacity(world.group, 6)


def flow_that_catches(seen: list[str]) -> Any:
    """Go on after an error of the store."""
    try:
        yield Call("commit", (Batch((Expect(Key("group", "grp_x"), 3),)),))
    except Conflict as conflict:
        seen.append(conflict.code)
    records = yield from calls.load([Key("group", "grp_x")])
    return dict(records)


def test_errors_are_thrown_into_the_flow():
    seen: list[str] = []
    assert run(MemoryStore(), flow_that_catches(seen)) == {}
    assert asyncio.run(calls.arun(Awaited(MemoryStore()), flow_that_catches(seen))) == {}
    assert seen == ["store.conflict"] * 2


def test_every_call_of_a_store_can_be_made_from_a_flow():
    def flow() -> Any:
        yield from calls.commit(Batch((Put(Key("group", "g"), 0, b"{}", b"{}", "ann"),)))
        assert (yield from calls.read(None, 5)) == []
        assert (yield from calls.scrub("ann")).records == 1
        page = yield from calls.find(Query("group", "none", ("x",)))
        return page.records

    assert run(MemoryStore(), flow()) == ()
    assert asyncio.run(calls.arun(Awaited(MemoryStore()), flow())) == ()


# The context of one attempt.


def context() -> Context:
    return Context(actor=PersonId("ruth"), now=NOW, ids=SeededIds(3), operation="groups.pause")


def test_a_commit_guards_what_was_loaded_and_nothing_twice():
    world = World()
    ctx = context()
    key, tie, missing = Group.key(world.group), Membership.key(world.group, PersonId("ann")), Person.key(PersonId("no"))

    def flow() -> Any:
        group, member, nobody = yield from ctx.load(key, maybe(tie), maybe(missing))
        assert nobody is None
        assert ctx.asked == key
        change = group.pause(at=NOW, by=ctx.actor)
        batch = ctx.batch([change, Change(member, ())])
        assert [type(write).__name__ for write in batch.writes] == ["Put", "Expect"]
        assert {write.key for write in batch.writes} == {key, tie}
        assert [entry.version for entry in batch.entries] == [batch.writes[0].expected + 1]
        assert ctx.batch([change], unguarded=[tie]).writes == batch.writes[:1]
        yield from ctx.commit(change)
        assert ctx.version_of(key) == batch.writes[0].expected + 1
        assert ctx.batch([]) == Batch()
        return group

    run(world.store, flow())


def test_private_text_without_its_persons_row_is_a_mistake_that_shows():
    ctx = context()
    change = Membership.begin(
        sk.GroupId("grp_1"), PersonId("ann"), community_id=sk.CommunityId("com_1"), at=NOW, by=ctx.actor
    )
    with pytest.raises(RuntimeError, match="without loading their row"):
        ctx.batch([change])


def test_what_is_not_there_is_not_found_and_an_erased_person_is_said_to_be_gone():
    world = World()
    world.by("abe").people.erase("abe")
    ctx = context()
    with pytest.raises(NotFound) as caught:
        run(world.store, ctx.load(Group.key(sk.GroupId("grp_9"))))
    assert caught.value.params == {"kind": "group", "id": "grp_9"}
    with pytest.raises(Refused) as gone:
        run(world.store, ctx.load(Person.key(PersonId("abe"))))
    assert gone.value.code == "person.erased"
    # Whoever only looks whether there is somebody is told that there is not; a write about them is refused.
    assert run(world.store, ctx.load(maybe(Person.key(PersonId("abe"))))) is None
    with pytest.raises(Refused) as refused:
        ctx.batch([Person.meet(PersonId("abe"), origin=Origin.MADE_UP, at=ctx.now, by=ctx.actor)])
    assert refused.value.code == "person.erased"
    living = run(world.store, ctx.alive([Person.key(PersonId(one)) for one in ("abe", "ann", "nobody")]))
    assert living == {"ann"}
    both = run(world.store, ctx.load_all([Group.key(world.group), Group.key(world.draft)]))
    assert [group.id for group in both] == [world.group, world.draft]


def test_what_was_read_first_is_guarded_though_it_was_read_again():
    world = World()
    ctx = context()
    run(world.store, ctx.load(Group.key(world.group)))
    world.kit.groups.describe(world.group, about="changed meanwhile")
    again = run(world.store, ctx.load(Group.key(world.group)))
    with pytest.raises(Conflict):
        run(world.store, ctx.commit(again.count_series(1, at=ctx.now, by=ctx.actor)))


# Races.


@pytest.mark.parametrize("access", [Access.OPEN, Access.BY_APPROVAL])
def test_one_seat_and_sixty_four_who_want_it(access: Access):
    store = MemoryStore()
    world = World(store)
    group = world.kit.groups.create(world.community, "Small", capacity=1, access=access, facilitators=["fay"])
    world.kit.groups.open(group.id)
    kit = AsyncKit(Awaited(store), actor="fay", clock=world.clock, deadline=30)
    people = [f"p{number}" for number in range(64)]

    async def one(person: str) -> Any:
        tie = await kit.acting_as(person).memberships.apply(group.id)
        if access is Access.OPEN:
            return tie.status
        try:
            return (await kit.memberships.accept(group.id, person)).status
        except Refused as error:
            return error.code

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*map(one, people))

    came = asyncio.run(all_of_them())
    assert came.count(MembershipStatus.ACTIVE) == 1
    lost = MembershipStatus.WAITING if access is Access.OPEN else "group.full"
    assert came.count(lost) == 63
    final = decode_record(store._records[Group.key(group.id)])
    assert (final.taken, final.offered) == (1, 0)
    assert final.waiting == (63 if access is Access.OPEN else 0)
    if access is Access.OPEN:
        tickets = [tie.ticket for tie in world.kit.memberships.waiting(group.id, limit=100).items]
        assert tickets == list(range(1, 64))


def test_the_async_driver_gives_up_alike():
    world = World()
    for joined, kind in ((True, Conflict), (False, StoreUnavailable)):
        store = Awaited(Losing(world.store, float("inf"), joined=joined))
        kit = AsyncKit(store, actor="fay", clock=world.clock, deadline=0.1)
        with pytest.raises(kind):
            asyncio.run(kit.groups.pause(world.group))
    with pytest.raises(StoreUnavailable, match="the disk is gone"):
        asyncio.run(
            AsyncKit(Awaited(Breaking(world.store, "commit")), actor="fay", clock=world.clock).groups.pause(world.group)
        )


def test_waits_grow_to_a_cap():
    patience = driving._Patience(10.0, MemoryStore().capabilities)
    conflict = Conflict(key="x", expected=1, actual=2)
    waits = [patience.wait_after(conflict) for _ in range(60)]
    assert all(0 <= wait <= driving.LONGEST_WAIT for wait in waits)
    assert max(waits[:3]) <= 0.004
    assert max(waits) > 0.01


def test_one_load_and_one_commit():
    world = World()
    spy = Spy(world.store)
    Kit(spy, actor="fay", clock=world.clock).memberships.decline(world.group, "abe")
    assert [method for method, _ in spy.calls] == ["load", "commit"]


def test_a_kit_knows_the_moment_from_its_clock():
    kit = sk.rehearse(at=datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert kit.community.founded_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
