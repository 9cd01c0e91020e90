"""An async face for any store, so that one store can be tried both ways."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from supportkit.storage.checks import pruner

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from supportkit.core.records import Batch, Capability, Clearing, Key, Logged, Page, Pruned, Query, Record, Scrubbed
    from supportkit.storage.protocol import Store


class AsyncFace:
    """Runs each call of a thread-safe `Store` in a thread of the event loop's pool: for tests, not for a service.

    `Threaded` lets one call in at a time; here calls really meet, as they do in a backend with several connections.

    Args:
        store: the store; it stays reachable as `store`.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def capabilities(self) -> Capability:
        """What the store declares."""
        return self.store.capabilities

    async def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """See `Store.load`."""
        return await asyncio.to_thread(self.store.load, keys)

    async def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        return await asyncio.to_thread(self.store.find, query)

    async def commit(self, batch: Batch, /) -> None:
        """See `Store.commit`."""
        await asyncio.to_thread(self.store.commit, batch)

    async def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """See `Store.read`."""
        return await asyncio.to_thread(self.store.read, after, limit)

    async def scrub(self, subject: str, /) -> Scrubbed:
        """See `Store.scrub`."""
        return await asyncio.to_thread(self.store.scrub, subject)

    async def prune(
        self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /
    ) -> Pruned:
        """See `PrunableStore.prune`."""
        answer: Pruned = await asyncio.to_thread(pruner(self.store), private, lines, clearings)
        return answer

    async def close(self) -> None:
        """Close the store, if it can be closed."""
        closer = getattr(self.store, "close", None)
        if closer is not None:
            await asyncio.to_thread(closer)
