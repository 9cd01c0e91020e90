"""What every store refuses in the same words: batches, queries and cursors that no backend can honour."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from supportkit.core.records import ID_LIMIT, PAGE_LIMIT, Put
from supportkit.errors import InvalidCursor, InvalidInput, InvalidQuery

if TYPE_CHECKING:
    from supportkit.core.records import Batch, IndexEntry, Query

Rank = tuple[int, int, str]
"""An order that compares across types: numbers before text, text by code point."""
Place = tuple[Rank, str]
"""Where a record stands in a range: its order, then its id."""

_INT_LIMIT = 2**63


def order_rank(order: str | int) -> Rank:
    """Answer an order as a tuple that sorts numbers by value and before text, and text by code point."""
    return (0, order, "") if isinstance(order, int) else (1, 0, order)


def check_limit(limit: int) -> None:
    """Refuse a page size outside 1 to 1,000."""
    if not 1 <= limit <= PAGE_LIMIT:
        raise InvalidQuery("query.invalid", reason=f"a limit is from 1 to {PAGE_LIMIT}")


def check_query(query: Query) -> None:
    """Refuse a query that no index can answer."""
    check_limit(query.limit)
    if query.start is not None and query.stop is not None and type(query.start) is not type(query.stop):
        raise InvalidQuery("query.invalid", reason="both bounds must be numbers, or both text")


def check_batch(batch: Batch) -> None:
    """Refuse a batch that no store could hold, before anything is written."""
    seen: set[object] = set()
    for write in batch.writes:
        if write.key in seen:
            raise InvalidInput("key.twice", key=str(write.key))
        seen.add(write.key)
        _check_text(write.key.kind, write.key.id)
        if isinstance(write, Put):
            _check_put(write)
        elif write.version < 1:
            raise InvalidInput("number.out_of_range", least=1, most=_INT_LIMIT - 1)
    for entry in batch.entries:
        _check_text(entry.id, entry.tag, entry.key.kind, entry.key.id, entry.actor, entry.at, entry.recorded_at)
        _check_sides(entry.body, entry.private, entry.subject)


def _check_put(put: Put) -> None:
    if put.expected < 0:
        raise InvalidInput("number.out_of_range", least=0, most=_INT_LIMIT - 1)
    if put.body is None and (put.private is not None or put.indexes):
        raise InvalidInput("value.wrong_type", expected="a tombstone without a private side or index entries")
    _check_sides(put.body, put.private, put.subject)
    if len({entry.name for entry in put.indexes}) != len(put.indexes):
        raise InvalidInput("key.twice", key=str(put.key))
    for entry in put.indexes:
        _check_index(entry)


def _check_index(entry: IndexEntry) -> None:
    _check_text(entry.name, *entry.key)
    if isinstance(entry.order, str):
        if entry.order:
            _check_text(entry.order)
    elif not -_INT_LIMIT <= entry.order < _INT_LIMIT:
        raise InvalidInput("number.out_of_range", least=-_INT_LIMIT, most=_INT_LIMIT - 1)


def _check_text(*texts: str) -> None:
    for text in texts:
        if text.isascii() and text.isprintable() and 0 < len(text) <= ID_LIMIT:
            continue
        if not text:
            raise InvalidInput("text.empty")
        if len(text) > ID_LIMIT:
            raise InvalidInput("text.too_long", length=len(text), most=ID_LIMIT)
        if not storable(text) or any(ord(letter) < 32 for letter in text):
            raise InvalidInput("text.not_storable")


def _check_sides(body: bytes | None, private: bytes | None, subject: str | None) -> None:
    if subject is not None:
        _check_text(subject)
    for side in (body, private):
        if side is not None and not _holds_text(side):
            raise InvalidInput("text.not_storable")


def _holds_text(side: bytes) -> bool:
    try:
        text = side.decode()
        return "\0" not in text and ("\\u" not in text or storable(json.dumps(json.loads(text), ensure_ascii=False)))
    except ValueError:
        return False


def storable(text: str) -> bool:
    """Tell whether every database can hold a text: no NUL, no half of a surrogate pair."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def write_cursor(query: Query, last: Place) -> str:
    """Make the cursor that stands just after a place in a query's range."""
    (_, number, text), record_id = last
    order: str | int = text if last[0][0] else number
    return json.dumps([query.kind, query.name, *query.key, order, record_id], ensure_ascii=False)


def read_cursor(query: Query) -> Place:
    """Answer the place after which a query's next page begins.

    Raises:
        InvalidCursor: the cursor is not one of this range.
    """
    try:
        *head, order, record_id = json.loads(query.after or "")
        if head == [query.kind, query.name, *query.key] and isinstance(record_id, str):
            return order_rank(order), record_id
    except (ValueError, TypeError):
        pass
    raise InvalidCursor("cursor.invalid")


def read_position(cursor: str, last: int) -> int:
    """Answer the journal position of a cursor, from 0 to `last`.

    Raises:
        InvalidCursor: the cursor is not one of this journal.
    """
    if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 and int(cursor) <= last:
        return int(cursor)
    raise InvalidCursor("cursor.invalid")
