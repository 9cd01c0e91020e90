"""Checks of the indexes: the right records, in the right order, page by page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from supportkit.core.calls import commit, find
from supportkit.core.records import Batch, IndexEntry, Query
from supportkit.errors import InvalidCursor, InvalidQuery
from supportkit.testing.conformance.check import (
    batch,
    check,
    equal,
    holds,
    listing,
    place,
    plain,
    plain_of,
    put,
    refused,
    tolerated,
    tombstone,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supportkit.core.calls import Flow

NUMBERS = (-(2**63), -(2**53) - 1, -(2**53), -10, -9, -1, 0, 1, 2, 9, 10, 2**53, 2**53 + 1, 2**53 + 2, 2**63 - 1)
"""Numbers in order, which a column of text or of floats would mix up."""

TEXTS = (
    "", " ", "!", "-a", "0", "10", "2", "Z", "_", "a", "a ", "a-b", "ab", "b", "e\u0301", "z", "~", "\u00c9", "\u00df",
    "\u00e9", "\u0131", "\u4e2d", "\ue000", "\uffee", "\U00010000", "\U0001f600", "\U0001f600a", "\U0010ffff",
)  # fmt: skip
"""Texts by code point, which a locale, a folding of case or UTF-16 would order otherwise."""

RANGE = Query("thing", "by_order", ("range",))


def _fill(orders: Sequence[int | str]) -> Flow[None]:
    """Write one record for each order, not in order; its id tells its place."""
    writes = [put(f"{number:04}", 0, number, place(order)) for number, order in enumerate(orders)]
    for start in range(3):
        yield from commit(Batch(tuple(writes[start::3][::-1])))


def _in_order(orders: Sequence[int | str], what: str) -> Flow[None]:
    yield from _fill(orders)
    expected = [f"{number:04}" for number in range(len(orders))]
    for limit in (1000, 4, 1):
        equal(
            f"{what}, pages of {limit}", _named(orders, (yield from listing(RANGE._replace(limit=limit)))), list(orders)
        )
        back = yield from listing(RANGE._replace(limit=limit, descending=True))
        equal(f"{what}, descending, pages of {limit}", back, expected[::-1])
    for low, bound in enumerate(orders):
        equal(f"{what} from {bound!r}", (yield from listing(RANGE._replace(start=bound))), expected[low:])
        equal(f"{what} up to {bound!r}", (yield from listing(RANGE._replace(stop=bound))), expected[:low])


def _named(orders: Sequence[int | str], ids: list[str]) -> list[int | str]:
    return [orders[int(name)] for name in ids]


@check("finding.numbers", method="find", advice="Keep numbers in a 64-bit integer column of their own.")
def _numbers() -> Flow[None]:
    """Numbers sort by value, from -2**63 to 2**63-1 and exactly beyond 2**53."""
    yield from _in_order(NUMBERS, "numbers in order")


@check("finding.texts", method="find", advice='Compare text by code point: COLLATE "C" or BINARY, never a locale.')
def _texts() -> Flow[None]:
    """Text sorts by code point, whatever the locale of the database: Z before a, z before é, é before 😀."""
    yield from _in_order(TEXTS, "texts in order")


@check("finding.ties", method="find", advice="Order by the entry and then by the record's id, in the same direction.")
def _ties() -> Flow[None]:
    """Records of one place come by id, by code point; descending turns both."""
    ids = ["Z", "a", "b", "z", "\u00e9", "\uffee", "\U0001f600"]
    yield from commit(batch(put("late", 0, 1, place(8))))
    for name in (ids[3], *ids[:3][::-1], *ids[4:]):
        yield from commit(batch(put(name, 0, 1, place(7))))
    for limit in (1000, 3, 1):
        query = RANGE._replace(limit=limit)
        equal(f"ids of one place, pages of {limit}", (yield from listing(query)), [*ids, "late"])
        back = yield from listing(query._replace(descending=True))
        equal(f"ids of one place, descending, pages of {limit}", back, ["late", *ids[::-1]])


@check("finding.bounds", method="find", advice="`order >= start AND order < stop`, in both directions.")
def _bounds() -> Flow[None]:
    """`start` is within the range and `stop` is not, in either direction and on every page."""
    yield from commit(Batch(tuple(put(f"{number}{tie}", 0, 1, place(number)) for number in range(6) for tie in "ab")))
    every = [f"{number}{tie}" for number in range(6) for tie in "ab"]
    for low in (None, -1, 0, 2, 5, 6):
        for high in (None, -1, 0, 2, 4, 6, 9):
            first = 0 if low is None else max(low, 0)
            last = 6 if high is None else min(max(high, 0), 6)
            expected = every[2 * first : 2 * last]
            for limit in (1000, 3):
                query = RANGE._replace(start=low, stop=high, limit=limit)
                what = f"from {low} up to {high}, pages of {limit}"
                equal(what, (yield from listing(query)), expected)
                equal(f"{what}, descending", (yield from listing(query._replace(descending=True))), expected[::-1])


@check("finding.empty", method="find", advice="An index that nobody wrote is an empty range, not an error.")
def _empty() -> Flow[None]:
    """A range, an index or a kind that nothing stands in is one empty page, the last."""
    yield from commit(batch(put("a", 0, 1, place(1)), put("bare")))
    queries = {
        "another key": RANGE._replace(key=("other",)),
        "another index": RANGE._replace(name="other"),
        "another kind": RANGE._replace(kind="other"),
        "bounds that leave nothing": RANGE._replace(start=2, stop=2),
        "bounds the wrong way round": RANGE._replace(start=9, stop=-9),
        "bounds above all": RANGE._replace(start=2),
    }
    for what, query in queries.items():
        for descending in (False, True):
            page = yield from find(query._replace(descending=descending))
            equal(f"page of {what}", (tuple(page.records), page.next), ((), None))


KEYS = (
    (), ("a",), ("a", "b"), ("ab",), ("a", "b", "c"), ("a", "bc"), ("ab", "c"), ("abc",), ("b", "a"), ("a/b",),
    ("a,b",), ("a:b",), ("a|b",), ("a b",), ('a","b',), ("a', 'b",), ("a\\", "b"), ('a\\", "b',), ("A",), ("a ",),
    ("a%",), ("%",), ("_",), ("\u00e9",), ("e\u0301",), ('["a", "b"]',), ("a/", "b"), ("a", "/b"), ("a", "a"),
    ("a", "a", "a"),
)  # fmt: skip
"""Range keys that collide when their parts are joined, folded or matched by pattern."""


@check(
    "finding.keys_apart", method="find", advice="Encode the tuple so that no two tuples give one text; compare binary."
)
def _keys_apart() -> Flow[None]:
    """Range keys are tuples: those that read alike when joined are different ranges, and none is a prefix search."""
    writes = [
        put(f"{number:02}", 0, number, IndexEntry("by_key", range_key, 1)) for number, range_key in enumerate(KEYS)
    ]
    yield from commit(Batch(tuple(writes)))
    for number, range_key in enumerate(KEYS):
        found = yield from listing(Query("thing", "by_key", range_key))
        equal(f"ids in the range {range_key!r}", found, [f"{number:02}"])
    yield from commit(
        batch(put("x", 0, 1, place(1, name="na"), kind="me"), put("x", 0, 2, place(1, name="a"), kind="men"))
    )
    page = yield from find(Query("me", "na", ("range",)))
    equal(
        "the kind of what an index of another kind and name reads alike", [one.key.kind for one in page.records], ["me"]
    )


@check("finding.records", method="find", advice="Answer the record as it is now, with both sides and all its entries.")
def _records() -> Flow[None]:
    """A page holds whole records, as a load would answer them."""
    written = put("a", 0, {"n": 1}, place(1), place("t", name="second"), private="p", subject="ann")
    yield from commit(batch(written))
    for name in ("by_order", "second"):
        page = yield from find(RANGE._replace(name=name))
        equal(f"records of {name}", [plain(record) for record in page.records], [plain_of(written, 1)])
    again = put("a", 1, {"n": 2}, place(1), private="q", subject="bob")
    yield from commit(batch(again))
    page = yield from find(RANGE)
    equal("records after a write", [plain(record) for record in page.records], [plain_of(again, 2)])


@check(
    "finding.moves", method="commit", advice="Replace all index entries of a record in the transaction of its write."
)
def _moves() -> Flow[None]:
    """A write replaces all index entries of its record: it leaves every former place, and stands in each new one."""
    yield from commit(batch(put("a", 0, 1, place(1), place(1, name="second")), put("b", 0, 1, place(2))))
    yield from commit(batch(put("a", 1, 1, place(3))))
    equal("the range after a move within it", (yield from listing(RANGE)), ["b", "a"])
    equal("an index that the write no longer names", (yield from listing(RANGE._replace(name="second"))), [])
    yield from commit(batch(put("a", 2, 1, place("text", "other"))))
    equal("the range that it left", (yield from listing(RANGE)), ["b"])
    equal("the range that it entered", (yield from listing(RANGE._replace(key=("other",)))), ["a"])
    yield from commit(batch(put("a", 3)))
    equal("the range after a write without entries", (yield from listing(RANGE._replace(key=("other",)))), [])


@check("finding.pages", method="find", advice="Go on after (order, id) of the last record, in a row comparison.")
def _pages() -> Flow[None]:
    """Pages of every size, in both directions, give every record once, and the last one says so."""
    count = 12
    yield from commit(Batch(tuple(put(f"{number:02}", 0, 1, place(number // 3)) for number in range(count))))
    expected = [f"{number:02}" for number in range(count)]
    for limit in range(1, count + 3):
        for descending in (False, True):
            query, seen = RANGE._replace(limit=limit, descending=descending), list[str]()
            whole = expected[::-1] if descending else expected
            what = f"pages of {limit}{', descending' if descending else ''}"
            for _ in range(count + 1):
                page = yield from find(query)
                ids = [record.key.id for record in page.records]
                equal(f"{what}: page after {len(seen)} records", ids, whole[len(seen) :][:limit])
                seen += ids
                if page.next is None:
                    break
                query = query._replace(after=page.next)
            equal(f"{what}: all", seen, whole)


@check(
    "finding.pages_while_written",
    method="find",
    advice="A cursor is a place in the order, never a count: no OFFSET, no snapshot kept in the handle.",
)
def _pages_while_written() -> Flow[None]:
    """A record that stands in the range throughout comes once, whatever is written, moved or removed between pages."""
    for limit in range(1, 10):
        for descending in (False, True):
            yield from _page_while_written(limit, descending=descending)


def _page_while_written(limit: int, *, descending: bool) -> Flow[None]:
    range_key = f"range-{limit}-{descending}"
    still = [f"{range_key}-{number:02}" for number in range(10)]
    loose = [f"{range_key}-loose-{number:02}" for number in range(10)]
    writes = [put(name, 0, 1, place(10 * number, range_key)) for number, name in enumerate(still)]
    writes += [put(name, 0, 1, place(10 * number + number % 2, range_key)) for number, name in enumerate(loose)]
    yield from commit(Batch(tuple(writes)))
    query = Query("thing", "by_order", (range_key,), limit=limit, descending=descending)
    seen: list[str] = []
    for number in range(40):
        page = yield from find(query)
        ids = [record.key.id for record in page.records]
        seen += [name for name in ids if name in still]
        if page.next is None:
            break
        query = query._replace(after=page.next)
        changes = [put(f"{range_key}-new-{number}-{order}", 0, 1, place(order, range_key)) for order in (-5, 45, 95)]
        if ids and ids[-1] in loose:
            changes.append(tombstone(ids[-1], 1))
            loose.remove(ids[-1])
        if loose:
            moved = loose.pop()
            changes.append(put(moved, 1, 1, place(-9 if number % 2 else 99, range_key)))
        if loose:
            changes.append(tombstone(loose.pop(0), 1))
        yield from commit(Batch(tuple(changes)))
    expected = still[::-1] if descending else still
    equal(f"records that stood still, pages of {limit}{', descending' if descending else ''}", seen, expected)


@check("finding.cursor_bound", method="find", advice="Put kind, index and range key into the cursor, and compare them.")
def _cursor_bound() -> Flow[None]:
    """A cursor of another range, of the journal or of nobody is refused."""
    places = (place(1), place(1, name="second"))
    yield from commit(batch(*(put(name, 0, 1, *places) for name in "abc")))
    yield from commit(
        batch(*(put(name, 0, 1, place(1, "other"), kind=kind) for name in "xyz" for kind in ("thing", "other")))
    )
    after = (yield from find(RANGE._replace(limit=1))).next
    holds("a page of 1 of 3 has a cursor", after is not None)
    queries = {
        "another range": Query("thing", "by_order", ("other",), after=after),
        "another index": Query("thing", "second", ("range",), after=after),
        "another kind": Query("other", "by_order", ("range",), after=after),
        "a range that nothing stands in": Query("thing", "by_order", ("never",), after=after),
    }
    for what, query in queries.items():
        yield from refused(find(query), f"a cursor used for {what}", InvalidCursor)
    for text in ("", "x", "0", "1", "null", "[]", "{}", '["thing"]', "a\0b", "\ud800", "9" * 5000, "[" * 50):
        yield from refused(find(RANGE._replace(after=text)), f"the cursor {text!a:.30}", InvalidCursor)


@check("finding.cursor_damaged", method="find", advice="Read a cursor as if a stranger had written it.")
def _cursor_damaged() -> Flow[None]:
    """A damaged cursor is refused or answers a page; it never brings a driver's error out."""
    yield from commit(batch(*(put(f"{number}", 0, 1, place(number)) for number in range(3))))
    after = (yield from find(RANGE._replace(limit=1))).next or ""
    for spot in range(len(after)):
        for letter in ("", "0", "\U0001f600", "\0"):
            text = after[:spot] + letter + after[spot + 1 :]
            yield from tolerated(find(RANGE._replace(after=text)), f"the cursor {text!a}", InvalidCursor)
    for text in ("[" * 100_000, *_forged(after)):
        yield from tolerated(find(RANGE._replace(after=text)), f"the cursor {text!a:.100}", InvalidCursor)


