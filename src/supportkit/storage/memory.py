"""A store in this process's memory: for tests, rehearsals and the first hour with supportkit.

It is the reference for every other store: what it answers, they answer.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING, Any, Self

from supportkit.core.records import Capability, Entry, Expect, Key, Logged, Page, Pruned, Put, Query, Record, Scrubbed
from supportkit.errors import Conflict, DuplicateEntry
from supportkit.storage.checks import (
    check_batch,
    check_limit,
    check_prune,
    check_query,
    order_rank,
    read_cursor,
    read_position,
    write_cursor,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from supportkit.core.records import Batch, Clearing, IndexEntry
    from supportkit.storage.checks import Place


class MemoryStore:
    """Keeps records and the journal in dictionaries and sorted lists, behind one lock.

    A handle of its own sees nothing of another's. It is thread-safe, and gone with the process.
    """

    capabilities: Capability = Capability.PRUNE

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._records: dict[Key[Any], Record] = {}
        self._ranges: dict[tuple[str, str, tuple[str, ...]], list[Place]] = {}
        self._journal: list[Entry] = []
        self._positions: list[int] = []  # of each line: rising, with a gap where one was removed
        self._numbered = [0]  # how many positions were ever given
        self._entry_ids: set[str] = set()
        self._subjects: dict[str, tuple[set[Key[Any]], list[int]]] = {}

    def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """See `Store.load`."""
        with self._lock:
            records = self._records
            return {key: records[key] for key in keys if key in records}

    def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        check_query(query)
        with self._lock:
            places = self._ranges.get((query.kind, query.name, query.key), [])
            low = 0 if query.start is None else bisect_left(places, (order_rank(query.start), ""))
            high = len(places) if query.stop is None else bisect_left(places, (order_rank(query.stop), ""))
            if query.after is not None:
                last = read_cursor(query)
                if query.descending:
                    high = min(high, bisect_left(places, last))
                else:
                    low = max(low, bisect_left(places, (last[0], last[1] + "\0")))
            count = max(high - low, 0)
            chosen = (
                places[max(low, high - query.limit) : high][::-1]
                if query.descending
                else (places[low : min(high, low + query.limit)])
            )
            records = tuple(self._records[Key(query.kind, place[1])] for place in chosen)
        more = count > query.limit
        return Page(records, write_cursor(query, chosen[-1]) if more else None)

    def commit(self, batch: Batch, /) -> None:
        """See `Store.commit`."""
        check_batch(batch)
        with self._lock:
            for write in batch.writes:
                expected = write.version if isinstance(write, Expect) else write.expected
                present = self._records.get(write.key)
                if (present.version if present else 0) != expected:
                    raise Conflict(key=write.key, expected=expected, actual=present.version if present else 0)
            ids: set[str] = set()
            for entry in batch.entries:
                if entry.id in self._entry_ids or entry.id in ids:
                    raise DuplicateEntry("entry.duplicate", id=entry.id)
                ids.add(entry.id)
            for write in batch.writes:
                if isinstance(write, Put):
                    self._put(write)
            for entry in batch.entries:
                self._append(entry)

    def _put(self, put: Put) -> None:
        former = self._records.get(put.key)
        if former is not None:
            self._unplace(former)
        record = Record(put.key, put.expected + 1, put.body, put.private, put.subject, put.indexes)
        self._records[put.key] = record
        for entry in record.indexes:
            insort(self._ranges.setdefault(_range(put.key, entry), []), (order_rank(entry.order), put.key.id))
        if record.subject is not None and record.private is not None:
            self._subjects.setdefault(record.subject, (set(), []))[0].add(put.key)

    def _unplace(self, former: Record) -> None:
        for entry in former.indexes:
            name = _range(former.key, entry)
            places = self._ranges[name]
            del places[bisect_left(places, (order_rank(entry.order), former.key.id))]
            if not places:
                del self._ranges[name]
        if former.subject is not None and former.private is not None:
            self._subjects[former.subject][0].discard(former.key)

    def _append(self, entry: Entry) -> None:
        if entry.subject is not None and entry.private is not None:
            self._subjects.setdefault(entry.subject, (set(), []))[1].append(self._numbered[0] + 1)
        self._entry_ids.add(entry.id)
        self._numbered[0] += 1
        self._positions.append(self._numbered[0])
        self._journal.append(entry)

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """See `Store.read`."""
        check_limit(limit)
        with self._lock:
            start = 0 if after is None else bisect_right(self._positions, read_position(after, self._numbered[0]))
            lines = self._journal[start : start + limit]
            positions = self._positions[start : start + limit]
        return [Logged(str(position), entry) for position, entry in zip(positions, lines, strict=True)]

    def scrub(self, subject: str, /) -> Scrubbed:
        """See `Store.scrub`."""
        with self._lock:
            keys, positions = self._subjects.pop(subject, (set(), []))
            for key in keys:
                record = self._records[key]
                self._records[key] = record._replace(private=None, version=record.version + 1)
            for position in positions:
                self._clear(self._place(position))
        return Scrubbed(len(keys), len(positions))

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """See `PrunableStore.prune`."""
        check_prune(private, lines, clearings)
        with self._lock:
            cleared = {read_position(cursor, self._numbered[0]) for cursor in private}
            removed = {read_position(cursor, self._numbered[0]) for cursor in lines}
            for key, subject, version in clearings:
                for position in self._subjects.get(subject, (set(), []))[1]:
                    entry = self._journal[self._place(position)]
                    if entry.key == key and entry.version <= version:
                        cleared.add(position)
            return Pruned(
                sum(self._forget(position) for position in cleared - removed),
                sum(self._remove(position) for position in removed),
            )

    def _place(self, position: int) -> int:
        return bisect_left(self._positions, position)

    def _clear(self, place: int) -> None:
        self._journal[place] = self._journal[place]._replace(private=None)

    def _forget(self, position: int) -> bool:
        """Take away the private side of a line, and tell whether there was one."""
        place = self._place(position)
        if place == len(self._positions) or self._positions[place] != position:
            return False
        entry = self._journal[place]
        if entry.private is None:
            return False
        if entry.subject is not None:
            self._subjects[entry.subject][1].remove(position)
        self._clear(place)
        return True

    def _remove(self, position: int) -> bool:
        """Remove a line, and tell whether it was there."""
        self._forget(position)
        place = self._place(position)
        if place == len(self._positions) or self._positions[place] != position:
            return False
        self._entry_ids.discard(self._journal[place].id)
        del self._journal[place], self._positions[place]
        return True

    def close(self) -> None:
        """Do nothing: what is in memory goes with the process."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _range(key: Key[Any], entry: IndexEntry) -> tuple[str, str, tuple[str, ...]]:
    return key.kind, entry.name, entry.key
