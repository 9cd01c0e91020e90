"""Stores that list wrongly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from supportkit.core.records import Page, Record
from supportkit.errors import InvalidQuery
from supportkit.storage.checks import check_query, order_rank, read_cursor, write_cursor
from supportkit.storage.memory import MemoryStore
from supportkit.testing.broken.fault import fault

if TYPE_CHECKING:
    from supportkit.core.records import IndexEntry, Query


class Listing(MemoryStore):
    """A memory store that lists by going through everything; what follows changes one step of it."""

    def find(self, query: Query, /) -> Page:
        """See `Store.find`."""
        self.check(query)
        rows = sorted(self.rows(query), key=lambda row: self.place(row[0], row[1].key.id), reverse=query.descending)
        if query.after is not None:
            rows = self.rest(query, rows)
        more = len(rows) > query.limit
        rows = rows[: query.limit]
        return Page(tuple(row[1] for row in rows), self.cursor(query, rows) if more else None)

    def check(self, query: Query) -> None:
        """Refuse a query that no index can answer."""
        check_query(query)

    def rows(self, query: Query) -> list[tuple[str | int, Record]]:
        """Answer the records of a range, each with its order."""
        with self._lock:
            return [
                (entry.order, record)
                for record in self._records.values()
                for entry in record.indexes
                if record.key.kind == query.kind and self.matches(entry, query) and self.within(entry.order, query)
            ]

    def matches(self, entry: IndexEntry, query: Query) -> bool:
        """Tell whether an index entry stands in the range of a query."""
        return (entry.name, entry.key) == (query.name, query.key)

    def within(self, order: str | int, query: Query) -> bool:
        """Tell whether an order is within the bounds of a query."""
        low = query.start is None or self.rank(query.start) <= self.rank(order)
        return low and (query.stop is None or self.rank(order) < self.rank(query.stop))

    def rank(self, order: str | int) -> Any:
        """Answer an order as something that compares."""
        return order_rank(order)

    def place(self, order: str | int, id: str) -> Any:
        """Answer what rows are sorted by."""
        return self.rank(order), id

    def rest(self, query: Query, rows: list[tuple[str | int, Record]]) -> list[tuple[str | int, Record]]:
        """Answer the rows after the cursor."""
        (kind, number, text), name = self.last(query)
        last = self.place(text if kind else number, name)
        if query.descending:
            return [row for row in rows if self.place(row[0], row[1].key.id) < last]
        return [row for row in rows if self.place(row[0], row[1].key.id) > last]

    def last(self, query: Query) -> Any:
        """Answer the place that a cursor stands after."""
        return read_cursor(query)

    def cursor(self, query: Query, rows: list[tuple[str | int, Record]]) -> str:
        """Make the cursor that stands after the last row."""
        return write_cursor(query, (order_rank(rows[-1][0]), rows[-1][1].key.id))


@fault("finding.texts")
class LocaleOrder(Listing):
    """Sorts text as people of one locale do: case and accents come last."""

    def rank(self, order: str | int) -> Any:
        """Answer an order as something that compares."""
        return (1, order.casefold(), order) if isinstance(order, str) else (0, order)


@fault("finding.texts", "history.like_memory")
class Utf16Order(Listing):
    """Sorts text by UTF-16 units, as JavaScript, Java and some databases do."""

    def rank(self, order: str | int) -> Any:
        """Answer an order as something that compares."""
        return (1, order.encode("utf-16-be")) if isinstance(order, str) else (0, order)


@fault("finding.numbers")
class FloatOrder(Listing):
    """Keeps numbers as floats, which are exact up to 2**53 only."""

    def rank(self, order: str | int) -> Any:
        """Answer an order as something that compares."""
        return (1, order) if isinstance(order, str) else (0, float(order))


@fault("finding.numbers")
class NumbersAsText(Listing):
    """Keeps numbers in a text column: 10 stands before 9."""

    def rank(self, order: str | int) -> Any:
        """Answer an order as something that compares."""
        return str(order)


@fault("finding.bounds")
class StopIncluded(Listing):
    """Takes `stop` into the range, as BETWEEN does."""

    def within(self, order: str | int, query: Query) -> bool:
        """Tell whether an order is within the bounds of a query."""
        return super().within(order, query) or order == query.stop


@fault("finding.ties")
class TiesUpward(Listing):
    """Turns the order but not the ids for a descending list."""

    def place(self, order: str | int, id: str) -> Any:
        """Answer what rows are sorted by."""
        return self.rank(order), id

    def find(self, query: Query, /) -> Page:
        """Sort ties upwards within each page."""
        page = super().find(query)
        orders = {
            record.key: entry.order for record in page.records for entry in record.indexes if entry.name == query.name
        }
        records = sorted(page.records, key=lambda record: record.key.id)
        records.sort(key=lambda record: self.rank(orders[record.key]), reverse=query.descending)
        return page._replace(records=tuple(records))


@fault("finding.keys_apart")
class JoinedKeys(Listing):
    """Joins the parts of a range key with a slash, so that two ranges become one."""

    def matches(self, entry: IndexEntry, query: Query) -> bool:
        """Tell whether an index entry stands in the range of a query."""
        return (entry.name, "/".join(entry.key)) == (query.name, "/".join(query.key))


@fault("finding.keys_apart")
class PrefixKeys(Listing):
    """Takes a range key for a prefix, as a key-value store's scan does."""

    def matches(self, entry: IndexEntry, query: Query) -> bool:
        """Tell whether an index entry stands in the range of a query."""
        return entry.name == query.name and entry.key[: len(query.key)] == query.key


