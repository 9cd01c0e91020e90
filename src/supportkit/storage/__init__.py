"""Where records and the journal are kept: the protocol, and the stores that come with supportkit.

Each name is loaded when it is first used, so that a store's driver is only loaded by those who use the store.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it, without the cost of importing `typing`
if TYPE_CHECKING:
    from supportkit.core.records import (
        Batch,
        Capability,
        Entry,
        Expect,
        IndexEntry,
        Key,
        Logged,
        Page,
        Put,
        Query,
        Record,
        Scrubbed,
    )
    from supportkit.storage.memory import MemoryStore
    from supportkit.storage.protocol import AsyncStore, Store
    from supportkit.storage.sqlite import SQLiteStore
    from supportkit.storage.threaded import Inline, Threaded
    from supportkit.storage.url import open_async_store, open_store

__all__ = [
    "AsyncStore",
    "Batch",
    "Capability",
    "Entry",
    "Expect",
    "IndexEntry",
    "Inline",
    "Key",
    "Logged",
    "MemoryStore",
    "Page",
    "Put",
    "Query",
    "Record",
    "SQLiteStore",
    "Scrubbed",
    "Store",
    "Threaded",
    "open_async_store",
    "open_store",
]

_HOMES = {
    "AsyncStore": "supportkit.storage.protocol",
    "Inline": "supportkit.storage.threaded",
    "MemoryStore": "supportkit.storage.memory",
    "SQLiteStore": "supportkit.storage.sqlite",
    "Store": "supportkit.storage.protocol",
    "Threaded": "supportkit.storage.threaded",
    "open_async_store": "supportkit.storage.url",
    "open_store": "supportkit.storage.url",
}

if not TYPE_CHECKING:  # a type checker that sees `__getattr__` believes any misspelt name

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(_HOMES.get(name, "supportkit.core.records")), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
