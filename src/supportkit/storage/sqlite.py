"""A store in one SQLite file: durable, shared by threads and processes of one machine."""

from __future__ import annotations

import json
import sqlite3
from functools import cache, lru_cache
from itertools import chain
from json.encoder import encode_basestring as _quote
from typing import TYPE_CHECKING, Any, Self, cast

from supportkit.core.records import Capability, Entry, IndexEntry, Key, Logged, Page, Pruned, Put, Record, Scrubbed
from supportkit.errors import Conflict, DuplicateEntry
from supportkit.storage.checks import (
    check_batch,
    check_limit,
    check_prune,
    check_query,
    check_text,
    order_rank,
    read_cursor,
    read_position,
    storable,
    write_cursor,
)
from supportkit.storage.sqlite_file import SQLiteFile

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from supportkit.core.records import Batch, Clearing, Expect, Query
    from supportkit.storage.sqlite_file import Durability

_LOADED_AT_ONCE = 64
"""Keys of one statement; more are loaded by several within one read transaction."""
_CHECKPOINT_WAIT = 0.1
"""Seconds that a scrub waits for readers before it answers `residue=True` (default)."""
_REWRITTEN_AT_ONCE = 64 * 1024 * 1024
"""Bytes of a file that a scrub writes anew by itself, at most (default); a larger one waits for `finish_scrub`."""
_PART = "\x1f"
"""Stands between the parts of an index key: `check_batch` refuses control characters and empty parts, so no two keys
make the same text."""

_INSERT = """INSERT INTO supportkit_record (version, body, private, subject, indexes, tenant, kind, id)
VALUES (1, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
_UPDATE = """UPDATE supportkit_record SET version = version + 1, body = CAST(? AS TEXT), private = CAST(? AS TEXT), \
subject = ? WHERE tenant = ? AND kind = ? AND id = ?"""
_UPDATE_MOVED = """UPDATE supportkit_record SET version = version + 1, body = CAST(? AS TEXT), \
private = CAST(? AS TEXT), subject = ?, indexes = ? WHERE tenant = ? AND kind = ? AND id = ?"""
_VERSION = "SELECT kind, id, version, indexes FROM supportkit_record WHERE tenant = ? AND kind = ? AND id = ?"
_PLACE = """INSERT INTO supportkit_index (key, ord, tenant, kind, id, name) VALUES (?, ?, ?, ?, ?, ?)"""
_MOVE = "UPDATE supportkit_index SET key = ?, ord = ? WHERE tenant = ? AND kind = ? AND id = ? AND name = ?"
_UNPLACE = "DELETE FROM supportkit_index WHERE tenant = ? AND kind = ? AND id = ? AND name = ?"
_APPEND = """INSERT INTO supportkit_journal
(tenant, id, tag, record_kind, record_id, version, at, recorded_at, actor, body, private, subject)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?) ON CONFLICT DO NOTHING"""
_READ = """SELECT position, id, tag, record_kind, record_id, version, at, recorded_at, actor, \
CAST(body AS BLOB), CAST(private AS BLOB), subject
FROM supportkit_journal WHERE tenant = ? AND position > ? ORDER BY position LIMIT ?"""
_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'supportkit_journal'"
"""The highest position ever given, by SQLite's own count: one row, and right also where the last lines were removed."""
_SCRUB_RECORDS = """UPDATE supportkit_record SET private = NULL, version = version + 1
WHERE tenant = ? AND subject = ? AND private IS NOT NULL"""
_SCRUB_JOURNAL = """UPDATE supportkit_journal SET private = NULL
WHERE tenant = ? AND subject = ? AND private IS NOT NULL"""
_CLEAR_LINE = """UPDATE supportkit_journal SET private = NULL
WHERE position = ? AND tenant = ? AND private IS NOT NULL"""
_REMOVE_LINE = "DELETE FROM supportkit_journal WHERE position = ? AND tenant = ?"
_CLEAR_LINES = """UPDATE supportkit_journal SET private = NULL
WHERE tenant = ? AND subject = ? AND private IS NOT NULL AND record_kind = ? AND record_id = ? AND version <= ?"""

_decode = json.JSONDecoder().raw_decode
_Present = tuple[int, str | None]
"""A record's version, and its index entries as they are stored."""
_NOWHERE: _Present = (0, None)
_new: Any = cast("Any", tuple).__new__  # a NamedTuple's own constructor costs three times as much, and rows are trusted


