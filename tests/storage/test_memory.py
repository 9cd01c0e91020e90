"""What is special to the store in memory: it is the reference, so its own corners are tested here."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from supportkit.errors import Conflict, DuplicateEntry
from supportkit.storage import Batch, Capability, Entry, IndexEntry, Key, MemoryStore, Put

AT = "2026-03-01T18:30:00.000000Z"
POST = Key[Any]("post", "pst_1")


def line(number: int) -> Entry:
    return Entry(f"evt_{number}", "post.written.1", POST, 1, AT, AT, "per_1", b"{}")


def test_declares_that_it_can_prune_and_no_more() -> None:
    assert MemoryStore.capabilities == Capability.PRUNE


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


def test_no_driver_and_no_loop_is_loaded_for_it() -> None:
    code = """
import sys
before = set(sys.modules)
import supportkit.storage as storage
assert not {"typing", "enum", "json", "re"} & (set(sys.modules) - before), "names alone load nothing"
storage.open_store("memory://").close()
storage.MemoryStore, storage.Batch
heavy = {"sqlite3", "asyncio", "concurrent.futures", "importlib.metadata", "attrs", "attr"}
print(*heavy & (set(sys.modules) - before))
"""
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(source)!r})\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_misspelt_names_are_no_names() -> None:
    import supportkit.storage as storage

    with pytest.raises(AttributeError, match="MemoryStor"):
        _ = storage.MemoryStor  # type: ignore[attr-defined]
    assert set(storage.__all__) <= set(dir(storage))
    assert all(getattr(storage, name).__name__ == name for name in storage.__all__)
