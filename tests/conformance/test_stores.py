"""Every store of this repository passes every check, in both faces; add a store to `TARGETS` and it is tried."""

from __future__ import annotations

from functools import partial

import pytest
from tests.conformance.file_store import file_target
from tests.storage.toy_cipher import ToyCipher

from supportkit.storage.ciphered import AsyncCiphered, Ciphered
from supportkit.storage.memory import MemoryStore
from supportkit.testing import AsyncFace, AsyncStoreConformance, StoreConformance, Target, all_checks
from supportkit.testing.broken.durable import SOUND
from supportkit.testing.conformance.command import in_threads, sqlite_target
from supportkit.testing.conformance.runner import Skipped, try_async_check, try_check

CHECKS = all_checks()


def ciphered_sqlite(folder):
    """SQLite behind a cipher whose keys are in this process; what another process does there has no private side."""
    inner = sqlite_target(folder)
    return Target(
        make=lambda: Ciphered(inner.make(), ToyCipher()),
        reopen=lambda one: Ciphered(inner.second(one.store), one.cipher),
        neighbour=lambda one: Ciphered(inner.next_door(one.store), ToyCipher()),
        opener=lambda one: inner.opener(one.store),
    )


TARGETS = {
    "memory": lambda folder: Target(make=MemoryStore),
    "handles": lambda folder: SOUND,
    "file": file_target,
    "sqlite": sqlite_target,
    "ciphered memory": lambda folder: Target(make=lambda: Ciphered(MemoryStore(), ToyCipher())),
    "ciphered sqlite": ciphered_sqlite,
}


@pytest.mark.parametrize("face", ["sync", "async"])
@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_store_passes(check, name, face, tmp_path):
    target = TARGETS[name](tmp_path)
    try:
        if face == "sync":
            try_check(check, target)
        else:
            try_async_check(check, in_threads(target))
    except Skipped as reason:
        pytest.skip(str(reason))


def test_only_what_does_not_apply_is_left_out(tmp_path):
    left_out = {}
    for name, make in TARGETS.items():
        target = make(tmp_path)
        store = target.make()
        left_out[name] = {check.id for check in CHECKS if target.lacks(check.needs, store)}
        getattr(store, "close", lambda: None)()
    assert left_out["file"] == left_out["sqlite"] == left_out["ciphered sqlite"] == set()
    pruning = {check.id for check in CHECKS if check.id.startswith("pruning.")}
    assert left_out["handles"] == {"concurrency.last_seat_processes"} | pruning
    assert (
        left_out["memory"]
        == left_out["ciphered memory"]
        == {
            "concurrency.last_seat_processes",
            "journal.restart",
            "journal.second_handle",
            "pruning.restart",
            "pruning.tenants",
            "records.tenants_apart",
        }
    )


TestMemory = type(
    "TestMemory",
    (StoreConformance,),
    {"make_store": lambda self: MemoryStore()},
)


class TestCipheredAsync(AsyncStoreConformance):
    def make_store(self):
        return AsyncCiphered(AsyncFace(MemoryStore()), ToyCipher())


class TestMemoryInThreads(AsyncStoreConformance):
    async def make_store(self):
        return AsyncFace(MemoryStore())


@pytest.mark.long
@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(
    "check",
    [check for check in CHECKS if check.id.startswith(("concurrency", "scrubbing", "history"))],
    ids=lambda check: check.id,
)
def test_a_store_passes_when_the_kit_takes_its_time(check, name, tmp_path):
    target = TARGETS[name](tmp_path)
    for attempt in (
        partial(try_check, check, target, long=True),
        partial(try_async_check, check, in_threads(target), long=True),
    ):
        try:
            attempt()
        except Skipped as reason:
            pytest.skip(str(reason))
