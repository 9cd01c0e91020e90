"""The drivers: run a flow, and run it again from its arguments when somebody else wrote first, until a deadline.

Defaults: 5 seconds in all, waits with full jitter, at most 200 ms each. A store that works inside a host's transaction
cannot see the other's write, so there the conflict is raised at once.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from attrs import frozen

from supportkit.core.calls import Flow, arun, run
from supportkit.core.clock import Clock
from supportkit.core.flow import Context
from supportkit.core.ids import IdSource, PersonId
from supportkit.core.records import Capability
from supportkit.errors import Conflict, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supportkit.core.operation import Arguments
    from supportkit.storage.protocol import AsyncStore, Store

    Make = Callable[[Context], Flow[Any]]
    Wrap = Callable[[Arguments, Context, Make], Flow[Any]]

DEADLINE = 5.0
"""Seconds after which an operation that always loses a race gives up (default)."""
LONGEST_WAIT = 0.2
"""Seconds that one wait lasts at most (default)."""


@frozen(kw_only=True)
class Acting:
    """Who acts, by which clock, and with which ids: all that a driver adds to a store."""

    actor: PersonId
    clock: Clock
    ids: IdSource
    deadline: float = DEADLINE
    wrap: Wrap | None = None

    def attempt(self, operation: str, make: Make, arguments: Arguments, now: datetime) -> Flow[Any]:
        """Make the flow of one attempt, with a context of its own."""
        ctx = Context(actor=self.actor, now=now, ids=self.ids, operation=operation)
        return make(ctx) if self.wrap is None else self.wrap(arguments, ctx, make)


class _Patience:
    """Says how long to wait before the next attempt, or that there is none."""

    def __init__(self, deadline: float, capabilities: Capability) -> None:
        self._ends = time.monotonic() + deadline
        self._deadline = deadline
        self._joined = Capability.JOINED in capabilities
        self._cap = 0.001

    def wait_after(self, conflict: Conflict) -> float:
        if self._joined:
            raise conflict
        wait = random.uniform(0, self._cap)  # noqa: S311  (jitter)
        self._cap = min(self._cap * 2, LONGEST_WAIT)
        if time.monotonic() + wait > self._ends:
            raise StoreUnavailable("store.busy", seconds=self._deadline) from conflict
        return wait


class SyncDriver:
    """Runs flows against a `Store`."""

    def __init__(self, store: Store, acting: Acting) -> None:
        self.store = store
        self.acting = acting

    def drive(self, operation: str, make: Make, arguments: Arguments) -> Any:
        """Run an operation's flow until it succeeds, is refused, or its deadline is over."""
        now = self.acting.clock.now()
        patience: _Patience | None = None
        while True:
            try:
                return run(self.store, self.acting.attempt(operation, make, arguments, now))
            except Conflict as conflict:
                patience = patience or _Patience(self.acting.deadline, self.store.capabilities)
                time.sleep(patience.wait_after(conflict))


class AsyncDriver:
    """Runs flows against an `AsyncStore`."""

    def __init__(self, store: AsyncStore, acting: Acting) -> None:
        self.store = store
        self.acting = acting

    async def drive(self, operation: str, make: Make, arguments: Arguments) -> Any:
        """Run an operation's flow until it succeeds, is refused, or its deadline is over."""
        now = self.acting.clock.now()
        patience: _Patience | None = None
        while True:
            try:
                return await arun(self.store, self.acting.attempt(operation, make, arguments, now))
            except Conflict as conflict:
                patience = patience or _Patience(self.acting.deadline, self.store.capabilities)
                import asyncio  # whoever awaits this has loaded it; the sync driver never needs it

                await asyncio.sleep(patience.wait_after(conflict))
