"""What a broken store is, and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from supportkit.testing.conformance.stage import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from supportkit.storage.memory import MemoryStore


@attrs.frozen(kw_only=True)
class Fault:
    """A deliberately broken store.

    Args:
        id: the fault's name.
        sentence: what is wrong, and how a backend comes by it.
        target: makes the store.
        caught_by: the ids of checks that must fail on it.
    """

    id: str
    sentence: str
    target: Target
    caught_by: tuple[str, ...]


FAULTS: list[Fault] = []
"""Every fault, in the order of this file."""


def fault(*caught_by: str) -> Callable[[type[MemoryStore]], type[MemoryStore]]:
    """Put a store on the list, with the checks that must fail on it; its docstring says what is wrong."""

    def declare(store: type[MemoryStore]) -> type[MemoryStore]:
        sentence = " ".join((store.__doc__ or "").split())
        FAULTS.append(Fault(id=store.__name__, sentence=sentence, target=Target(make=store), caught_by=caught_by))
        return store

    return declare