@fault("finding.pages")
class RepeatsAtBorder(Listing):
    """Begins a page with the last record of the page before."""

    def rest(self, query: Query, rows: list[tuple[str | int, Record]]) -> list[tuple[str | int, Record]]:
        """Answer the rows after the cursor."""
        rest = super().rest(query, rows)
        return rows[len(rows) - len(rest) - 1 :] if query.limit > 1 else rest


@fault("finding.pages")
class BorderSkipsTies(Listing):
    """Goes on after the order alone: the ties of the last record are lost."""

    def rest(self, query: Query, rows: list[tuple[str | int, Record]]) -> list[tuple[str | int, Record]]:
        """Answer the rows after the cursor."""
        rank = read_cursor(query)[0]
        if query.descending:
            return [row for row in rows if order_rank(row[0]) < rank]
        return [row for row in rows if order_rank(row[0]) > rank]


@fault("finding.pages_while_written")
class OffsetPages(Listing):
    """Counts how many records were shown (OFFSET): what moves meanwhile shifts the next page."""

    def rest(self, query: Query, rows: list[tuple[str | int, Record]]) -> list[tuple[str | int, Record]]:
        """Answer the rows after the cursor."""
        return rows[self.shown(query) :]

    def cursor(self, query: Query, rows: list[tuple[str | int, Record]]) -> str:
        """Make the cursor that stands after the last row."""
        return write_cursor(query, (order_rank(self.shown(query) + len(rows)), ""))

    def shown(self, query: Query) -> int:
        """Answer how many rows were shown before."""
        return read_cursor(query)[0][1] if query.after is not None else 0


@fault("finding.cursor_bound")
class UnboundCursor(Listing):
    """Takes the cursor of any list for any other."""

    def last(self, query: Query) -> Any:
        """Answer the place that a cursor stands after."""
        try:
            kind, name, *key, _, _ = json.loads(query.after or "")
            return read_cursor(query._replace(kind=kind, name=name, key=tuple(key)))
        except (ValueError, TypeError):
            return read_cursor(query)


@fault("finding.cursor_damaged")
class TrustsCursors(Listing):
    """Reads a cursor as if only itself had written it: a stranger's brings the parser's error out."""

    def last(self, query: Query) -> Any:
        """Read what may be no JSON at all."""
        *_, order, row = json.loads(query.after or "")
        return order_rank(order), row


@fault("finding.empty")
class UnknownIndex(Listing):
    """Takes an index that nobody wrote for a mistake of the caller."""

    def check(self, query: Query) -> None:
        """Refuse a name that no record uses."""
        super().check(query)
        if not any(entry.name == query.name for record in self._records.values() for entry in record.indexes):
            raise InvalidQuery("query.invalid", reason="there is no such index")


@fault("finding.records")
class ThinPages(Listing):
    """Lists from the index alone, and leaves out what is not in it."""

    def find(self, query: Query, /) -> Page:
        """Answer records without their private side."""
        page = super().find(query)
        return page._replace(records=tuple(record._replace(private=None) for record in page.records))


@fault("finding.limits")
class UnboundLimit(Listing):
    """Answers as many records as are asked for, or none."""

    def check(self, query: Query) -> None:
        """Refuse a query that no index can answer."""
        check_query(query._replace(limit=1))
