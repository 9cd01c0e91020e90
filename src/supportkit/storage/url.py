"""Stores by URL: one line of configuration chooses where everything is kept.

- `memory://` is a new, empty store in this process.
- `sqlite:///groups.db` is a file beside the working directory, `sqlite:////srv/groups.db` one from the root.

Another package adds a scheme by an entry point of the group `supportkit.storage`, named for the scheme: a callable
that takes the URL and the keyword arguments of `open_store`, and answers a store. One named `scheme+async` is used by
`open_async_store`; without it, the store runs in a thread.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, cast
from urllib.parse import unquote

from supportkit.errors import InvalidInput, close_to
from supportkit.storage.protocol import AsyncStore, Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

GROUP = "supportkit.storage"
"""The entry point group of stores by scheme."""

OWN = ("memory", "sqlite")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]{0,29}", re.ASCII)


class OpenedStore(Store, Protocol):
    """A store, to be closed by whoever opened it: `close()`, or a `with` block."""

    def close(self) -> None:
        """Give up what the store holds; a second call does nothing."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class OpenedAsyncStore(AsyncStore, Protocol):
    """An async store, to be closed by whoever opened it: `aclose()`, or an `async with` block."""

    async def aclose(self) -> None:
        """Give up what the store holds; a second call does nothing."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


def open_store(
    url: str,
    *,
    tenant: str = "main",
    durability: Literal["full", "normal"] = "full",
    create: bool = True,
    read_only: bool = False,
) -> OpenedStore:
    """Open the store that a URL names.

    Args:
        url: such as `memory://` or `sqlite:///groups.db`; `%20` and the like are read as in any URL.
        tenant: as in `SQLiteStore`, like those that follow; a store in memory has no use for any of them.
        durability: `"full"` or `"normal"`.
        create: whether to make what is missing.
        read_only: whether to refuse every write.

    Raises:
        InvalidInput: `store.unknown_scheme` for no scheme or an unknown one, `store.url` for one without a path.
        StoreError: what opening the store raises.
    """
    scheme, rest = _parts(url)
    if scheme == "memory":
        from supportkit.storage.memory import MemoryStore

        return MemoryStore()
    if scheme == "sqlite":
        from supportkit.storage.sqlite import SQLiteStore

        return SQLiteStore(_path(rest), tenant=tenant, durability=durability, create=create, read_only=read_only)
    opened = _plugin(scheme)(url, tenant=tenant, durability=durability, create=create, read_only=read_only)
    return cast("OpenedStore", opened)


def open_async_store(
    url: str,
    *,
    tenant: str = "main",
    durability: Literal["full", "normal"] = "full",
    create: bool = True,
    read_only: bool = False,
) -> OpenedAsyncStore:
    """Open the store that a URL names for asyncio: SQLite in a thread of its own, memory in the loop.

    The file is opened before this answers, which can take as long as another process writes.

    Args:
        url: as in `open_store`.
        tenant: as in `open_store`, like those that follow.
        durability: `"full"` or `"normal"`.
        create: whether to make what is missing.
        read_only: whether to refuse every write.

    Raises:
        InvalidInput: as in `open_store`.
        StoreError: what opening the store raises.
    """
    from supportkit.storage.threaded import Inline, Threaded

    scheme, _ = _parts(url)
    if scheme == "memory":
        return Inline(open_store(url))
    if scheme not in OWN and (own := _plugins().get(f"{scheme}+async")):
        opened = own.load()(url, tenant=tenant, durability=durability, create=create, read_only=read_only)
        return cast("OpenedAsyncStore", opened)
    return Threaded(open_store(url, tenant=tenant, durability=durability, create=create, read_only=read_only))


def _parts(url: str) -> tuple[str, str]:
    scheme, colon, rest = url.partition("://")
    if not colon or not _SCHEME.fullmatch(scheme):
        raise _unknown("", OWN)  # what stands there may be a password: it is not repeated
    return scheme.lower(), rest


def _path(rest: str) -> str:
    """Answer the path after `sqlite://`: an empty host, a slash, then the path as it is to be opened."""
    path = unquote(rest.removeprefix("/"))
    if not rest.startswith("/") or not path or "?" in rest or "#" in rest:
        raise InvalidInput("store.url")
    return path


def _plugins() -> dict[str, Any]:
    from importlib.metadata import entry_points

    return {one.name: one for one in entry_points(group=GROUP)}


def _plugin(scheme: str) -> Callable[..., object]:
    found = _plugins()
    if scheme not in found:
        raise _unknown(scheme, (*OWN, *(one for one in found if not one.endswith("+async"))))
    return cast("Callable[..., object]", found[scheme].load())


def _unknown(scheme: str, known: tuple[str, ...]) -> InvalidInput:
    nearest = close_to(scheme, known)
    names = ", ".join(f"{one}://" for one in known)
    return InvalidInput(
        "store.unknown_scheme",
        hint=f"Did you mean `{nearest}://`?" if nearest else f"Use one of: {names}.",
        scheme=f"{scheme}://" if scheme else "a URL without a scheme",
        known=known,
    )
