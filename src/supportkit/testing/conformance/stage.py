"""Where a check is played: a store of its own, and the few things a check may ask for beyond the five methods.

A stage is handed to `run` or `arun` in the place of the store. It passes the five methods on, turns whatever is not a
`SupportKitError` into a failed check, and answers the calls of `supportkit.testing.conformance.asking`.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import attrs

from supportkit.core.calls import arun, run
from supportkit.core.records import Capability
from supportkit.errors import SupportKitError
from supportkit.testing.conformance.asking import Outcome
from supportkit.testing.conformance.check import CheckFailed, Need
from supportkit.testing.conformance.processes import race_in_processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from supportkit.core.calls import Flow
    from supportkit.core.records import Batch, Clearing, Key, Logged, Page, Pruned, Query, Record, Scrubbed

PATIENCE = 60.0
"""Seconds after which a race that has not ended counts as a deadlock."""

MOMENT = 0.0005
"""Seconds of a pause."""


@attrs.frozen(kw_only=True)
class Target:
    """How the kit gets the stores it tries; for an async store, each may also answer an awaitable.

    Args:
        make: makes a fresh, empty store.
        reopen: opens a second handle on the data of a store that may still be open; needed if it is `DURABLE`.
        opener: answers something picklable that opens the data of a store in another process; needed if the store is
            `MULTI_PROCESS`. Where `reopen` is not given, this serves for it.
        neighbour: opens a handle of another tenant in the place of a store.
        dispose: clears away what `make` made, after the store was closed.
    """

    make: Callable[[], Any]
    reopen: Callable[[Any], Any] | None = None
    opener: Callable[[Any], Callable[[], Any]] | None = None
    neighbour: Callable[[Any], Any] | None = None
    dispose: Callable[[Any], object] | None = None

    def second(self, store: Any) -> Any:
        """Open a second handle on the data of a store."""
        if self.reopen is not None:
            return self.reopen(store)
        if self.opener is not None:
            return self.opener(store)()
        raise CheckFailed("the store is DURABLE; pass `reopen`, so that a restart can be tried, or declare a skip")

    def next_door(self, store: Any) -> Any:
        """Open a handle of another tenant in the place of a store."""
        if self.neighbour is None:
            raise CheckFailed("no `neighbour` was given, so there is no second tenant to look from")
        return self.neighbour(store)

    def lacks(self, needs: Need, store: Any) -> str | None:
        """Say why a check does not apply to a store, or answer `None` if it does."""
        promised = declared(store)
        if Need.REOPEN in needs and Capability.DURABLE not in promised and not (self.reopen or self.opener):
            return "the store does not declare DURABLE"
        if Need.PROCESSES in needs and Capability.MULTI_PROCESS not in promised:
            return "the store does not declare MULTI_PROCESS"
        if Need.NEIGHBOUR in needs and self.neighbour is None:
            return "no `neighbour` was given, so there is no second tenant to look from"
        if Need.PRUNE in needs and Capability.PRUNE not in promised:
            return "the store does not declare PRUNE"
        if Need.CLOSE in needs and _closer(store) is None:
            return "the store has no close()"
        return None


def leak(method: str, error: Exception) -> CheckFailed:
    """Say that something other than a `SupportKitError` came out of a store."""
    return CheckFailed(
        f"{method} let a {type(error).__module__}.{type(error).__qualname__} out: {error!s:.200}; expected an "
        f"answer or a SupportKitError. Translate the driver's exceptions in one place, and keep theirs as the cause"
    )


def declared(store: Any) -> Capability:
    """Answer what a store declares."""
    capabilities = getattr(store, "capabilities", None)
    if not isinstance(capabilities, Capability):
        raise CheckFailed(f"expected a Capability in `capabilities`, Capability(0) for none; got {capabilities!r}")
    return capabilities


def _closer(store: Any) -> Callable[[], Any] | None:
    return getattr(store, "aclose", None) or getattr(store, "close", None)


class SyncStage:
    """A stage for a `Store`; races run in threads."""

    def __init__(self, target: Target, store: Any, *, long: bool) -> None:
        self._target = target
        self._store = store
        self._long = long

    @property
    def capabilities(self) -> Capability:
        """What the store declares."""
        return declared(self._store)

    def _call(self, method: str, *arguments: object) -> Any:
        try:
            return getattr(self._store, method)(*arguments)
        except SupportKitError:
            raise
        except Exception as error:
            raise leak(method, error) from error

    def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """Pass on."""
        return cast("Mapping[Key[Any], Record]", self._call("load", keys))

    def find(self, query: Query, /) -> Page:
        """Pass on."""
        return cast("Page", self._call("find", query))

    def commit(self, batch: Batch, /) -> None:
        """Pass on."""
        self._call("commit", batch)

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Pass on."""
        return cast("Sequence[Logged]", self._call("read", after, limit))

    def scrub(self, subject: str, /) -> Scrubbed:
        """Pass on."""
        return cast("Scrubbed", self._call("scrub", subject))

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """Pass on."""
        return cast("Pruned", self._call("prune", private, lines, clearings))

    def effort(self, short: int, long: int) -> int:
        """See `asking.effort`."""
        return long if self._long else short

    def declares(self) -> Capability:
        """See `asking.declares`."""
        return self.capabilities

    def pause(self) -> None:
        """See `asking.pause`."""
        time.sleep(MOMENT)

    def close(self) -> None:
        """See `asking.close`."""
        closer = _closer(self._store)
        if closer is not None:
            try:
                closer()
            except Exception as error:
                raise leak("close", error) from error

    def leave(self) -> None:
        """Close whatever handle is left, without a word: what the check has found is what counts."""
        with suppress(Exception):
            self.close()

    def restart(self) -> None:
        """See `asking.restart`."""
        former = self._store
        self.close()
        self._store = self._target.second(former)

    def second_handle(self, flow: Flow[Any]) -> Any:
        """See `asking.second_handle`."""
        return self._beside(self._target.second(self._store), flow)

    def neighbour(self, flow: Flow[Any]) -> Any:
        """See `asking.neighbour`."""
        return self._beside(self._target.next_door(self._store), flow)

    def _beside(self, store: Any, flow: Flow[Any]) -> Any:
        other = SyncStage(self._target, store, long=self._long)
        try:
            return run(other, flow)
        finally:
            other.close()

    def race(self, flows: Sequence[Flow[Any]]) -> list[Outcome]:
        """See `asking.race`."""
        outcomes: list[Outcome | None] = [None] * len(flows)
        failures: list[BaseException] = []
        start = threading.Barrier(len(flows))

        def take_part(number: int, flow: Flow[Any]) -> None:
            try:
                start.wait(PATIENCE)
                outcomes[number] = Outcome(run(self, flow), None)
            except SupportKitError as error:
                outcomes[number] = Outcome(None, error)
            except BaseException as error:  # noqa: BLE001  (raised below, in the thread of the check)
                failures.append(error)

        threads = [threading.Thread(target=take_part, args=one, daemon=True) for one in enumerate(flows)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        if failures:
            raise failures[0]
        ended = [outcome for outcome in outcomes if outcome is not None]
        if len(ended) < len(flows):
            raise CheckFailed(f"{len(flows) - len(ended)} of {len(flows)} threads did not end within {PATIENCE:.0f} s")
        return ended

    def race_processes(self, rounds: int) -> list[list[int]]:
        """See `asking.race_processes`."""
        return race_in_processes(self._target.opener, self._store, rounds)


class AsyncStage:
    """A stage for an `AsyncStore`; races run in tasks."""

    def __init__(self, target: Target, store: Any, *, long: bool) -> None:
        self._target = target
        self._store = store
        self._long = long

    @property
    def capabilities(self) -> Capability:
        """What the store declares."""
        return declared(self._store)

    async def _call(self, method: str, *arguments: object) -> Any:
        try:
            return await getattr(self._store, method)(*arguments)
        except SupportKitError:
            raise
        except Exception as error:
            raise leak(method, error) from error

    async def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """Pass on."""
        return cast("Mapping[Key[Any], Record]", await self._call("load", keys))

    async def find(self, query: Query, /) -> Page:
        """Pass on."""
        return cast("Page", await self._call("find", query))

    async def commit(self, batch: Batch, /) -> None:
        """Pass on."""
        await self._call("commit", batch)

    async def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """Pass on."""
        return cast("Sequence[Logged]", await self._call("read", after, limit))

    async def scrub(self, subject: str, /) -> Scrubbed:
        """Pass on."""
        return cast("Scrubbed", await self._call("scrub", subject))

    async def prune(
        self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /
    ) -> Pruned:
        """Pass on."""
        return cast("Pruned", await self._call("prune", private, lines, clearings))

    async def effort(self, short: int, long: int) -> int:
        """See `asking.effort`."""
        return long if self._long else short

    async def declares(self) -> Capability:
        """See `asking.declares`."""
        return self.capabilities

    async def pause(self) -> None:
        """See `asking.pause`."""
        await asyncio.sleep(MOMENT)

    async def close(self) -> None:
        """See `asking.close`."""
        closer = _closer(self._store)
        if closer is not None:
            try:
                await settled(closer())
            except Exception as error:
                raise leak("close", error) from error

    async def leave(self) -> None:
        """Close whatever handle is left, without a word: what the check has found is what counts."""
        with suppress(Exception):
            await self.close()

    async def restart(self) -> None:
        """See `asking.restart`."""
        former = self._store
        await self.close()
        self._store = await settled(self._target.second(former))

    async def second_handle(self, flow: Flow[Any]) -> Any:
        """See `asking.second_handle`."""
        return await self._beside(self._target.second(self._store), flow)

    async def neighbour(self, flow: Flow[Any]) -> Any:
        """See `asking.neighbour`."""
        return await self._beside(self._target.next_door(self._store), flow)

    async def _beside(self, opened: Any, flow: Flow[Any]) -> Any:
        other = AsyncStage(self._target, await settled(opened), long=self._long)
        try:
            return await arun(other, flow)
        finally:
            await other.close()

    async def race(self, flows: Sequence[Flow[Any]]) -> list[Outcome]:
        """See `asking.race`."""

        async def take_part(flow: Flow[Any]) -> Outcome:
            try:
                return Outcome(await arun(self, flow), None)
            except SupportKitError as error:
                return Outcome(None, error)

        try:
            async with asyncio.timeout(PATIENCE):
                return list(await asyncio.gather(*map(take_part, flows)))
        except TimeoutError:
            raise CheckFailed(f"{len(flows)} tasks did not all end within {PATIENCE:.0f} s") from None

    async def race_processes(self, rounds: int) -> list[list[int]]:
        """See `asking.race_processes`."""
        return await asyncio.to_thread(race_in_processes, self._target.opener, self._store, rounds)


async def settled(answer: Any) -> Any:
    """Answer what a call answered, awaited if it is awaitable."""
    return await answer if inspect.isawaitable(answer) else answer
