"""What no store can hold is refused in the same words by each, before anything is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supportkit.errors import InvalidCursor, InvalidInput, InvalidQuery
from supportkit.storage import Batch, Entry, Expect, IndexEntry, Key, MemoryStore, Put, Query, SQLiteStore, checks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = "2026-03-01T18:30:00.000000Z"
GOOD = Key[object]("group", "grp_1")
PUT = Put(GOOD, 0, b"{}", None, "ann", (IndexEntry("by_state", ("a", "b"), "x"),))
LINE = Entry("evt_1", "group.opened.1", GOOD, 1, AT, AT, "per_1", b"{}")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryStore | SQLiteStore]:
    opened = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "a.db", durability="normal")
    with opened:
        yield opened


BAD_TEXTS = ["", "a\0", "\0", "a\ud800", "\udfff", "a\x1fb", "a\n", "x" * 201]
BAD_SIDES = [b"\0", b'"\xff"', b'"\xed\xa0\x80"', b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\u0000"', b'{"\\uD83d":1}']


def entry(**changes: Any) -> Batch:
    return Batch((PUT,), (LINE._replace(**changes),))


def index(**changes: Any) -> Batch:
    return Batch((PUT._replace(indexes=(PUT.indexes[0]._replace(**changes),)),))


BAD_BATCHES = [
    *(Batch((PUT._replace(key=Key("group", text)),)) for text in BAD_TEXTS),
    *(Batch((PUT._replace(key=Key(text, "grp_1")),)) for text in BAD_TEXTS),
    *(Batch((PUT._replace(subject=text),)) for text in BAD_TEXTS),
    *(Batch((PUT._replace(body=side),)) for side in BAD_SIDES),
    *(Batch((PUT._replace(private=side),)) for side in BAD_SIDES),
    *(index(name=text) for text in BAD_TEXTS),
    *(index(key=("a", text)) for text in BAD_TEXTS),
    *(index(order=text) for text in BAD_TEXTS if text),
    *(index(order=number) for number in (2**63, -(2**63) - 1)),
    *(entry(**{name: text}) for text in BAD_TEXTS for name in ("id", "tag", "actor", "at", "recorded_at", "subject")),
    *(entry(key=Key("group", text)) for text in BAD_TEXTS),
    *(entry(**{name: side}) for side in BAD_SIDES for name in ("body", "private")),
    *(entry(version=number) for number in (-1, 2**63)),
    *(Batch((PUT._replace(expected=number),)) for number in (-1, 2**63 - 1, 2**63)),
    *(Batch((Expect(GOOD, number),)) for number in (0, -1, 2**63)),
    Batch((PUT, PUT)),
    Batch((PUT, Expect(GOOD, 1))),
    Batch((PUT._replace(indexes=PUT.indexes * 2),)),
    Batch((Put(GOOD, 0, None, b"{}"),)),
    Batch((Put(GOOD, 0, None, indexes=PUT.indexes),)),
]


def test_bad_batches_are_refused_and_nothing_changes(store: MemoryStore | SQLiteStore) -> None:
    first = Put(Key("group", "first"), 0, b"{}")
    for batch in BAD_BATCHES:
        with pytest.raises(InvalidInput) as caught:
            store.commit(batch._replace(writes=(first, *batch.writes)))
        str(caught.value).encode()
        assert "\0" not in str(caught.value)
    assert store.load([GOOD, first.key]) == {}
    assert list(store.read(None, 10)) == []
    store.commit(Batch((first, PUT), (LINE,)))


def test_each_bad_batch_is_seen_at_the_first_look() -> None:
    """The quick look must never pass what the slow one refuses."""
    for batch in BAD_BATCHES:
        assert not checks._is_plain(batch)
    assert checks._is_plain(Batch((PUT, Expect(Key("group", "b"), 1)), (LINE,)))
    assert checks._is_plain(Batch())


TEXTS = st.text(st.sampled_from("ab\0\x1f\ud800é🙂\x7f"), max_size=3)
SIDES = st.sampled_from([*BAD_SIDES, b"{}", '"é"'.encode(), b'"\\u00e9"', b'"\\ud83d\\ude42"', b'"\\\\u0000"'])
KEYS = st.tuples(TEXTS, TEXTS).map(lambda both: Key[object](*both))
INDEX = st.builds(IndexEntry, TEXTS, st.lists(TEXTS, max_size=2).map(tuple), TEXTS | st.integers(-(2**64), 2**64))
PUTS = st.tuples(
    KEYS,
    st.integers(-1, 1),
    SIDES | st.none(),
    SIDES | st.none(),
    TEXTS | st.none(),
    st.lists(INDEX, max_size=2).map(tuple),
).map(lambda fields: Put(*fields))
WRITES = PUTS | st.tuples(KEYS, st.integers(-1, 1)).map(lambda fields: Expect(*fields))


@settings(max_examples=200, deadline=None)
@given(batch=st.lists(WRITES, max_size=2).map(lambda writes: Batch(tuple(writes))))
def test_the_quick_look_agrees_with_the_slow_one(batch: Batch) -> None:
    if checks._is_plain(batch):
        checks._check_each(batch)


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from("\\u0dD8cC3e\0é🙂\ud83d\ude42"), max_size=12))
def test_json_is_refused_exactly_if_its_text_cannot_be_stored(text: str) -> None:
    for ascii_only in (True, False):
        try:
            side = json.dumps(text, ensure_ascii=ascii_only).encode()
        except UnicodeEncodeError:
            continue
        # In JSON a high and a low half side by side are the one letter they make.
        assert checks._holds_text(side) is checks.storable(json.loads(side))


def test_good_batches_with_letters_of_any_script_are_kept(store: MemoryStore | SQLiteStore) -> None:
    key = Key[object]("Gruppe", "größe🙂")
    entry_of_index = IndexEntry("nach_größe", ("ä", "🙂"), "ß")
    store.commit(Batch((Put(key, 0, '"ñ"'.encode(), b'"\\\\ud800"', "zoë", (entry_of_index,)),)))
    assert store.find(Query("Gruppe", "nach_größe", ("ä", "🙂"))).records == (store.load([key])[key],)


@pytest.mark.parametrize(
    "changes",
    [
        {"limit": 0},
        {"limit": 1001},
        {"start": 1, "stop": "a"},
        {"start": 2**63},
        {"stop": -(2**63) - 1},
        {"start": "\ud800"},
        {"stop": "a\0"},
    ],
    ids=str,
)
def test_queries_that_no_index_answers_are_refused(store: MemoryStore | SQLiteStore, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidQuery):
        store.find(Query("group", "by_state", ("a",))._replace(**changes))


CURSORS = [
    "",
    "x",
    "[]",
    "null",
    "7",
    "[" * 100_000,
    json.dumps(["group", "by_state", "a", "x", 5]),
    json.dumps(["group", "by_state", "a", ["x"], "grp_1"]),
    json.dumps(["group", "by_state", "a", 1.5, "grp_1"]),
    json.dumps(["group", "by_state", "a", None, "grp_1"]),
    json.dumps(["group", "by_state", "a", 2**63, "grp_1"]),
    json.dumps(["group", "by_state", "a", "x", "\ud800"]),
    json.dumps(["group", "by_state", "a", "\ud800", "grp_1"]),
    json.dumps(["group", "by_state", "b", "x", "grp_1"]),
    json.dumps(["group", "by_state", "x", "grp_1"]),
]


@pytest.mark.parametrize("cursor", CURSORS, ids=lambda cursor: cursor[:50])
@pytest.mark.parametrize("written", [False, True], ids=["empty", "written"])
def test_cursors_of_no_such_list_are_refused(store: MemoryStore | SQLiteStore, cursor: str, written: bool) -> None:
    if written:
        store.commit(Batch((PUT._replace(indexes=(IndexEntry("by_state", ("a",), "x"),)),)))
    with pytest.raises(InvalidCursor):
        store.find(Query("group", "by_state", ("a",), after=cursor))


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.0", "2", "9" * 30, "\u0661", " 1"])
def test_cursors_of_another_journal_are_refused(store: MemoryStore | SQLiteStore, cursor: str) -> None:
    store.commit(Batch((), (LINE,)))
    with pytest.raises(InvalidCursor):
        store.read(cursor, 10)
    assert list(store.read("1", 10)) == []
    with pytest.raises(InvalidQuery):
        store.read(None, 0)


def test_names_that_cannot_exist_are_not_found(store: MemoryStore | SQLiteStore) -> None:
    store.commit(Batch((PUT,)))
    strange = ["\ud800", "a\0", "a\x1fb", "", "x" * 300]
    assert store.load([Key("group", one) for one in strange] + [Key(one, "grp_1") for one in strange]) == {}
    assert list(store.load([GOOD, Key("group", "\ud800")])) == [GOOD]
    for one in strange:
        for query in (Query("group", "by_state", (one,)), Query("group", one, ("a", "b")), Query(one, "by_state", ())):
            assert store.find(query) == ((), None)
        assert store.scrub(one)[:2] == (0, 0)
    assert store.find(Query("group", "by_state", ("a\x1fb",))).records == ()
