"""Many operations as one commit: an overlay that reads through what was collected so far."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from supportkit.core import calls
from supportkit.core.records import Batch, Entry, Expect, Key, Page, Put, Query, Record
from supportkit.errors import Conflict, InvalidCursor, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from supportkit.core.calls import Flow
    from supportkit.core.flow import Context
    from supportkit.core.operation import Arguments

    Make = Callable[[Context], Flow[Any]]

Place = tuple[tuple[int, int, str], str]


class Staging:
    """Collects what operations write, shows it to those that follow, and gives it all as one batch.

    Writes to one record coalesce into one; journal lines keep their order. What an operation answers is provisional
    until the batch is committed.
    """

    def __init__(self) -> None:
        self._puts: dict[Key[Any], Put] = {}
        self._expects: dict[Key[Any], int] = {}
        self._entries: list[Entry] = []
        # What was loaded is not loaded again: the batch is one decision, and rests on one view of what it guards.
        self._seen: dict[Key[Any], Record | None] = {}

    def through(self, arguments: Arguments, ctx: Context, make: Make) -> Flow[Any]:
        """Run a flow on top of what was collected, and collect what it writes."""
        del arguments
        return calls.through(make(ctx), lambda call: self._serve(call, ctx.operation))

    def batch(self) -> Batch:
        """Answer everything that was collected, as one batch."""
        guards = [Expect(key, version) for key, version in self._expects.items() if key not in self._puts]
        versions = {key: put.expected + 1 for key, put in self._puts.items()}
        entries = tuple(entry._replace(version=versions.get(entry.key, entry.version)) for entry in self._entries)
        return Batch((*self._puts.values(), *guards), entries)

    def _serve(self, call: calls.Call, operation: str) -> Flow[Any]:
        if call.method == "load":
            return (yield from self._load(call.arguments[0]))
        if call.method == "find":
            return (yield from self._find(call.arguments[0]))
        if call.method == "commit":
            return self._collect(call.arguments[0])
        raise Refused("request.unsupported", operation=operation)

    def _record(self, put: Put) -> Record:
        return Record(put.key, put.expected + 1, put.body, put.private, put.subject, put.indexes)

    def _load(self, keys: Iterable[Key[Any]]) -> Flow[dict[Key[Any], Record]]:
        wanted = tuple(keys)
        missing = [key for key in wanted if key not in self._puts and key not in self._seen]
        if missing:
            found = yield from calls.load(missing)
            self._seen.update((key, found.get(key)) for key in missing)
        answer: dict[Key[Any], Record] = {}
        for key in wanted:
            record = self._record(self._puts[key]) if key in self._puts else self._seen[key]
            if record is not None:
                answer[key] = record
        return answer

    def _collect(self, batch: Batch) -> None:
        for write in batch.writes:
            staged = self._puts.get(write.key)
            expected = write.version if isinstance(write, Expect) else write.expected
            if staged is not None and expected != staged.expected + 1:
                raise Conflict(key=write.key, expected=expected, actual=staged.expected + 1)
        for write in batch.writes:
            staged = self._puts.get(write.key)
            if isinstance(write, Expect):
                if staged is None:
                    self._expects.setdefault(write.key, write.version)
            else:
                # The first version that anything here rested on counts, so that a change meanwhile is a conflict.
                first = self._expects.get(write.key, write.expected) if staged is None else staged.expected
                self._puts[write.key] = write._replace(expected=first)
        self._entries += batch.entries

    def _find(self, query: Query) -> Flow[Page]:
        """Answer a page of the store's range with the collected rows merged in.

        The cursor names the store's own page and the last place shown, so that no place is shown twice or left out.
        """
        inner, last = _read_cursor(query)
        shown: list[tuple[Place, Record]] = []
        while True:
            page: Page = yield from calls.find(query._replace(after=inner))
            rows = [(_place(query, record), record) for record in page.records if record.key not in self._puts]
            end = _place(query, page.records[-1]) if page.records and page.next is not None else None
            rows += [row for row in self._staged(query) if end is None or not _beyond(query, row[0], end)]
            rows.sort(key=lambda row: row[0], reverse=query.descending)
            for place, record in rows:
                if last is not None and not _beyond(query, place, last):
                    continue
                if len(shown) == query.limit:
                    return Page(tuple(one for _, one in shown), _write_cursor(inner, shown[-1][0]))
                shown.append((place, record))
            if page.next is None:
                return Page(tuple(one for _, one in shown))
            inner, last = page.next, end

    def _staged(self, query: Query) -> Iterator[tuple[Place, Record]]:
        for put in self._puts.values():
            for entry in put.indexes:
                if put.key.kind == query.kind and (entry.name, entry.key) == (query.name, query.key):
                    place = (_rank(entry.order), put.key.id)
                    low = query.start is None or place[0] >= _rank(query.start)
                    if low and (query.stop is None or place[0] < _rank(query.stop)):
                        yield place, self._record(put)


def _rank(order: str | int) -> tuple[int, int, str]:
    return (0, order, "") if isinstance(order, int) else (1, 0, order)


def _place(query: Query, record: Record) -> Place:
    order = next(entry.order for entry in record.indexes if entry.name == query.name)
    return _rank(order), record.key.id


def _beyond(query: Query, place: Place, last: Place) -> bool:
    return place < last if query.descending else place > last


def _write_cursor(inner: str | None, last: Place) -> str:
    return json.dumps([inner, *last[0], last[1]])


def _read_cursor(query: Query) -> tuple[str | None, Place | None]:
    if query.after is None:
        return None, None
    try:
        inner, kind, number, text, record_id = json.loads(query.after)
        if [*map(type, (kind, number, text, record_id))] == [int, int, str, str] and isinstance(inner, str | None):
            return inner, ((kind, number, text), record_id)
    except (ValueError, TypeError):
        pass
    raise InvalidCursor("cursor.invalid")
