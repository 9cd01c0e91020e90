"""The plan of every statement that a store runs: searches of an index, never a scan or a sort."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from supportkit.storage import Batch, Clearing, Entry, Expect, IndexEntry, Key, Put, Query, SQLiteStore
from supportkit.storage.sqlite import _LAST, _range, _select

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-03-01T18:30:00.000000Z"


def use_everything(store: SQLiteStore, number: int) -> None:
    keys = [Key[Any]("group", f"grp_{number}_{count}") for count in range(70)]
    places = (IndexEntry("by_state", ("open",), number),)
    store.commit(Batch(tuple(Put(key, 0, b"{}", b"{}", "ann", places) for key in keys)))
    line = Entry(f"evt_{number}", "t.1", keys[0], 1, AT, AT, "ann", b"{}", b"{}", "ann")
    store.commit(Batch((Put(keys[0], 1, b"{}", None, None, places), Expect(keys[1], 1)), (line,)))
    store.commit(Batch((Put(keys[0], 2, b"{}", None, None, (places[0]._replace(order="x"),)),)))
    store.commit(Batch((Put(keys[0], 3, b"{}", None, None, (IndexEntry("by_time", (), "x"),)),)))
    store.commit(Batch((Put(keys[0], 4, None),)))
    store.load(keys[:3])
    store.load(keys)
    for descending in (False, True):
        query = Query("group", "by_state", ("open",), limit=5, descending=descending)
        following = store.find(query).next
        for start in (None, 0):
            for stop in (None, 10):
                for after in (None, following):
                    store.find(query._replace(start=start, stop=stop, after=after))
    position = store.read(None, 1)[0].cursor
    store.read(position, 10)
    store.read(store.read(None, 1000)[-1].cursor, 10)
    store.commit(Batch(entries=(line._replace(id=f"evt_{number}_b"), line._replace(id=f"evt_{number}_c"))))
    last = [one.cursor for one in store.read(None, 1000)][-2:]
    store.prune(last[:1], last[1:], [Clearing(keys[0], "ann", 1)])
    store.scrub("ann")


@pytest.mark.parametrize("analyzed", [False, True], ids=["fresh", "analyzed"])
def test_every_statement_searches_an_index(tmp_path: Path, analyzed: bool) -> None:
    seen: list[str] = []
    with SQLiteStore(tmp_path / "a.db", durability="normal") as store:
        use_everything(store, 0)
        with store._file as connection:
            if analyzed:
                connection.execute("ANALYZE")
            connection.set_trace_callback(seen.append)
        use_everything(store, 1)
        with store._file as connection:
            connection.set_trace_callback(None)
            statements = {text for text in seen if re.match(r"\s*(SELECT|UPDATE|DELETE)", text)}
            plans = {text: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}")] for text in statements}
    assert {text.split()[0] for text in statements} == {"SELECT", "UPDATE", "DELETE"}
    assert len(statements) > 25
    del plans[_LAST]  # it looks at SQLite's own list of counters, one row for each table that has one
    for text, plan in plans.items():
        assert [step for step in plan if step.startswith("SEARCH")], text
        for step in plan:
            assert not re.match(r"SCAN|USE TEMP", step), (step, text)
            if step.startswith("SEARCH"):
                assert "tenant=?" in step or "rowid=?" in step, (step, text)
        assert not re.search(r"\b(COUNT|OFFSET)\b", text, re.IGNORECASE)


def test_a_page_is_one_range_of_the_covering_index() -> None:
    for descending in (False, True):
        for low in range(3):
            for high in range(3):
                text = _range(low, high, descending)
                assert "INDEXED BY supportkit_index_range" in text
                assert text.count("LIMIT ?") == 1


def test_a_page_far_into_a_range_costs_as_much_as_the_first(tmp_path: Path) -> None:
    """Counted in steps of SQLite's machine, not in time; the start of the range lies far before the cursor."""
    with SQLiteStore(tmp_path / "a.db", durability="normal") as store:
        for number in range(0, 3000, 500):
            store.commit(
                Batch(
                    tuple(
                        Put(Key("post", f"{count:05d}"), 0, b"{}", indexes=(IndexEntry("all", (), count),))
                        for count in range(number, number + 500)
                    )
                )
            )
        ticks: list[None] = []
        with store._file as connection:
            connection.set_progress_handler(lambda: ticks.append(None), 1)
        steps: dict[tuple[int, bool], int] = {}
        for descending in (False, True):
            query: Query = Query("post", "all", (), start=0, stop=3000, limit=100, descending=descending)
            number = 0
            while True:
                ticks.clear()
                page = store.find(query)
                steps[number, descending] = len(ticks)
                number += 1
                if page.next is None:
                    break
                query = query._replace(after=page.next)
            assert number == 30
    assert max(steps.values()) <= 1.5 * min(steps.values())


def test_a_load_is_one_statement_with_one_search_a_key() -> None:
    assert _select(3).count("WHERE tenant = ? AND kind = ? AND id = ?") == 3
    assert _select(3) is _select(3)
