"""A store behind a cipher: nothing private reaches it, and a destroyed key is an erasure."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from tests.kit.stores import Around, Awaited
from tests.kit.worlds import SECRET, World
from tests.storage.toy_cipher import ToyCipher

import supportkit as sk
from supportkit.core.private import ERASED
from supportkit.errors import InvalidInput, Refused, StoreError
from supportkit.storage import (
    AsyncCiphered,
    Batch,
    Capability,
    Ciphered,
    Clearing,
    Entry,
    Inline,
    Key,
    MemoryStore,
    Put,
    Threaded,
)

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-03-01T18:30:00.000000Z"
A = Key[Any]("thing", "a")
LINE = Entry("evt_1", "thing.happened.1", A, 1, AT, AT, "ruth", b"{}", b'{"note":"x"}', "ann")


def raw(store: Any) -> str:
    return repr((store._records, store._journal))


def test_a_whole_world_lives_behind_a_cipher_and_the_store_sees_none_of_it():
    inner = MemoryStore()
    world = World(Ciphered(inner, ToyCipher()))
    assert SECRET not in raw(inner)
    assert world.kit.memberships.get(world.group, "abe").note == SECRET
    assert world.kit.sessions.join_details(world.series).link == SECRET
    assert any(getattr(fact.event, "note", None) == SECRET for fact in world.kit.journal(limit=1000))


def test_a_scrub_destroys_the_key_so_that_a_copy_elsewhere_reads_as_erased():
    inner, cipher = MemoryStore(), ToyCipher()
    world = World(Ciphered(inner, cipher))
    backup = MemoryStore()
    vars(backup).update({name: vars(inner)[name].copy() for name in ("_records", "_ranges", "_journal", "_positions")})
    world.by("abe").people.erase("abe")
    assert cipher.forgotten == ["abe"]
    restored = sk.Kit(Ciphered(backup, cipher), actor="ruth", clock=world.clock)
    assert restored.memberships.get(world.group, "abe").note is ERASED
    assert restored.memberships.get(world.group, "alma").note == SECRET


def test_a_changed_byte_is_said_without_a_word_of_what_stands_there():
    inner, cipher = MemoryStore(), ToyCipher()
    store = Ciphered(inner, cipher)
    store.commit(Batch((Put(A, 0, b"{}", b'{"note":"between us"}', "ann"),)))
    side = inner._records[A].private
    assert side is not None
    for changed in (side[:-5] + (b"A" if side[-5:-4] != b"A" else b"B") + side[-4:], b'"not base64!"', b'"\xff"'):
        inner._records[A] = inner._records[A]._replace(private=changed)
        with pytest.raises(StoreError) as caught:
            store.load([A])
        assert caught.value.code == "document.malformed"
        assert caught.value.__cause__ is caught.value.__context__ is None
        assert "between us" not in f"{caught.value} {caught.value!r}"


def test_what_no_store_could_hold_is_refused_before_it_is_encrypted():
    for store in (Ciphered(MemoryStore(), ToyCipher()), Ciphered(MemoryStore(), ToyCipher())):
        with pytest.raises(InvalidInput, match=r"text\.not_storable"):
            store.commit(Batch((Put(A, 0, b"{}", b'{"a":"\\u0000"}', "ann"),)))


@pytest.mark.parametrize("scheme", ["memory", "sqlite"])
def test_both_doors_take_a_cipher(scheme: str, tmp_path: Path):
    cipher, url = ToyCipher(), "memory://" if scheme == "memory" else f"sqlite:///{tmp_path / 'a.db'}"
    with sk.open(url, actor="ruth", cipher=cipher) as kit:
        kit.store.commit(Batch((Put(A, 0, b"{}", b'{"note":"between us"}', "ann"),), (LINE,)))
        assert kit.store.load([A])[A].private == b'{"note":"between us"}'
        assert isinstance(kit.store, Ciphered)
        assert kit.store.finish_scrub() is True
    if scheme == "sqlite":
        assert b"between us" not in (tmp_path / "a.db").read_bytes()

    async def again() -> None:
        async with sk.open_async(url, actor="ruth", cipher=cipher) as kit:
            assert isinstance(kit.store, AsyncCiphered)
            if scheme == "memory":
                await kit.store.commit(Batch((Put(A, 0, b"{}", b'{"note":"between us"}', "ann"),), (LINE,)))
            assert (await kit.store.load([A]))[A].private == b'{"note":"between us"}'
            (line,) = await kit.store.read(None, 10)
            assert line.entry.private == LINE.private
            assert (await kit.store.prune([line.cursor], [], [Clearing(A, "ann", 1)])).private == 1
            assert (await kit.store.scrub("ann")).records == 1
            assert (await kit.store.load([A]))[A].private is None

    asyncio.run(again())
    with Ciphered(MemoryStore(), cipher) as store:
        assert store.load([A]) == {}
    asyncio.run(_nothing_to_close(cipher))


async def _nothing_to_close(cipher: ToyCipher) -> None:
    class Endless:
        capabilities = MemoryStore.capabilities

    async with AsyncCiphered(Endless(), cipher):  # type: ignore[arg-type]
        pass
    Ciphered(Endless(), cipher).close()  # type: ignore[arg-type]


class Keeping:
    """A store of the five methods only."""

    def __init__(self) -> None:
        inner = MemoryStore()
        self.capabilities = Capability(0)
        self.load, self.find, self.commit, self.read, self.scrub = (
            inner.load,
            inner.find,
            inner.commit,
            inner.read,
            inner.scrub,
        )


def test_a_store_that_cannot_prune_says_so_behind_every_wrapper():
    plain: Any = Keeping()
    with pytest.raises(Refused, match=r"journal\.unprunable"):
        Ciphered(plain, ToyCipher()).prune([], [])
    for wrapper in (Threaded(plain), Inline(plain)):
        with pytest.raises(Refused, match=r"journal\.unprunable"):
            asyncio.run(wrapper.prune([], []))
    with pytest.raises(Refused, match=r"journal\.unprunable"):
        asyncio.run(AsyncCiphered(Awaited(Around(plain)), ToyCipher()).prune([], []))
    assert asyncio.run(Inline(MemoryStore()).prune([], [])) == (0, 0, False)
