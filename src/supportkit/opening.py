"""The doors: a kit on a store that a URL names, and a kit to rehearse with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from supportkit.core.clock import Clock, FixedClock, SystemClock
from supportkit.core.ids import IdSource, PersonId, SeededIds, check_person_id
from supportkit.kit import AsyncKit, Kit

if TYPE_CHECKING:
    from datetime import datetime

    from supportkit.communities.community import Community
    from supportkit.core.driving import Acting
    from supportkit.storage.ciphered import Cipher
    from supportkit.storage.protocol import AsyncStore, Store


def open(  # noqa: A001  (what one does with a store)
    url: str,
    *,
    actor: PersonId | str,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    cipher: Cipher | None = None,
    **options: Any,
) -> Kit:
    """Open a store and answer a kit on it; use it in a `with` block, which closes the store.

    Args:
        url: `sqlite:///groups.db`, `memory://`, or that of a store which is installed apart.
        actor: the person who acts.
        clock: tells the time; the machine's clock if left out.
        ids: makes ids; time-ordered ones if left out.
        cipher: encrypts what is private before the store sees it; nothing is encrypted if left out.
        options: those of the store, such as `tenant` or `durability` of `SQLiteStore`.

    Raises:
        InvalidInput: `store.unknown_scheme`; an actor that is no person id.
        StoreUnavailable: the store cannot be reached.
        SchemaTooNew: `store.schema_too_new`.
    """
    from supportkit.storage.url import open_store

    actor = check_person_id(actor)  # before anything is opened that would have to be closed again
    store: Store = open_store(url, **options)
    if cipher is not None:
        from supportkit.storage.ciphered import Ciphered

        store = Ciphered(store, cipher)
    return Kit(store, actor=actor, clock=clock, ids=ids)


def open_async(
    url: str,
    *,
    actor: PersonId | str,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    cipher: Cipher | None = None,
    **options: Any,
) -> AsyncKit:
    """Open a store for asyncio and answer a kit on it; use it in an `async with` block, which closes the store.

    Args:
        url: `sqlite:///groups.db`, `memory://`, or that of a store which is installed apart.
        actor: the person who acts.
        clock: tells the time; the machine's clock if left out.
        ids: makes ids; time-ordered ones if left out.
        cipher: encrypts what is private before the store sees it; nothing is encrypted if left out.
        options: those of the store, such as `tenant` or `durability` of `SQLiteStore`.

    Raises:
        InvalidInput: `store.unknown_scheme`; an actor that is no person id.
        StoreUnavailable: the store cannot be reached.
        SchemaTooNew: `store.schema_too_new`.
    """
    from supportkit.storage.url import open_async_store

    actor = check_person_id(actor)  # before anything is opened that would have to be closed again
    store: AsyncStore = open_async_store(url, **options)
    if cipher is not None:
        from supportkit.storage.ciphered import AsyncCiphered

        store = AsyncCiphered(store, cipher)
    return AsyncKit(store, actor=actor, clock=clock, ids=ids)


class Rehearsal(Kit):
    """A kit on a community in memory, where made-up people try things out; nothing of it can become live.

    `community` is the community, `clock` the clock it goes by.
    """

    community: Community
    clock: Clock

    def settle(self, community: Community, clock: Clock) -> None:
        """Note which community this is, and by which clock it goes."""
        self.community, self.clock = community, clock

    def _with(self, acting: Acting) -> Self:
        kit = super()._with(acting)
        kit.settle(self.community, self.clock)
        return kit


def rehearse(*, actor: PersonId | str = "ruth", at: datetime | None = None, seed: int = 0) -> Rehearsal:
    """Answer a kit on a new rehearsal community in memory, owned by the person who acts.

    Args:
        actor: the made-up person who acts.
        at: the moment at which its clock stands, aware; the machine's clock if left out.
        seed: makes the ids, the same for the same seed.

    Raises:
        InvalidInput: an actor that is no person id; `time.naive`.
    """
    from supportkit.communities.community import Mode
    from supportkit.storage.memory import MemoryStore

    clock = SystemClock() if at is None else FixedClock(at)
    kit = Rehearsal(MemoryStore(), actor=actor, clock=clock, ids=SeededIds(seed))
    community = kit.setup.found("Rehearsal", owner=actor, mode=Mode.REHEARSAL)
    kit.settle(community, clock)
    return kit
