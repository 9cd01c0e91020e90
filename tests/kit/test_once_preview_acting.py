"""Requests that are safe to repeat, previews, and who acts."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from tests.kit.stores import Awaited, Losing
from tests.kit.worlds import CALLS, NOW, SECRET, World

import supportkit as sk
from supportkit.core.calls import Call, run
from supportkit.core.private import private_names
from supportkit.core.records import Batch, Query
from supportkit.core.request import Request
from supportkit.errors import InvalidInput, NotAllowed, Refused, StoreUnavailable, SupportKitError
from supportkit.groups.group import Access, Group
from supportkit.groups.listing import Listing
from supportkit.kit import AsyncKit, Kit
from supportkit.memberships.path import MembershipStatus


def requests_of(world: World) -> list[Any]:
    return [record for key, record in world.store._records.items() if key.kind == "request" and record.body]


def test_the_same_token_gives_the_same_answer_and_does_it_once():
    world = World()
    lines = len(world.kit.journal(limit=1000))
    first = world.kit.once("token").groups.create(world.community, "New", facilitators=["fay"])
    added = len(world.kit.journal(limit=1000)) - lines
    for _ in range(3):
        assert world.kit.once("token").groups.create(world.community, "New", facilitators=["fay"]) == first
    assert len(world.kit.journal(limit=1000)) - lines == added
    other = world.kit.once("another").groups.create(world.community, "New", facilitators=["fay"])
    assert other.id != first.id


@pytest.mark.parametrize(
    "other",
    [
        lambda kit, w: kit.groups.create(w.community, "Other"),
        lambda kit, w: kit.groups.create(w.community, name="New"),
        lambda kit, w: kit.groups.create(w.community, "New", about="x"),
        lambda kit, w: kit.groups.pause(w.group),
    ],
)
def test_a_token_stands_for_one_operation_and_its_arguments(other: Any):
    world = World()
    world.kit.once("token").groups.create(world.community, "New")
    with pytest.raises(Refused) as caught:
        other(world.kit.once("token"), world)
    assert caught.value.code == "request.mismatch"
    assert caught.value.params == {"operation": "groups.create"}


def test_a_token_is_somebodys_own():
    world = World()
    assert world.by("fay").once("t").groups.pause(world.group).status == "paused"
    assert world.by("cora").once("t").groups.resume(world.group).status == "open"


def test_what_failed_is_not_kept():
    world = World()
    with pytest.raises(Refused):
        world.by("fay").once("t").groups.open(world.group)
    assert requests_of(world) == []
    assert world.by("fay").once("t").groups.pause(world.group).status == "paused"
    assert len(requests_of(world)) == 1


def test_it_is_good_for_seven_days():
    world = World()
    first = world.kit.once("t").groups.create(world.community, "New")
    world.clock.advance(timedelta(days=7) - timedelta(microseconds=1))
    assert world.kit.once("t").groups.create(world.community, "New") == first
    assert world.kit.due.tidy(world.community) == 0
    world.clock.advance(timedelta(microseconds=1))
    again = world.kit.once("t").groups.create(world.community, "New")
    assert again.id != first.id
    assert len(requests_of(world)) == 1
    world.clock.advance(timedelta(days=8))
    assert world.kit.due.tidy(world.community) == 1
    assert requests_of(world) == []
    assert world.kit.once("t").groups.create(world.community, "New").id not in (first.id, again.id)


def test_no_text_and_no_token_is_kept():
    world = World()
    world.by("ned").once("my-token").memberships.apply(world.group, note=SECRET)
    (record,) = requests_of(world)
    stored = repr(record)
    for text in (SECRET, "my-token"):
        assert text not in stored
    assert record.private is None
    kept = sk.core.codec.decode_record(record)
    assert isinstance(kept, Request)
    assert kept.results == (("membership", f"{world.group}:ned"),)
    assert (kept.operation, kept.shape, kept.subject) == ("memberships.apply", "one", None)


def test_answers_of_several_things_and_of_none():
    world = World()
    fay = world.by("fay")
    many = fay.once("m").sessions.extend(world.series, weeks=5)
    assert len(many) > 1
    assert fay.once("m").sessions.extend(world.series, weeks=5) == many
    series = fay.sessions.plan(world.group, sk.weekly("WE"), start_on="2026-11-25", at="10:00", zone="UTC")
    assert fay.once("n").sessions.join_details(series.id) is None
    assert fay.once("n").sessions.join_details(series.id) is None


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("people.for_account", True),
        ("people.erase", True),
        ("groups.directory", True),
        ("groups.findings", True),
        ("due.tidy", True),
        ("due.actions", True),
        ("people.reach", True),
        *((one, False) for one in CALLS if one.startswith(("sessions.pl", "sessions.rec", "groups.li", "groups.set"))),
    ],
)
def test_what_cannot_be_repeated_says_so_and_changes_nothing(name: str, refused: bool):
    world = World()
    example = CALLS[name]
    before = dict(world.store._records)
    rooms = world.by(example.actor).once("t")
    if refused:
        with pytest.raises(Refused) as caught:
            example.call(rooms, world)
        assert caught.value.code == "request.unsupported"
        assert world.store._records == before
    else:
        first = example.call(rooms, world)
        assert example.call(rooms, world) == first


@pytest.mark.parametrize("name", CALLS)
def test_every_operation_can_be_asked_once_or_says_that_it_cannot(name: str):
    example = CALLS[name]
    world = example.world()
    rooms = world.by(example.actor).once("t")
    try:
        first = example.call(rooms, world)
    except Refused as error:
        assert error.code == "request.unsupported"
        return
    again = example.call(rooms, world)
    # What is private about others is not told again: nobody asks a second time whether it may be seen.
    hidden = private_names(type(first)) if hasattr(first, "record_key") else ()
    if hidden and first.subject != example.actor:
        first = attrs.evolve(first, **dict.fromkeys(hidden))
    assert again == first


def test_two_that_come_at_once_are_one():
    world = World()
    store = Losing(world.store, 1)
    kit = Kit(store, actor="ruth", clock=world.clock, ids=sk.SeededIds(8))
    made: list[Any] = []
    twin = Kit(world.store, actor="ruth", clock=world.clock, ids=sk.SeededIds(9))
    store.meanwhile = lambda: made.append(twin.once("t").groups.create(world.community, "New"))
    assert kit.once("t").groups.create(world.community, "New") == made[0]


def test_arguments_of_every_shape_have_a_fingerprint():
    world = World()
    kit = world.by("cora").once("t")
    listing = Listing(feed="f", slugs=("a", "b"))
    first = kit.groups.list_imported(world.community, "L", listing)
    assert kit.groups.list_imported(world.community, "L", listing) == first
    with pytest.raises(Refused):
        kit.groups.list_imported(world.community, "L", Listing(feed="f", slugs=("a", "c")))
    fay = world.at_the_session().by("fay").once("s")
    presences = {"ann": "present", "bo": "absent"}
    done = fay.sessions.record_attendance(world.session, presences)
    for same in (dict(reversed(presences.items())), MappingProxyType(presences)):
        assert fay.sessions.record_attendance(world.session, same) == done


# Previews.


def test_a_verdict_says_why_and_tells_nothing_of_the_staff():
    world = World()
    verdict = world.by("zoe").preview.groups.pause(world.group)
    assert not verdict
    assert not verdict.allowed
    assert isinstance(verdict.error, NotAllowed)
    assert verdict.error.params["operation"] == "groups.pause"
    allowed = world.by("fay").preview.groups.pause(world.group)
    assert allowed
    assert allowed.error is None


def test_a_preview_uses_no_id_of_the_kits_source():
    one, twin = sk.rehearse(at=NOW), sk.rehearse(at=NOW)
    assert one.preview.groups.create(one.community.id, "A")
    assert one.groups.create(one.community.id, "A") == twin.groups.create(twin.community.id, "A")


def test_a_preview_of_an_erasure_and_of_what_only_reads():
    world = World()
    assert world.by("abe").preview.people.erase("abe")
    assert not world.by("abe").preview.people.erase("ann")
    assert world.kit.preview.groups.get(world.group)
    assert world.kit.memberships.get(world.group, "abe").note == SECRET


def test_staff_facts_stay_with_the_staff():
    from supportkit.core.holding import previewed
    from supportkit.storage.memory import MemoryStore

    def flow(_: Any) -> Any:
        yield from ()
        raise Refused("membership.removed", staff={"by": "fay"})

    verdict = run(MemoryStore(), previewed(None, flow))  # type: ignore[arg-type]
    assert verdict.error is not None
    assert verdict.error.staff == {}


def test_a_store_that_is_gone_shows_in_the_verdict():
    from tests.kit.stores import Breaking

    world = World()
    kit = Kit(Breaking(world.store, "load"), actor="fay", clock=world.clock)
    assert isinstance(kit.preview.groups.pause(world.group).error, StoreUnavailable)
    with pytest.raises(StoreUnavailable):
        kit.once("t").groups.pause(world.group)


def test_a_flow_that_meets_an_error_of_the_store_may_go_on_also_when_asked_once():
    from tests.kit.stores import Breaking

    from supportkit.core.holding import held
    from supportkit.core.records import Key

    def flow(_: Any) -> Any:
        try:
            yield Call("find", (Query("group", "x", ("y",)),))
        except StoreUnavailable:
            yield Call("load", ([Key("group", "g")],))
        return "done"

    def finish(result: Any, batch: Batch) -> Any:
        yield from ()
        return result, batch

    world = World()
    ran = run(Breaking(world.store, "find"), held(None, flow, finish))  # type: ignore[arg-type]
    assert ran == ("done", Batch())


# Who acts.


def test_who_acts_is_never_global():
    world = World()
    fay = world.kit.acting_as("fay")
    assert (world.kit.actor, fay.actor) == ("ruth", "fay")
    assert fay.store is world.kit.store
    fact_of = fay.groups.pause(world.group) and world.kit.journal(limit=1000)[-1]
    assert fact_of.event.by == "fay"
    assert fact_of.key == str(Group.key(world.group))
    with pytest.raises(InvalidInput):
        world.kit.acting_as("ann@example.org")
    with pytest.raises(InvalidInput):
        Kit(world.store, actor="")


def test_a_rehearsal_stays_one():
    kit = sk.rehearse(at=NOW)
    other = kit.acting_as("ann")
    assert other.community == kit.community
    assert other.clock is kit.clock
    with kit.together() as batch:
        assert batch.community == kit.community
    assert isinstance(sk.rehearse().clock, sk.SystemClock)


def test_the_rooms_of_a_kit_for_asyncio():
    world = World()
    store = Awaited(world.store)

    async def story() -> None:
        async with AsyncKit(store, actor="ruth", clock=world.clock) as kit:
            assert kit.actor == "ruth"
            fay = kit.acting_as("fay")
            assert (await fay.preview.groups.pause(world.group)).allowed
            assert (await fay.once("t").groups.pause(world.group)).status == "paused"
            assert (await fay.once("t").groups.pause(world.group)).status == "paused"
            assert (await kit.communities.get(world.community)).owners == 2
            assert (await kit.people.reach("ann", world.group)).allowed
            assert (await kit.sessions.upcoming(world.group)).items
            assert (await kit.due.actions(world.community)) == ()
            assert (await kit.setup.found("Other", owner="ruth", mode="rehearsal")).name == "Other"
            assert (await kit.memberships.mine()).items
            facts = await kit.journal(limit=5)
            assert [fact.cursor for fact in facts] == ["1", "2", "3", "4", "5"]
        assert store.closed

    asyncio.run(story())

    async def bare() -> None:
        class Bare:
            capabilities = store.capabilities

        await AsyncKit(Bare(), actor="ruth").aclose()  # type: ignore[arg-type]

    asyncio.run(bare())


def test_closing_a_kit_closes_what_can_be_closed():
    closed: list[str] = []

    class Closing(Losing):
        def close(self) -> None:
            closed.append("yes")

    world = World()
    with Kit(Closing(world.store, 0), actor="ruth"):
        pass
    assert closed == ["yes"]
    Kit(object(), actor="ruth").close()  # type: ignore[arg-type]


def test_an_operation_shows_its_signature_and_words():
    import inspect

    from supportkit.groups.flows import Groups

    kit = World().kit
    assert list(inspect.signature(kit.groups.set_capacity).parameters) == ["group_id", "capacity"]
    assert kit.groups.set_capacity.__name__ == "set_capacity"
    assert (kit.groups.set_capacity.__doc__ or "").startswith("Change the number of seats")
    assert Groups.set_capacity.name == "groups.set_capacity"


def test_the_words_of_a_misuse_are_typed_errors():
    world = World()
    with pytest.raises(SupportKitError):
        world.kit.groups.get(world.series)  # type: ignore[arg-type]
    tie = world.by("ned").memberships.apply(world.free)
    assert tie.status is MembershipStatus.ACTIVE
    assert world.kit.groups.get(world.free).access is Access.OPEN
