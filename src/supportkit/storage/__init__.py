"""Where records and the journal are kept: the protocol, and the stores that come with supportkit.

Each name is loaded when it is first used, so that a store's driver is only loaded by those who use the store.
"""

from supportkit.core.lazy import attach

TYPE_CHECKING = False  # as type checkers know it, without the cost of importing `typing`
if TYPE_CHECKING:
    from supportkit.core.records import (
        Batch,
        Capability,
        Clearing,
        Entry,
        Expect,
        IndexEntry,
        Key,
        Logged,
        Page,
        Pruned,
        Put,
        Query,
        Record,
        Scrubbed,
    )
    from supportkit.storage.ciphered import AsyncCiphered, Cipher, Ciphered
    from supportkit.storage.memory import MemoryStore
    from supportkit.storage.protocol import AsyncPrunableStore, AsyncStore, PrunableStore, Store
    from supportkit.storage.sqlite import SQLiteStore
    from supportkit.storage.threaded import Inline, Threaded
    from supportkit.storage.url import open_async_store, open_store

__all__ = [
    "AsyncCiphered",
    "AsyncPrunableStore",
    "AsyncStore",
    "Batch",
    "Capability",
    "Cipher",
    "Ciphered",
    "Clearing",
    "Entry",
    "Expect",
    "IndexEntry",
    "Inline",
    "Key",
    "Logged",
    "MemoryStore",
    "Page",
    "PrunableStore",
    "Pruned",
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

if not TYPE_CHECKING:  # a type checker that sees `__getattr__` believes any misspelt name
    __getattr__, __dir__ = attach(
        __name__,
        {
            "supportkit.core.records": (
                "Batch",
                "Capability",
                "Clearing",
                "Entry",
                "Expect",
                "IndexEntry",
                "Key",
                "Logged",
                "Page",
                "Pruned",
                "Put",
                "Query",
                "Record",
                "Scrubbed",
            ),
            "supportkit.storage.ciphered": ("AsyncCiphered", "Cipher", "Ciphered"),
            "supportkit.storage.memory": ("MemoryStore",),
            "supportkit.storage.protocol": ("AsyncPrunableStore", "AsyncStore", "PrunableStore", "Store"),
            "supportkit.storage.sqlite": ("SQLiteStore",),
            "supportkit.storage.threaded": ("Inline", "Threaded"),
            "supportkit.storage.url": ("open_async_store", "open_store"),
        },
    )
