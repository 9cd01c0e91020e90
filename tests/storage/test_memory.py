"""What is special to the store in memory: it is the reference, so its own corners are tested here."""

from __future__ import annotations

import threading

import pytest

from supportkit.errors import Conflict, DuplicateEntry
from supportkit.storage import Batch, Capability, Entry, IndexEntry, Key, MemoryStore, Put

AT = "2026-03-01T18:30:00.000000Z"
POST = Key[object]("post", "pst_1")


def line(number: int) -> Entry:
    return Entry(f"evt_{number}", "post.written.1", POST, 1, AT, AT, "per_1", b"{}")


def test_declares_nothing() -> None:
    assert MemoryStore.capabilities == Capability(0)


def test_two_stores_share_nothing() -> None:
    with MemoryStore() as one, MemoryStore() as two:
        one.commit(Batch((Put(POST, 0, b"{}"),)))
        assert two.load([POST]) == {}


def test_an_entry_id_twice_in_one_batch_is_refused_and_nothing_written() -> None:
    store = MemoryStore()
    with pytest.raises(DuplicateEntry):
        store.commit(Batch((Put(POST, 0, b"{}"),), (line(1), line(1))))
    assert store.load([POST]) == {}
    assert list(store.read(None, 10)) == []
    store.commit(Batch((), (line(1),)))


def test_ranges_that_are_empty_again_take_no_memory() -> None:
    store = MemoryStore()
    for number in range(50):
        store.commit(Batch((Put(POST, number, b"{}", indexes=(IndexEntry("by_day", (str(number),), ""),)),)))
    assert len(store._ranges) == 1


def test_threads_lose_no_write() -> None:
    store = MemoryStore()

    def write() -> None:
        done = 0
        while done < 100:
            present = store.load([POST]).get(POST)
            try:
                store.commit(Batch((Put(POST, present.version if present else 0, b"{}"),)))
            except Conflict:
                continue
            done += 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.load([POST])[POST].version == 400
