"""The storage protocol: five methods, the same for sync and async; and a sixth, for stores that can prune.

A backend that passes the conformance kit (`supportkit conformance TARGET`) is a store of supportkit.

Rules for every method:

- A handle is bound to one tenant and sees nothing of another.
- Errors of a driver never leave a store: they become `StoreUnavailable`, `StorageFull` or another `StoreError`, with
  the driver's own as their cause.
- What the store cannot hold is refused before anything is written (`InvalidInput`: NUL or lone surrogates in ids,
  index entries or JSON; an id above 200 characters), and nothing changes.
- The cost of a call grows with what it answers, never with what the store holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from supportkit.core.records import Batch, Capability, Clearing, Key, Logged, Page, Pruned, Query, Record, Scrubbed


class Store(Protocol):
    """Where records and the journal are kept.

    `capabilities` declares what the store can do beyond the five methods; it is never guessed.
    """

    @property
    def capabilities(self) -> Capability:
        """What this store declares."""
        ...

    def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """Answer the records that exist, tombstones (`body=None`) among them, from one consistent view.

        A key that was never written is absent from the mapping. What this handle has committed is seen.

        Raises:
            StoreUnavailable: the store cannot be reached now.
        """
        ...

    def find(self, query: Query, /) -> Page:
        """Answer one page of one range of one index, in order, ties by id, without tombstones.

        Pages that follow one another's cursors neither lose nor repeat a record that stands in the range throughout,
        whatever is written meanwhile. A name that no record uses is an empty range.

        Raises:
            InvalidQuery: a limit outside 1 to 1,000, or bounds of two types.
            InvalidCursor: `after` is not a cursor of such a query.
            StoreUnavailable: the store cannot be reached now.
        """
        ...

    def commit(self, batch: Batch, /) -> None:
        """Check every expected version, then write all records and append all entries, or change nothing at all.

        A written record's index entries replace the former ones. Entries keep their order. An empty batch is no error.

        Raises:
            Conflict: a version is not the expected one (`key`, `expected`, `actual`; 0 where nothing was written).
            DuplicateEntry: an entry's id is in the journal already.
            InvalidInput: a key twice in one batch, an `Expect` below 1, or something the store cannot hold.
            StorageFull: no room is left.
            StoreUnavailable: the store cannot be reached or written now.
        """
        ...

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Answer journal lines after a cursor (`None`: from the first), in commit-safe order, 1 to 1,000 of them.

        A line that becomes visible later sorts after every cursor handed out, so a reader that follows the cursors
        misses none and repeats none; lines of one key come in the order of its versions. Cursors outlive a restart
        of a durable store.

        Raises:
            InvalidQuery: a limit outside 1 to 1,000.
            InvalidCursor: `after` is not a cursor of this journal.
            StoreUnavailable: the store cannot be reached now.
        """
        ...

    def scrub(self, subject: str, /) -> Scrubbed:
        """Take away the private side of every record and entry of one person, in one transaction.

        Bodies, ids and other people's rows stay as they are. Each record that was changed gets its version plus one,
        so that who loaded it before meets a `Conflict`. A second call answers `(0, 0)`.

        Raises:
            StoreUnavailable: the store cannot be reached or written now.
        """
        ...


class PrunableStore(Store, Protocol):
    """A store that declares `Capability.PRUNE`: journal lines whose time is over can be taken away."""

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """Take away the private side of some journal lines, and others wholly, in one transaction.

        Every cursor that was handed out stays good: a reader that stood at a line which is gone goes on behind it, and
        a line's cursor is never given to another. Records stay as they are. A second call answers `(0, 0)`.

        Args:
            private: the cursors of lines whose private side is to go, 1,000 at most.
            lines: the cursors of lines that are to be removed, 1,000 at most.
            clearings: lines whose private side is to go, by their record and person, 1,000 at most.

        Raises:
            InvalidQuery: more than 1,000 of one kind.
            InvalidCursor: something that is not a cursor of this journal.
            StoreUnavailable: the store cannot be reached or written now.
        """
        ...


class AsyncStore(Protocol):
    """The same five methods for asyncio: each means what it means in `Store`."""

    @property
    def capabilities(self) -> Capability:
        """What this store declares."""
        ...

    async def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """See `Store.load`."""
        ...

    async def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        ...

    async def commit(self, batch: Batch, /) -> None:
        """See `Store.commit`."""
        ...

    async def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """See `Store.read`."""
        ...

    async def scrub(self, subject: str, /) -> Scrubbed:
        """See `Store.scrub`."""
        ...


class AsyncPrunableStore(AsyncStore, Protocol):
    """The same for asyncio."""

    async def prune(
        self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /
    ) -> Pruned:
        """See `PrunableStore.prune`."""
        ...
