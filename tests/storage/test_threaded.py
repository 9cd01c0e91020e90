"""The async faces of a store: one thread of its own, calls in order, nothing lost to a cancellation."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from supportkit.errors import Conflict, InvalidInput, StoreUnavailable
from supportkit.storage import (
    Batch,
    Capability,
    Inline,
    Key,
    MemoryStore,
    Put,
    Query,
    SQLiteStore,
    Threaded,
    open_async_store,
    open_store,
)

if TYPE_CHECKING:
    from pathlib import Path

    from supportkit.storage import Record

KEY = Key[object]("group", "grp_1")


class Slow(MemoryStore):
    """A store whose commits wait for a signal, and which notes the threads that call it."""

    capabilities = Capability.JOINED | Capability.DURABLE

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()
        self.threads: set[int] = set()
        self.closed = 0

    def commit(self, batch: Batch, /) -> None:
        self.threads.add(threading.get_ident())
        self.begun.set()
        assert self.go.wait(10)
        super().commit(batch)

    def load(self, keys: Any, /) -> Any:
        self.threads.add(threading.get_ident())
        return super().load(keys)

    def close(self) -> None:
        self.closed += 1


async def until(event: threading.Event) -> None:
    while not event.is_set():  # noqa: ASYNC110  (it is set by a thread)
        await asyncio.sleep(0.001)


@pytest.mark.parametrize("url", ["memory://", "sqlite:///a.db"])
def test_the_five_methods_answer_what_the_store_answers(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def main() -> None:
        async with open_async_store(url, durability="normal") as store:
            await store.commit(Batch((Put(KEY, 0, b"{}", b"{}", "ann"),)))
            with pytest.raises(Conflict):
                await store.commit(Batch((Put(KEY, 0, b"{}"),)))
            assert (await store.load(key for key in [KEY]))[KEY].version == 1
            assert (await store.find(Query("group", "none", ()))).records == ()
            assert list(await store.read(None, 5)) == []
            assert (await store.scrub("ann"))[:2] == (1, 0)

    asyncio.run(main())


def test_many_tasks_share_one_thread_and_leave_the_default_executor_alone() -> None:
    async def main() -> None:
        slow = Slow()
        async with Threaded(slow) as store:
            waiting = [
                asyncio.create_task(store.commit(Batch((Put(Key("group", str(number)), 0, b"{}"),))))
                for number in range(64)
            ]
            await until(slow.begun)
            assert await asyncio.wait_for(asyncio.to_thread(lambda: 7), 5) == 7
            slow.go.set()
            await asyncio.gather(*waiting)
            assert len(await store.load([Key("group", str(number)) for number in range(64)])) == 64
        assert len(slow.threads) == 1
        assert threading.get_ident() not in slow.threads

    asyncio.run(main())


def test_a_call_that_waits_is_taken_back_by_a_cancellation() -> None:
    async def main() -> None:
        slow = Slow()
        async with Threaded(slow) as store:
            first = asyncio.create_task(store.commit(Batch((Put(Key("group", "a"), 0, b"{}"),))))
            await until(slow.begun)
            second = asyncio.create_task(store.commit(Batch((Put(Key("group", "b"), 0, b"{}"),))))
            await asyncio.sleep(0)
            second.cancel()
            with pytest.raises(asyncio.CancelledError):
                await second
            assert not first.done()
            slow.go.set()
            await first
            assert list(await store.load([Key("group", "a"), Key("group", "b")])) == [Key("group", "a")]

    asyncio.run(main())


def test_a_call_that_runs_has_ended_when_its_cancellation_is_told() -> None:
    async def main() -> None:
        slow = Slow()
        async with Threaded(slow) as store:
            task = asyncio.create_task(store.commit(Batch((Put(KEY, 0, b"{}"),))))
            await until(slow.begun)
            for _ in range(3):
                task.cancel()
                await asyncio.sleep(0.01)
                assert not task.done()
            slow.go.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert MemoryStore.load(slow, [KEY])[KEY].version == 1, "no call goes on behind the task's back"
            assert (await store.load([KEY]))[KEY].version == 1, "the worker lives on"

    asyncio.run(main())


def test_an_error_of_a_cancelled_call_is_the_cause_of_the_cancellation() -> None:
    async def main() -> None:
        slow = Slow()
        async with Threaded(slow) as store:
            task = asyncio.create_task(store.commit(Batch((Put(KEY, 7, b"{}"),))))
            await until(slow.begun)
            task.cancel()
            await asyncio.sleep(0)
            slow.go.set()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert isinstance(caught.value.__cause__, Conflict)

    asyncio.run(main())


def test_a_timeout_is_told_as_one() -> None:
    async def main() -> None:
        slow = Slow()
        async with Threaded(slow) as store:
            asyncio.get_running_loop().call_later(0.05, slow.go.set)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await store.commit(Batch((Put(KEY, 0, b"{}"),)))

    asyncio.run(main())


@pytest.mark.parametrize("face", [Threaded, Inline])
def test_it_never_says_that_it_is_joined(face: type[Threaded | Inline]) -> None:
    async def main() -> None:
        async with face(Slow()) as store:
            assert store.capabilities == Capability.DURABLE

    asyncio.run(main())


def test_closing_lets_waiting_calls_end_and_closes_the_store_once() -> None:
    async def main() -> None:
        slow = Slow()
        store = Threaded(slow)
        task = asyncio.create_task(store.commit(Batch((Put(KEY, 0, b"{}"),))))
        await until(slow.begun)
        closing = asyncio.create_task(store.aclose())
        await asyncio.sleep(0)
        slow.go.set()
        await asyncio.gather(task, closing)
        await store.aclose()
        assert slow.closed == 1
        with pytest.raises(StoreUnavailable):
            await store.load([KEY])

    asyncio.run(main())


def test_one_store_serves_loops_that_follow_one_another(tmp_path: Path) -> None:
    store = Threaded(SQLiteStore(tmp_path / "a.db", durability="normal"))

    async def version() -> Record | None:
        return (await store.load([KEY])).get(KEY)

    asyncio.run(store.commit(Batch((Put(KEY, 0, b"{}"),))))
    record = asyncio.run(version())
    assert record is not None
    asyncio.run(store.aclose())


# --- URLs


def test_urls_name_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url, name in [
        ("sqlite:///a.db", "a.db"),
        (f"sqlite:///{tmp_path}/b.db", "b.db"),
        ("SQLite:///with%20space.db", "with space.db"),
    ]:
        with open_store(url) as store:
            store.commit(Batch((Put(KEY, 0, b"{}"),)))
        assert (tmp_path / name).exists()
    with open_store("memory://") as store, open_store("memory://") as other:
        store.commit(Batch((Put(KEY, 0, b"{}"),)))
        assert other.load([KEY]) == {}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite://a.db", "sqlite:///a.db?x=1", "sqlite:///a.db#x"])
def test_urls_that_name_no_file_are_refused(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput) as caught:
        open_store(url)
    assert caught.value.code == "store.url"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("opening", [open_store, open_async_store])
def test_unknown_schemes_are_answered_with_the_nearest(opening: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        opening("sqlit:///a.db")
    assert caught.value.code == "store.unknown_scheme"
    assert caught.value.hint == "Did you mean `sqlite://`?"
    for url in ("ann:hunter2@db/x", "ann hunter2://x", ""):
        with pytest.raises(InvalidInput) as caught:
            opening(url)
        assert caught.value.code == "store.unknown_scheme"
        assert "hunter2" not in str(caught.value)


class _Plugin:
    def __init__(self, name: str) -> None:
        self.name = name

    def load(self) -> Any:
        def make(url: str, **options: Any) -> object:
            assert (url, options["tenant"]) == ("cloud://x", "t")
            return Inline(MemoryStore()) if self.name.endswith("+async") else MemoryStore()

        return make


def test_entry_points_add_schemes_and_are_read_for_these_only(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata

    present, asked = [_Plugin("cloud")], list[str]()

    def entry_points(*, group: str) -> list[_Plugin]:
        asked.append(group)
        return present

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    open_store("memory://").close()
    assert asked == []
    assert isinstance(open_store("cloud://x", tenant="t"), MemoryStore)
    asynchronous = open_async_store("cloud://x", tenant="t")
    assert isinstance(asynchronous, Threaded)
    asyncio.run(asynchronous.aclose())
    present.append(_Plugin("cloud+async"))
    assert isinstance(open_async_store("cloud://x", tenant="t"), Inline)
    assert set(asked) == {"supportkit.storage"}
    with pytest.raises(InvalidInput) as caught:
        open_store("clowd://x")
    assert caught.value.hint == "Did you mean `cloud://`?"
