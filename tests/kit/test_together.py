"""Many operations as one commit: what was written is read, lists are merged, and it is all or nothing."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.stores import Awaited, Spy
from tests.kit.worlds import NOW, World

import supportkit as sk
from supportkit.core.codec import decode_record
from supportkit.errors import Conflict, InvalidCursor, Refused, SupportKitError
from supportkit.groups.group import Access, Group
from supportkit.kit import AsyncKit
from supportkit.memberships.membership import Membership
from supportkit.memberships.path import MembershipStatus

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE = [f"p{number}" for number in range(9)]


def crowd(seated: int = 4) -> sk.Rehearsal:
    kit = sk.rehearse(at=NOW, seed=5)
    group = kit.groups.create(kit.community.id, "Crowd", capacity=seated, access=Access.OPEN, facilitators=["fay"])
    kit.groups.open(group.id)
    for person in PEOPLE[::2]:
        kit.acting_as(person).memberships.apply(group.id)
    return kit


def group_of(kit: Any) -> Any:
    return kit.groups.directory(kit.community.id).items[0].id


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("apply", "leave", "pause", "resume", "decline_offer", "capacity", "observe")),
        st.sampled_from(PEOPLE),
        st.integers(1, 7),
    ),
    max_size=12,
)


def do(kit: Any, group: Any, step: tuple[str, str, int]) -> Any:
    verb, person, number = step
    try:
        if verb == "capacity":
            return kit.groups.set_capacity(group, number)
        if verb == "observe":
            return kit.memberships.appoint(group, person, "observer")
        return getattr(kit.acting_as(person).memberships, verb)(group)
    except SupportKitError as error:
        return error.code


def every_page(ask: Callable[..., Any], **options: Any) -> list[Any]:
    found: list[Any] = []
    after = None
    while True:
        page = ask(after=after, **options)
        assert len(page.items) <= options["limit"]
        found += page.items
        after = page.next
        if after is None:
            return found
        assert len(page.items) == options["limit"]


@given(before=STEPS, inside=STEPS, limit=st.integers(1, 5))
def test_what_is_seen_inside_and_after_is_what_one_by_one_gives(before: Any, inside: Any, limit: int):
    kit, twin = crowd(), crowd()
    group, other = group_of(kit), group_of(twin)
    assert group == other
    for step in before:
        assert do(kit, group, step) == do(twin, other, step)
    lines = len(kit.journal(limit=1000))
    with kit.together() as batch:
        for step in inside:
            assert do(batch, group, step) == do(twin, other, step)
            for status in MembershipStatus:
                seen = every_page(lambda **page: batch.memberships.roster(group, **page), status=status, limit=limit)
                assert seen == list(twin.memberships.roster(other, status=status, limit=100).items)
            waiting = every_page(lambda **page: batch.memberships.waiting(group, **page), limit=limit)
            assert waiting == list(twin.memberships.waiting(other, limit=100).items)
            assert batch.groups.get(group) == twin.groups.get(other)
        assert len(kit.journal(limit=1000)) == lines
    assert states(kit) == states(twin)
    assert [fact.event for fact in kit.journal(limit=1000)] == [fact.event for fact in twin.journal(limit=1000)]


def states(kit: Any) -> dict[Any, Any]:
    return {key: decode_record(record) for key, record in kit.store._records.items()}


@given(
    inside=st.lists(st.tuples(st.integers(0, 25), st.sampled_from(("cancel", "later"))), max_size=8),
    limit=st.integers(1, 7),
)
def test_lists_that_run_backwards_and_between_bounds_are_merged_too(inside: Any, limit: int):
    kits = [sk.rehearse(at=NOW), sk.rehearse(at=NOW)]
    for kit in kits:
        group = kit.groups.create(kit.community.id, "G", capacity=2).id
        kit.sessions.plan(group, sk.daily(), start_on="2026-11-24", at="10:00", zone="UTC", weeks=2)
    one, twin = kits
    ids = [session.id for session in one.sessions.upcoming(group, limit=100).items]
    with one.together() as batch:
        for number, verb in inside:
            session = ids[number % len(ids)]
            for kit in (batch, twin):
                try:
                    if verb == "cancel":
                        kit.sessions.cancel(session)
                    else:
                        moved = kit.sessions.get(session).starts_at.replace(month=12, day=1 + number)
                        kit.sessions.reschedule(session, moved)
                except Refused as error:
                    assert error.code == "state.wrong"
        for kit in kits:
            kit.clock.set(NOW.replace(month=12, day=3))
        for ask in ("upcoming", "past"):
            seen = every_page(lambda ask=ask, **page: getattr(batch.sessions, ask)(group, **page), limit=limit)
            assert seen == list(getattr(twin.sessions, ask)(group, limit=100).items)
    assert states(one) == states(twin)


def test_one_commit_in_order_and_versions_as_one():
    world = World()
    spy = Spy(world.store)
    kit = sk.Kit(spy, actor="ruth", clock=world.clock)
    with kit.together() as batch:
        group = batch.groups.create(world.community, "New", capacity=1, access=Access.OPEN)
        batch.groups.open(group.id)
        assert batch.acting_as("zoe").memberships.apply(group.id).status is MembershipStatus.ACTIVE
        assert batch.acting_as("zoe").actor == "zoe"
        assert [method for method, _ in spy.calls if method == "commit"] == []
    commits = [given_[0] for method, given_ in spy.calls if method == "commit"]
    assert len(commits) == 1
    assert [line.tag for line in commits[0].entries if line.key == Group.key(group.id)] == [
        "group.created.1",
        "group.opened.1",
        "group.seats_moved.1",
    ]
    assert {line.version for line in commits[0].entries} == {1}
    assert kit.groups.get(group.id).taken == 1


def test_an_exception_commits_nothing():
    world = World()
    before = dict(world.store._records)
    with pytest.raises(ZeroDivisionError), world.kit.together() as batch:
        batch.groups.pause(world.group)
        raise ZeroDivisionError
    assert world.store._records == before


def test_a_refusal_inside_can_be_met_and_leaves_the_rest():
    world = World()
    with world.kit.together() as batch:
        batch.groups.pause(world.group)
        with pytest.raises(Refused):
            batch.groups.pause(world.group)
    assert world.kit.groups.get(world.group).status == "paused"


def test_an_empty_block_writes_nothing():
    world = World()
    before = len(world.kit.journal(limit=1000))
    with world.kit.together():
        pass
    assert len(world.kit.journal(limit=1000)) == before


def test_a_conflict_comes_up_at_the_end_and_nothing_is_written():
    world = World()
    with pytest.raises(Conflict), world.kit.together() as batch:
        batch.groups.describe(world.group, about="a")
        world.kit.groups.describe(world.group, about="b")
    assert world.kit.groups.get(world.group).about == "b"


@pytest.mark.parametrize("then", ["write", "guard"])
def test_what_one_operation_rests_on_stays_guarded_though_a_later_one_read_it_anew(then: str):
    world = World()
    with pytest.raises(Conflict), world.kit.together() as batch:
        # Pausing a tie rests on the group as it was, and does not write it.
        batch.memberships.pause(world.group, "ann")
        world.kit.groups.describe(world.group, about="changed meanwhile")
        if then == "write":
            batch.groups.describe(world.group, name="Later")
        else:
            batch.memberships.pause(world.group, "chad")


def test_what_is_no_plain_commit_is_refused_inside():
    world = World()
    before = len(world.kit.journal(limit=1000))
    with world.kit.together() as batch:
        for call in (
            lambda: batch.acting_as("abe").people.erase("abe"),
            lambda: batch.once("t").groups.pause(world.group),
            lambda: batch.journal(),
            lambda: batch.together().__enter__(),
        ):
            with pytest.raises(Refused) as caught:
                call()
            assert caught.value.code == "request.unsupported"
        assert len(world.kit.journal(limit=1000)) == before


def test_a_preview_inside_sees_what_was_collected():
    world = World()
    with world.kit.together() as batch:
        assert batch.preview.groups.pause(world.group)
        batch.groups.pause(world.group)
        verdict = batch.preview.groups.pause(world.group)
        assert not verdict
        assert verdict.error is not None
        assert verdict.error.code == "state.wrong"
        assert world.kit.preview.groups.pause(world.group)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "{",
        "null",
        "5",
        "[]",
        '"abcde"',
        "[null,0,0,0,0]",
        '[null,"x",1,2,3]',
        '[null,[],1,"",""]',
        '["x",0,1,"","i"]',
    ],
)
def test_a_cursor_that_was_made_up_is_refused(cursor: str):
    world = World()
    with world.kit.together() as batch, pytest.raises(InvalidCursor):
        batch.memberships.waiting(world.group, after=cursor)


def test_a_cursor_is_read_back():
    world = World()
    with world.kit.together() as batch:
        page = batch.memberships.roster(world.group, limit=1)
        assert page.next is not None
        json.loads(page.next)
        assert batch.memberships.roster(world.group, limit=1, after=page.next).items[0] != page.items[0]


def test_the_same_for_asyncio():
    world = World()
    kit = AsyncKit(Awaited(world.store), actor="ruth", clock=world.clock)

    async def story() -> None:
        async with kit.together() as batch:
            group = await batch.groups.create(world.community, "New", capacity=1, access=Access.OPEN)
            await batch.groups.open(group.id)
            tie: Membership = await batch.acting_as("zoe").memberships.apply(group.id)
            assert tie.status is MembershipStatus.ACTIVE
            assert (await batch.preview.groups.open(group.id)).error is not None
            for call in (
                lambda: batch.acting_as("abe").people.erase("abe"),
                lambda: batch.journal(),
                lambda: batch.together().__aenter__(),
            ):
                with pytest.raises(Refused, match=r"request\.unsupported"):
                    await call()
            with pytest.raises(Refused, match=r"request\.unsupported"):
                await batch.once("t").groups.pause(group.id)
            with pytest.raises(LookupError):
                await kit.groups.get(group.id)
        assert (await kit.groups.get(group.id)).taken == 1
        with pytest.raises(Conflict):
            async with kit.together() as batch:
                await batch.groups.pause(group.id)
                await kit.groups.describe(group.id, about="x")

    asyncio.run(story())
