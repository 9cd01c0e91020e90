"""The five methods for asyncio, over any store: `Threaded` in one thread of its own, `Inline` in the loop itself."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self, cast

from supportkit.core.records import Capability
from supportkit.errors import StoreUnavailable
from supportkit.storage.checks import pruner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from concurrent.futures import Future
    from types import TracebackType

    from supportkit.core.records import Batch, Clearing, Key, Logged, Page, Pruned, Query, Record, Scrubbed
    from supportkit.storage.protocol import Store


class Threaded:
    """An `AsyncStore` that runs every call of a `Store` in one worker thread of its own, in order.

    The loop's default executor is never used, so many waiting tasks cannot starve it. A task that is cancelled while
    its call waits takes the call back; one whose call is running is told only when the call has ended, so nothing goes
    on behind its back: after the cancellation either nothing was written, or all of it was.

    Args:
        store: the store; it belongs to this one from now on, is closed with it, and stays reachable as `store`.
    """

    def __init__(self, store: Store) -> None:
        self.store: Store = store
        self.capabilities: Capability = store.capabilities & ~Capability.JOINED
        self._lock = threading.Lock()
        self._worker: ThreadPoolExecutor | None = None
        self._pid = 0
        self._closed = False

    async def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """See `Store.load`."""
        return cast("Mapping[Key[Any], Record]", await self._call(self.store.load, tuple(keys)))

    async def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        return cast("Page", await self._call(self.store.find, query))

    async def commit(self, batch: Batch, /) -> None:
        """See `Store.commit`."""
        await self._call(self.store.commit, batch)

    async def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """See `Store.read`."""
        return cast("Sequence[Logged]", await self._call(self.store.read, after, limit))

    async def scrub(self, subject: str, /) -> Scrubbed:
        """See `Store.scrub`."""
        return cast("Scrubbed", await self._call(self.store.scrub, subject))

    async def prune(
        self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /
    ) -> Pruned:
        """See `PrunableStore.prune`.

        Raises:
            Refused: `journal.unprunable`, the store has no such method.
        """
        return cast("Pruned", await self._call(pruner(self.store), tuple(private), tuple(lines), tuple(clearings)))

    async def aclose(self) -> None:
        """Let the calls end that are waiting, then close the store and the thread; a second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            ending = self._submit(getattr(self.store, "close", _nothing), ())
            worker = self._worker
        try:
            await _settled(ending)
        finally:
            if worker is not None:
                worker.shutdown(wait=False)

    async def _call(self, method: Callable[..., Any], /, *arguments: Any) -> Any:
        with self._lock:
            if self._closed:
                raise StoreUnavailable("store.unavailable", reason="it was closed")
            running = self._submit(method, arguments)
        return await _settled(running)

    def _submit(self, method: Callable[..., Any], arguments: tuple[Any, ...]) -> Future[Any]:
        if self._worker is None or self._pid != os.getpid():  # a thread does not live on in a forked child
            self._pid = os.getpid()
            self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="supportkit-store")
        return self._worker.submit(method, *arguments)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class Inline:
    """An `AsyncStore` that runs every call at once, in the loop: for a store that never waits, such as `MemoryStore`.

    Args:
        store: the store; it is closed with this one.
    """

    def __init__(self, store: Store) -> None:
        self.store: Store = store
        self.capabilities: Capability = store.capabilities & ~Capability.JOINED

    async def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """See `Store.load`."""
        return self.store.load(keys)

    async def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        return self.store.find(query)

    async def commit(self, batch: Batch, /) -> None:
        """See `Store.commit`."""
        self.store.commit(batch)

    async def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """See `Store.read`."""
        return self.store.read(after, limit)

    async def scrub(self, subject: str, /) -> Scrubbed:
        """See `Store.scrub`."""
        return self.store.scrub(subject)

    async def prune(
        self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /
    ) -> Pruned:
        """See `PrunableStore.prune`.

        Raises:
            Refused: `journal.unprunable`, the store has no such method.
        """
        return cast("Pruned", pruner(self.store)(private, lines, clearings))

    async def aclose(self) -> None:
        """Close the store."""
        getattr(self.store, "close", _nothing)()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _nothing() -> None:
    """Close a store that has nothing to close."""


async def _settled(running: Future[Any]) -> Any:
    """Answer what a call gave, or raise what it raised; never leave while it is running."""
    try:
        return await asyncio.wrap_future(running)
    except asyncio.CancelledError as cancelled:
        if running.cancel():
            raise
        ended = asyncio.wrap_future(running)
        while not ended.done():
            try:
                await asyncio.wait([ended])
            except asyncio.CancelledError:  # asked again; the first request is answered below
                continue
        raise cancelled from ended.exception()
