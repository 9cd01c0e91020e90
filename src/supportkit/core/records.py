"""The rows a store keeps: what every backend reads and writes, and nothing of the domain.

Bytes are UTF-8 JSON and opaque to a store: it hands back equal JSON, not necessarily equal bytes.
"""

from __future__ import annotations

from enum import Flag, auto
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

ID_LIMIT = 200
"""Characters of a record's id, at most (default)."""

PAGE_LIMIT = 1000
"""Records of one page, at most (default): no list is unbounded."""


class Key(NamedTuple, Generic[T]):
    """Names one record: its kind and its id within the kind; `Key[Group]` is the key of a group."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


class IndexEntry(NamedTuple):
    """Places a record in one named index; it holds nothing private, for it outlives a scrub.

    Args:
        name: the index, of which a record has at most one entry.
        key: the range it belongs to, such as `(group_id, "waiting")`.
        order: its place within the range; text sorts by code point, numbers by value.
    """

    name: str
    key: tuple[str, ...]
    order: str | int


class Record(NamedTuple):
    """A stored record.

    Args:
        key: its name.
        version: 1 at its first write, one more at each later one.
        body: JSON about no person; `None` is a tombstone, which keeps its version.
        private: JSON about the subject; `None` once scrubbed, or where the kind has no private side.
        subject: the one person that `private` is about, if any.
        indexes: its places in the indexes.
    """

    key: Key[Any]
    version: int
    body: bytes | None
    private: bytes | None = None
    subject: str | None = None
    indexes: tuple[IndexEntry, ...] = ()


class Put(NamedTuple):
    """Writes a record if its version is still `expected`; the new version is `expected + 1`.

    `expected=0` means that no record, and no tombstone, may have the key. `body=None` leaves a tombstone, which has
    neither private side nor index entries.
    """

    key: Key[Any]
    expected: int
    body: bytes | None
    private: bytes | None = None
    subject: str | None = None
    indexes: tuple[IndexEntry, ...] = ()


class Expect(NamedTuple):
    """Guards a record that was read and is not written: its version (1 or more) must still be the same."""

    key: Key[Any]
    version: int


class Entry(NamedTuple):
    """One line of the journal: a fact about the record `key`, written in the commit that gave it `version`.

    `tag` names the fact and its shape (`group.opened.1`), `at` is when it was so, `recorded_at` when it was written;
    both are UTC text of fixed width. `private` and `subject` are as in `Record`.
    """

    id: str
    tag: str
    key: Key[Any]
    version: int
    at: str
    recorded_at: str
    actor: str
    body: bytes
    private: bytes | None = None
    subject: str | None = None


class Batch(NamedTuple):
    """What one commit does, wholly or not at all: at most one write or guard per key, and entries in their order."""

    writes: tuple[Put | Expect, ...] = ()
    entries: tuple[Entry, ...] = ()


class Query(NamedTuple):
    """One range of one index.

    Args:
        kind: the kind of records.
        name: the index's name.
        key: the whole key of the range.
        start: the lowest order to include, if any.
        stop: the lowest order to leave out, if any.
        after: the cursor of the page before, if any.
        limit: the records of a page, 1 to 1,000.
        descending: from the highest order down; ties go by id, in the same direction.
    """

    kind: str
    name: str
    key: tuple[str, ...]
    start: str | int | None = None
    stop: str | int | None = None
    after: str | None = None
    limit: int = 50
    descending: bool = False


class Page(NamedTuple):
    """Records in order, and the cursor of the next page; `next=None` is the last page."""

    records: tuple[Record, ...]
    next: str | None = None


class Logged(NamedTuple):
    """A journal line and the cursor that stands just after it."""

    cursor: str
    entry: Entry


class Scrubbed(NamedTuple):
    """How many records and entries lost their private side.

    `residue` says that old bytes may still lie in the files until the store's finishing step has run.
    """

    records: int
    entries: int
    residue: bool = False


class Clearing(NamedTuple):
    """Names journal lines whose private side is to go: those of one record, about one person, up to a version."""

    key: Key[Any]
    subject: str
    version: int


class Pruned(NamedTuple):
    """How many journal lines lost their private side, and how many were removed.

    `residue` says that old bytes may still lie in the files until the store's finishing step has run.
    """

    private: int
    lines: int
    residue: bool = False


class Capability(Flag):
    """What a store declares beyond the five methods, which are not optional."""

    DURABLE = auto()
    """What was committed outlives the process."""
    MULTI_PROCESS = auto()
    """Several processes may open the same store."""
    JOINED = auto()
    """The store works inside a host's transaction and never commits it."""
    PRUNE = auto()
    """The store can take journal lines away when their time is over: it has `prune`."""
