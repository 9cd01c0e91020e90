"""The same history on two stores: equal stores agree, unequal ones are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.conformance.file_store import FileStore

from supportkit.core.records import Put
from supportkit.storage.memory import MemoryStore
from supportkit.testing import AsyncFace, CheckFailed, compare, differential, random_history, strategies
from supportkit.testing.broken import listing, writing
from supportkit.testing.conformance.check import plain, plain_entry, plain_of

test_memory_is_like_itself = differential(MemoryStore, MemoryStore, examples=40)
test_the_general_listing_is_like_the_fast_one = differential(MemoryStore, listing.Listing, examples=40)
test_an_async_face_is_like_its_store = differential(MemoryStore, lambda: AsyncFace(MemoryStore()), examples=10)


def test_a_file_is_like_memory(tmp_path):
    compare(MemoryStore(), FileStore(str(tmp_path / "one.db")), random_history(7, 300))


@pytest.mark.parametrize(
    "store",
    [
        writing.PartialCommit,
        writing.IgnoresExpect,
        writing.HardDelete,
        writing.StaleIndex,
        listing.StopIncluded,
        listing.Utf16Order,
    ],
)
def test_an_unequal_store_is_found_out(store):
    with pytest.raises(CheckFailed, match=r"step \d+, \w+: .*expected|at the end"):
        compare(MemoryStore(), store(), random_history(1, 600))


def test_hypothesis_finds_an_unequal_store_out():
    with pytest.raises(CheckFailed, match="commit: expected"):
        differential(MemoryStore, writing.IgnoresExpect, examples=500)()


def test_a_history_is_the_same_for_the_same_seed_and_has_every_kind_of_step():
    assert random_history(3, 200) == random_history(3, 200)
    assert random_history(3, 200) != random_history(4, 200)
    kinds = {type(step).__name__ for step in random_history(3, 200)}
    assert kinds == {"CommitStep", "FindStep", "LoadStep", "ReadStep", "ScrubStep"}


@settings(max_examples=60, deadline=None)
@given(strategies.batches(fresh=True))
def test_a_fresh_batch_is_taken_by_an_empty_store_and_comes_back(batch):
    store = MemoryStore()
    store.commit(batch)
    found = store.load([write.key for write in batch.writes])
    puts = [write for write in batch.writes if isinstance(write, Put)]
    assert {key: plain(record) for key, record in found.items()} == {put.key: plain_of(put, 1) for put in puts}
    assert [plain_entry(one.entry) for one in store.read(None, 10)] == [plain_entry(one) for one in batch.entries]


@settings(max_examples=60, deadline=None)
@given(strategies.records())
def test_a_record_is_one_that_a_store_could_hold(record):
    store = MemoryStore()
    store.commit(strategies.Batch((Put(record.key, 0, *record[2:]),)))
    assert plain(store.load([record.key])[record.key]) == plain(record._replace(version=1))


@settings(max_examples=60, deadline=None)
@given(strategies.histories())
def test_a_history_never_asks_what_a_store_must_refuse_for_its_shape(steps):
    compare(MemoryStore(), MemoryStore(), steps)
