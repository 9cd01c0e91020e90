"""The doors, and small things that every visitor meets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

import supportkit as sk
from supportkit.core.change import LineClass
from supportkit.core.clock import instant
from supportkit.storage import MemoryStore, SQLiteStore, Threaded

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_file_is_opened_by_its_url_and_closed_at_the_end(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with sk.open(url, actor="ruth", clock=sk.FixedClock(AT), ids=sk.SeededIds(1), tenant="one") as kit:
        community = kit.setup.found("A", owner="ruth")
        assert (kit.actor, kit.now()) == ("ruth", AT)
    with pytest.raises(sk.StoreUnavailable):
        kit.communities.get(community.id)
    with sk.open(url, actor="ruth", tenant="one") as kit:
        assert kit.communities.get(community.id) == community
    with sk.open(url, actor="ruth", tenant="two") as kit, pytest.raises(sk.NotFound):
        kit.communities.get(community.id)


def test_who_may_not_act_opens_nothing(tmp_path: Path) -> None:
    for door in (sk.open, sk.open_async):
        with pytest.raises(sk.InvalidInput):
            door(f"sqlite:///{tmp_path / 'a.db'}", actor="ann@example.org")
    assert not (tmp_path / "a.db").exists()


def test_the_same_file_in_asyncio(tmp_path: Path) -> None:
    async def story() -> None:
        async with sk.open_async(f"sqlite:///{tmp_path / 'a.db'}", actor="ruth", clock=sk.FixedClock(AT)) as kit:
            community = await kit.setup.found("A", owner="ruth")
            assert kit.acting_as("ann").actor == "ann"
            assert kit.now() == AT
            assert (await kit.journal())[0].event.at == AT
            assert await kit.communities.get(community.id) == community

    asyncio.run(story())


def test_a_kit_on_a_store_that_cannot_be_closed_can_be_left() -> None:
    class Bare:
        def __init__(self) -> None:
            store = MemoryStore()
            self.capabilities = store.capabilities
            self.load, self.find, self.commit = store.load, store.find, store.commit
            self.read, self.scrub = store.read, store.scrub

    with sk.Kit(Bare(), actor="ruth") as kit:
        kit.setup.found("A", owner="ruth")


def test_a_rehearsal_knows_its_community_and_clock_whoever_acts() -> None:
    kit = sk.rehearse(actor="ruth", at=AT)
    assert kit.acting_as("ann").community == kit.community
    assert kit.acting_as("ann").clock is kit.clock
    assert sk.rehearse(seed=4).community.id != kit.community.id


def test_sixty_four_tasks_on_one_seat_of_a_file(tmp_path: Path) -> None:
    """Exactly one gets the seat, the others wait, and nobody meets a bare conflict."""

    async def story() -> None:
        store = Threaded(SQLiteStore(tmp_path / "a.db", durability="normal"))
        async with sk.AsyncKit(store, actor="ruth") as kit:
            community = await kit.setup.found("R", owner="ruth", mode="rehearsal")
            group = await kit.groups.create(community.id, "One", capacity=1, access=sk.Access.OPEN)
            await kit.groups.open(group.id)
            people = [f"p{number}" for number in range(64)]
            ties = await asyncio.gather(*(kit.acting_as(person).memberships.apply(group.id) for person in people))
            statuses = [tie.status.value for tie in ties]
            assert (statuses.count("active"), statuses.count("waiting")) == (1, 63)
            group = await kit.groups.get(group.id)
            assert (group.taken, group.waiting) == (1, 63)

    asyncio.run(story())


def test_a_moment_before_the_first_year_is_refused() -> None:
    east = timezone(timedelta(hours=5))
    with pytest.raises(sk.InvalidInput) as caught:
        instant(datetime(1, 1, 1, 2, tzinfo=east))
    assert caught.value.code == "time.out_of_range"


def test_what_is_kept_for_answering_is_kept_longest() -> None:
    assert LineClass.AUDIT.days > LineClass.ACTIVITY.days > LineClass.DELIVERY.days > 0


def test_what_was_erased_shows_as_that() -> None:
    assert str(sk.ERASED) == repr(sk.ERASED) == "ERASED"