class SQLiteStore:
    """Keeps records and the journal in one SQLite file.

    Threads may share a store; processes open one each. A process holds one connection, lent to one call at a time,
    and a fork gives the child one of its own. What `private` held is overwritten when it is scrubbed.

    Args:
        path: the file; it is made when it does not exist.
        tenant: the organisation whose rows this handle sees; it sees nothing of another's.
        durability: `"full"` waits until each commit has reached the disk; `"normal"` may lose the last commits when
            the power fails, and never damages the file.
        create: whether to make a missing file and its tables. An older schema is never changed by opening it.
        read_only: whether to refuse every write.
        busy_timeout: seconds to wait for another process that is writing.

    Raises:
        InvalidInput: `value.not_allowed` for no path or an unknown durability; a tenant that cannot be stored.
        StoreError: `store.schema_missing`, `store.schema_old` or `store.damaged`.
        SchemaTooNew: `store.schema_too_new` where a newer supportkit was here.
        StoreUnavailable: the file cannot be opened.
    """

    capabilities: Capability = Capability.DURABLE | Capability.MULTI_PROCESS | Capability.PRUNE

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        tenant: str = "main",
        durability: Durability = "full",
        create: bool = True,
        read_only: bool = False,
        busy_timeout: float = 5.0,
    ) -> None:
        check_text(tenant)
        self._tenant = tenant
        self._file = SQLiteFile(path, durability=durability, create=create, read_only=read_only, seconds=busy_timeout)

    def load(self, keys: Iterable[Key[Any]], /) -> Mapping[Key[Any], Record]:
        """See `Store.load`."""
        wanted = tuple(keys)
        if not wanted:
            return {}
        tenant = self._tenant
        names = [(tenant, kind, record_id) for kind, record_id in wanted]
        try:
            with self._file as connection:
                if len(names) <= _LOADED_AT_ONCE:
                    rows = connection.execute(_select(len(names)), tuple(chain.from_iterable(names))).fetchall()
                else:
                    rows = _load_many(connection, names)
        except UnicodeEncodeError:  # half a surrogate pair: no record can have such a name
            return self.load([key for key in wanted if storable(key.kind) and storable(key.id)])
        found: dict[Key[Any], Record] = {}
        for kind, record_id, version, body, private, subject, indexes in rows:
            key: Key[Any] = _new(Key, (kind, record_id))
            found[key] = _new(Record, (key, version, body, private, subject, _read_indexes(indexes)))
        return found

    def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        check_query(query)
        low: tuple[Any, ...] | None = None if query.start is None else (query.start,)
        high: tuple[Any, ...] | None = None if query.stop is None else (query.stop,)
        if query.after is not None:
            # The tighter bound alone goes into the statement: SQLite would seek by one and step over the rest.
            rank, record_id = read_cursor(query)
            after = (rank[2] if rank[0] else rank[1], record_id)
            if query.descending:
                high = after if high is None or rank < order_rank(high[0]) else high
            else:
                low = after if low is None or rank >= order_rank(low[0]) else low
        if not all(query.key) or _PART in "".join(query.key):
            return Page(())  # no record has such a key, though its text could be that of another
        parameters = (
            self._tenant,
            query.kind,
            query.name,
            _PART.join(query.key),
            *(low or ()),
            *(high or ()),
            query.limit + 1,
        )
        try:
            with self._file as connection:
                rows = connection.execute(
                    _range(len(low or ()), len(high or ()), query.descending), parameters
                ).fetchall()
        except UnicodeEncodeError:
            return Page(())
        records: list[Record] = []
        for _, record_id, version, body, private, subject, indexes in rows[: query.limit]:
            key: Key[Any] = _new(Key, (query.kind, record_id))
            records.append(_new(Record, (key, version, body, private, subject, _read_indexes(indexes))))
        if len(rows) <= query.limit:
            return Page(tuple(records))
        last = rows[query.limit - 1]
        return Page(tuple(records), write_cursor(query, (order_rank(last[0]), last[1])))

    def commit(self, batch: Batch, /) -> None:
        """See `Store.commit`."""
        check_batch(batch)
        writes, entries = batch
        if not writes and not entries:
            return
        tenant = self._tenant
        with self._file as connection:
            execute = connection.execute
            execute("BEGIN IMMEDIATE")
            present = self._present(execute, writes)
            for write in writes:
                if isinstance(write, Put):
                    self._put(execute, write, present.get(write.key))
                elif present.get(write.key, _NOWHERE)[0] != write.version:
                    raise _conflict(write.key, write.version, present.get(write.key))
            for entry_id, tag, (kind, record_id), version, at, recorded_at, actor, body, private, subject in entries:
                line = (tenant, entry_id, tag, kind, record_id, version, at, recorded_at, actor, body, private, subject)
                if not execute(_APPEND, line).rowcount:
                    raise DuplicateEntry("entry.duplicate", id=entry_id)
            execute("COMMIT")

    def _present(self, execute: Any, writes: Sequence[Put | Expect]) -> dict[tuple[str, str], _Present]:
        """Answer the version and index entries of every record that must exist, now that nobody else can write."""
        tenant = self._tenant
        names = [(tenant, *key) for key, version, *_ in writes if version]  # a `Put` of 0 must meet nothing
        found: dict[tuple[str, str], _Present] = {}
        for start in range(0, len(names), _LOADED_AT_ONCE):
            some = names[start : start + _LOADED_AT_ONCE]
            for kind, record_id, version, indexes in execute(_versions(len(some)), tuple(chain.from_iterable(some))):
                found[kind, record_id] = (version, indexes)
        return found

    def _put(self, execute: Any, put: Put, present: _Present | None) -> None:
        key, expected, body, private, subject, indexes = put
        name = (self._tenant, *key)
        text = _write_indexes(indexes)
        if expected == 0:
            if not execute(_INSERT, (body, private, subject, text, *name)).rowcount:
                raise _conflict(key, 0, execute(_VERSION, name).fetchone()[2:])
            for entry in indexes:
                execute(_PLACE, (_PART.join(entry.key), entry.order, *name, entry.name))
        elif present is None or present[0] != expected:
            raise _conflict(key, expected, present)
        elif present[1] == text:
            execute(_UPDATE, (body, private, subject, *name))
        else:
            former = {entry.name: entry for entry in _read_indexes(present[1])}
            for entry in indexes:
                place = former.pop(entry.name, None)
                if place is None:
                    execute(_PLACE, (_PART.join(entry.key), entry.order, *name, entry.name))
                elif place != entry:
                    execute(_MOVE, (_PART.join(entry.key), entry.order, *name, entry.name))
            for gone in former:
                execute(_UNPLACE, (*name, gone))
            execute(_UPDATE_MOVED, (body, private, subject, text, *name))

    def read(self, after: str | None, limit: int, /) -> Sequence[Logged]:
        """See `Store.read`."""
        check_limit(limit)
        start = 0 if after is None else read_position(after, _HIGHEST)
        with self._file as connection:
            rows = connection.execute(_READ, (self._tenant, start, limit)).fetchall()
            if not rows and start:
                last = connection.execute(_LAST).fetchone()
                read_position(after or "", last[0] if last else 0)
        lines: list[Logged] = []
        for position, entry_id, tag, kind, record_id, *rest in rows:
            entry: Entry = _new(Entry, (entry_id, tag, _new(Key, (kind, record_id)), *rest))
            lines.append(_new(Logged, (str(position), entry)))
        return lines

    def scrub(self, subject: str, /) -> Scrubbed:
        """See `Store.scrub`.

        SQLite overwrites what is deleted, but where rows moved between pages copies may stay in the gaps (seen: a test
        found some), so the file is written anew: at once while it is small, else by `finish_scrub` at a quiet hour.
        `residue=True` says that this is still to be done, or that a reader kept old pages in use.
        """
        if not storable(subject):
            return Scrubbed(0, 0)
        with self._file as connection:
            connection.execute("BEGIN IMMEDIATE")
            records = connection.execute(_SCRUB_RECORDS, (self._tenant, subject)).rowcount
            entries = connection.execute(_SCRUB_JOURNAL, (self._tenant, subject)).rowcount
            connection.execute("COMMIT")
            small = self._size(connection) <= _REWRITTEN_AT_ONCE
            clean = small and self._write_anew(connection, _CHECKPOINT_WAIT)
            return Scrubbed(records, entries, residue=not clean)

    def prune(self, private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing] = (), /) -> Pruned:
        """See `PrunableStore.prune`.

        The file is not written anew, since a retention takes many such steps: where anything went, `residue=True` says
        that `finish_scrub` is to follow when all of them are done.
        """
        check_prune(private, lines, clearings)
        with self._file as connection:
            execute = connection.execute
            execute("BEGIN IMMEDIATE")
            last = execute(_LAST).fetchone()
            highest = last[0] if last else 0
            removed = [(read_position(cursor, highest), self._tenant) for cursor in lines]
            cleared = [(read_position(cursor, highest), self._tenant) for cursor in private]
            gone = sum(execute(_REMOVE_LINE, line).rowcount for line in removed)
            bare = sum(execute(_CLEAR_LINE, line).rowcount for line in cleared)
            for (kind, record_id), subject, version in clearings:
                bare += execute(_CLEAR_LINES, (self._tenant, subject, kind, record_id, version)).rowcount
            execute("COMMIT")
        return Pruned(bare, gone, residue=bool(bare or gone))

    def finish_scrub(self) -> bool:
        """Write the file anew and empty its log, where what was scrubbed may still lie; answer whether nothing is left.

        It takes as long as copying the file, and nobody else can write meanwhile.

        Raises:
            StoreUnavailable: the file cannot be reached or written now.
        """
        with self._file as connection:
            return self._write_anew(connection, None)

    def _size(self, connection: sqlite3.Connection) -> int:
        pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
        size: int = connection.execute("PRAGMA page_size").fetchone()[0]
        return pages * size

    def _write_anew(self, connection: sqlite3.Connection, seconds: float | None) -> bool:
        patience = self._file.wait_at_most(float("inf") if seconds is None else seconds)
        try:
            connection.execute("VACUUM")
            busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:
            return False  # the scrub itself has been committed: what is left is to try again
        finally:
            self._file.wait_at_most(patience)
        return not busy

    def close(self) -> None:
        """Close the file; every later call raises `StoreUnavailable`. A second close does nothing."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(tenant={self._tenant!r})"


_HIGHEST = 2**63 - 1


def _write_indexes(indexes: tuple[IndexEntry, ...]) -> str | None:
    """Write index entries as JSON; they hold text and numbers only, so each part is written at once."""
    if not indexes:
        return None
    texts = [
        f"[{_quote(name)},[{','.join(map(_quote, key))}],{_quote(order) if isinstance(order, str) else int(order)}]"
        for name, key, order in indexes
    ]
    return f"[{','.join(texts)}]"


@lru_cache(maxsize=512)  # a command meets the same entries at its load and at its commit, and those of its actor always
def _read_indexes(text: str | None) -> tuple[IndexEntry, ...]:
    if text is None:
        return ()
    return tuple([_new(IndexEntry, (name, tuple(key), order)) for name, key, order in _decode(text)[0]])


_ONE = """SELECT kind, id, version, CAST(body AS BLOB), CAST(private AS BLOB), subject, indexes \
FROM supportkit_record WHERE tenant = ? AND kind = ? AND id = ?"""
_RANGE = """SELECT i.ord, i.id, r.version, CAST(r.body AS BLOB), CAST(r.private AS BLOB), r.subject, r.indexes
FROM supportkit_index AS i INDEXED BY supportkit_index_range
CROSS JOIN supportkit_record AS r ON r.tenant = i.tenant AND r.kind = i.kind AND r.id = i.id
WHERE i.tenant = ? AND i.kind = ? AND i.name = ? AND i.key = ?"""
_LOW = ("", " AND i.ord >= ?", " AND (i.ord, i.id) > (?, ?)")
_HIGH = ("", " AND i.ord < ?", " AND (i.ord, i.id) < (?, ?)")


def _load_many(connection: sqlite3.Connection, names: list[tuple[str, str, str]]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    connection.execute("BEGIN")  # one view for all of them
    for start in range(0, len(names), _LOADED_AT_ONCE):
        some = names[start : start + _LOADED_AT_ONCE]
        rows += connection.execute(_select(len(some)), tuple(chain.from_iterable(some)))
    connection.execute("COMMIT")
    return rows


def _conflict(key: Key[object], expected: int, present: _Present | None) -> Conflict:
    return Conflict(key=key, expected=expected, actual=present[0] if present else 0)


@cache
def _versions(count: int) -> str:
    """Make the statement that looks up the versions of so many keys: one search of the unique index each."""
    return " UNION ALL ".join([_VERSION] * count)


@cache
def _select(count: int) -> str:
    """Make the statement that loads so many keys: one search of the unique index each."""
    return " UNION ALL ".join([_ONE] * count)


@cache
def _range(low: int, high: int, descending: bool) -> str:  # noqa: FBT001
    """Make the statement of a page; a bound has no value, an order, or an order and an id that is left out."""
    way = " ORDER BY i.ord DESC, i.id DESC LIMIT ?" if descending else " ORDER BY i.ord, i.id LIMIT ?"
    return "".join((_RANGE, _LOW[low], _HIGH[high], way))