def _forged(after: str) -> list[str]:
    """Answer a cursor that is a JSON list, with each part replaced by something of another type."""
    try:
        parts = json.loads(after)
    except ValueError:
        return []
    if not isinstance(parts, list):
        return []
    whole = cast("list[object]", parts)
    strange: tuple[object, ...] = (None, True, 1.5, 2**63, "\0", "\ud800", [], {})
    return [json.dumps([*whole[:spot], odd, *whole[spot + 1 :]]) for spot in range(len(whole)) for odd in strange]


@check("finding.limits", method="find", advice="Call `supportkit.storage.checks.check_query`.")
def _limits() -> Flow[None]:
    """A page of fewer than 1 or more than 1,000 records is refused, and so are bounds of two types."""
    for limit in (0, -1, 1001, 10**9, 2**64):
        yield from refused(find(RANGE._replace(limit=limit)), f"a page of {limit} records", InvalidQuery)
    yield from refused(find(RANGE._replace(start=1, stop="b")), "bounds of two types", InvalidQuery)
    yield from commit(Batch(tuple(put(f"{number:04}", 0, 1, place(number)) for number in range(1001))))
    page = yield from find(RANGE._replace(limit=1000))
    equal("records of the largest page", len(page.records), 1000)
    rest = yield from find(RANGE._replace(limit=1000, after=page.next))
    equal("the page after it", ([record.key.id for record in rest.records], rest.next), (["1000"], None))
