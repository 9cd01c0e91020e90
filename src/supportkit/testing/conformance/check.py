"""What a check is, and the words in which it fails.

A check is a flow of store calls, so one text serves a `Store` and an `AsyncStore`. It gets a store of its own, empty,
and either ends or raises `CheckFailed`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import Flag, auto
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from supportkit.core.calls import Flow, find, load, read
from supportkit.core.records import Batch, Entry, IndexEntry, Key, Put, Query, Record
from supportkit.errors import SupportKitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from supportkit.core.records import Expect

T = TypeVar("T")

GROUPS = ("records", "atomicity", "finding", "journal", "scrubbing", "pruning", "concurrency", "history")
"""The modules that hold the checks, in the order in which they run."""

AT = "2026-01-01T00:00:00.000000Z"
"""The time of every made-up journal line."""


class CheckFailed(AssertionError):
    """A store broke a rule of the protocol: what was expected, what came instead."""


class Need(Flag):
    """What a check needs beyond a fresh store."""

    NOTHING = 0
    REOPEN = auto()
    """A second handle on the same data: `reopen` or `opener`, for a store that is `DURABLE`."""
    PROCESSES = auto()
    """A picklable opener for another process: `opener`, for a store that is `MULTI_PROCESS`."""
    NEIGHBOUR = auto()
    """A handle of another tenant in the same place: `neighbour`."""
    CLOSE = auto()
    """A store with a `close()`."""
    PRUNE = auto()
    """A store that declares `PRUNE`."""


@attrs.frozen(kw_only=True)
class Check:
    """One rule of the protocol, as something that can be tried on a store.

    Args:
        id: its stable name, `group.rule`; skips and reports use it.
        sentence: what must hold.
        method: the method of `Store` whose rule it is.
        advice: where to look when a store breaks it.
        needs: what it needs beyond a fresh store.
        flow: makes the calls.
    """

    id: str
    sentence: str
    method: str
    advice: str
    needs: Need
    flow: Callable[[], Flow[None]] = attrs.field(repr=False)

    def explain(self, failure: object) -> str:
        """Answer a failure together with the rule that it breaks and where to look."""
        return f"{self.id}: {failure}\n  Rule (Store.{self.method}): {self.sentence}\n  Advice: {self.advice}"


_registry: dict[str, Check] = {}


def check(
    id: str, *, method: str, advice: str, needs: Need = Need.NOTHING
) -> Callable[[Callable[[], Flow[None]]], Callable[[], Flow[None]]]:
    """Declare a flow as a check; its docstring is the sentence that must hold."""

    def declare(flow: Callable[[], Flow[None]]) -> Callable[[], Flow[None]]:
        sentence = " ".join((flow.__doc__ or "").split())
        _registry[id] = Check(id=id, sentence=sentence, method=method, advice=advice, needs=needs, flow=flow)
        return flow

    return declare


def all_checks() -> tuple[Check, ...]:
    """Answer every check, group by group."""
    for group in GROUPS:
        import_module(f"supportkit.testing.conformance.{group}")
    return tuple(one for group in GROUPS for one in _registry.values() if one.id.startswith(group + "."))


def show(value: object) -> str:
    """Answer a value as text of bounded length, for a message."""
    if isinstance(value, SupportKitError):
        return repr(value)
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:200]} … ({len(text)} characters)"


def equal(what: str, got: object, expected: object) -> None:
    """Fail unless two values are equal."""
    if got != expected:
        raise CheckFailed(f"{what}: expected {show(expected)}, got {show(got)}")


def holds(what: str, truth: object, got: object = None) -> None:
    """Fail unless something is true."""
    if not truth:
        raise CheckFailed(f"expected that {what}" + ("" if got is None else f", got {show(got)}"))


def refused(call: Flow[object], what: str, *kinds: type[SupportKitError]) -> Flow[SupportKitError]:
    """Fail unless a call raises one of these errors, and answer the error."""
    names = " or ".join(kind.__name__ for kind in kinds)
    try:
        answer = yield from call
    except SupportKitError as error:
        if isinstance(error, kinds):
            return error
        raise CheckFailed(f"{what}: expected {names}, got {show(error)}") from error
    raise CheckFailed(f"{what}: expected {names}, but it was accepted and answered {show(answer)}")


def tolerated(call: Flow[T], what: str, *kinds: type[SupportKitError]) -> Flow[T | None]:
    """Answer what a call answers, or `None` where it raises one of these errors; fail for any other error."""
    try:
        return (yield from call)
    except SupportKitError as error:
        if isinstance(error, kinds):
            return None
        names = " or ".join(kind.__name__ for kind in kinds)
        raise CheckFailed(f"{what}: expected an answer or {names}, got {show(error)}") from error


def key(id: str, kind: str = "thing") -> Key[Any]:
    """Make a key."""
    return Key(kind, id)


def document(value: object) -> bytes:
    """Make the bytes of a JSON document."""
    return json.dumps(value, ensure_ascii=False).encode()


def put(
    id: str,
    expected: int = 0,
    value: object = "x",
    *places: IndexEntry,
    private: object = None,
    subject: str | None = None,
    kind: str = "thing",
) -> Put:
    """Make a write."""
    secret = None if private is None else document(private)
    return Put(key(id, kind), expected, document(value), secret, subject, places)


def tombstone(id: str, expected: int) -> Put:
    """Make the write that leaves a tombstone."""
    return Put(key(id), expected, None)


def place(order: str | int, *range_key: str, name: str = "by_order") -> IndexEntry:
    """Make an index entry."""
    return IndexEntry(name, range_key or ("range",), order)


def line(
    id: str, of: str = "a", version: int = 1, value: object = "x", private: object = None, subject: str | None = None
) -> Entry:
    """Make a journal line."""
    secret = None if private is None else document(private)
    return Entry(id, "thing.happened.1", key(of), version, AT, AT, "actor", document(value), secret, subject)


def batch(*writes: Put | Expect, lines: Iterable[Entry] = ()) -> Batch:
    """Make a batch."""
    return Batch(writes, tuple(lines))


def _json(side: bytes | None) -> object:
    try:
        return None if side is None else json.loads(bytes(side))
    except (ValueError, TypeError) as error:
        raise CheckFailed(f"expected JSON as it was written, got bytes that are none: {show(side)}") from error


def plain(record: Record | None) -> object:
    """Answer a record in a shape that is equal where the contract says equal: JSON by value, index entries as a set."""
    if record is None:
        return None
    return (
        tuple(record.key),
        record.version,
        _json(record.body),
        _json(record.private),
        record.subject,
        frozenset((name, tuple(range_key), order) for name, range_key, order in record.indexes),
    )


def plain_of(write: Put, version: int) -> object:
    """Answer what `plain` must answer for the record that a write left."""
    return plain(Record(write.key, version, write.body, write.private, write.subject, write.indexes))


def plain_entry(entry: Entry) -> object:
    """Answer a journal line in a shape that is equal where the contract says equal."""
    return (*entry[:2], tuple(entry.key), *entry[3:7], _json(entry.body), _json(entry.private), entry.subject)


def plain_all(records: Mapping[Key[Any], Record]) -> object:
    """Answer loaded records in a shape that is equal where the contract says equal."""
    return {tuple(name): plain(record) for name, record in records.items()}


def everything(
    ids: Iterable[str] = ("a", "b", "c"), ranges: Iterable[tuple[str, ...]] = (("range",), ("other",))
) -> Flow[object]:
    """Answer all that can be seen of some records, ranges and the journal, in a shape that can be compared."""
    records = yield from load([key(name) for name in ids])
    listed: list[object] = []
    for range_key in ranges:
        page = yield from find(Query("thing", "by_order", range_key, limit=1000))
        listed.append([plain(record) for record in page.records])
    logged = yield from read(None, 1000)
    return plain_all(records), listed, [plain_entry(one.entry) for one in logged]


def listing(query: Query, most: int = 1000) -> Flow[list[str]]:
    """Answer the ids of a whole range, page by page; fail if the pages do not end."""
    ids: list[str] = []
    for _ in range(most):
        page = yield from find(query)
        holds(f"a page has at most {query.limit} records", len(page.records) <= query.limit, len(page.records))
        ids += [record.key.id for record in page.records]
        if page.next is None:
            return ids
        query = query._replace(after=page.next)
    raise CheckFailed(f"expected that the pages of {query.key} end, but {most} pages have come")


def history(most: int = 1000, limit: int = 1000) -> Flow[list[Entry]]:
    """Answer the whole journal, page by page; fail if the pages do not end."""
    entries: list[Entry] = []
    cursor: str | None = None
    for _ in range(most):
        lines = yield from read(cursor, limit)
        if not lines:
            return entries
        holds(f"a read answers at most {limit} lines", len(lines) <= limit, len(lines))
        entries += [one.entry for one in lines]
        cursor = lines[-1].cursor
    raise CheckFailed(f"expected that the journal ends, but {most} pages have come")
