"""What every store refuses in the same words: batches, queries and cursors that no backend can honour."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from supportkit.core.records import ID_LIMIT, PAGE_LIMIT, Put
from supportkit.errors import InvalidCursor, InvalidInput, InvalidQuery, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from supportkit.core.records import Batch, Clearing, IndexEntry, Query

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
    start, stop = query.start, query.stop
    if start is None and stop is None:
        return
    for bound in (start, stop):
        if bound is not None and not _is_order(bound):
            raise InvalidQuery("query.invalid", reason="a bound is a number of 64 bits, or text that can be stored")
    if start is not None and stop is not None and isinstance(start, str) is not isinstance(stop, str):
        raise InvalidQuery("query.invalid", reason="both bounds must be numbers, or both text")


def check_batch(batch: Batch) -> None:
    """Refuse a batch that no store could hold, before anything is written."""
    if not _is_plain(batch):
        _check_each(batch)


def _is_plain(batch: Batch) -> bool:  # noqa: C901  (one loop: it runs at every commit)
    """Tell whether all is well at first sight, as nearly always: then nothing needs to be looked at one by one.

    Every text of the batch is judged at once, as one, and so is all JSON.
    """
    writes, entries = batch
    texts: list[str] = []
    sides: list[bytes] = []
    for write in writes:
        texts += write.key
        if not isinstance(write, Put):
            if not 0 < write.version < _INT_LIMIT:
                return False
            continue
        _, expected, body, private, subject, indexes = write
        if not 0 <= expected < _INT_LIMIT - 1 or body is None:
            return False
        sides.append(body)
        if private is not None:
            sides.append(private)
        if subject is not None:
            texts.append(subject)
        for name, key, order in indexes:
            texts.append(name)
            texts += key
            if isinstance(order, str):
                if order:
                    texts.append(order)
            elif not -_INT_LIMIT <= order < _INT_LIMIT:
                return False
        if len(indexes) > 1 and len({entry.name for entry in indexes}) != len(indexes):
            return False
    for entry_id, tag, key, version, at, recorded_at, actor, body, private, subject in entries:
        texts += (entry_id, tag, at, recorded_at, actor, *key)
        if not 0 <= version < _INT_LIMIT:
            return False
        sides.append(body)
        if private is not None:
            sides.append(private)
        if subject is not None:
            texts.append(subject)
    joined = "".join(texts)
    return (
        joined.isascii()
        and joined.isprintable()
        and all(texts)
        and (not texts or len(max(texts, key=len)) <= ID_LIMIT)
        and _holds_text(b",".join(sides))
        and (len(writes) < 2 or len({write.key for write in writes}) == len(writes))
    )


def _check_each(batch: Batch) -> None:
    """Look at one thing after another, so that the first that is wrong is named."""
    seen: set[object] = set()
    for write in batch.writes:
        if write.key in seen:
            raise InvalidInput("key.twice", key=_shown(write.key))
        seen.add(write.key)
        check_text(write.key.kind, write.key.id)
        if isinstance(write, Put):
            _check_put(write)
        elif not 1 <= write.version < _INT_LIMIT:
            raise InvalidInput("number.out_of_range", least=1, most=_INT_LIMIT - 1)
    for entry in batch.entries:
        check_text(entry.id, entry.tag, entry.key.kind, entry.key.id, entry.actor, entry.at, entry.recorded_at)
        if not 0 <= entry.version < _INT_LIMIT:
            raise InvalidInput("number.out_of_range", least=0, most=_INT_LIMIT - 1)
        _check_sides(entry.body, entry.private, entry.subject)


def _check_put(put: Put) -> None:
    if not 0 <= put.expected < _INT_LIMIT - 1:
        raise InvalidInput("number.out_of_range", least=0, most=_INT_LIMIT - 2)
    if put.body is None and (put.private is not None or put.indexes):
        raise InvalidInput("value.wrong_type", expected="a tombstone without a private side or index entries")
    _check_sides(put.body, put.private, put.subject)
    if len({entry.name for entry in put.indexes}) != len(put.indexes):
        raise InvalidInput("key.twice", key=_shown(put.key))
    for entry in put.indexes:
        _check_index(entry)


def _check_index(entry: IndexEntry) -> None:
    check_text(entry.name, *entry.key)
    if isinstance(entry.order, str):
        if entry.order:
            check_text(entry.order)
    elif not -_INT_LIMIT <= entry.order < _INT_LIMIT:
        raise InvalidInput("number.out_of_range", least=-_INT_LIMIT, most=_INT_LIMIT - 1)


def check_text(*texts: str) -> None:
    """Refuse a name that no store can hold: empty, too long, or with characters that databases refuse."""
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
        check_text(subject)
    for side in (body, private):
        if side is not None and not _holds_text(side):
            raise InvalidInput("text.not_storable")


def _holds_text(side: bytes) -> bool:
    """Tell whether JSON is UTF-8 and holds neither NUL nor half of a surrogate pair, as such or escaped."""
    if b"\0" in side:
        return False
    if not side.isascii():
        try:
            side.decode()
        except UnicodeDecodeError:
            return False
    return b"\\u" not in side or not _BROKEN.search(_PAIR.sub(b"_", side.replace(b"\\\\", b"__")))


_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_BROKEN = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def _shown(key: object) -> str:
    """Answer a key as an error may show it, also where it could not be encoded."""
    return str(key).encode("ascii", "backslashreplace").decode()


def _is_order(value: object) -> bool:
    if isinstance(value, str):
        return storable(value)
    return isinstance(value, int) and -_INT_LIMIT <= value < _INT_LIMIT


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
        if (
            head == [query.kind, query.name, *query.key]
            and isinstance(record_id, str)
            and storable(record_id)
            and _is_order(order)
        ):
            return order_rank(order), record_id
    except (ValueError, TypeError, RecursionError):
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


def check_prune(private: Sequence[str], lines: Sequence[str], clearings: Sequence[Clearing]) -> None:
    """Refuse to prune more than 1,000 of one kind at once."""
    if max(len(private), len(lines), len(clearings)) > PAGE_LIMIT:
        raise InvalidQuery("query.invalid", reason=f"at most {PAGE_LIMIT} lines are pruned at once")


def pruner(store: Any) -> Any:
    """Answer a store's own `prune`.

    Raises:
        Refused: `journal.unprunable`, it has none.
    """
    method = getattr(store, "prune", None)
    if method is None:
        raise Refused("journal.unprunable")
    return method
