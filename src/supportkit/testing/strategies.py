"""Hypothesis strategies for what a store holds: texts, documents, records, batches and whole histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from supportkit.core.records import ID_LIMIT, Batch, Entry, Expect, IndexEntry, Key, Put, Record
from supportkit.testing.conformance.check import AT, document
from supportkit.testing.histories import (
    ORDERS,
    SLOTS,
    CommitStep,
    FindStep,
    LoadStep,
    ReadStep,
    ScrubStep,
    Write,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from supportkit.testing.histories import Step


def texts(*, least: int = 0, most: int = 200) -> SearchStrategy[str]:
    """Make texts that every store can hold: any code point but NUL and halves of surrogate pairs."""
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return st.text(letters, min_size=least, max_size=most)


def ids() -> SearchStrategy[str]:
    """Make ids, kinds and parts of index keys: 1 to 200 characters, none of them a control character."""
    letters = st.characters(exclude_categories=["Cs", "Cc"])
    return st.text("abcZ019_.:@-", min_size=1, max_size=12) | st.text(letters, min_size=1, max_size=ID_LIMIT)


def keys() -> SearchStrategy[Key[object]]:
    """Make keys."""
    return st.builds(Key[object], ids(), ids())


def documents() -> SearchStrategy[bytes]:
    """Make JSON documents as bytes."""
    numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    leaves = st.none() | st.booleans() | numbers | texts(most=20)
    values = st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts(most=8), inner, max_size=4),
        max_leaves=8,
    )
    return values.map(document)


def orders() -> SearchStrategy[int | str]:
    """Make places in an index: 64-bit numbers, or text."""
    return st.integers(-(2**63), 2**63 - 1) | ids()


def index_entries() -> SearchStrategy[IndexEntry]:
    """Make index entries."""
    return st.builds(IndexEntry, ids(), st.lists(ids(), max_size=3).map(tuple), orders())


def _places() -> SearchStrategy[tuple[IndexEntry, ...]]:
    return st.lists(index_entries(), max_size=3, unique_by=lambda entry: entry.name).map(tuple)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Make records; a tombstone has neither private side nor index entries."""
    key, version = draw(keys()), draw(st.integers(1, 10**6))
    if draw(st.integers(0, 7)) == 0:
        return Record(key, version, None)
    subject = draw(st.none() | ids())
    private = draw(st.none() | documents()) if subject else None
    return Record(key, version, draw(documents()), private, subject, draw(_places()))


def puts() -> SearchStrategy[Put]:
    """Make writes: those that leave the records of `records`."""
    return records().map(lambda record: Put(record.key, record.version - 1, *record[2:]))


def expects() -> SearchStrategy[Expect]:
    """Make guards."""
    return st.builds(Expect, keys(), st.integers(1, 10**6))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Make journal lines."""
    subject = draw(st.none() | ids())
    private = draw(st.none() | documents()) if subject else None
    version = draw(st.integers(1, 10**6))
    return Entry(
        draw(ids()), "thing.happened.1", draw(keys()), version, AT, AT, draw(ids()), draw(documents()), private, subject
    )


@st.composite
def batches(draw: st.DrawFn, *, fresh: bool = False) -> Batch:
    """Make batches that no store refuses for their shape; with `fresh`, those that an empty store takes."""
    writes: list[Put | Expect]
    if fresh:
        rows = draw(st.lists(puts(), max_size=5, unique_by=lambda put: put.key))
        writes = [row._replace(expected=0) for row in rows]
    else:
        writes = draw(st.lists(puts() | expects(), max_size=5, unique_by=lambda write: write.key))
    return Batch(tuple(writes), tuple(draw(st.lists(entries(), max_size=4, unique_by=lambda entry: entry.id))))


def histories(*, most: int = 40) -> SearchStrategy[tuple[Step, ...]]:
    """Make histories for `differential`."""
    small = st.integers(0, 99)
    writes = st.builds(
        Write,
        st.integers(0, SLOTS - 1),
        st.sampled_from([0, 0, 0, 0, 0, 0, -1, 1]),
        st.sampled_from([0, 0, 0, 1, 2, 3]),
        small,
        st.integers(0, 2),
        st.integers(0, 1),
        st.integers(0, len(ORDERS[0]) - 1),
    )
    bounds = st.integers(-1, len(ORDERS[0]) - 1)
    commits = st.builds(CommitStep, st.lists(writes, max_size=4).map(tuple), st.integers(0, 3), st.booleans())
    finds = st.builds(
        FindStep, st.integers(0, 1), st.sampled_from([1, 2, 3, 50]), st.booleans(), bounds, bounds, st.booleans()
    )
    reads = st.builds(ReadStep, st.sampled_from([1, 3, 100]), st.booleans())
    scrubs = st.builds(ScrubStep, st.integers(0, 1))
    loads = st.builds(LoadStep, st.lists(st.integers(0, SLOTS), max_size=5).map(tuple))
    steps: SearchStrategy[Step] = commits | finds | commits | reads | scrubs | loads
    return st.lists(steps, max_size=most).map(tuple)
