"""Stores whose handles share data wrongly: after a restart, beside one another, or between tenants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from supportkit.core.records import Capability, Key, Record
from supportkit.storage.memory import MemoryStore
from supportkit.testing.broken.fault import FAULTS, Fault
from supportkit.testing.conformance.stage import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from supportkit.core.records import Batch


class Handle(MemoryStore):
    """One of several handles on the same data, as on a database; the data lives as long as any handle does.

    Args:
        beside: a handle on the data to open; a new place if there is none.
    """

    capabilities: Capability = Capability.DURABLE

    def __init__(self, beside: Handle | None = None) -> None:
        super().__init__()
        if beside is not None:
            vars(self).update(vars(beside))


class CachingHandle(Handle):
    """Keeps what it has loaded, and does not hear of what other handles write."""

    def __init__(self, beside: Handle | None = None) -> None:
        super().__init__(beside)
        self._seen: dict[Key[Any], Record] = {}

    def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """Answer from the cache where it can."""
        wanted = list(keys)
        self._seen |= super().load([key for key in wanted if key not in self._seen])
        return {key: self._seen[key] for key in wanted if key in self._seen}

    def commit(self, batch: Batch, /) -> None:
        """Forget what this handle writes."""
        super().commit(batch)
        for write in batch.writes:
            self._seen.pop(write.key, None)


SOUND = Target(make=Handle, reopen=Handle, neighbour=lambda _: Handle())
"""Handles that share as they should."""

FAULTS.extend(
    (
        Fault(
            id="ForgetsAtRestart",
            sentence="Declares DURABLE, and is empty after a restart.",
            target=Target(make=Handle, reopen=lambda _: Handle(), neighbour=lambda _: Handle()),
            caught_by=("journal.restart", "journal.second_handle"),
        ),
        Fault(
            id="CachesReads",
            sentence="Keeps what it has loaded, and does not hear of what other handles write.",
            target=Target(make=CachingHandle, reopen=CachingHandle, neighbour=lambda _: CachingHandle()),
            caught_by=("journal.second_handle",),
        ),
        Fault(
            id="SharesTenants",
            sentence="Has one place for all tenants.",
            target=Target(make=Handle, reopen=Handle, neighbour=Handle),
            caught_by=("records.tenants_apart",),
        ),
    )
)
