"""The check that compares a store with the reference, over random histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supportkit.storage.memory import MemoryStore
from supportkit.testing.conformance.asking import effort
from supportkit.testing.conformance.check import CheckFailed, check
from supportkit.testing.duel import duel
from supportkit.testing.histories import random_history

if TYPE_CHECKING:
    from supportkit.core.calls import Flow


@check(
    "history.like_memory",
    method="commit",
    advice="`differential(MemoryStore, make_store)` in a test shows the shortest history on which the two differ.",
)
def _like_memory() -> Flow[None]:
    """Over a long random history a store answers what the memory store answers, call by call."""
    seed = 1
    length = yield from effort(600, 6000)
    try:
        yield from duel(MemoryStore(), random_history(seed, length))
    except CheckFailed as failure:
        raise CheckFailed(f"random_history({seed}, {length}): {failure}") from failure
