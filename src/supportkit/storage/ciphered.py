"""Private sides that are encrypted before any store sees them; the cipher, its keys and where they lie are the host's.

Bodies, ids, indexes, subjects and times stay as they are: a store needs them, and they say nothing about a person's
life. What the cipher answers is kept as JSON text (base64, RFC 4648), so that any store can hold it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, cast

from supportkit.core.records import Page, Put
from supportkit.errors import StoreError
from supportkit.storage.checks import check_batch, pruner

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from supportkit.core.records import Batch, Capability, Clearing, Entry, Key, Logged, Pruned, Query, Record, Scrubbed
    from supportkit.storage.protocol import AsyncStore, Store

Side = TypeVar("Side", "Put", "Entry", "Record")


class Cipher(Protocol):
    """Encrypts what is private, under a key of each person where keys are to be destroyed with them.

    It must authenticate what it encrypts (such as AES-GCM does): a changed byte must raise, never read as other text.
    It may be called from several threads.
    """

    def encrypt(self, subject: str | None, data: bytes, /) -> bytes:
        """Answer data in a form that only `decrypt` reads.

        Args:
            subject: the person that it is about; `None` for what is private and about no person, such as a door code.
            data: JSON.
        """
        ...

    def decrypt(self, subject: str | None, data: bytes, /) -> bytes | None:
        """Answer what was encrypted, or `None` where its key was destroyed: then it reads as erased."""
        ...

    def forget(self, subject: str, /) -> None:
        """Destroy the key of a person, in backups of the key store too; do nothing where there is none.

        Keys that are not kept by person cannot be destroyed; then there is nothing to do here. It is called after every
        scrub, and may be called twice. Somebody who has none gets a new key when something is next encrypted for them.
        """
        ...


def _locked(cipher: Cipher, side: Side) -> Side:
    if side.private is None:
        return side
    text = b64encode(cipher.encrypt(side.subject, side.private))
    return side._replace(private=b'"' + text + b'"')


def _opened(cipher: Cipher, side: Side) -> Side:
    """Answer a record or line as it was before it was encrypted.

    Raises:
        StoreError: `document.malformed`, the cipher cannot read it.
    """
    if side.private is None:
        return side
    try:
        private = cipher.decrypt(side.subject, b64decode(bytes(side.private).strip()[1:-1], validate=True))
    except Exception as error:  # noqa: BLE001  (a cipher may raise anything)
        reason = type(error).__name__
    else:
        return side._replace(private=private)
    # Said here, where the cipher's own error is no longer at hand: its words might repeat what it read.
    raise StoreError("document.malformed", kind=side.key.kind, reason=reason)


def _locked_batch(cipher: Cipher, batch: Batch) -> Batch:
    check_batch(batch)  # what no store could hold is refused as it is, not as it looks encrypted
    writes = tuple(_locked(cipher, write) if isinstance(write, Put) else write for write in batch.writes)
    return batch._replace(writes=writes, entries=tuple(_locked(cipher, entry) for entry in batch.entries))


def _opened_page(cipher: Cipher, page: Page) -> Page:
    return Page(tuple(_opened(cipher, record) for record in page.records), page.next)


def _opened_lines(cipher: Cipher, lines: Sequence[Logged]) -> list[Logged]:
    return [line._replace(entry=_opened(cipher, line.entry)) for line in lines]


def _opened_records(cipher: Cipher, records: Mapping[Key[Any], Record]) -> dict[Key[Any], Record]:
    return {key: _opened(cipher, record) for key, record in records.items()}


class Ciphered:
    """A `Store` that hands every private side to a cipher on its way in, and back on its way out.

    Args:
        store: where everything is kept; it is closed with this one and stays reachable as `store`.
        cipher: the host's.
    """

    def __init__(self, store: Store, cipher: Cipher) -> None:
        self.store: Store = store
        self.cipher: Cipher = cipher
        self.capabilities: Capability = store.capabilities

    def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """See `Store.load`."""
        return _opened_records(self.cipher, self.store.load(keys))

    def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        return _opened_page(self.cipher, self.store.find(query))

    def commit(self, batch: Batch, /) -> None:
        """See `Store.commit`."""
        self.store.commit(_locked_batch(self.cipher, batch))

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """See `Store.read`."""
        return _opened_lines(self.cipher, self.store.read(after, limit))

    def scrub(self, subject: str, /) -> Scrubbed:
        """See `Store.scrub`; then the person's key is destroyed, so that copies elsewhere cannot be read either."""
        scrubbed = self.store.scrub(subject)
        self.cipher.forget(subject)
        return scrubbed

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """See `PrunableStore.prune`.

        Raises:
            Refused: `journal.unprunable`, the store has no such method.
        """
        return cast("Pruned", pruner(self.store)(private, lines, clearings))

    def finish_scrub(self) -> bool:
        """Do what the store has to do after a scrub, and answer whether nothing is left; one without has nothing."""
        finish = getattr(self.store, "finish_scrub", None)
        return True if finish is None else bool(finish())

    def close(self) -> None:
        """Close the store, if it can be closed."""
        close = getattr(self.store, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncCiphered:
    """The same around an `AsyncStore`.

    The cipher is called in the loop: one that waits for something belongs into a thread, `Threaded(Ciphered(store))`.

    Args:
        store: where everything is kept; it is closed with this one and stays reachable as `store`.
        cipher: the host's.
    """

    def __init__(self, store: AsyncStore, cipher: Cipher) -> None:
        self.store: AsyncStore = store
        self.cipher: Cipher = cipher
        self.capabilities: Capability = store.capabilities

    async def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """See `Store.load`."""
        return _opened_records(self.cipher, await self.store.load(keys))

    async def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        return _opened_page(self.cipher, await self.store.find(query))

    async def commit(self, batch: Batch, /) -> None:
        """See `Store.commit`."""
        await self.store.commit(_locked_batch(self.cipher, batch))

    async def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """See `Store.read`."""
        return _opened_lines(self.cipher, await self.store.read(after, limit))

    async def scrub(self, subject: str, /) -> Scrubbed:
        """See `Ciphered.scrub`."""
        scrubbed = await self.store.scrub(subject)
        self.cipher.forget(subject)
        return scrubbed

    async def prune(
        self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /
    ) -> Pruned:
        """See `Ciphered.prune`."""
        return cast("Pruned", await pruner(self.store)(private, lines, clearings))

    async def aclose(self) -> None:
        """Close the store, if it can be closed."""
        close = getattr(self.store, "aclose", None)
        if close is not None:
            await close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
