"""Stores that watch, get in the way, or break: each around a real one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from supportkit.core.records import Capability
from supportkit.errors import Conflict, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.storage.protocol import Store


class Around:
    """Hands every call on to another store."""

    def __init__(self, store: Store) -> None:
        self.inner = store

    @property
    def capabilities(self) -> Capability:
        """What the other store declares."""
        return self.inner.capabilities

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def load(self, keys: Any, /) -> Any:
        return self.inner.load(keys)

    def find(self, query: Any, /) -> Any:
        return self.inner.find(query)

    def commit(self, batch: Any, /) -> None:
        self.inner.commit(batch)

    def read(self, after: str | None, limit: int, /) -> Any:
        return self.inner.read(after, limit)

    def scrub(self, subject: str, /) -> Any:
        return self.inner.scrub(subject)


class Spy(Around):
    """Keeps every call and every answer."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.answers: list[tuple[str, Any]] = []

    def _seen(self, method: str, *given: Any) -> Any:
        self.calls.append((method, given))
        answer = getattr(self.inner, method)(*given)
        self.answers.append((method, answer))
        return answer

    def load(self, keys: Any, /) -> Any:
        return self._seen("load", tuple(keys))

    def find(self, query: Any, /) -> Any:
        return self._seen("find", query)

    def commit(self, batch: Any, /) -> None:
        self._seen("commit", batch)

    def scrub(self, subject: str, /) -> Any:
        return self._seen("scrub", subject)


class Losing(Around):
    """Loses the first races of its commits: somebody else is always first, so many times or for ever."""

    def __init__(self, store: Store, times: float, *, joined: bool = False) -> None:
        super().__init__(store)
        self.times = times
        self.lost = 0
        self.batches: list[Any] = []
        self.meanwhile: Callable[[], None] | None = None
        self._declared = Capability.JOINED if joined else Capability(0)

    @property
    def capabilities(self) -> Capability:
        return self._declared

    def commit(self, batch: Any, /) -> None:
        self.batches.append(batch)
        if self.lost < self.times:
            self.lost += 1
            if self.meanwhile is not None:
                self.meanwhile()
            raise Conflict(key=batch.writes[0].key, expected=1, actual=2)
        self.inner.commit(batch)


class Breaking(Around):
    """Fails at one method, until it is mended."""

    def __init__(self, store: Store, method: str) -> None:
        super().__init__(store)
        self.broken: str | None = method

    def _through(self, method: str, *given: Any) -> Any:
        if self.broken == method:
            raise StoreUnavailable("store.unavailable", reason="the disk is gone")
        return getattr(self.inner, method)(*given)

    def load(self, keys: Any, /) -> Any:
        return self._through("load", keys)

    def find(self, query: Any, /) -> Any:
        return self._through("find", query)

    def commit(self, batch: Any, /) -> None:
        self._through("commit", batch)

    def scrub(self, subject: str, /) -> Any:
        return self._through("scrub", subject)


class Awaited:
    """The same store for asyncio; other tasks get their turn before every call."""

    def __init__(self, store: Store) -> None:
        self.inner = store
        self.closed = False

    @property
    def capabilities(self) -> Capability:
        return self.inner.capabilities

    async def load(self, keys: Any, /) -> Any:
        await asyncio.sleep(0)
        return self.inner.load(keys)

    async def find(self, query: Any, /) -> Any:
        await asyncio.sleep(0)
        return self.inner.find(query)

    async def commit(self, batch: Any, /) -> None:
        await asyncio.sleep(0)
        self.inner.commit(batch)

    async def read(self, after: str | None, limit: int, /) -> Any:
        await asyncio.sleep(0)
        return self.inner.read(after, limit)

    async def scrub(self, subject: str, /) -> Any:
        await asyncio.sleep(0)
        return self.inner.scrub(subject)

    async def aclose(self) -> None:
        self.closed = True
