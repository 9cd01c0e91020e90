"""What `supportkit conformance TARGET` does: find the store that is meant, and try it."""

from __future__ import annotations

import inspect
import sys
import tempfile
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, cast

from supportkit.errors import InvalidInput, StoreUnavailable
from supportkit.storage.memory import MemoryStore
from supportkit.testing.asynchronous import AsyncFace
from supportkit.testing.conformance.report import ConformanceReport
from supportkit.testing.conformance.runner import check_async_store, check_store
from supportkit.testing.conformance.stage import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from supportkit.testing.conformance.report import Face


def conformance(
    target: str,
    *,
    faces: Sequence[Face] = ("sync", "async"),
    skips: Mapping[str, str] | None = None,
    long: bool = False,
) -> ConformanceReport:
    """Try a store that is named by a text, and report.

    Args:
        target: `memory://`, `sqlite:///FILE`, the URL of any other store, or `package:factory`, a callable that makes
            a fresh, empty store, or a `Target`. For SQLite every check has a new file in a new folder beside FILE,
            cleared away at the end; FILE itself is not opened. For another URL every check has a new tenant, whose
            rows stay: use a database made for it.
        faces: whether to call the store as a `Store`, as an `AsyncStore`, or both. An async store has no sync face.
        skips: ids of checks that are not to run, each with the reason.
        long: whether to try races often enough to trust them (minutes).

    Raises:
        InvalidInput: `store.unknown_scheme` for a text that names no store that can be tried.
        StoreUnavailable: the factory cannot be imported.
    """
    if target.startswith("memory:"):
        return _both(Target(make=MemoryStore), target, faces, skips, long=long)
    if target.startswith("sqlite:///"):
        file = Path(target.removeprefix("sqlite:///"))
        with tempfile.TemporaryDirectory(prefix=".conformance-", dir=file.absolute().parent) as folder:
            return _both(_sqlite(Path(folder)), target, faces, skips, long=long)
    if "://" in target:
        return _both(_by_url(target), target, faces, skips, long=long)
    if ":" not in target:
        known = "memory://, sqlite:///FILE, package:factory"
        raise InvalidInput("store.unknown_scheme", scheme=target, known=known)
    return _both(_imported(target), target, faces, skips, long=long)


def _both(
    target: Target, name: str, faces: Sequence[Face], skips: Mapping[str, str] | None, *, long: bool
) -> ConformanceReport:
    report = ConformanceReport(target=name, results=())
    if _is_async(target):
        return report + check_async_store(target, skips=skips, long=long, name=name)
    for face in faces:
        if face == "sync":
            report += check_store(target, skips=skips, long=long, name=name)
        else:
            report += check_async_store(in_threads(target), skips=skips, long=long, name=name)
    return report


def _is_async(target: Target) -> bool:
    """Tell whether a target makes async stores, by making one."""
    if inspect.iscoroutinefunction(target.make):
        return True
    store = target.make()
    made_async = inspect.iscoroutinefunction(getattr(store, "commit", None))
    closer = getattr(store, "close", None)
    if closer is not None and not inspect.iscoroutinefunction(closer):
        closer()
    if target.dispose is not None and not inspect.iscoroutinefunction(target.dispose):
        target.dispose(store)
    return made_async


def in_threads(target: Target) -> Target:
    """Give the stores of a target an async face."""
    reopen, opener, neighbour, dispose = target.reopen, target.opener, target.neighbour, target.dispose

    def face(open_another: Callable[[Any], Any] | None) -> Callable[[AsyncFace], AsyncFace] | None:
        return None if open_another is None else lambda front: AsyncFace(open_another(front.store))

    return Target(
        make=lambda: AsyncFace(target.make()),
        reopen=face(reopen or (target.second if opener else None)),
        opener=(lambda front: opener(front.store)) if opener else None,
        neighbour=face(neighbour),
        dispose=(lambda front: dispose(front.store)) if dispose else None,
    )


def _imported(target: str) -> Target:
    package, _, name = target.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found: object = import_module(package)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise StoreUnavailable("store.unavailable", reason=f"{target} cannot be imported") from error
    return found if isinstance(found, Target) else Target(make=cast("Callable[[], Any]", found))


def _sqlite(folder: Path) -> Target:
    open_file = _named("supportkit.storage.sqlite", "SQLiteStore")
    numbers = count()
    places = _Places(lambda: partial(open_file, str(folder / f"{next(numbers)}.db")))
    if "tenant" not in inspect.signature(open_file).parameters:
        return Target(make=places.make, opener=places.opener)
    return Target(
        make=places.make, opener=places.opener, neighbour=lambda store: places.opener(store)(tenant="neighbour")
    )


def _by_url(url: str) -> Target:
    open_store = _named("supportkit.storage.url", "open_store")
    places = _Places(lambda: partial(open_store, url, tenant=f"conformance-{token_hex(8)}"))

    def next_door(_: Any) -> Any:
        return open_store(url, tenant=f"conformance-{token_hex(8)}")

    return Target(make=places.make, opener=places.opener, neighbour=next_door)


class _Places:
    """Opens stores, and remembers how each was opened."""

    def __init__(self, fresh: Callable[[], partial[Any]]) -> None:
        self._fresh = fresh
        self._openers: list[tuple[Any, partial[Any]]] = []

    def make(self) -> Any:
        opener = self._fresh()
        store = opener()
        self._openers = [*self._openers[-8:], (store, opener)]
        return store

    def opener(self, store: Any) -> partial[Any]:
        """Answer what opens the data of a store; a restarted handle stands for the store that was made last."""
        return next((one for known, one in self._openers if known is store), self._openers[-1][1])


def _named(module: str, name: str) -> Any:
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise StoreUnavailable("store.unavailable", reason=f"{module} cannot be imported") from error
