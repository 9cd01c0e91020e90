"""One text for sync and async: a generator yields calls to a store, and a driver runs them.

A flow never touches a store itself, so the same flow serves a `Store` and an `AsyncStore`. An error of the store is
thrown into the flow at its `yield`. The two drivers differ in one `await`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from supportkit.errors import Refused, SupportKitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from supportkit.core.records import Batch, Clearing, Key, Logged, Page, Pruned, Query, Record, Scrubbed
    from supportkit.storage.protocol import AsyncStore, Store

T = TypeVar("T")


class Call(NamedTuple):
    """One call of a store's method."""

    method: str
    arguments: tuple[Any, ...]


Flow = Generator[Call, Any, T]
"""A generator that yields calls, is sent their answers and returns a `T`."""


def load(keys: Iterable[Key[Any]]) -> Flow[Mapping[Key[Any], Record]]:
    """Call `Store.load`."""
    answer: Mapping[Key[Any], Record] = yield Call("load", (keys,))
    return answer


def find(query: Query) -> Flow[Page]:
    """Call `Store.find`."""
    answer: Page = yield Call("find", (query,))
    return answer


def commit(batch: Batch) -> Flow[None]:
    """Call `Store.commit`."""
    yield Call("commit", (batch,))


def read(after: str | None, limit: int) -> Flow[Sequence[Logged]]:
    """Call `Store.read`."""
    answer: Sequence[Logged] = yield Call("read", (after, limit))
    return answer


def scrub(subject: str) -> Flow[Scrubbed]:
    """Call `Store.scrub`."""
    answer: Scrubbed = yield Call("scrub", (subject,))
    return answer


def prune(private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = ()) -> Flow[Pruned]:
    """Call `PrunableStore.prune`.

    Raises:
        Refused: `journal.unprunable`, the store has no such method.
    """
    answer: Pruned = yield Call("prune", (private, lines, clearings))
    return answer


def _method(store: Store | AsyncStore, name: str) -> Callable[..., Any]:
    try:
        method: Callable[..., Any] = getattr(store, name)
    except AttributeError:
        raise Refused("journal.unprunable") from None  # all other methods are in the protocol
    return method


def through(flow: Flow[Any], serve: Callable[[Call], Flow[Any]]) -> Flow[Any]:
    """Run a flow whose calls are answered by `serve`, which may pass them on; its errors are thrown into the flow."""
    try:
        call = flow.send(None)
        while True:
            try:
                answer = yield from serve(call)
            except SupportKitError as error:
                call = flow.throw(error)
            else:
                call = flow.send(answer)
    except StopIteration as stop:
        return stop.value


def run(store: Store, flow: Flow[T]) -> T:
    """Run a flow against a store and answer what it returns."""
    try:
        method, arguments = flow.send(None)
        while True:
            try:
                answer = _method(store, method)(*arguments)
            except SupportKitError as error:
                method, arguments = flow.throw(error)
            else:
                method, arguments = flow.send(answer)
    except StopIteration as stop:
        result: T = stop.value
        return result


async def arun(store: AsyncStore, flow: Flow[T]) -> T:
    """Run a flow against an async store and answer what it returns."""
    try:
        method, arguments = flow.send(None)
        while True:
            try:
                answer = await _method(store, method)(*arguments)
            except SupportKitError as error:
                method, arguments = flow.throw(error)
            else:
                method, arguments = flow.send(answer)
    except StopIteration as stop:
        result: T = stop.value
        return result
